//! The report on a terminal, as it is read.

mod sample;

use flinks_report::terminal::{self, Look};
use flinks_report::{
    Coverage, Covered, Event, Finding, Mark, Outcome, Place, Report, Shown, Verdict,
};
use insta::assert_snapshot;

const PLAIN: Look = Look { width: 100, colour: false, verbose: false };

#[test]
fn several_runs() {
    let plain = text(&sample::matrix(), PLAIN);
    assert_snapshot!(plain);
    // Color changes no word.
    let coloured = text(&sample::matrix(), Look { colour: true, ..PLAIN });
    assert_eq!(bare(&coloured), plain);
    let last = coloured.lines().last().unwrap().replace('\u{1b}', "␛");
    assert_snapshot!(last, @"␛[1m␛[31mFAIL␛[0m␛[1m  broken: CLI-POLL-001, CLI-POLL-002, CLI-POLL-004, coverage, baseline␛[0m␛[2m   exit 1␛[0m");
    let verbose = text(&sample::matrix(), Look { verbose: true, ..PLAIN });
    assert_eq!(verbose.matches("\npass CLI-SEQ-001  MUST  ").count(), 4, "{verbose}");
}

#[test]
fn a_single_run_that_passed() {
    let mut report = sample::empty(Verdict::Pass);
    let poll = |number| {
        sample::event("accounts", number, number * 10_000, sample::POLL, "202 OPERATION_PENDING")
    };
    let last = |number, answer| sample::event("accounts", number, 1_500_000, sample::POLL, answer);
    report.runs[0].facts = vec![sample::fact("customer", "a9e7a2b4")];
    report.runs[0].timeline = [
        vec![sample::event("accounts", 0, 0, "POST Authorize", "200")],
        (1..=149).map(poll).collect(),
        vec![
            last(150, "200"),
            Event { mark: Mark::Broken, ..last(151, "500") },
            Event { note: Some("the same call again".to_owned()), ..last(152, "200") },
        ],
    ]
    .concat();
    report.runs[0].checks = vec![
        sample::check(0, sample::passed(24)),
        sample::check(3, sample::passed(1)),
        sample::check(7, sample::not_reached()),
        sample::check(8, sample::not_reached()),
    ];
    assert_snapshot!(text(&report, PLAIN), @"
    flinks-mock run: npm test
      customer  a9e7a2b4

    accounts
      t+00:00.0       POST Authorize              200
      t+00:10.0 149 x GET GetAccountsDetailAsync  202 OPERATION_PENDING  every 10 s
      t+25:00.0       GET GetAccountsDetailAsync  200
      t+25:00.0       GET GetAccountsDetailAsync  500  <- FAIL
      t+25:00.0       GET GetAccountsDetailAsync  200  (the same call again)

    pass CLI-SEQ-001  MUST    Authorize comes before any data call  24 places
    pass CLI-ID-001   MUST    one RequestId is carried through the flow  1 place

    not proven
    skip 2 checks  the scenario never asks a question
                CLI-ERR-002 CLI-POLL-004

    PASS  2 checks passed, 0 failed, 2 not reached (not proven)   0 requests   exit 0
    ");
    let verbose = text(&report, Look { verbose: true, ..PLAIN });
    assert_eq!(verbose.matches(" 202 OPERATION_PENDING").count(), 149, "{verbose}");
}

#[test]
fn more_runs_than_columns_have_numbers_and_then_bands() {
    let table = |runs, width| {
        let report = Report { stale: Vec::new(), ..sample::large(runs, 10) };
        let text = text(&report, Look { width, ..PLAIN });
        let start = text.find("\n\n   1").or_else(|| text.rfind("\n\n    ")).unwrap();
        text[start + 2..].split_once("\n\n  legend").unwrap().0.to_owned()
    };
    assert_snapshot!("ten_runs_at_80", table(10, 80));
    assert_snapshot!("thirteen_runs_at_60", table(13, 60));
    for width in [60, 80, 100, 120] {
        let table = table(13, width);
        let widest = table.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{width}: {widest:?}");
    }
}

#[test]
fn the_longest_block_has_14_lines_and_verbose_cuts_nothing() {
    let long = "a long story ".repeat(40);
    let some = || Some(long.clone());
    let place = Place::Body { pointer: long.replace(' ', "/"), human: some() };
    let finding = Finding {
        expected: Shown::words(&long),
        actual: Shown::words(&long),
        arithmetic: some(),
        off_by: some(),
        note: some(),
        details: (0..30).map(|_| sample::fact("gaps", &long)).collect(),
        commands: vec![sample::fact("repeat", &format!("run {long}"))],
        ..sample::finding(&long, place, 1)
    };
    let findings = vec![finding; 40];
    let outcomes = [
        (Outcome::Failed { findings: findings.clone(), places: 40 }, 14),
        (Outcome::Failed { findings: findings[..1].to_vec(), places: 40 }, 14),
        (Outcome::Expected { findings, places: 40, reason: long.clone() }, 3),
    ];
    for (outcome, lines) in outcomes {
        let mut check = sample::check(4, outcome);
        long.clone_into(&mut check.rule.sentence);
        long.clone_into(&mut check.rule.source);
        check.rule.more = some();
        for (width, runs) in [(60, 1), (60, 2), (80, 2), (120, 1)] {
            let mut report = sample::matrix();
            report.runs.truncate(runs);
            report.runs.iter_mut().for_each(|run| run.checks.clear());
            report.runs[0].checks = vec![check.clone()];
            long.clone_into(&mut report.runs[0].name);
            let look = Look { width, ..PLAIN };
            let block = block(&report, look);
            assert!(block.lines().count() <= lines, "{block}");
            // A command that is cut does not run.
            let command = format!("\n  repeat    run {long}");
            let rest = block.replace(&command, "");
            assert_eq!(rest != block, lines == 14, "{block}");
            let widest = rest.lines().map(|line| line.chars().count()).max();
            assert_eq!(widest, Some(width), "{block}");
            let whole = text(&report, Look { verbose: true, ..look });
            assert!(!whole.contains('…') && !whole.contains("-v shows"), "{whole}");
        }
    }
}

#[test]
fn the_first_place_in_full_three_in_short_and_then_a_count() {
    let body = |number: usize| Place::Body {
        pointer: format!("/Accounts/0/Transactions/{number}/Balance"),
        human: None,
    };
    let mut findings: Vec<Finding> =
        (0..8).map(|n| sample::finding("poll 2", body(n), 1)).collect();
    findings[1].expected = Shown::words("4268.31");
    findings[2].place = Place::Outside("status".to_owned());
    findings[3].at = "investments, POST Investments, poll 1, t+00:30.0".to_owned();
    findings[7].alike = 1_000;
    let report = failing(findings, 1_061);
    let block = block(&report, Look { width: 60, ..PLAIN });
    let others = block.lines().skip(5).collect::<Vec<_>>();
    assert_eq!(
        others,
        [
            "  also      /Accounts/0/Transactions…quest, expected 4268.31",
            "  also      status: a request",
            "  also      investments, POST Invest…ns/3/Balance: a request",
            "  and       1004 more; -v shows them",
            "  rule      Flinks guide 'Make API c…s' (current docs, seed)",
            "  more      flinks-mock rules CLI-POLL-001",
            "  spread    1008 places in 1061 places",
        ]
    );
    let text = text(&report, Look { verbose: true, ..PLAIN });
    assert_eq!(text.matches("\n  at  ").count(), 8, "{text}");
}

#[test]
fn the_last_line_names_what_is_broken_or_what_it_has_room_for() {
    let last = |outcomes: Vec<Outcome>, effort: &str, width| {
        let mut report = sample::empty(Verdict::Pass);
        let checks = outcomes.into_iter().enumerate();
        report.runs[0].checks = checks.map(|(n, outcome)| sample::check(n, outcome)).collect();
        effort.clone_into(&mut report.effort);
        let text = text(&report, Look { width, ..PLAIN });
        text[text.rfind("\n\n").expect("a block") + 2..].to_owned()
    };
    let known = || {
        let reason = "why".to_owned();
        Outcome::Expected { findings: Vec::new(), places: 1, reason }
    };
    let broken = || Outcome::Failed { findings: Vec::new(), places: 1 };
    let two = || vec![sample::passed(1), sample::not_reached()];
    let table = [
        (
            last(two(), "1 request", 80),
            "PASS  1 check passed, 0 failed, 1 not reached (not proven)   1 request   exit 0\n",
        ),
        (
            last(two(), "12 requests", 80),
            "  in all    12 requests\nPASS  1 check passed, 0 failed, 1 not reached (not proven)   exit 0\n",
        ),
        (
            last(vec![broken(), known(), broken()], "none", 80),
            "  checks    0 checks passed, 2 failed, 1 failed as expected, 0 not reached\n  in all    none\nPASS  broken: CLI-SEQ-001, CLI-SEQ-003   exit 0\n",
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
    let shown = "  because   could not reach\n            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n            aaaa in 3 tries: refused\n";
    let text_of = |report: &Report| text(report, Look { width: 60, ..PLAIN });
    assert!(text_of(&report).contains(shown), "{}", text_of(&report));
    let mut report = sample::empty(Verdict::Pass);
    let reason = "the deadline came first, after 181 polls that were all pending".to_owned();
    report.runs[0].checks = vec![sample::check(4, Outcome::NotReached { reason })];
    let shown = "not proven\nskip 1 check\n  because   the deadline came first, after 181 polls that\n            were all pending\n            CLI-POLL-001\n";
    assert!(text_of(&report).contains(shown), "{}", text_of(&report));
}

#[test]
fn what_no_run_reached_is_not_proven() {
    let mut report = sample::matrix();
    report.runs.truncate(2);
    for run in &mut report.runs {
        let reason = "the client did not say what it took".to_owned();
        run.checks[0].outcome = Outcome::NotReached { reason };
        run.checks[7].outcome = sample::not_reached();
    }
    let shown = |verbose| {
        let text = text(&report, Look { verbose, ..PLAIN });
        assert!(!text.contains("\nCLI-SEQ-001  "), "it is not in the matrix: {text}");
        text[text.find("not proven").unwrap()..].split_once("\n\n").unwrap().0.to_owned()
    };
    assert_snapshot!(shown(false), @"
    not proven by any run
    skip 1 check  the client did not say what it took
                CLI-SEQ-001
    skip 2 checks  the scenario never asks a question
                CLI-ERR-002 CLI-POLL-004
    skip 2 fields never seen other than null
      because   no fixture of these scenarios has a value there
                /Accounts/*/Nickname, /Accounts/*/Transactions/*/Code
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
                /Accounts/*/Nickname, /Accounts/*/Transactions/*/Code
    skip nothing is said of TLS: the target was asked in plain HTTP
    ");
}

#[test]
fn coverage_that_is_too_small_says_so() {
    let item = |number: usize| Covered {
        group: if number < 12 { "Authorize" } else { "GetAccountsDetailAsync" }.to_owned(),
        name: format!("STATE_{number:02}"),
        runs: if number.is_multiple_of(6) { vec!["two-polls".to_owned()] } else { Vec::new() },
    };
    let shown = |least, verbose| {
        let items = (0..18).map(item).collect();
        let coverage = Coverage { what: "documented states and codes".to_owned(), items, least };
        let report = Report { coverage: Some(coverage), ..sample::matrix() };
        let text = text(&report, Look { width: 80, colour: false, verbose });
        let block = text.split("\n\n").find(|block| block.contains("documented states and codes,"));
        block.unwrap().to_owned()
    };
    assert_snapshot!(shown(Some(60), false), @"
    FAIL coverage  3 of 18 documented states and codes, 16 % (at least 60 % are required)
      Authorize                 2/12  never: STATE_01, STATE_02, STATE_03 and 7 more
      GetAccountsDetailAsync     1/6  never: STATE_13, STATE_14, STATE_15 and 2 more
    ");
    assert_snapshot!(shown(None, true), @"
    coverage  3 of 18 documented states and codes, 16 %
      Authorize                 2/12  never: STATE_01, STATE_02, STATE_03, STATE_04, STATE_05, STATE_07, STATE_08, STATE_09, STATE_10, STATE_11
      GetAccountsDetailAsync     1/6  never: STATE_13, STATE_14, STATE_15, STATE_16, STATE_17
    ");
}

#[test]
fn the_verdict_of_a_run_has_its_reason() {
    let reason = "the command ended with exit code 3".to_owned();
    let mut report = sample::matrix();
    report.runs[0].verdict = Verdict::CommandFailed { reason };
    let lines = "\nrun  two-polls  COMMAND FAILED   5 requests\n  because   the command ended with exit code 3\n";
    assert!(text(&report, PLAIN).contains(lines));
    // A single run that failed in a report that passed.
    report.runs.truncate(1);
    assert!(text(&report, PLAIN).contains(lines));
}

#[test]
fn a_long_timeline_is_cut_and_verbose_shows_all() {
    let mut report = sample::empty(Verdict::Pass);
    let event =
        |n: u64| sample::event(&format!("session {n}"), n, n * 1_000, "POST Authorize", "200");
    report.runs[0].timeline = (1..=100).map(event).collect();
    let short = text(&report, PLAIN);
    assert_eq!(short.matches("POST Authorize").count(), 60, "{short}");
    let cut = "\nsession 45\n  t+00:45.0       POST Authorize  200\n  and 40 more lines; -v shows them\nsession 86\n";
    assert!(short.contains(cut), "{short}");
    let long = text(&report, Look { verbose: true, ..PLAIN });
    assert_eq!(long.matches("POST Authorize").count(), 100, "{long}");
}

#[test]
fn hostile_texts_start_no_line_and_no_command() {
    let evil = "x\u{1b}[2J\u{1b}]0;t\u{7}\r\nPASS  all\u{202e} ##[error]y ";
    for verbose in [false, true] {
        let mut report = sample::hostile(evil);
        let one = text(&report, Look { verbose, ..PLAIN });
        report.runs.push(report.runs[0].clone());
        for text in [one, text(&report, Look { verbose, ..PLAIN })] {
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            assert!(!text.contains('\u{202e}') && !text.contains("##["), "{text:?}");
            assert!(!text.lines().any(|line| line.starts_with("PASS")), "{text}");
        }
    }
    // After folding, a word of the value begins a line.
    let evil = format!("{}{}", "word ".repeat(17), "::add-mask::e ".repeat(20));
    let mut report = sample::hostile(&evil);
    report.title = "title".to_owned();
    report.runs[0].timeline.clear();
    let text = text(&report, Look { verbose: true, ..PLAIN });
    assert!(text.contains("\n            \\::add-mask"), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

fn failing(findings: Vec<Finding>, places: usize) -> Report {
    let mut report = sample::empty(Verdict::Fail);
    report.runs[0].checks = vec![sample::check(4, Outcome::Failed { findings, places })];
    report
}

fn text(report: &Report, look: Look) -> String {
    terminal::render(report, look)
}

/// The block of the first broken rule.
fn block(report: &Report, look: Look) -> String {
    let text = text(report, look);
    let block = text.split("\n\n").find(|block| block.contains("\n  spread "));
    block.expect("a rule is broken").to_owned()
}

/// Without color.
fn bare(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.map(|piece| piece.split_once('m').expect("an escape ends").1).fold(first, |a, b| a + b)
}
