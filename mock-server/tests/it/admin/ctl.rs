//! `flinks-mock ctl` against a server.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

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
    error: There are mistakes in the files

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
    assert_eq!(seen.err, "error: the server answered 404, and is not one of ours\n");
    assert_eq!(seen.code, 1);
}

#[tokio::test]
async fn what_is_wrong_on_the_command_line() {
    let token = &[("FLINKS_MOCK_ADMIN_TOKEN", "0123456789abcdef")];
    type Row = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static str);
    #[rustfmt::skip]
    let table: [Row; 8] = [
        (&["scenarios"], &[], "which token? set FLINKS_MOCK_ADMIN_TOKEN"),
        (&["scenarios"], &[("FLINKS_MOCK_ADMIN_TOKEN", "a\nb")], "the token has a character that no header can carry"),
        (&["scenarios", "--token-file", "/nowhere"], &[], "cannot read the token from /nowhere"),
        (&["scenarios", "--admin", "127.0.0.1"], token, "`127.0.0.1` is no address such as http://127.0.0.1:8781"),
        (&["scenarios", "--admin", "https://127.0.0.1:8781"], token, "is no address such as"),
        (&["sessions"], token, "whose? give --customer ID, or set FLINKS_MOCK_CUSTOMER"),
        (&["put", "/nowhere.toml"], token, "cannot read /nowhere.toml: No such file or directory"),
        (&["polls"], token, "unrecognized subcommand 'polls'"),
    ];
    for (args, variables, expected) in table {
        let seen = ctl(args, variables).await;
        assert_eq!(seen.code, 2, "{args:?}: {}", seen.err);
        assert!(seen.err.contains(expected), "{args:?}: {}", seen.err);
    }
}
