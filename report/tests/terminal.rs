//! The pictures, as they are read.

use std::time::Duration;

use flinks_report::terminal::{self, Look};
use flinks_report::{
    Check, Event, Fact, Finding, Mark, Outcome, Place, Report, Rule, Run, Shown, Strength, Tool,
    Unit, Verdict,
};
use insta::assert_snapshot;
use serde_json::json;

const PLAIN: Look = Look { width: 100, colour: false, verbose: false };

#[test]
fn a_whole_report_that_passed() {
    let mut report = report(vec![
        check("FLK-ENV-001", Outcome::Passed { places: 24 }),
        check("FLK-FLOW-001", Outcome::Passed { places: 2 }),
        check("FLK-INV-001", not_reached()),
        check("FLK-INV-002", not_reached()),
    ]);
    report.runs[0].timeline = [
        vec![event("accounts", 0, "POST Authorize", "200")],
        vec![event("accounts", 0, "POST GetAccountsDetail", "202 OPERATION_PENDING")],
        polls(1..=149),
        vec![event("accounts", 1500, "GET GetAccountsDetailAsync", "200")],
        vec![Event {
            mark: Mark::Broken,
            ..event("accounts", 1500, "GET GetAccountsDetailAsync", "500")
        }],
        vec![Event {
            note: Some("the same call again".to_owned()),
            ..event("accounts", 1500, "GET GetAccountsDetailAsync", "200")
        }],
    ]
    .concat();
    assert_snapshot!(picture(&report, PLAIN), @"
    flinks-harness run
      target    the mock

    accounts
      t+00:00.0       POST Authorize              200
      t+00:00.0       POST GetAccountsDetail      202 OPERATION_PENDING
      t+00:10.0 149 x GET GetAccountsDetailAsync  202 OPERATION_PENDING  every 10 s
      t+25:00.0       GET GetAccountsDetailAsync  200
      t+25:00.0       GET GetAccountsDetailAsync  500  <- FAIL
      t+25:00.0       GET GetAccountsDetailAsync  200  (the same call again)

    pass FLK-ENV-001  MUST    each balance follows from the older transaction  24 things
    pass FLK-FLOW-001 MUST    each balance follows from the older transaction  2 things

    not proven
    skip 2 checks  the deadline came first
                FLK-INV-001 FLK-INV-002

    PASS  2 checks passed, 0 failed, 2 not reached (not proven)   24 requests   exit 0
    ");
}

#[test]
fn each_poll_with_verbose() {
    let mut report = report(Vec::new());
    report.runs[0].timeline = polls(1..=3);
    assert_snapshot!(picture(&report, Look { verbose: true, ..PLAIN }), @"
    flinks-harness run
      target    the mock

    accounts
      t+00:10.0       GET GetAccountsDetailAsync  202 OPERATION_PENDING
      t+00:20.0       GET GetAccountsDetailAsync  202 OPERATION_PENDING
      t+00:30.0       GET GetAccountsDetailAsync  202 OPERATION_PENDING

    PASS  0 checks passed, 0 failed, 0 not reached   24 requests   exit 0
    ");
}

#[test]
fn uneven_gaps_show_both_ends() {
    let mut report = report(Vec::new());
    report.runs[0].timeline = [polls(1..=2), polls(4..=4)].concat();
    assert_snapshot!(picture(&report, PLAIN), @"
    flinks-harness run
      target    the mock

    accounts
      t+00:10.0   3 x GET GetAccountsDetailAsync  202 OPERATION_PENDING  every 10 to 20 s

    PASS  0 checks passed, 0 failed, 0 not reached   24 requests   exit 0
    ");
}

#[test]
fn an_arithmetic_failure_shows_its_sum() {
    let text = picture(&failing(vec![balance("/Accounts/0/Transactions/17/Balance")], 61), PLAIN);
    assert_snapshot!(text, @r#"
    flinks-harness run
      target    the mock

    FAIL FLK-TXN-006 MUST  each balance follows from the older transaction
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Transactions/17/Balance
                "Chequing CAD" ...1000, transaction of 2026-11-03
      expected  4310.55 number  = 4352.80 (next Balance) - 42.25 (Debit)
      actual    4268.30 number
      off by    -42.25: the debit looks applied twice
      rule      Flinks guide (2019)
      spread    1 place in 61 things

    FAIL  0 checks passed, 1 failed, 0 not reached   24 requests   exit 1
    "#);
}

#[test]
fn the_first_place_in_full_three_in_short_and_then_a_count() {
    let mut findings: Vec<Finding> =
        (0..8).map(|i| balance(&format!("/Accounts/0/Transactions/{i}/Balance"))).collect();
    findings[1].expected = Shown::Json { text: "4268.31".to_owned(), kind: "number" };
    findings[2].place = Place::Outside("status".to_owned());
    findings[3].at = "investments, POST Investments, poll 1, t+00:30.0".to_owned();
    let narrow = block(&failing(findings.clone(), 61), Look { width: 80, ..PLAIN });
    let also: Vec<&str> = narrow.lines().filter(|line| line.starts_with("  also")).collect();
    assert_eq!(
        also,
        [
            "  also      /Accounts/0/Tr…ns/1/Balance: 4268.30 number, expected 4268.31 number",
            "  also      status: 4268.30 number",
            "  also      investments, POST Investmen…0/Transactions/3/Balance: 4268.30 number",
        ]
    );
    assert_snapshot!(block(&failing(findings.clone(), 61), Look { width: 120, ..PLAIN }), @r#"
    FAIL FLK-TXN-006 MUST  each balance follows from the older transaction
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Transactions/0/Balance
                "Chequing CAD" ...1000, transaction of 2026-11-03
      expected  4310.55 number  = 4352.80 (next Balance) - 42.25 (Debit)
      actual    4268.30 number
      off by    -42.25: the debit looks applied twice
      also      /Accounts/0/Transactions/1/Balance: 4268.30 number, expected 4268.31 number
      also      status: 4268.30 number
      also      investments, POST Investments, poll 1, t+00:30.0, /Accounts/0/Transactions/3/Balance: 4268.30 number
      and       4 more; -v shows them
      rule      Flinks guide (2019)
      spread    8 places in 61 things
    "#);

    let text = picture(&failing(findings, 61), Look { verbose: true, ..PLAIN });
    assert_eq!(text.matches("\n  at  ").count(), 8, "{text}");
    assert_eq!(text.matches("\n  expected  ").count(), 8, "{text}");
    assert!(!text.contains("more; -v shows them"), "{text}");
}

#[test]
fn a_broken_rule_takes_at_most_14_lines_and_none_is_too_wide() {
    let long = "a long story ".repeat(40);
    let finding = |i: usize| Finding {
        at: format!("accounts, GET GetAccountsDetailAsync, poll {i}, t+00:20.0, {long}"),
        place: Place::Body {
            pointer: format!("/Accounts/{i}/{}", long.replace(' ', "/")),
            human: Some(long.clone()),
        },
        expected: Shown::json(&json!({ "expected": [i, long] })),
        actual: Shown::json(&json!([long])),
        arithmetic: Some(long.clone()),
        off_by: Some(long.clone()),
        note: Some(long.clone()),
        details: Vec::new(),
        commands: Vec::new(),
        events: Vec::new(),
        fingerprint: String::new(),
    };
    let mut report = failing((0..18).map(finding).collect(), 61);
    long.clone_into(&mut report.runs[0].checks[0].rule.sentence);
    long.clone_into(&mut report.runs[0].checks[0].rule.source);
    for width in [60, 80, 100, 120, 200] {
        for colour in [false, true] {
            let block = bare(&block(&report, Look { width, colour, verbose: false }));
            assert_eq!(block.lines().count(), 14, "{width}\n{block}");
            let widest = block.lines().map(|line| line.chars().count()).max();
            assert_eq!(widest, Some(width), "{block}");
        }
    }
    assert_snapshot!(block(&report, Look { width: 80, ..PLAIN }), @r#"
    FAIL FLK-TXN-006 MUST  a long story a long story a …y a long story a long story 
      at        accounts, GET GetAccountsDetailAsy… story a long story a long story 
      body      /Accounts/0/a/long/story/a/long/st…/story/a/long/story/a/long/story/
                a long story a long story a long s… story a long story a long story 
      expected  {"expected":[0,"a…story "]} object  = a long story …ry a long story 
      actual    ["a long story a long story a long… long story a long story "] array
      off by    a long story a long story a long s… story a long story a long story 
      note      a long story a long story a long s… story a long story a long story 
      also      accounts, G…g/story/: ["a long st…ry "] array, expected … "]} object
      also      accounts, G…g/story/: ["a long st…ry "] array, expected … "]} object
      also      accounts, G…g/story/: ["a long st…ry "] array, expected … "]} object
      and       14 more; -v shows them
      rule      a long story a long story a long s… story a long story a long story 
      spread    18 places in 61 things
    "#);
}

#[test]
fn checks_that_were_not_reached_are_folded_by_their_reason() {
    let skipped = |id: &str, reason: &str| check(id, Outcome::NotReached { reason: reason.into() });
    let mut checks: Vec<Check> =
        (1..=9).map(|i| skipped(&format!("FLK-TXN-00{i}"), "there was no session")).collect();
    checks.insert(4, skipped("FLK-FLOW-005", "nothing was refused"));
    checks.push(skipped("FLK-INV-001", "there was no session"));
    let report = report(checks);
    assert_snapshot!(picture(&report, Look { width: 80, ..PLAIN }), @"
    flinks-harness run
      target    the mock

    not proven
    skip 10 checks  there was no session
                FLK-TXN-001 FLK-TXN-002 FLK-TXN-003 FLK-TXN-004 FLK-TXN-005
                FLK-TXN-006 FLK-TXN-007 FLK-TXN-008 FLK-TXN-009 FLK-INV-001
    skip 1 check    nothing was refused
                FLK-FLOW-005

      in all    24 requests
    PASS  0 checks passed, 0 failed, 11 not reached (not proven)   exit 0
    ");
    assert_snapshot!(picture(&report, Look { width: 80, verbose: true, ..PLAIN }), @"
    flinks-harness run
      target    the mock

    not proven
    skip FLK-TXN-001  MUST    each balance follows from the older transaction
    skip FLK-TXN-002  MUST    each balance follows from the older transaction
    skip FLK-TXN-003  MUST    each balance follows from the older transaction
    skip FLK-TXN-004  MUST    each balance follows from the older transaction
    skip FLK-TXN-005  MUST    each balance follows from the older transaction
    skip FLK-TXN-006  MUST    each balance follows from the older transaction
    skip FLK-TXN-007  MUST    each balance follows from the older transaction
    skip FLK-TXN-008  MUST    each balance follows from the older transaction
    skip FLK-TXN-009  MUST    each balance follows from the older transaction
    skip FLK-INV-001  MUST    each balance follows from the older transaction
                not reached: there was no session
    skip FLK-FLOW-005 MUST    each balance follows from the older transaction
                not reached: nothing was refused

      in all    24 requests
    PASS  0 checks passed, 0 failed, 11 not reached (not proven)   exit 0
    ");
}

#[test]
fn a_broken_should_warns_and_fails_nothing() {
    let mut should = check("FLK-TXN-002", failed(vec![balance("/x")], 2));
    should.rule.strength = Strength::Should;
    let mut report = report(vec![should]);
    report.verdict = Verdict::Pass;
    assert_snapshot!(picture(&report, PLAIN), @r#"
    flinks-harness run
      target    the mock

    WARN FLK-TXN-002 SHOULD  each balance follows from the older transaction
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /x
                "Chequing CAD" ...1000, transaction of 2026-11-03
      expected  4310.55 number  = 4352.80 (next Balance) - 42.25 (Debit)
      actual    4268.30 number
      off by    -42.25: the debit looks applied twice
      rule      Flinks guide (2019)
      spread    1 place in 2 things

    PASS  0 checks passed, 0 failed, 1 warned, 0 not reached   24 requests   exit 0
    "#);
}

#[test]
fn long_values_lose_their_middle_and_keep_their_type() {
    let mut finding = balance("/Accounts/0/Title");
    finding.arithmetic = None;
    finding.off_by = None;
    finding.expected = Shown::words("a string");
    finding.actual = Shown::json(&json!({ "text": "long ".repeat(60) }));
    let text = picture(&failing(vec![finding], 1), Look { width: 80, ..PLAIN });
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_snapshot!(text, @r#"
    flinks-harness run
      target    the mock

    FAIL FLK-TXN-006 MUST  each balance follows from the older transaction
      at        accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0
      body      /Accounts/0/Title
                "Chequing CAD" ...1000, transaction of 2026-11-03
      expected  a string
      actual    {"text":"long long long long long …ong long long long long "} object
      rule      Flinks guide (2019)
      spread    1 place in 1 thing

    FAIL  0 checks passed, 1 failed, 0 not reached   24 requests   exit 1
    "#);
}

#[test]
fn a_hostile_server_cannot_write_its_own_lines() {
    let evil = "x\u{1b}[2J\u{1b}]0;t\u{7}\r\nPASS  everything\u{202e}";
    let finding = Finding {
        at: evil.to_owned(),
        place: Place::Body { pointer: format!("/{evil}"), human: Some(evil.to_owned()) },
        expected: Shown::words(evil),
        actual: Shown::Json { text: evil.to_owned(), kind: "string" },
        arithmetic: Some(evil.to_owned()),
        off_by: Some(evil.to_owned()),
        note: Some(evil.to_owned()),
        details: Vec::new(),
        commands: Vec::new(),
        events: Vec::new(),
        fingerprint: String::new(),
    };
    let mut report = failing(vec![finding], 1);
    evil.clone_into(&mut report.title);
    evil.clone_into(&mut report.effort);
    report.facts = vec![Fact { name: evil.to_owned(), value: evil.to_owned() }];
    report.runs[0].timeline =
        vec![Event { note: Some(evil.to_owned()), ..event(evil, 0, evil, evil) }];
    report.runs[0].checks.push(check(evil, Outcome::NotReached { reason: evil.to_owned() }));
    report.verdict = Verdict::CouldNotTest { reason: evil.to_owned() };

    let text = picture(&report, PLAIN);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("PASS")), "{text}");
}

#[test]
fn colour_adds_escapes_and_changes_no_word() {
    let report = failing(vec![balance("/x")], 3);
    let coloured = picture(&report, Look { colour: true, ..PLAIN });
    assert!(coloured.contains("\u{1b}[31m"));
    assert_eq!(bare(&coloured), picture(&report, PLAIN));
}

fn picture(report: &Report, look: Look) -> String {
    let mut out = Vec::new();
    terminal::render(report, look, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("the picture is text")
}

/// The block of the broken rule.
fn block(report: &Report, look: Look) -> String {
    let text = picture(report, look);
    let blocks = text.split("\n\n").filter(|block| bare(block).contains("\n  spread "));
    blocks.collect()
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

fn report(checks: Vec<Check>) -> Report {
    let run = Run {
        name: "two-polls".to_owned(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks,
        verdict: Verdict::Pass,
        effort: "24 requests".to_owned(),
    };
    let tool = Tool { name: "flinks-harness".to_owned(), version: "0.1.0".to_owned() };
    let facts = vec![Fact { name: "target".to_owned(), value: "the mock".to_owned() }];
    Report::new(tool, "flinks-harness run".to_owned(), facts, vec![run])
}

fn failing(findings: Vec<Finding>, places: usize) -> Report {
    Report {
        verdict: Verdict::Fail,
        ..report(vec![check("FLK-TXN-006", failed(findings, places))])
    }
}

fn check(id: &str, outcome: Outcome) -> Check {
    Check {
        rule: Rule {
            id: id.to_owned(),
            sentence: "each balance follows from the older transaction".to_owned(),
            strength: Strength::Must,
            source: "Flinks guide (2019)".to_owned(),
            more: None,
        },
        unit: Unit { one: "thing", many: "things" },
        outcome,
    }
}

fn failed(findings: Vec<Finding>, places: usize) -> Outcome {
    Outcome::Failed { findings, places }
}

fn not_reached() -> Outcome {
    Outcome::NotReached { reason: "the deadline came first".to_owned() }
}

fn balance(pointer: &str) -> Finding {
    Finding {
        at: "accounts, GET GetAccountsDetailAsync, poll 2, t+00:20.0".to_owned(),
        place: Place::Body {
            pointer: pointer.to_owned(),
            human: Some("\"Chequing CAD\" ...1000, transaction of 2026-11-03".to_owned()),
        },
        expected: Shown::Json { text: "4310.55".to_owned(), kind: "number" },
        actual: Shown::Json { text: "4268.30".to_owned(), kind: "number" },
        arithmetic: Some("4352.80 (next Balance) - 42.25 (Debit)".to_owned()),
        off_by: Some("-42.25: the debit looks applied twice".to_owned()),
        note: None,
        details: Vec::new(),
        commands: Vec::new(),
        events: Vec::new(),
        fingerprint: String::new(),
    }
}

fn event(part: &str, second: u64, call: &str, answer: &str) -> Event {
    Event {
        number: second,
        part: part.to_owned(),
        at: Duration::from_secs(second),
        took: None,
        call: call.to_owned(),
        answer: answer.to_owned(),
        note: None,
        mark: Mark::Plain,
        wire: None,
    }
}

fn polls(numbers: std::ops::RangeInclusive<u64>) -> Vec<Event> {
    let one = |n| event("accounts", n * 10, "GET GetAccountsDetailAsync", "202 OPERATION_PENDING");
    numbers.map(one).collect()
}
