//! `flinks-mock ctl` against a server.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{ChildStdout, Command, Stdio};

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;

use super::Admin;

/// What a shell sees of one command: its exit code, stdout and stderr.
struct Seen {
    code: i32,
    out: String,
    err: String,
}

/// Without the variables of whoever runs the tests.
async fn ctl(args: &[&str], variables: &[(&str, &str)]) -> Seen {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.arg("ctl").args(args);
    for name in ["FLINKS_MOCK_ADMIN", "FLINKS_MOCK_ADMIN_TOKEN", "FLINKS_MOCK_CUSTOMER"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    // The server lives in this runtime, so nothing may block it.
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Seen {
        code: output.status.code().unwrap(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

impl Admin {
    async fn ctl(&self, args: &[&str]) -> Seen {
        let url = self.server.admin_url().unwrap();
        let token = self.token();
        ctl(args, &[("FLINKS_MOCK_ADMIN", &url), ("FLINKS_MOCK_ADMIN_TOKEN", &token)]).await
    }
}

#[tokio::test]
async fn health_needs_no_token() {
    let admin = Admin::start().await;
    let url = admin.server.admin_url().unwrap();
    let seen = ctl(&["health", "--admin", &url], &[]).await;
    assert_eq!(
        (seen.code, &*seen.out),
        (0, "status        ok\nversion       0.1.0\n"),
        "{}",
        seen.err
    );
    let raw = ctl(&["health", "--admin", &url, "--json"], &[]).await;
    assert_eq!(raw.out, "{\"status\":\"ok\",\"version\":\"0.1.0\"}\n");
}

#[tokio::test]
async fn scenarios_are_a_table() {
    let admin = Admin::start().await;
    let seen = admin.ctl(&["scenarios"]).await;
    assert_eq!(seen.code, 0, "{}", seen.err);
    let line = seen.out.lines().find(|line| line.starts_with("never-ready ")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("10000000-0000-4000-8000-000000000004"));
    assert_eq!(seen.out.lines().count(), admin.server.scenarios().len());
}

#[tokio::test]
async fn a_verdict_that_is_no_pass_fails() {
    let admin = Admin::start().await;
    let session = admin.authorize().await;
    admin.detail(&session).await;
    let url =
        format!("{}/v3/ada/BankingServices/GetAccountsDetailAsync/{session}", admin.server.url());
    admin.http.post(url).send().await.unwrap();
    let seen = admin.ctl(&["verdict", "--customer", "ada"]).await;
    assert_eq!((seen.code, &*seen.err), (1, "error: the verdict is fail\n"));
    let out = seen.out;
    for part in
        ["FAIL CLI-SEQ-003 MUST", "GET GetAccountsDetailAsync", "POST GetAccountsDetailAsync"]
    {
        assert!(out.contains(part), "{part} in {out}");
    }

    let nobody = admin.ctl(&["verdict", "--customer", "bob", "--json"]).await;
    assert_eq!((nobody.code, &*nobody.err), (1, "error: the verdict is inconclusive\n"));
    assert!(nobody.out.contains("\"kind\": \"inconclusive\""), "{}", nobody.out);
}

/// Everything a person does with one session, command by command.
#[tokio::test]
async fn a_session_from_a_shell() {
    let admin = Admin::with(FlinksMock::builder(), ClockMode::Manual).await;
    let ada = async |args: &[&str]| {
        let seen = admin.ctl(&[args, &["--customer", "ada"]].concat()).await;
        assert_eq!(seen.code, 0, "{args:?}: {}", seen.err);
        seen.out
    };
    let chosen = ada(&["use", "never-ready-session-expires"]).await;
    assert_eq!(chosen, "scenario      never-ready-session-expires\n");
    let session = admin.authorize().await;
    assert_eq!(admin.detail(&session).await, "202 OPERATION_PENDING");

    assert_eq!(
        ada(&["sessions"]).await,
        format!("{session}  processing  never-ready-session-expires  t+00:00.000\n")
    );
    assert_eq!(ada(&["clock"]).await, "t+00:00.000  manual  next event at t+30:00.000\n");
    assert_eq!(
        ada(&["clock", "advance", "25m"]).await,
        "t+25:00.000  manual  next event at t+30:00.000\n"
    );
    assert_eq!(
        ada(&["clock", "next"]).await,
        "t+30:00.000  session over: SESSION_EXPIRED\nt+30:00.000  manual  nothing waits\n"
    );
    assert_eq!(ada(&["clock", "mode", "auto"]).await, "t+30:00.000  auto  nothing waits\n");
    let shown = ada(&["session", &session]).await;
    assert!(shown.contains("state         ended\n"), "{shown}");
    assert!(
        shown.ends_with("t+00:00.000  POST GetAccountsDetail: 202 OPERATION_PENDING\n"),
        "{shown}"
    );
    assert!(ada(&["why", &session]).await.contains("exchange 2, at t+00:00.000"));

    let second = admin.authorize().await;
    let forced = ada(&["force", &second, "INVALID_LOGIN"]).await;
    assert!(forced.contains("forced        INVALID_LOGIN\n"), "{forced}");
    assert_eq!(admin.detail(&second).await, "401 INVALID_LOGIN");

    let waited = ada(&["wait", "--count", "1", "--status", "401"]).await;
    assert!(
        waited.starts_with("    4  t+30:00.000  401 INVALID_LOGIN         POST /v3/ada/"),
        "{waited}"
    );
    let journal = ada(&["journal", "--after", "1", "--status", "202"]).await;
    assert!(journal.starts_with("    2  t+00:00.000  202 OPERATION_PENDING"), "{journal}");
    assert_eq!(journal.lines().count(), 1, "{journal}");

    assert_eq!(ada(&["reset"]).await, "");
    let gone = admin.ctl(&["sessions", "--customer", "ada"]).await;
    assert_eq!(gone.code, 1);
    assert!(gone.err.starts_with("error: There is no such customer\n"), "{}", gone.err);
    assert_eq!(admin.ctl(&["reset", "--all"]).await.out, "customers     0\n");
    assert_eq!(admin.ctl(&["reload"]).await.code, 0);
}

#[tokio::test]
async fn a_followed_journal_begins_with_what_is_there_and_goes_on() {
    let admin = Admin::start().await;
    admin.authorize().await;
    let mut child = Command::new(env!("CARGO_BIN_EXE_flinks-mock"))
        .args(["ctl", "journal", "--follow", "--customer", "ada"])
        .env("FLINKS_MOCK_ADMIN", admin.server.admin_url().unwrap())
        .env("FLINKS_MOCK_ADMIN_TOKEN", admin.token())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (first, rest) = line(BufReader::new(child.stdout.take().unwrap())).await;
    assert!(first.starts_with("    1  t+00:00.000  200 "), "{first}");
    admin.authorize().await;
    let (second, _) = line(rest).await;
    assert!(second.starts_with("    2  t+00:00.000  200 "), "{second}");
    drop(admin);
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert_eq!(ended.code(), Some(3), "the server has gone");
}

/// The next line, without blocking the server, and what it was read from.
async fn line(mut from: BufReader<ChildStdout>) -> (String, BufReader<ChildStdout>) {
    let read = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        from.read_line(&mut line).unwrap();
        (line, from)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn the_token_may_stand_in_a_file() {
    let admin = Admin::start().await;
    let url = admin.server.admin_url().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    fs::write(&file, format!("{}\n", admin.token())).unwrap();
    let file = file.to_str().unwrap();
    let wrong = ("FLINKS_MOCK_ADMIN_TOKEN", "0000000000000000");
    let seen = ctl(&["scenarios", "--admin", &url, "--token-file", file], &[wrong]).await;
    assert_eq!(seen.code, 0, "{}", seen.err);
}

#[tokio::test]
async fn a_refusal_is_told_with_the_way_out() {
    let admin = Admin::start().await;
    let url = admin.server.admin_url().unwrap();
    let wrong = ("FLINKS_MOCK_ADMIN_TOKEN", "0000000000000000");
    let seen = ctl(&["scenarios", "--admin", &url], &[wrong]).await;
    insta::assert_snapshot!(seen.err, @"
    error: The token is missing or wrong
      send `Authorization: Bearer TOKEN` with the token that `flinks-mock serve` printed, or that FLINKS_MOCK_ADMIN_TOKEN had when it started
    ");
    assert_eq!((seen.code, &*seen.out), (1, ""));

    let seen = admin.ctl(&["use", "two-pols", "--customer", "ada"]).await;
    insta::assert_snapshot!(seen.err, @"
    error: There is no such scenario
      there is no scenario two-pols; did you mean two-polls?
    ");
    assert_eq!(seen.code, 1);
}

#[tokio::test]
async fn the_mistakes_of_a_file_are_shown_as_the_command_line_shows_them() {
    let admin = Admin::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let toml = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\n\
                [[step]]\non = \"data\"\ntime = 2\nreply = \"pending\"\n";
    fs::write(&file, toml).unwrap();
    let seen = admin.ctl(&["put", file.to_str().unwrap()]).await;
    insta::assert_snapshot!(seen.err, @"
    error: The files have errors

    error: unknown field `time`
     --> mine.toml:6:1
      |
    6 | time = 2
      | ^^^^
      |
      = help: did you mean `times`?
    ");
    assert_eq!(seen.code, 1);
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let seen = ctl(&["health", "--admin", &url], &[]).await;
    insta::assert_snapshot!(seen.err.replace(&url, "[..]"), @"
    error: cannot reach the admin API at [..]
      because: Connection refused (os error 111)
      help: `flinks-mock serve` prints its address; give it as --admin URL or in FLINKS_MOCK_ADMIN
    ");
    assert_eq!(seen.code, 3);
}

#[tokio::test]
async fn the_port_of_the_mock_is_not_the_port_of_the_admin_api() {
    let admin = Admin::start().await;
    let seen = ctl(&["health", "--admin", &admin.server.url()], &[]).await;
    assert_eq!(
        seen.err,
        "error: the server answered 404, so it is not the admin API of flinks-mock\n"
    );
    assert_eq!(seen.code, 1);
}

#[tokio::test]
async fn what_is_wrong_on_the_command_line() {
    let token = &[("FLINKS_MOCK_ADMIN_TOKEN", "0123456789abcdef")];
    type Row = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static str);
    #[rustfmt::skip]
    let table: [Row; 10] = [
        (&["scenarios"], &[], "the token is missing: set FLINKS_MOCK_ADMIN_TOKEN"),
        (&["scenarios"], &[("FLINKS_MOCK_ADMIN_TOKEN", "a\nb")], "the token has a character that a header cannot carry"),
        (&["scenarios", "--token-file", "/nowhere"], &[], "cannot read the token from /nowhere"),
        (&["scenarios", "--admin", "127.0.0.1"], token, "`127.0.0.1` is not an address such as http://127.0.0.1:8781"),
        (&["scenarios", "--admin", "https://127.0.0.1:8781"], token, "is not an address such as"),
        (&["scenarios", "--admin", "http://ada:secret@127.0.0.1:8781"], token, "is not an address such as"),
        (&["scenarios", "--admin", "http://127.0.0.1:8781/admin"], token, "is not an address such as"),
        (&["sessions"], token, "which customer? give --customer ID, or set FLINKS_MOCK_CUSTOMER"),
        (&["put", "/nowhere.toml"], token, "cannot read /nowhere.toml: No such file or directory"),
        (&["polls"], token, "unrecognized subcommand 'polls'"),
    ];
    for (args, variables, expected) in table {
        let seen = ctl(args, variables).await;
        assert_eq!(seen.code, 2, "{args:?}: {}", seen.err);
        assert!(seen.err.contains(expected), "{args:?}: {}", seen.err);
    }
}
