//! What is refused before anything is started, and flags that choose.

use std::fs;

use super::{judged, sequence, zoo};
use crate::support::OWN;
use crate::support::program::{Seen, folder};

fn refused(flags: &[&str], command: &[&str]) -> String {
    let seen = judged(flags, command);
    assert_eq!((seen.code, &*seen.out), (Some(2), ""), "{}", seen.err);
    seen.err
}

#[test]
fn mistakes_are_refused_before_anything_is_started() {
    let (_folder, path) = folder(&[("script", "#!/bin/sh\n"), ("there.toml", "")]);
    let script = format!("{path}/script");
    let draft = format!("{path}/there.toml");
    let table: &[(&[&str], &[&str])] = &[
        (&["--scenario", "two-pols"], &["true"]),
        (&["--scenario", "authorise-*"], &["true"]),
        (&["--rules", "CLI-POL"], &["true"]),
        (&["--rules", "CLI-SEC", "--skip-rules", "CLI-SEC"], &["true"]),
        (&["--report", "junti=a.xml"], &["true"]),
        (&["--report", "junit=a", "--report", "json=./a"], &["true"]),
        (&["--baseline", "no-such-file.toml"], &["true"]),
        (&["--write-baseline", &draft], &["true"]),
        (&["--timeout", "10 min"], &["true"]),
        (&["npm", "test"], &[]),
        (&["--faketime"], &["true"]),
        (&["--speed", "2", "--clock", "auto"], &["true"]),
        (&[], &["no-such-program"]),
        (&[], &["./no-such-program"]),
        (&[], &[&script]),
        (&[], &[]),
    ];
    let shown = table.iter().map(|(flags, command)| {
        format!("$ {} -- {}\n{}", flags.join(" "), command.join(" "), refused(flags, command))
    });
    let shown: Vec<_> = shown.map(|text| text.replace(&path, "[..]")).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn only_the_rules_that_were_asked_for() {
    let rules = ["--rules", "CLI-SEQ-003,cli-seq-001", "--skip-rules", "CLI-SEQ-001"];
    let out = judged(&[&["--clock", "manual"], &rules[..]].concat(), &[&zoo()]).out;
    assert!(out.contains("  rules     1 of "), "{out}");
    assert!(out.contains("CLI-SEQ-003") && !out.contains(" CLI-SEQ-001  "), "{out}");
    assert!(!out.contains("CLI-POLL-002"), "{out}");
}

#[test]
fn the_vintage_decides_where_documents_disagree() {
    let table: &[(&[&str], i32, &str, &str)] = &[
        (&[], 1, "FAIL CLI-SEQ-007 MUST", "guides; --vintage today does not fail CLI-SEQ-007"),
        (
            &["--vintage", "today"],
            0,
            "WARN CLI-SEQ-007 SHOULD",
            "today; --vintage guides fails CLI-SEQ-007",
        ),
        (&["--vintage", "today", "--fail-on", "should"], 1, "FAIL CLI-SEQ-007 MUST", "today"),
    ];
    for (flags, code, rule, vintage) in table {
        let seen = sequence(flags, &[&zoo(), "CLI-SEQ-007"]);
        assert_eq!(seen.code, Some(*code), "{}", seen.out);
        let vintage = format!("  vintage   {vintage}\n");
        assert!(seen.out.contains(rule) && seen.out.contains(&vintage), "{}", seen.out);
    }
}

#[test]
fn a_run_without_a_fault_of_its_scenario_says_so() {
    let late = "[[fault]]\non = \"data\"\nplay = \"reset\"\nfrom = \"3h\"\n";
    let (_folder, path) = folder(&[("late.toml", &format!("{OWN}{late}"))]);
    let warning = "no call met a fault of the scenario";
    for (scenario, expected) in [("late", true), ("connection-closed", false), ("slow-drip", false)]
    {
        let seen = sequence(&["--scenarios", &path, "--scenario", scenario], &[&zoo()]);
        assert_eq!(seen.err.contains(warning), expected, "{scenario}: {}", seen.err);
    }
}

#[test]
fn a_run_for_each_scenario() {
    let seen = sequence(&["--scenario", "two-polls", "--scenario", "ready-*"], &[&zoo()]);
    let out = seen.out;
    assert_eq!(seen.code, Some(0), "{out}");
    assert!(out.lines().count() <= 15, "{out}");
    insta::assert_snapshot!(out);
}

#[test]
fn the_journal_of_each_run_is_kept() {
    let (_folder, path) = folder(&[("notes.txt", "mine")]);
    let zoo = zoo();
    let kept = format!("{path}/new/one.jsonl");
    for _ in 0..2 {
        sequence(&["--journal", &kept], &[&zoo]);
        let journal = fs::read_to_string(&kept).unwrap();
        assert!(journal.starts_with("{\"trace\":{\"format\":2,"), "{journal}");
        let calls = journal.matches("\"endpoint\":\"Authorize\"").count();
        assert_eq!(calls, 1, "a journal of one run");
        assert!(journal.contains("two-polls"), "{journal}");
    }

    let folder = format!("{path}/many");
    let two = ["--scenario", "two-polls", "--scenario", "never-ready", "--journal", &folder];
    sequence(&two, &["true"]);
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["never-ready.jsonl", "two-polls.jsonl"]);

    let notes = format!("{path}/notes.txt");
    let said = refused(&["--journal", &notes], &["true"]);
    assert_eq!(
        said.replace(&path, "[..]"),
        "error: --journal: [..]/notes.txt\n  because: this is not a trace file of this version, and stays as it is\n  help: name another file, or remove this one\n"
    );
    assert_eq!(fs::read_to_string(notes).unwrap(), "mine");
}

/// 100 s take a tenth of one. Where libfaketime is not installed only CI insists on it.
#[test]
fn the_command_lives_as_fast_as_the_mock() {
    let flags = ["--speed", "1000", "--faketime", "--timeout", "60s", "--ignore-exit-code"];
    let script = "sleep 100; echo interval=$FLINKS_POLL_INTERVAL_MS";
    let Seen { out, err, .. } = judged(&flags, &["sh", "-c", script]);
    if err.starts_with("error: --faketime needs libfaketime") && std::env::var_os("CI").is_none() {
        return;
    }
    assert!(out.starts_with("interval=10000\n"), "{out}{err}");
    assert!(out.contains("1000 times real") && out.contains("(libfaketime)"), "{out}");
}
