//! `record` as scripts see it, and what it leaves on the disk.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::proxy::{Call, Edit, proxy};
use crate::support::{assert_each_says, assert_says, command, harness, mock};

/// A recording is run against like the server it was made of, and says the same.
#[test]
fn a_recording_has_the_verdict_of_its_run() {
    // Those of the fixtures, of the steps, of an Authorize alone, of a deadline, of a broken rule, of
    // a session that changes beside another one.
    let table = [
        ("two-polls", 0),
        ("status-first", 0),
        ("investments-retired", 0),
        ("authorize-retry-later", 3),
        ("error-during-poll", 3),
        ("never-ready", 3),
        ("pending-under-status-200", 1),
        ("data-changes", 0),
        ("maintenance-page", 1),
        ("texts-of-all-kinds", 0),
    ];
    std::thread::scope(|threads| {
        for half in table.chunks(5) {
            threads.spawn(move || half.iter().for_each(|(name, code)| recorded(name, *code)));
        }
    });
}

fn recorded(scenario: &str, code: i32) {
    let folder = TempDir::new().expect("a folder");
    let out = path(&folder);
    let args = ["record", "-q", "--scenario", scenario, "--out", &out, "--name", scenario];
    let said = assert_says(&mut command(&args), 0, "play   ");
    let play = said.lines().last().expect("the command is the last line");
    assert!(play.starts_with("play   flinks-mock serve --scenarios "), "{said}");
    assert!(play.ends_with(&format!(" --scenario {scenario}")), "{said}");

    let [scenarios, fixtures] = ["scenarios", "fixtures"].map(|name| format!("{out}/{name}"));
    let files = ["--scenarios", &scenarios, "--fixtures", &fixtures, "--allow-invalid-fixtures"];
    // Where nothing was ever opened there is no fixture to lay over.
    let files = if Path::new(&fixtures).exists() { &files[..] } else { &files[..2] };
    let mut run = command(&["run", "--scenario", scenario]);
    let counts = checks(&assert_says(&mut run, code, ""));
    assert!(!counts.is_empty(), "{scenario}");
    assert_eq!(checks(&assert_says(run.args(files), code, "")), counts, "{scenario}");
}

/// Beside values that are nobody's, each of those that a bank might send.
#[test]
fn no_value_of_a_server_is_written() {
    let folder = TempDir::new().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let own = folder.path().join("own");
    let mut number = 0;
    for kind in ["authorize", "accounts", "investments"] {
        fs::create_dir_all(own.join(kind)).unwrap();
        for file in fs::read_dir(root.join("fixtures").join(kind)).unwrap() {
            let file = file.unwrap();
            let mut body: Value =
                serde_json::from_str(&fs::read_to_string(file.path()).unwrap()).unwrap();
            plant(&mut body, &mut number);
            fs::write(own.join(kind).join(file.file_name()), body.to_string()).unwrap();
        }
    }
    assert!(number > 300, "{number}");
    let out = folder.path().join("new");
    let fixtures = own.display().to_string();
    let shown = out.display().to_string();
    let flags = ["--fixtures", &fixtures, "--allow-invalid-fixtures", "--name", "slow-bank"];
    let mut command = command(&["record", "--out", &shown]);
    let mut written = assert_says(command.args(flags), 0, "").into_bytes();
    for path in ["authorize", "accounts", "investments"] {
        let path = out.join(format!("fixtures/{path}/slow-bank.json"));
        written.extend(fs::read(path).unwrap());
    }
    written.extend(fs::read(out.join("scenarios/slow-bank.toml")).unwrap());
    let written = String::from_utf8(written).unwrap().to_lowercase();
    assert!(!written.contains("canary"), "{written}");
}

