//! `replay`: the file of a run, judged again by the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flinks_harness::{CancellationToken, HarnessRun, Progress, judge, kept, run};
use flinks_report::{github, html, json, junit, sarif};

use crate::proxy::{Call, Edit, Proxy};
use crate::support::{CUSTOMER_ID, mock, picture, setup};

async fn played(scenario: &str, edit: Option<(Call, Edit)>) -> HarnessRun {
    let mock = mock(scenario).await;
    let clock = mock.clock(CUSTOMER_ID);
    let (call, edit) = edit.unwrap_or((Call("Authorize", 99), Edit::Nothing));
    let proxy = Proxy::start(&mock.url(), call, edit).await;
    let setup = setup(&proxy.url, clock, CUSTOMER_ID);
    run(&setup, &mut Progress::silent(), CancellationToken::default()).await
}

fn harness(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-harness"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FLINKS_")) {
        command.env_remove(name);
    }
    command
        .env_remove("GITHUB_ACTIONS")
        .env("COLUMNS", "120")
        .args(args)
        .output()
        .expect("the program starts")
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, text).expect("a folder of the test");
    path.display().to_string()
}

/// Every format, byte for byte what the run gave.
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_says_what_the_run_said() {
    let table = [
        ("two-polls", None, 0),
        ("data-after-25-minutes", None, 0),
        ("never-ready", None, 3),
        (
            "two-polls",
            Some((
                Call("GetAccountsDetailAsync", 2),
                Edit::Set("/Accounts/0/Transactions/1/Balance", 7.into()),
            )),
            1,
        ),
        (
            "two-polls",
            Some((Call("GetAccountsDetail", 1), Edit::Text(|_| "<html>\u{1b}[2J".to_owned()))),
            1,
        ),
        ("two-polls", Some((Call("GetAccountsDetail", 1), Edit::Drop)), 3),
    ];
    for (row, (scenario, edit, code)) in table.into_iter().enumerate() {
        let record = played(scenario, edit).await;
        let report = judge(&record);
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "run.ndjson", &kept::write(&record, &report));
        let to = |name: &str| folder.path().join(name).display().to_string();
        let mut args = vec!["replay".to_owned(), path];
        for format in ["json", "junit", "html", "sarif", "markdown"] {
            args.extend(["--report".to_owned(), format!("{format}={}", to(format))]);
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = harness(&args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "row {row}: {said}");
        assert_eq!(said, "", "row {row}");
        // A pass is printed in its short form.
        if code != 0 {
            assert_eq!(String::from_utf8_lossy(&output.stdout), picture(&report), "row {row}");
        }
        let expected = [
            ("json", json::render(&report)),
            ("junit", junit::render(&report).unwrap()),
            ("html", html::render(&report)),
            ("sarif", sarif::render(&report)),
            ("markdown", github::summary(&report)),
        ];
        for (format, expected) in expected {
            assert_eq!(
                std::fs::read_to_string(to(format)).unwrap(),
                expected,
                "row {row} {format}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_beside_the_report() {
    let record = played("two-polls", None).await;
    let text = kept::write(&record, &judge(&record));
    let folder = tempfile::tempdir().unwrap();
    let other = text.replacen("\"kind\":\"passed\"", "\"kind\":\"failed\",\"findings\":[{}]", 1);
    let torn = &text[..text.find("{\"type\":\"end\"").unwrap()];
    let whole = file(folder.path(), "whole.ndjson", &text);
    let other = file(folder.path(), "other.ndjson", &other);
    let torn = file(folder.path(), "torn.ndjson", torn);
    let foreign = file(folder.path(), "foreign.ndjson", "{}\n");
    let table: &[(&[&str], i32, &str)] = &[
        (&[&other], 0, "other.ndjson: FLK-ENV-001 was FAIL, is pass under "),
        (&[&torn], 130, "torn.ndjson: the file breaks off; judged as a run that was interrupted"),
        (&[&whole, &other], 0, "2 recorded runs, judged again"),
        (&[&whole, &torn], 130, "INTERRUPTED"),
        (&[&whole, &whole], 2, "is named twice"),
        (&[&foreign], 2, "foreign.ndjson:1:1: this is not the file of a run"),
        (&["no-such-file"], 2, "error: cannot read no-such-file"),
        (&["."], 2, "error: cannot read .: it is a folder"),
        (&[], 2, "<RUN>..."),
    ];
    for (args, code, words) in table {
        let args: Vec<&str> = std::iter::once("replay").chain(args.iter().copied()).collect();
        let output = harness(&args);
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(*code), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
    }
}

#[test]
fn schemas_are_json() {
    for (format, words) in [("run", "sentAtUs"), ("report", "exitCode")] {
        let output = harness(&["schema", format]);
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(schema.to_string().contains(words), "{format}");
    }
}
