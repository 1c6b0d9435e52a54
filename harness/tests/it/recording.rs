//! `record` as scripts see it, and what it leaves on the disk.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::cli::harness;
use crate::proxy::{Call, Edit, Proxy};
use crate::support::{CUSTOMER_ID, mock};

/// A recording is run against like the server it was made of, and says the same.
#[test]
fn a_recording_has_the_verdict_of_its_run() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder);
    // Those of the fixtures, of the steps, of an Authorize alone, of a deadline, of a broken rule.
    let table = [
        ("two-polls", 0),
        ("authorize-retry-later", 3),
        ("never-ready", 5),
        ("pending-under-status-200", 1),
        ("data-changes", 1),
        ("maintenance-page", 1),
    ];
    for (scenario, code) in table {
        let output =
            harness(&["record", "--scenario", scenario, "--out", &out, "--name", scenario]);
        assert_eq!(output.status.code(), Some(0), "{scenario}\n{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        let play = said.lines().last().unwrap();
        assert!(play.starts_with("play   flinks-mock serve --scenarios "), "{said}");
        assert!(play.ends_with(&format!(" --scenario {scenario}")), "{said}");

        let [scenarios, fixtures] = ["scenarios", "fixtures"].map(|name| format!("{out}/{name}"));
        let files =
            ["--scenarios", &scenarios, "--fixtures", &fixtures, "--allow-invalid-fixtures"];
        // Where nothing was ever opened there is no fixture to lay over.
        let files = if Path::new(&fixtures).exists() { &files[..] } else { &files[..2] };
        let again = harness(&[&["run", "--scenario", scenario], files].concat());
        let first = harness(&["run", "--scenario", scenario]);
        assert_eq!(again.status.code(), Some(code), "{scenario}\n{again:?}");
        assert_eq!(checks(&again), checks(&first), "{scenario}");
    }
}

#[test]
fn a_recording_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    let record = |more: &[&str]| {
        let out = path(&folder);
        harness(&[&["record", "--scenario", "ready-at-once", "--out", &out][..], more].concat())
    };
    assert_eq!(record(&[]).status.code(), Some(0));
    let scenario = folder.path().join("scenarios/recorded.toml");
    fs::write(&scenario, "# mine\n").unwrap();
    let output = record(&[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("recorded.toml is there already"), "{said}");
    assert_eq!(fs::read_to_string(&scenario).unwrap(), "# mine\n");
    assert_eq!(record(&["--force"]).status.code(), Some(0));
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
    let mock = mock("ready-at-once").await;
    let edit = Edit::Set("/Tag", CUSTOMER_ID.to_uppercase().into());
    let proxy = Proxy::start(&mock.url(), Call("Authorize", 1), edit).await;
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("new").display().to_string();
    let args = ["record", "--target", &proxy.url, "--scenario", "ready-at-once", "--out", &out];
    let args = args.map(str::to_owned);
    let record = move || harness(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let output = tokio::task::spawn_blocking(record).await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = "error: an id that was sent is still in fixtures/authorize/recorded.json\n";
    assert!(said.contains(line), "{said}");
    assert!(!said.contains(&CUSTOMER_ID.to_uppercase()) && !Path::new(&out).exists());
}

#[test]
fn what_is_no_recording() {
    let table: [(&[&str], i32, &str); 5] = [
        (&["record"], 2, "--out <DIR>"),
        (&["record", "--out", "x", "--name", "A"], 2, "1 to 60 of a-z, 0-9 and hyphens"),
        (&["record", "--out", "x", "--report", "text=a"], 2, "--report is for run"),
        (&["record", "--out", "x", "--speed", "2"], 2, "needs --target or FLINKS_BASE_URL"),
        (&["record", "--out", "x", "--target", "http://127.0.0.1:1"], 3, "nothing to record"),
    ];
    for (args, code, words) in table {
        let output = harness(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
    }
    assert!(!Path::new("x").exists());
}

/// The lines about rules, without what a run says about its own story.
fn checks(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stdout);
    let is_check =
        |line: &&str| ["pass ", "FAIL ", "warn "].iter().any(|word| line.starts_with(word));
    said.lines().filter(is_check).map(str::to_owned).collect()
}

fn path(folder: &TempDir) -> String {
    folder.path().display().to_string()
}
