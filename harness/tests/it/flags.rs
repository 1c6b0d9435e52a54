//! The flags of a verdict, as scripts use them.

use std::path::Path;
use std::process::Output;

use crate::support::{assert_says, command, harness, write};

/// The last line of stdout.
fn last(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    out.lines().last().unwrap_or_default().to_owned()
}

/// A file of expected failures with these entries, each good for a year.
fn baseline(folder: &Path, entries: &[(&str, &str)]) -> String {
    let until = days_ahead();
    let entries = entries.iter().map(|(rule, scenario)| {
        format!(
            "[[expected]]\nrule = \"{rule}\"\nscenario = \"{scenario}\"\n\
             reason = \"known\"\nuntil = {until}\n"
        )
    });
    write(folder, "expected.toml", entries.collect::<String>())
}

/// Some day that is not over yet and not far away, as a draft has it.
fn days_ahead() -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("draft.toml").display().to_string();
    let args = ["run", "--scenario", "never-ready", "--fail-on", "should"];
    harness(&[&args[..], &["--write-baseline", &path]].concat());
    let draft = std::fs::read_to_string(path).expect("the draft was written");
    let (_, until) = draft.split_once("until = ").expect("an entry has a last day");
    until.lines().next().unwrap_or_default().to_owned()
}

/// Entries, scenario, exit code, and words of the report.
#[test]
fn expected_failures() {
    type Row = (&'static [(&'static str, &'static str)], &'static str, i32, &'static str);
    let table: &[Row] = &[
        (&[("FLK-FLOW-004", "never-ready")], "never-ready", 3, "1 failed as expected"),
        (&[("FLK-FLOW-004", "two-polls")], "never-ready", 1, "FAIL FLK-FLOW-004 MUST"),
        (&[("FLK-FLOW-004", "two-polls")], "two-polls", 1, "the rule holds now: remove the entry"),
        (&[("FLK-FLOW-005", "two-polls")], "two-polls", 0, "not reached this time: FLK-FLOW-005"),
        (&[("FLK-ENV-001", "never-ready")], "never-ready", 1, "FAIL FLK-FLOW-004 MUST"),
        (
            &[("FLK-FLOW-004", "never-ready"), ("FLK-ENV-001", "never-ready")],
            "never-ready",
            1,
            "the rule holds now: remove the entry",
        ),
        (&[("FLK-TXN-06", "two-polls")], "two-polls", 2, "there is no rule `FLK-TXN-06`"),
        (&[("FLK-TXN-006", "two-pols")], "two-polls", 2, "did you mean `two-polls`?"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (entries, scenario, code, words) in table {
        let file = baseline(folder.path(), entries);
        let args = ["run", "--scenario", scenario, "--fail-on", "should", "--baseline", &file];
        assert_says(&mut command(&args), *code, words);
    }
}

/// The file must be corrected, whatever was tested.
#[test]
fn a_stale_entry_goes_before_nothing_tested() {
    let folder = tempfile::tempdir().unwrap();
    let file = baseline(folder.path(), &[("FLK-FLOW-005", "two-polls")]);
    let text = std::fs::read_to_string(&file).unwrap();
    let until = text.lines().find(|line| line.starts_with("until")).unwrap().to_owned();
    std::fs::write(&file, text.replace(&until, "until = 2026-01-01")).unwrap();
    let args = ["run", "--rules", "FLK-FLOW-005", "--baseline", &file];
    assert_says(&mut command(&args), 1, "");
}

#[test]
fn what_is_broken_now_is_written_to_a_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/expected.toml");
    let file = path.display().to_string();
    let args = ["run", "--scenario", "never-ready", "--fail-on", "should"];
    let args = [&args[..], &["--write-baseline", &file]].concat();
    assert_says(&mut command(&args), 1, "FLK-FLOW-004");
    let draft = std::fs::read_to_string(&path).unwrap();
    for words in ["flinks-harness run --baseline", "rule = \"FLK-FLOW-004\"", "\"never-ready\""] {
        assert!(draft.contains(words), "{words}\n{draft}");
    }
    assert_says(&mut command(&args), 2, "exists already");
}

/// Each flag by its variable: what it is, and an exit code or words that show it.
#[test]
fn the_environment_has_the_flags_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = baseline(folder.path(), &[("FLK-FLOW-004", "two-polls")]);
    let report = folder.path().join("a.xml");
    let junit = format!("junit={}", report.display());
    let table = [
        ("FLINKS_HARNESS_RULES", "FLK-FLOW-005", 3, "rules     1 of "),
        ("FLINKS_HARNESS_SKIP_RULES", "FLK-TXN", 0, "--skip-rules FLK-TXN"),
        ("FLINKS_HARNESS_FAIL_ON", "should", 0, "fail on   a broken SHOULD fails like a MUST"),
        ("FLINKS_HARNESS_VINTAGE", "today", 0, "PASS"),
        ("FLINKS_HARNESS_BASELINE", &*file, 1, "remove the entry"),
        ("FLINKS_HARNESS_REPORT", &*junit, 0, "PASS"),
        ("FLINKS_HARNESS_COLOR", "always", 0, "\u{1b}["),
        ("FLINKS_HARNESS_GITHUB", "on", 0, "PASS"),
    ];
    for (name, value, code, words) in table {
        assert_says(command(&["run"]).env(name, value), code, words);
    }
    assert!(report.is_file());
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.md");
    let stale = baseline(folder.path(), &[("FLK-FLOW-004", "two-polls")]);
    let table: [(&[&str], bool, bool); 4] = [
        (&[], false, false),
        (&[], true, true),
        (&["--github", "off"], true, false),
        (&["--github", "on"], false, true),
    ];
    for (flags, is_on_github, expected) in table {
        let mut command = command(&["run", "--baseline", &stale]);
        command.args(flags).env("GITHUB_STEP_SUMMARY", &summary);
        if is_on_github {
            command.env("GITHUB_ACTIONS", "true");
        }
        let said = assert_says(&mut command, 1, "");
        assert_eq!(said.contains("::error"), expected, "{flags:?}\n{said}");
        assert_eq!(std::fs::remove_file(&summary).is_ok(), expected, "{flags:?}");
    }
}

/// A pass is one line and silence; a failure is told in full.
#[test]
fn quiet_is_for_a_pass() {
    let passed = harness(&["run", "-q"]);
    assert_eq!(String::from_utf8_lossy(&passed.stdout).lines().count(), 1, "{passed:?}");
    assert!(last(&passed).starts_with("PASS"), "{passed:?}");
    assert_eq!(String::from_utf8_lossy(&passed.stderr), "");
    let args = ["run", "-q", "--scenario", "never-ready", "--fail-on", "should"];
    assert_says(&mut command(&args), 1, "\nFAIL FLK-FLOW-004 ");
}

#[test]
fn twice_verbose_shows_what_went_over_the_wire() {
    let once = harness(&["run", "-v"]);
    assert!(!String::from_utf8_lossy(&once.stdout).contains("HTTP 202"));
    let twice = harness(&["run", "-vv"]);
    let said = String::from_utf8_lossy(&twice.stdout);
    for line in [
        "2 accounts t+00:00.0  POST GetAccountsDetail",
        "  > POST /v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetail",
        "  < HTTP 202",
        "  < content-type: application/json",
    ] {
        assert!(said.lines().any(|shown| shown.starts_with(line)), "{line}\n{said}");
    }
    let requests = said.lines().filter(|line| line.starts_with("  > accept: ")).count();
    assert!(last(&twice).contains(&format!(" {requests} requests")), "{requests} {}", last(&twice));
}

/// There is no server at this address, and it is not missed.
#[test]
fn a_dry_run_sends_nothing() {
    let args = ["run", "--target", "http://127.0.0.1:1", "--dry-run"];
    let output = harness(&args);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let said = assert_says(&mut command(&args), 0, "nothing was sent\n");
    for words in [
        "target       http://127.0.0.1:1\n",
        "accounts     POST Authorize, POST GetAccountsDetail, GET GetAccountsDetailAsync every 10 s",
        "probes       11 calls that must be refused: ",
        "in all       at most 391 requests, 60 min\n",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let fast = "at most 391 requests, 60 min at speed 180\n";
    assert_says(command(&args).args(["--speed", "180"]), 0, fast);
}

/// It can be pasted into a shell: the same verdict comes of it.
#[test]
fn the_command_of_the_run_does_it_again() {
    let output = harness(&["run", "--scenario", "never-ready", "-q"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix("  repeat    ")).unwrap();
    assert_eq!(line, "flinks-harness run --scenario never-ready");
    let again = line.replacen("flinks-harness", env!("CARGO_BIN_EXE_flinks-harness"), 1);
    let mut shell = std::process::Command::new("sh");
    let code = shell.args(["-c", &again]).output().unwrap().status.code();
    assert_eq!(code, output.status.code());
}
