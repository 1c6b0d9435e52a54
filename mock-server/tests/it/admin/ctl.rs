//! `flinks-mock ctl` against a server.

use std::net::TcpListener;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};

use super::{BAD, manual, start};
use crate::support::Mock;
use crate::support::program::{Seen, TOKEN, folder, program};

async fn ctl(args: &[&str], variables: &[(&str, &str)]) -> Seen {
    let mut command = program(&["ctl"]);
    command.args(args).envs(variables.iter().copied());
    // The server lives in this runtime, so nothing may block it.
    tokio::task::spawn_blocking(move || Seen::of(&mut command)).await.unwrap()
}

impl Mock {
    async fn ctl(&self, args: &[&str]) -> Seen {
        let url = self.server.admin_url().unwrap();
        ctl(args, &[("FLINKS_MOCK_ADMIN", &url), ("FLINKS_MOCK_ADMIN_TOKEN", &self.token())]).await
    }
}

#[tokio::test]
async fn health_needs_no_token() {
    let mock = start().await;
    let url = mock.server.admin_url().unwrap();
    let seen = ctl(&["health", "--admin", &url], &[]).await;
    assert_eq!(
        seen.shown("//"),
        "exit 0\n--- stdout\nstatus        ok\nversion       0.1.0\n--- stderr\n"
    );
    let raw = ctl(&["health", "--admin", &url, "--json"], &[]).await;
    assert_eq!(raw.out, "{\"status\":\"ok\",\"version\":\"0.1.0\"}\n");
}

#[tokio::test]
async fn scenarios_are_a_table_for_whoever_has_the_token_of_a_file() {
    let mock = start().await;
    let url = mock.server.admin_url().unwrap();
    let (_folder, path) = folder(&[("token", &format!("{}\n", mock.token()))]);
    let file = format!("{path}/token");
    let wrong = ("FLINKS_MOCK_ADMIN_TOKEN", "0000000000000000");
    let seen = ctl(&["scenarios", "--admin", &url, "--token-file", &file], &[wrong]).await;
    assert_eq!(seen.code, Some(0), "{}", seen.err);
    let line = seen.out.lines().find(|line| line.starts_with("never-ready ")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("10000000-0000-4000-8000-000000000004"));
    assert_eq!(seen.out.lines().count(), mock.server.scenarios().len());
}

#[tokio::test]
async fn a_verdict_that_is_no_pass_fails() {
    let mock = start().await;
    let session = mock.open_as("ada").await;
    mock.detail_as("ada", &session).await;
    let path = format!("/v3/ada/BankingServices/GetAccountsDetailAsync/{session}");
    mock.send("POST", &path, "").await;
    let seen = mock.ctl(&["verdict", "--customer", "ada"]).await;
    assert_eq!((seen.code, &*seen.err), (Some(1), "error: the verdict is fail\n"));
    for part in
        ["FAIL CLI-SEQ-003 MUST", "GET GetAccountsDetailAsync", "POST GetAccountsDetailAsync"]
    {
        assert!(seen.out.contains(part), "{part} in {}", seen.out);
    }

    let nobody = mock.ctl(&["verdict", "--customer", "bob", "--json"]).await;
    assert_eq!((nobody.code, &*nobody.err), (Some(3), "error: the verdict is inconclusive\n"));
    assert!(nobody.out.contains("\"kind\": \"inconclusive\""), "{}", nobody.out);
}

