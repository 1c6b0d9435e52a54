//! `check` and `replay`: files that are judged by the program without a server.

use std::io::Write;
use std::process::{Output, Stdio};

use flinks_harness::{HarnessRun, judge, kept};
use flinks_report::{Fact, github, html, json, junit, sarif};

use crate::proxy::{Call, Edit, proxy};
use crate::support::{
    CUSTOMER_ID, assert_each_says, assert_says, command, harness, mock, picture, record, said,
    setup, write,
};

const PENDING: &str = r#"{
  "FlinksCode": "OPERATION_PENDING",
  "Links": [],
  "HttpStatusCode": 202,
  "Message": "Your operation is still processing",
  "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
}"#;

#[test]
fn bodies_and_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| write(folder.path(), name, text);
    let good = file("good.json", PENDING);
    let wrong = PENDING.replace("\"HttpStatusCode\": 202", "\"HttpStatusCode\": \"202\"");
    let bad = file("bad.json", &wrong);
    let marked = file("marked.json", &format!("\u{feff}{PENDING}"));
    let token = file("token.json", r#"{"HttpStatusCode":200,"Token":"a"}"#);
    let page = file("page.json", "<html>");
    let other = file("other.json", "no JSON");
    let run = file("run.ndjson", "{\"type\":\"run\"}\n");
    assert_each_says(
        "check",
        &[
            (&[&good], 0, "message   a 202"),
            (&[&bad], 1, "body      /HttpStatusCode"),
            (&[&good, &bad], 1, "bad.json"),
            (&[&marked], 1, "FAIL FLK-ENV-002"),
            (&[&marked], 1, "it begins with a byte order mark (EF BB BF)"),
            (&[&good, "--as", "error"], 1, "FAIL FLK-ENV-001"),
            (&[&page, "--as", "accounts"], 1, "note      not JSON: expected value"),
            (&[&token], 4, "this is the 200 of GenerateAuthorizeToken, which has no checks"),
            (&[&good, &token], 4, "NOT CHECKED"),
            (&[&page], 4, "this is an error page of a gateway"),
            (&[&other], 2, "its message cannot be recognized"),
            (&[&run], 2, "this is a trace file"),
            (&[&good, &good], 2, "is named twice"),
            (&["no-such-file"], 2, "error: cannot read no-such-file"),
            (&[&good, "--as", "everything"], 2, "possible values: authorize, challenge"),
            (&[], 2, "<FILE>..."),
        ],
    );
    let mut command = command(&["check", "-"]);
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(PENDING.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("file      stdin"), "{}", said(&output));
}

async fn played(scenario: &str, edit: Option<(Call, Edit)>) -> HarnessRun {
    let mock = mock(scenario).await;
    let (call, edit) = edit.unwrap_or((Call("Authorize", 99), Edit::Nothing));
    let proxy = proxy(&mock.url(), call, edit).await;
    record(&setup(&proxy.url, mock.clock(CUSTOMER_ID), CUSTOMER_ID)).await
}

/// Every format, byte for byte what the run gave.
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_says_what_the_run_said() {
    let balance = "/Accounts/0/Transactions/1/Balance";
    let first = Call("GetAccountsDetail", 1);
    let table = [
        ("two-polls", None, 0),
        ("data-after-25-minutes", None, 0),
        ("never-ready", None, 3),
        ("two-polls", Some((Call("GetAccountsDetailAsync", 2), Edit::Set(balance, "7".into()))), 1),
        ("two-polls", Some((first, Edit::Text(|_| "<html>\u{1b}[2J".to_owned()))), 1),
        ("two-polls", Some((first, Edit::Drop)), 3),
    ];
    for (row, (scenario, edit, code)) in table.into_iter().enumerate() {
        let record = played(scenario, edit).await;
        let mut report = judge(&record);
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "run.ndjson", kept::write(&record, &report));
        let to = |name: &str| folder.path().join(name).display().to_string();
        let mut command = command(&["replay", &path]);
        for format in ["json", "junit", "html", "sarif", "markdown"] {
            command.args(["--report", &format!("{format}={}", to(format))]);
        }
        let Output { status, stdout, stderr } = crate::support::output(&mut command);
        assert_eq!((status.code(), &*stderr), (Some(code), &b""[..]), "row {row}");
        report.facts.push(Fact::new("vintage", "guides"));
        // A pass is printed in its short form.
        if code != 0 {
            assert_eq!(String::from_utf8_lossy(&stdout), picture(&report), "row {row}");
        }
        let expected = [
            ("json", json::render(&report)),
            ("junit", junit::render(&report).unwrap()),
            ("html", html::render(&report)),
            ("sarif", sarif::render(&report)),
            ("markdown", github::summary(&report)),
        ];
        for (format, expected) in expected {
            let written = std::fs::read_to_string(to(format)).unwrap();
            assert_eq!(written, expected, "row {row} {format}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_beside_the_report() {
    let record = played("two-polls", None).await;
    let text = kept::write(&record, &judge(&record));
    let folder = tempfile::tempdir().unwrap();
    let other = text.replacen("\"kind\":\"passed\"", "\"kind\":\"failed\",\"findings\":[{}]", 1);
    let torn = &text[..text.find("{\"end\"").unwrap()];
    let file = |name: &str, text: &str| write(folder.path(), name, text);
    let (whole, other) = (file("whole.ndjson", &text), file("other.ndjson", &other));
    let (torn, foreign) = (file("torn.ndjson", torn), file("foreign.ndjson", "{}\n"));
    assert_each_says(
        "replay",
        &[
            (&[&other], 0, "other.ndjson: FLK-ENV-001 was FAIL, is pass under "),
            (
                &[&torn],
                130,
                "torn.ndjson: the file breaks off; judged as a run that was interrupted",
            ),
            (&[&whole, &other], 0, "2 recorded runs, judged again"),
            (&[&whole, &torn], 130, "INTERRUPTED"),
            (&[&whole, &whole], 2, "is named twice"),
            (&[&foreign], 2, "foreign.ndjson:1:1: this is not a trace file"),
            (&["no-such-file"], 2, "error: cannot read no-such-file"),
            (&["."], 2, "error: cannot read .: it is a folder"),
            (&[], 2, "<RUN>..."),
        ],
    );
}

#[test]
fn schemas_are_json() {
    for (format, words) in [("trace", "loginId"), ("report", "exitCode")] {
        assert_says(&mut command(&["schema", format]), 0, words);
        let schema: serde_json::Value =
            serde_json::from_slice(&harness(&["schema", format]).stdout).unwrap();
        assert!(schema.is_object(), "{format}");
    }
}
