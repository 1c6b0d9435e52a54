//! Reports as files, and GitHub's.

use std::fs;

use super::{judged, judged_with, sequence, zoo};
use crate::support::program::{folder, run};

const FORMATS: [&str; 6] = ["html", "json", "junit", "markdown", "sarif", "text"];

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
    let flags = table.map(|(format, ..)| format!("--report={format}={path}/a/{format}/report"));
    let seen = sequence(&flags.each_ref().map(|flag| &**flag), &[&zoo, "CLI-SEQ-003"]);
    assert_eq!(seen.code, Some(1));
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
        let summary = format!("{path}/summary");
        let variables = [("GITHUB_ACTIONS", actions), ("GITHUB_STEP_SUMMARY", &summary)];
        let seen = judged_with(
            &[&["--clock", "manual"], flags].concat(),
            &[&zoo, "CLI-SEQ-003"],
            &variables,
        );
        let out = seen.out;
        assert_eq!(seen.code, Some(1), "{out}");
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
    let flags =
        |name: &str| FORMATS.map(|format| format!("--report={format}={path}/{name}.{format}"));
    let (live, saved) = (flags("live"), flags("saved"));
    let scenarios = ["--scenario", "two-polls", "--scenario", "session-lost-during-poll"];
    let clock = ["--clock", "manual", "--journal", &journals];
    let live = live.each_ref().map(|flag| &**flag);
    let seen = judged(&[&scenarios[..], &clock, &live].concat(), &[&zoo(), "CLI-SEQ-003"]);
    assert_eq!(seen.code, Some(1), "{seen:?}");

    let files =
        ["two-polls", "session-lost-during-poll"].map(|name| format!("{journals}/{name}.jsonl"));
    let args = files.iter().chain(&saved).map(|arg| &**arg);
    let judge = run(&["judge"].into_iter().chain(args).collect::<Vec<_>>());
    assert_eq!((judge.code, judge.out), (Some(1), seen.out), "{}", judge.err);
    for format in FORMATS {
        let read = |name: &str| fs::read_to_string(format!("{path}/{name}.{format}")).unwrap();
        assert_eq!(read("saved"), read("live"), "{format}");
    }
}

#[test]
fn no_report_takes_the_place_of_what_the_run_is_about() {
    let (_folder, path) = folder(&[("expected.toml", ""), ("client.sh", "true\n")]);
    let (baseline, client) = (format!("{path}/expected.toml"), format!("{path}/client.sh"));
    for (flags, file) in [(&["--baseline", &*baseline][..], "expected.toml"), (&[], "client.sh")] {
        let report = format!("text={path}/./{file}");
        let seen = judged(&[flags, &["--report", &report]].concat(), &["sh", &client]);
        assert_eq!(seen.code, Some(2), "{seen:?}");
        assert!(seen.err.contains("would overwrite"), "{seen:?}");
    }
}