/// Everything a person does with one session, command by command.
#[tokio::test]
async fn a_session_from_a_shell() {
    let mock = manual().await;
    let ada = async |args: &[&str]| {
        let seen = mock.ctl(&[args, &["--customer", "ada"]].concat()).await;
        assert_eq!(seen.code, Some(0), "{args:?}: {}", seen.err);
        seen.out
    };
    let chosen = ada(&["use", "never-ready-session-expires"]).await;
    assert_eq!(chosen, "scenario      never-ready-session-expires\n");
    let session = mock.open_as("ada").await;
    assert_eq!(mock.detail_as("ada", &session).await, "202 OPERATION_PENDING");

    let listed = format!("{session}  processing  never-ready-session-expires  t+00:00.000\n");
    #[rustfmt::skip]
    let table: [(&[&str], &str); 5] = [
        (&["sessions"], &listed),
        (&["clock"], "t+00:00.000  manual  next event at t+30:00.000\n"),
        (&["clock", "advance", "25m"], "t+25:00.000  manual  next event at t+30:00.000\n"),
        (&["clock", "next"], "t+30:00.000  session over: SESSION_EXPIRED\nt+30:00.000  manual  nothing waits\n"),
        (&["clock", "mode", "auto"], "t+30:00.000  auto  nothing waits\n"),
    ];
    for (args, expected) in table {
        assert_eq!(ada(args).await, expected, "{args:?}");
    }
    let shown = ada(&["session", &session]).await;
    assert!(shown.contains("state         ended\n"), "{shown}");
    let last = "t+00:00.000  POST GetAccountsDetail: 202 OPERATION_PENDING\n";
    assert!(shown.ends_with(last), "{shown}");
    assert!(ada(&["why", &session]).await.contains("exchange 2, at t+00:00.000"));

    let second = mock.open_as("ada").await;
    let forced = ada(&["force", &second, "INVALID_LOGIN"]).await;
    assert_eq!(
        forced,
        "forced INVALID_LOGIN: GetAccountsDetail gets 401 INVALID_LOGIN, Investments gets 401 INVALID_LOGIN\n"
    );
    assert_eq!(ada(&["customers"]).await, "ada  2  never-ready-session-expires\n");
    assert_eq!(mock.detail_as("ada", &second).await, "401 INVALID_LOGIN");

    let third = mock.open_as("ada").await;
    let expired = "401 SESSION_EXPIRED";
    let said = format!("GetAccountsDetail gets {expired}, Investments gets {expired}");
    ada(&["use", "two-polls"]).await;
    let other = mock.open_as("ada").await;
    for session in [third, other] {
        assert_eq!(ada(&["force", &session, "expired"]).await, format!("forced expired: {said}\n"));
        assert_eq!(mock.detail_as("ada", &session).await, expired);
    }
    let waited = ada(&["wait", "--count", "1", "--status", "401"]).await;
    let line = "    4  t+30:00.000  401 INVALID_LOGIN         POST /v3/ada/";
    assert!(waited.starts_with(line), "{waited}");
    let journal = ada(&["journal", "--after", "1", "--status", "202"]).await;
    assert!(journal.starts_with("    2  t+00:00.000  202 OPERATION_PENDING"), "{journal}");
    assert_eq!(journal.lines().count(), 1, "{journal}");

    assert_eq!(ada(&["reset"]).await, "done\n");
    let gone = mock.ctl(&["sessions", "--customer", "ada"]).await;
    assert_eq!(gone.code, Some(1));
    assert!(gone.err.starts_with("error: There is no such customer\n"), "{}", gone.err);
    assert_eq!(mock.ctl(&["reset", "--all"]).await.out, "customers     0\n");
    assert_eq!(mock.ctl(&["reload"]).await.code, Some(0));
}

#[tokio::test]
async fn a_followed_journal_begins_with_what_is_there_and_goes_on() {
    let mock = start().await;
    let session = mock.open_as("ada").await;
    let filter = ["--customer", "ada", "--endpoint", "authorize"];
    let mut command = program(&[&["ctl", "journal", "--follow"], &filter[..]].concat());
    command.env("FLINKS_MOCK_ADMIN", mock.server.admin_url().unwrap());
    command.env("FLINKS_MOCK_ADMIN_TOKEN", mock.token());
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = tokio::process::Command::from(command).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    assert!(first.starts_with("    1  t+00:00.000  200 "), "{first}");
    mock.detail_as("ada", &session).await;
    mock.open_as("ada").await;
    let second = lines.next_line().await.unwrap().unwrap();
    assert!(second.starts_with("    3  t+00:00.000  200 "), "{second}");
    drop(mock);
    assert_eq!(child.wait().await.unwrap().code(), Some(3), "the server has gone");
}

#[tokio::test]
async fn a_refusal_is_told_with_the_way_out() {
    let mock = start().await;
    let url = mock.server.admin_url().unwrap();
    let wrong = ("FLINKS_MOCK_ADMIN_TOKEN", "0000000000000000");
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = format!("http://{gone}");
    let (_folder, path) = folder(&[("mine.toml", BAD)]);
    let seen = [
        ctl(&["scenarios", "--admin", &url], &[wrong]).await,
        mock.ctl(&["use", "two-pols", "--customer", "ada"]).await,
        mock.ctl(&["put", &format!("{path}/mine.toml")]).await,
        ctl(&["health", "--admin", &mock.server.url()], &[]).await,
        ctl(&["health", "--admin", &gone], &[]).await,
    ];
    let shown = seen.map(|seen| seen.shown(&gone)).join("\n");
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn what_is_wrong_on_the_command_line() {
    let token = &[("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)];
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
        assert_eq!(seen.code, Some(2), "{args:?}: {}", seen.err);
        assert!(seen.err.contains(expected), "{args:?}: {}", seen.err);
    }
}
