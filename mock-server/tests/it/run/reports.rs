//! Reports as files, and GitHub's.

use std::fs;
use std::process::Command;

use super::{MANUAL, judged, zoo};
use crate::program::folder;

#[test]
fn every_format_is_written_into_new_folders() {
    let (_folder, path) = folder(&[]);
    let zoo = zoo();
    let table = [
        ("html", "<!doctype html>", "CLI-SEQ-003"),
        ("json", "{\n", "\"CLI-SEQ-003\""),
        ("junit", "<?xml", "<failure"),
        ("markdown", "#", "CLI-SEQ-003"),
        ("sarif", "{", "\"CLI-SEQ-003\""),
        ("text", "flinks-mock run: two-polls\n", "FAIL CLI-SEQ-003"),
    ];
    let flags: Vec<String> = table
        .iter()
        .map(|(format, ..)| format!("--report={format}={path}/a/{format}/report"))
        .collect();
    let flags: Vec<&str> = MANUAL.into_iter().chain(flags.iter().map(String::as_str)).collect();
    let output = judged(&flags, &[&zoo, "CLI-SEQ-003"]);
    assert_eq!(output.status.code(), Some(1));
    for (format, beginning, within) in table {
        let report = fs::read_to_string(format!("{path}/a/{format}/report")).unwrap();
        let is_good = report.to_lowercase().starts_with(&beginning.to_lowercase());
        assert!(is_good && report.contains(within), "{format}: {report:.300}");
    }
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let (_folder, path) = folder(&[("summary", "# Before\n")]);
    let zoo = zoo();
    let table = [
        (&[][..], "true", true),
        (&[], "false", false),
        (&["--github", "off"], "true", false),
        (&["--github", "on"], "false", true),
    ];
    for (flags, actions, expected) in table {
        fs::write(format!("{path}/summary"), "# Before\n").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_flinks-mock"))
            .arg("run")
            .args(MANUAL)
            .args(flags)
            .args(["--", &zoo, "CLI-SEQ-003"])
            .env("ZOO_CLOCK", "manual")
            .env("GITHUB_ACTIONS", actions)
            .env("GITHUB_STEP_SUMMARY", format!("{path}/summary"))
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{out}");
        assert_eq!(out.contains("::error "), expected, "{flags:?} {actions}: {out}");
        let summary = fs::read_to_string(format!("{path}/summary")).unwrap();
        assert!(summary.starts_with("# Before\n"), "{summary}");
        assert_eq!(summary.contains("CLI-SEQ-003"), expected, "{flags:?} {actions}: {summary}");
    }
}
