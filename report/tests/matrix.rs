//! The terminal's picture of several runs, as it is read.

mod sample;

use std::time::Duration;

use flinks_report::terminal::{self, Look};
use flinks_report::{
    Coverage, Covered, Finding, Outcome, Place, Report, Shown, Stale, Strength, Verdict,
};
use insta::assert_snapshot;

const PLAIN: Look = Look { width: 100, colour: false, verbose: false };

#[test]
fn several_runs_at_80() {
    assert_snapshot!(picture(&sample::matrix(), Look { width: 80, ..PLAIN }));
}

#[test]
fn several_runs_at_120() {
    assert_snapshot!(picture(&sample::matrix(), Look { width: 120, ..PLAIN }));
}

#[test]
fn several_runs_in_colour() {
    let coloured = picture(&sample::matrix(), Look { colour: true, ..PLAIN });
    assert_eq!(bare(&coloured), picture(&sample::matrix(), PLAIN));
    assert_snapshot!(coloured.replace('\u{1b}', "␛"));
}

#[test]
fn several_runs_with_verbose() {
    assert_snapshot!(picture(&sample::matrix(), Look { verbose: true, ..PLAIN }));
}

#[test]
fn a_single_run_has_its_facts_in_the_head_and_no_matrix() {
    let matrix = sample::matrix();
    let report = Report {
        verdict: Verdict::Fail,
        runs: vec![matrix.runs[0].clone()],
        stale: Vec::new(),
        coverage: None,
        ..matrix
    };
    assert_snapshot!(picture(&report, PLAIN));
}

#[test]
fn more_runs_than_columns_have_numbers_and_then_bands() {
    let report = |runs| Report { stale: Vec::new(), ..sample::large(runs, 10) };
    let end = |runs, width| {
        let text = picture(&report(runs), Look { width, ..PLAIN });
        let start = text.rfind("\n\n   1").or_else(|| text.rfind("\n\n    ")).unwrap();
        text[start + 2..].to_owned()
    };
    assert_snapshot!("ten_runs_at_80", end(10, 80));
    assert_snapshot!("thirteen_runs_at_60", end(13, 60));
    for width in [60, 80, 100, 120] {
        let text = end(13, width);
        let (table, _verdict) = text.rsplit_once("\n\n").unwrap();
        let wide = table.lines().map(|line| line.chars().count()).max();
        assert!(wide <= Some(width), "{width}: {wide:?}");
    }
}

#[test]
fn the_longest_block_has_14_lines_and_none_is_too_wide() {
    let long = "a long story ".repeat(40);
    let text = || Some(long.clone());
    let finding = Finding {
        at: long.clone(),
        place: Place::Body { pointer: long.replace(' ', "/"), human: text() },
        expected: Shown::words(&long),
        actual: Shown::words(&long),
        arithmetic: text(),
        off_by: text(),
        note: text(),
        details: (0..30).map(|_| sample::fact("gaps", &long)).collect(),
        commands: vec![sample::fact("repeat", &long), sample::fact("curl", "curl -sS")],
        events: vec![1],
        fingerprint: String::new(),
    };
    let findings = || vec![finding.clone(); 40];
    let outcomes = [
        Outcome::Failed { findings: findings(), places: 40 },
        Outcome::Failed { findings: vec![finding.clone()], places: 40 },
        Outcome::Expected { findings: findings(), places: 40, reason: long.clone() },
    ];
    for (outcome, lines) in outcomes.into_iter().zip([14, 14, 3]) {
        let mut check = sample::check(4, outcome);
        long.clone_into(&mut check.rule.sentence);
        long.clone_into(&mut check.rule.source);
        check.rule.more = text();
        for width in [60, 80, 100, 120] {
            for runs in [1, 2] {
                let mut report = sample::matrix();
                report.runs.truncate(runs);
                report.runs[0].checks = vec![check.clone()];
                long.clone_into(&mut report.runs[0].name);
                let text = picture(&report, Look { width, ..PLAIN });
                let blocks = text.split("\n\n").filter(|block| block.contains("\n  spread "));
                let block = blocks.take(1).collect::<String>();
                let is_short = matches!(check.outcome, Outcome::Expected { .. });
                assert_eq!(block.contains("\n  curl      curl -sS"), !is_short, "{block}");
                assert_eq!(block.lines().count(), lines, "{block}");
                let widest = block.lines().map(|line| line.chars().count()).max();
                assert_eq!(widest, Some(width), "{block}");
            }
        }
    }
}

