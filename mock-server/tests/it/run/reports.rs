//! Reports as files, and GitHub's.

use std::fs;
use std::process::Command;

use super::{MANUAL, judged, text, zoo};
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

/// Two scenarios, each with a broken rule, their journals in a folder.
#[test]
fn a_saved_journal_gets_the_same_bytes_from_judge() {
    let (_folder, path) = folder(&[]);
    let journals = format!("{path}/journals");
    fs::create_dir(&journals).unwrap();
    let flags = |name: &str| {
        ["json", "junit", "sarif", "html", "markdown", "text"]
            .map(|format| ["--report".to_owned(), format!("{format}={path}/{name}.{format}")])
            .concat()
    };
    let (live, saved) = (flags("live"), flags("saved"));
    let live: Vec<&str> = live.iter().map(String::as_str).collect();
    let scenarios = ["--scenario", "two-polls", "--scenario", "session-lost-during-poll"];
    let clock = ["--clock", "manual", "--journal", &journals];
    let run = judged(&[&scenarios[..], &clock[..], &live].concat(), &[&zoo(), "CLI-SEQ-003"]);
    assert_eq!(run.status.code(), Some(1), "{run:?}");

    let files =
        ["two-polls", "session-lost-during-poll"].map(|name| format!("{journals}/{name}.jsonl"));
    let judge = Command::new(env!("CARGO_BIN_EXE_flinks-mock"))
        .arg("judge")
        .args(&files)
        .args(&saved)
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert_eq!(judge.status.code(), Some(1), "{judge:?}");
    assert_eq!(text(&judge.stdout), text(&run.stdout));
    for format in ["json", "junit", "sarif", "html", "markdown", "text"] {
        let read = |name: &str| fs::read_to_string(format!("{path}/{name}.{format}")).unwrap();
        assert_eq!(read("saved"), read("live"), "{format}");
    }
}

#[test]
fn no_report_takes_the_place_of_what_the_run_is_about() {
    let (_folder, path) = folder(&[("expected.toml", ""), ("client.sh", "true\n")]);
    let table: [&[&str]; 2] = [&["--baseline", "expected.toml"], &[]];
    for (flags, file) in table.iter().zip(["expected.toml", "client.sh"]) {
        let flags: Vec<String> =
            flags
                .iter()
                .map(|flag| {
                    if flag.ends_with("toml") {
                        format!("{path}/{flag}")
                    } else {
                        (*flag).to_owned()
                    }
                })
                .chain(["--report".to_owned(), format!("text={path}/./{file}")])
                .collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let output = judged(&flags, &["sh", &format!("{path}/client.sh")]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text(&output.stderr).contains("would overwrite"), "{output:?}");
    }
}
