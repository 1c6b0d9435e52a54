//! How the command ends, and which exit code comes of it.

use std::fs;

use super::{judged, sequence, zoo};
use crate::support::program::{Seen, folder};

#[test]
fn every_exit_code() {
    let zoo = zoo();
    let failing = format!("{zoo} && exit 7");
    let broken_and_failing = format!("{zoo} CLI-SEQ-003; exit 7");
    let shell = |script| ["sh", "-c", script];
    let only_looks = "curl -s --noproxy '*' $FLINKS_BASE_URL/";
    let only_authorizes = "curl -s --noproxy '*' -H 'Content-Type: application/json' \
         -d '{\"LoginId\":\"'$FLINKS_LOGIN_ID'\",\"MostRecentCached\":true}' \
         $FLINKS_BASE_URL/v3/$FLINKS_CUSTOMER_ID/BankingServices/Authorize";
    let table: &[(&[&str], &[&str], i32)] = &[
        (&[], &[&zoo], 0),
        (&[], &[&zoo, "CLI-SEQ-003"], 1),
        (&[], &shell(&broken_and_failing), 1),
        (&[], &shell(&failing), 5),
        (&["--ignore-exit-code"], &shell(&failing), 0),
        (&[], &shell("exit 7"), 5),
        (&[], &shell("kill -9 $$"), 5),
        (&["--ignore-exit-code"], &shell("exit 7"), 3),
        (&[], &["true"], 3),
        (&[], &shell(only_looks), 3),
        (&[], &shell(only_authorizes), 3),
        (&["--scenario", "authorize-disabled-login"], &shell(only_authorizes), 0),
        (&["--allow-empty"], &["true"], 0),
        (&["--allow-empty"], &shell(only_authorizes), 0),
        (&["--allow-empty"], &[&zoo, "CLI-SEQ-003"], 1),
        (&["--allow-empty"], &shell("exit 7"), 5),
        (&["--timeout", "1ms"], &["sleep", "1000"], 124),
        (&["--timeout", "1ms", "--ignore-exit-code"], &["sleep", "1000"], 124),
        (&[], &shell("kill -INT $PPID; sleep 1000"), 130),
        (&[], &shell("kill -TERM $PPID; sleep 1000"), 143),
        (&["--scenario", "two-pols"], &["true"], 2),
    ];
    for (flags, command, expected) in table {
        let seen = sequence(flags, command);
        assert_eq!(seen.code, Some(*expected), "{flags:?} {command:?}: {}", seen.err);
    }
}

#[test]
fn a_report_that_cannot_be_written_hides_nothing() {
    let (_folder, path) = folder(&[("file", "")]);
    let zoo = zoo();
    let report = format!("json={path}/file/report.json");
    let table: &[(&[&str], i32)] =
        &[(&[&zoo], 2), (&[&zoo, "CLI-SEQ-003"], 1), (&["true"], 2), (&["false"], 2)];
    for (command, expected) in table {
        let seen = sequence(&["--report", &report], command);
        assert_eq!(seen.code, Some(*expected), "{command:?}: {}", seen.err);
        let error = format!("error: {path}/file/report.json was not written\n");
        assert!(seen.err.contains(&error), "{}", seen.err);
        assert!(seen.out.trim_end().ends_with(&format!("exit {expected}")), "{}", seen.out);
    }
}

/// The test waits for the end of every process that has its pipes.
#[test]
fn what_the_command_leaves_running_is_ended() {
    assert_eq!(sequence(&[], &["sh", "-c", "sleep 100000 & exit 5"]).code, Some(5));
    let command = ["sh", "-c", "sleep 100000 & sleep 100000"];
    assert_eq!(sequence(&["--timeout", "1ms"], &command).code, Some(124));
}

#[test]
fn a_signal_ends_the_command_and_what_was_seen_is_judged() {
    let script = format!("{} CLI-SEQ-003; kill -INT $PPID; sleep 1000", zoo());
    let flags = ["--scenario", "two-polls", "--scenario", "never-ready"];
    let Seen { code, out, err } = sequence(&flags, &["sh", "-c", &script]);
    assert_eq!(code, Some(130));
    assert!(err.ends_with("two-polls: the command was stopped, as signal 2 asked for\n"), "{err}");
    assert!(out.contains("  not run   never-ready\n"), "{out}");
    assert!(out.contains("FAIL CLI-SEQ-003"), "{out}");
    assert!(out.contains("\nINTERRUPTED  "), "{out}");
}

/// It was not the client who gave up: its journal has no end, so the judge says nothing of what it
/// would have done next.
#[test]
fn a_client_that_was_stopped_did_not_give_up() {
    let (_folder, path) = folder(&[]);
    let journal = format!("{path}/journal.jsonl");
    let table: &[(&[&str], &[&str], bool)] = &[
        (&[], &["true"], true),
        (&["--timeout", "1ms"], &["sleep", "1000"], false),
        (&[], &["sh", "-c", "kill -INT $PPID; sleep 1000"], false),
    ];
    for (flags, command, expected) in table {
        sequence(&[&["--journal", &journal], *flags].concat(), command);
        let kept = fs::read_to_string(&journal).unwrap();
        assert_eq!(kept.contains("\"finished\""), *expected, "{command:?}: {kept}");
    }

    let out = judged(&["--clock", "manual", "--timeout", "1ms"], &["sleep", "1000"]).out;
    assert!(out.contains("because   the command was stopped after 0.001 s (--timeout)"), "{out}");
}