/// A word of its own in place of each text that is the server's alone, and in each object.
fn plant(body: &mut Value, number: &mut u32) {
    match body {
        Value::Object(members) => {
            members.values_mut().for_each(|value| plant(value, number));
            *number += 1;
            members.insert(format!("CanaryField{number}"), format!("Canary{number}").into());
        }
        Value::Array(elements) => elements.iter_mut().for_each(|value| plant(value, number)),
        Value::String(text) if FREE.iter().any(|free| text.starts_with(free)) => {
            *number += 1;
            *text = format!("{text} canary{number}");
        }
        _ => {}
    }
}

/// How texts of the seeds begin that may say anything.
const FREE: [&str; 4] = ["John", "national", "transfer", "Chequing "];

#[test]
fn a_recording_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder);
    let record = ["record", "--scenario", "ready-at-once", "--out", &out];
    assert_says(&mut command(&record), 0, "");
    let scenario = folder.path().join("scenarios/recorded.toml");
    fs::write(&scenario, "# mine\n").unwrap();
    assert_says(&mut command(&record), 2, "recorded.toml exists already");
    assert_eq!(fs::read_to_string(&scenario).unwrap(), "# mine\n");
    assert_says(command(&record).arg("--force"), 0, "");
    assert!(fs::read_to_string(&scenario).unwrap().contains("summary = \"Recorded: "));
}

/// Bytes that are no text are not in a record, so the recording of them would be another story.
#[test]
fn what_comes_out_otherwise_is_listed_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("new").display().to_string();
    let output = harness(&["record", "--scenario", "invalid-utf8", "--out", &out]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = "\n  FLK-ENV-002  was broken at the body and 1 more place, is kept\n";
    assert!(said.contains(line), "{said}");
    assert!(said.ends_with("\nnothing was written\n"), "{said}");
    assert!(!Path::new(&out).exists());
    assert!(output.stdout.is_empty());
}

/// The customer id that was sent comes back in a body, and would be on the disk.
#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_was_sent_is_not_written() {
    const CUSTOMER: &str = "0a0b0c0d-6e6f-4a4b-8c8d-1a2b3c4d5e6f";
    let mock = mock("ready-at-once").await;
    let edit = Edit::Set("/Tag", CUSTOMER.to_uppercase().into());
    let proxy = proxy(&mock.url(), Call("Authorize", 1), edit).await;
    let folder = TempDir::new().unwrap();
    let out = path(&folder);
    let args = ["record", "--target", &proxy.url, "--customer-id", CUSTOMER, "--out", &out];
    let args = [&args[..], &["--scenario", "ready-at-once"]].concat();
    let printed = assert_says(&mut command(&args), 0, "");
    let authorize = folder.path().join("fixtures/authorize/recorded.json");
    let written = fs::read_to_string(authorize).unwrap();
    assert!(written.contains("\"Tag\": \""), "{written}");
    for text in [written, printed] {
        assert!(!text.to_lowercase().contains(CUSTOMER), "{text}");
    }
}

#[test]
fn what_is_no_recording() {
    assert_each_says(
        "record",
        &[
            (&[], 2, "--out <DIR>"),
            (&["--out", "x", "--name", "A"], 2, "1 to 60 of a-z, 0-9 and hyphens"),
            (&["--out", "x", "--report", "text=a"], 2, "unexpected argument '--report'"),
            (&["--out", "x", "--speed", "2"], 2, "--speed needs --target"),
            (&["--out", "x", "--target", "http://127.0.0.1:1"], 3, "nothing to record"),
        ],
    );
    assert!(!Path::new("x").exists());
}

/// The lines about rules, without what a run says about its own story.
fn checks(said: &str) -> Vec<String> {
    let is_check = |line: &&str| {
        let mut words = line.split_whitespace();
        ["pass", "FAIL", "WARN", "open"].contains(&words.next().unwrap_or_default())
            && words.next().is_some_and(|word| word.starts_with("FLK-"))
    };
    said.lines().filter(is_check).map(str::to_owned).collect()
}

fn path(folder: &TempDir) -> String {
    folder.path().display().to_string()
}