#[test]
fn commands_are_whole_or_not_there() {
    let long = format!("run --{}", "very-".repeat(30));
    let finding = |commands: &[&str], notes: usize| Finding {
        at: "poll 3".to_owned(),
        place: Place::Outside("time".to_owned()),
        expected: Shown::words("nothing"),
        actual: Shown::words("a request"),
        arithmetic: None,
        off_by: None,
        note: None,
        details: (0..notes).map(|_| sample::fact("gaps", "1.02 s")).collect(),
        commands: commands.iter().map(|command| sample::fact("again", command)).collect(),
        events: vec![1],
        fingerprint: String::new(),
    };
    let folded = "a1234567890 b1234567890 c1234567890 d1234567890 e1234567890";
    let table = [
        (finding(&["a b"], 0), 1, "  again     a b"),
        (finding(&[&long], 0), 1, &*format!("  again     run \\\n              {}", &long[4..])),
        (
            finding(&[folded], 1),
            1,
            "  again     a1234567890 b1234567890 c1234567890 \\\n              d1234567890 e1234567890",
        ),
        (finding(&["a"; 6], 0), 6, "  again     a"),
        (finding(&["a"; 7], 0), 5, "  and       2 more lines; -v shows them"),
        (finding(&["a"; 7], 1), 4, "  and       3 more lines; -v shows them"),
        (finding(&["a"; 2], 9), 2, "  and       6 more lines; -v shows them"),
    ];
    for (finding, shown, expected) in table {
        let mut report = sample::empty(Verdict::Fail);
        let outcome = Outcome::Failed { findings: vec![finding], places: 1 };
        report.runs[0].checks = vec![sample::check(4, outcome)];
        let text = picture(&report, Look { width: 60, ..PLAIN });
        let block: Vec<&str> =
            text.split("\n\n").filter(|block| block.contains("\n  spread ")).collect();
        assert!(block[0].lines().count() <= 14, "{text}");
        assert_eq!(text.matches("  again ").count(), shown, "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn the_last_line_says_what_it_has_room_for() {
    let last = |outcomes: Vec<Outcome>, effort: &str, width| {
        let checks = outcomes.into_iter().enumerate();
        let mut report = sample::empty(Verdict::Pass);
        report.runs[0].checks =
            checks.map(|(number, outcome)| sample::check(number, outcome)).collect();
        effort.clone_into(&mut report.effort);
        let text = picture(&report, Look { width, ..PLAIN });
        text[text.rfind("\n\n").expect("it is a block") + 2..].to_owned()
    };
    let passed = || sample::passed(1);
    let reason = || "why".to_owned();
    let open = || Outcome::Inconclusive { reason: reason() };
    let known = || Outcome::Expected { findings: Vec::new(), places: 1, reason: reason() };
    let table = [
        (
            last(vec![passed()], "1 request", 80),
            "PASS  1 check passed, 0 failed, 0 not reached   1 request   exit 0\n",
        ),
        (
            last(vec![passed(), sample::not_reached()], "1 request", 80),
            "PASS  1 check passed, 0 failed, 1 not reached (not proven)   1 request   exit 0\n",
        ),
        (
            last(vec![passed(), sample::not_reached()], "12 requests", 80),
            "  in all    12 requests\nPASS  1 check passed, 0 failed, 1 not reached (not proven)   exit 0\n",
        ),
        (
            last(vec![passed(), sample::not_reached()], "12 requests", 60),
            "  in all    12 requests\nPASS  1 check passed, 0 failed, 1 not reached   exit 0\n",
        ),
        (
            last(vec![passed(), sample::not_reached(), open(), known(), known()], "none", 60),
            "  in all    none\n  checks    1 check passed, 0 failed, 2 failed as expected,\n            1 inconclusive, 1 not reached\nPASS  0 of 5 checks failed, 1 not reached   exit 0\n",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(text, expected);
    }
}

#[test]
fn a_reason_is_never_cut() {
    let reason = format!("could not reach {} in 3 tries: refused", "a".repeat(100));
    let report = sample::empty(Verdict::CouldNotTest { reason });
    let text = picture(&report, Look { width: 60, ..PLAIN });
    let shown = "  because   could not reach\n            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n            aaaa in 3 tries: refused\n";
    assert!(text.contains(shown), "{text}");
    let mut report = sample::empty(Verdict::Pass);
    let long = "the deadline came first, after 181 polls that were all pending".to_owned();
    report.runs[0].checks = vec![sample::check(4, Outcome::NotReached { reason: long })];
    let text = picture(&report, Look { width: 60, ..PLAIN });
    let shown = "not proven\nskip 1 check\n            the deadline came first, after 181 polls that\n            were all pending\n            CLI-POLL-001\n";
    assert!(text.contains(shown), "{text}");
}

#[test]
fn what_a_client_did_is_told_before_other_places() {
    let gaps = vec!["1.02 s"; 24].join(", ");
    let finding = |number: usize| Finding {
        at: format!("session 1243c283, GET GetAccountsDetailAsync, poll {number}, t+00:01.020"),
        place: Place::Outside("time".to_owned()),
        expected: Shown::words("at least 10 s after the answer before it"),
        actual: Shown::words("1.02 s"),
        arithmetic: None,
        off_by: None,
        note: None,
        details: vec![
            sample::fact("gaps", &gaps),
            sample::fact("looks like", "a fixed 1 s poll"),
            sample::fact("effect", "at this rate a 30 min wait costs 1800 requests instead of 181"),
        ],
        commands: Vec::new(),
        events: Vec::new(),
        fingerprint: String::new(),
    };
    let block = |count: usize| {
        let mut report = sample::matrix();
        report.runs.truncate(1);
        let findings = (1..=count).map(finding).collect();
        report.runs[0].checks = vec![sample::check(5, Outcome::Failed { findings, places: 24 })];
        let text = picture(&report, PLAIN);
        text.split("\n\n").find(|block| block.contains("\n  spread ")).unwrap().to_owned()
    };
    assert_snapshot!("one_place", block(1));
    assert_snapshot!("many_places", block(24));
}

#[test]
fn an_expected_failure_is_no_failure() {
    let mut report = sample::matrix();
    let Outcome::Failed { findings, places } = report.runs[1].checks[5].outcome.clone() else {
        unreachable!("the sample is broken there");
    };
    let reason = "issue 311, until 2027-01-31".to_owned();
    let check = sample::check(5, Outcome::Expected { findings, places, reason });
    assert_eq!(check.rule.strength, Strength::Must);
    report.runs = vec![report.runs[0].clone()];
    report.runs[0].checks = vec![check];
    report.verdict = Verdict::Pass;
    let text = picture(&report, PLAIN);
    assert!(text.contains("\nknown CLI-POLL-002 MUST  "), "{text}");
    assert!(text.contains("\n  because   issue 311, until 2027-01-31\n"), "{text}");
    assert!(!text.contains("FAIL CLI"), "{text}");
    assert!(text.contains("0 failed, 1 failed as expected"), "{text}");
}

#[test]
fn what_no_run_reached_is_not_proven() {
    let mut report = sample::matrix();
    report.runs.truncate(2);
    let other = || Outcome::NotReached { reason: "the client did not say what it took".to_owned() };
    for run in &mut report.runs {
        run.checks[0].outcome = other();
        run.checks[7].outcome = sample::not_reached();
    }
    let shown = |verbose| {
        let text = picture(&report, Look { verbose, ..PLAIN });
        let start = text.find("not proven").unwrap();
        text[start..].split_once("\n\n").unwrap().0.to_owned()
    };
    assert_snapshot!(shown(false), @"
    not proven by any run
    skip 1 check   the client did not say what it took
                CLI-SEQ-001
    skip 2 checks  the scenario never asks a question
                CLI-ERR-002 CLI-POLL-004
    skip 2 fields never seen other than null
      because   no fixture of these scenarios has a value there
                /Accounts/*/Nickname /Accounts/*/Transactions/*/Code
    skip nothing is said of TLS: the target was asked in plain HTTP
    ");
    assert_snapshot!(shown(true), @"
    not proven by any run
    skip CLI-SEQ-001  MUST    Authorize comes before any data call
                not reached: the client did not say what it took
    skip CLI-ERR-002  MUST    RETRY_LATER is repeated later, with the same input
    skip CLI-POLL-004 MUST    polling ends at 30 min, after at most 181 calls
                not reached: the scenario never asks a question
    skip 2 fields never seen other than null
      because   no fixture of these scenarios has a value there
                /Accounts/*/Nickname /Accounts/*/Transactions/*/Code
    skip nothing is said of TLS: the target was asked in plain HTTP
    ");
    let matrix = picture(&report, PLAIN);
    assert!(!matrix.contains("\nCLI-SEQ-001  "), "{matrix}");
}

#[test]
fn coverage_that_is_too_small_says_so() {
    let item = |number: usize| Covered {
        group: if number < 12 { "Authorize" } else { "GetAccountsDetailAsync" }.to_owned(),
        name: format!("STATE_{number:02}"),
        runs: if number.is_multiple_of(6) { vec!["two-polls".to_owned()] } else { Vec::new() },
    };
    let coverage = |least| {
        let items = (0..18).map(item).collect();
        Coverage { what: "documented states and codes".to_owned(), items, least }
    };
    let shown = |least, verbose| {
        let report = Report { coverage: Some(coverage(least)), ..sample::matrix() };
        let text = picture(&report, Look { width: 80, colour: false, verbose });
        let blocks = text.split("\n\n");
        let mut blocks = blocks.filter(|block| block.contains("documented states and codes,"));
        blocks.next().unwrap().to_owned()
    };
    assert_snapshot!(shown(Some(60), false), @"
    FAIL coverage  3 of 18 documented states and codes, 16 % (at least 60 % are wanted)
      Authorize                 2/12  never: STATE_01, STATE_02, STATE_03 and 7 more
      GetAccountsDetailAsync     1/6  never: STATE_13, STATE_14, STATE_15 and 2 more
    ");
    assert_snapshot!(shown(None, true), @"
    coverage  3 of 18 documented states and codes, 16 %
      Authorize                 2/12  never:
                STATE_01 STATE_02 STATE_03 STATE_04 STATE_05 STATE_07 STATE_08
                STATE_09 STATE_10 STATE_11
      GetAccountsDetailAsync     1/6  never:
                STATE_13 STATE_14 STATE_15 STATE_16 STATE_17
    ");
}

#[test]
fn a_stale_expectation_says_where_it_is_and_what_to_do() {
    let report = Report {
        stale: vec![Stale {
            place: "expected.toml:12".to_owned(),
            entry: "CLI-SEQ-003 in two-polls".to_owned(),
            reason: "the rule holds now: remove the entry".to_owned(),
        }],
        ..sample::empty(Verdict::Fail)
    };
    let text = picture(&report, PLAIN);
    let expected = "
FAIL expected.toml:12  expected failure: CLI-SEQ-003 in two-polls
            the rule holds now: remove the entry

FAIL  0 checks passed";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn the_verdict_of_a_run_has_its_reason() {
    let reason = "the command ended with exit code 3".to_owned();
    let mut report = sample::matrix();
    report.runs[0].verdict = Verdict::CommandFailed { reason };
    let lines = "
run  two-polls  COMMAND FAILED   5 requests
  because   the command ended with exit code 3
  checks    4 passed, 0 failed";
    let text = picture(&report, PLAIN);
    assert!(text.contains(&lines.replace("4 passed", "4 checks passed")), "{text}");

    // One run that passed, in a whole that did not.
    report.runs.truncate(1);
    let text = picture(&report, PLAIN);
    assert!(
        text.contains("\nrun  two-polls  COMMAND FAILED   5 requests\n  because   the"),
        "{text}"
    );
}

#[test]
fn a_long_timeline_is_cut_and_verbose_shows_all() {
    let mut report = sample::empty(Verdict::Pass);
    let session = |number| format!("session {number}");
    report.runs[0].timeline = (1..=100)
        .map(|number| {
            sample::event(&session(number), number, number * 1_000, "POST Authorize", "200")
        })
        .collect();
    let text = picture(&report, PLAIN);
    assert_eq!(text.matches("POST Authorize").count(), 60, "{text}");
    let cut = "\nsession 45\n  t+00:45.0       POST Authorize  200\n  and 40 more lines; -v shows them\nsession 86\n";
    assert!(text.contains(cut), "{text}");
    let text = picture(&report, Look { verbose: true, ..PLAIN });
    assert_eq!(text.matches("POST Authorize").count(), 100, "{text}");
    assert_eq!(report.runs[0].timeline[0].at, Duration::from_secs(1));
}

#[test]
fn hostile_texts_start_no_line_and_no_command() {
    let evil = "x\u{1b}[2J\r\nPASS  all\u{202e} ##[error]y ";
    for verbose in [false, true] {
        let mut report = sample::hostile(evil);
        let text = picture(&report, Look { verbose, ..PLAIN });
        report.runs.push(report.runs[0].clone());
        for text in [text, picture(&report, Look { verbose, ..PLAIN })] {
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            assert!(!text.contains('\u{202e}') && !text.contains("##["), "{text:?}");
            assert!(!text.lines().any(|line| line.starts_with("PASS")), "{text}");
        }
    }
    // After folding, a word of the value begins a line.
    let evil = format!("{}{}", "word ".repeat(17), "::add-mask::e ".repeat(20));
    let mut report = sample::hostile(&evil);
    report.title = "title".to_owned();
    for part in &mut report.runs[0].timeline {
        part.part = "part".to_owned();
    }
    let text = picture(&report, Look { verbose: true, ..PLAIN });
    assert!(text.contains("\n            \\::add-mask"), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

fn picture(report: &Report, look: Look) -> String {
    let mut out = Vec::new();
    terminal::render(report, look, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("the picture is text")
}

/// Without colour.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').expect("an escape ends").1;
    }
    bare + rest
}
