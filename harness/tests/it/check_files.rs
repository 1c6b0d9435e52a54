//! `check`: captured files, judged by the program.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn harness(args: &[&str], stdin: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-harness"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FLINKS_")) {
        command.env_remove(name);
    }
    let pipes = command.env("COLUMNS", "120").env_remove("GITHUB_ACTIONS").args(args);
    let pipes = pipes.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program starts");
    // Who refuses the command line reads nothing.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    child.wait_with_output().expect("the program ends")
}

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
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let good = file("good.json", PENDING);
    let bad = file(
        "bad.json",
        &PENDING.replace("\"HttpStatusCode\": 202", "\"HttpStatusCode\": \"202\""),
    );
    let page = file("page.json", "<html>");
    let run = file("run.ndjson", "{\"type\":\"run\"}\n");
    let table: &[(&[&str], &str, i32, &str)] = &[
        (&[&good], "", 0, "message   a 202"),
        (&["-"], PENDING, 0, "file      stdin"),
        (&[&bad], "", 1, "body      /HttpStatusCode"),
        (&[&good, &bad], "", 1, "bad.json"),
        (&[&good, "--as", "error"], "", 1, "FAIL FLK-ENV-001"),
        (&[&page, "--as", "accounts"], "", 1, "note      not JSON: expected value"),
        (&[&page], "", 2, "cannot be told which message it is"),
        (&[&run], "", 2, "this is the file of a run"),
        (&[&good, &good], "", 2, "is named twice"),
        (&["no-such-file"], "", 2, "error: cannot read no-such-file"),
        (&[&good, "--as", "everything"], "", 2, "possible values: authorize, accounts"),
        (&[], "", 2, "<FILE>..."),
    ];
    for (args, stdin, code, words) in table {
        let args: Vec<&str> = std::iter::once("check").chain(args.iter().copied()).collect();
        let output = harness(&args, stdin);
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(*code), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
    }
}
