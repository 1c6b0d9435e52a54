pub(crate) mod sample;

use flinks_report::terminal::{self, Look};
use flinks_report::{Report, Shown, Tool, Verdict};
use flinks_trace::{End, Ending, HarnessRun, Moment, Part, Probe, Role, Stop};
use serde_json::json;

use super::*;

/// What ended a run, and the exit code; the first of 70, 1, 3, 5, 4 wins.
#[test]
fn exit_codes() {
    type Edit = fn(&mut HarnessRun);
    let broken: Edit = |run| sample::body(sample::find(run, Role::First))["X"] = json!(1);
    let gone: Edit = |run| {
        sample::lose(sample::find(run, Role::Again), "refused");
    };
    let refused: Edit = |run| {
        run.endings = vec![(Part::Accounts, Ending::NoSession("401 INVALID_LOGIN".to_owned()))];
    };
    let late: Edit = |run| run.endings[0].1 = Ending::Deadline;
    let ended: Edit = |run| run.endings[1].1 = Ending::Terminal("401 SESSION_EXPIRED".to_owned());
    let ours: Edit = |run| sample::find(run, sample::DATA).arrived = Moment::from_secs(19);
    let table: &[(&[Edit], u8)] = &[
        (&[], 0),
        (&[broken], 1),
        (&[gone], 3),
        (&[refused], 3),
        (&[late], 3),
        (&[ended], 3),
        (&[ours], 4),
        (&[late, gone], 3),
        (&[late, gone, broken], 1),
        (&[late, gone, broken, ours], 4),
    ];
    for (row, (edits, expected)) in table.iter().enumerate() {
        let mut run = sample::both();
        edits.iter().for_each(|edit| edit(&mut run));
        let judged = judged(&run, Some);
        assert_eq!(judged.verdict.exit_code(), *expected, "row {row}: {:?}", judged.verdict);
    }
}

/// A rule that is not looked at fails nothing. Our own fault is one all the same, and where no rule is
/// left that was reached there is no pass.
#[test]
fn exit_codes_of_some_rules() {
    type Edit = fn(&mut HarnessRun);
    let plain: Edit = |_| {};
    let broken: Edit = |run| sample::body(sample::find(run, Role::First))["X"] = json!(1);
    let late: Edit = |run| run.endings[0].1 = Ending::Deadline;
    let ours: Edit = |run| sample::find(run, sample::DATA).arrived = Moment::from_secs(19);
    let table = [
        (plain, rules::transactions::RUNNING, 0),
        (plain, "FLK-FLOW-005", 3),
        (broken, "FLK-PEN-001", 1),
        (broken, rules::transactions::RUNNING, 0),
        (broken, "FLK-FLOW-005", 3),
        (late, "FLK-FLOW-005", 3),
        (ours, rules::transactions::RUNNING, 4),
    ];
    for (row, (edit, only, expected)) in table.into_iter().enumerate() {
        let mut run = sample::both();
        edit(&mut run);
        let view = |check: Check| Some(check).filter(|check| check.rule.id == only);
        let judged = judged(&run, view);
        assert_eq!(judged.verdict.exit_code(), expected, "row {row}: {:?}", judged.verdict);
    }
    let silent = judged(&HarnessRun::new(sample::head()), Some);
    assert_eq!(silent.verdict.exit_code(), 3);
    let reason = "nothing was tested: no request was sent".to_owned();
    assert_eq!(silent.verdict, Verdict::Inconclusive { reason });
}

#[test]
fn stopped_and_without_a_client() {
    let table = [
        (End::Stopped(Stop::Interrupt), 130),
        (End::Stopped(Stop::Terminate), 143),
        (End::NoClient("no TLS".to_owned()), 3),
    ];
    for (end, expected) in table {
        let run = HarnessRun { end, ..HarnessRun::new(sample::head()) };
        assert_eq!(judged(&run, Some).verdict.exit_code(), expected);
    }
}

#[test]
fn a_broken_should_fails_nothing() {
    let mut run = sample::both();
    let probe = sample::find(&mut run, Role::Probe(Probe::WithoutLoginId));
    probe.status = 202;
    let found = check_of_id(rules::refusals::INV_LOGIN_ID, &run);
    assert!(matches!(found.outcome, Outcome::Failed { .. }));
    assert!(!found.fails());
}

#[test]
fn a_wait_that_ran_out_says_how_it_went() {
    let mut run = sample::accounts();
    run.trace.exchanges.truncate(3);
    run.endings = vec![(Part::Accounts, Ending::Deadline)];
    let judged = judged(&run, Some);
    let mut checks = judged.checks.iter();
    let check = checks.find(|check| check.rule.id == rules::deadline::ID).unwrap();
    let Outcome::Failed { findings, .. } = &check.outcome else { panic!("{check:?}") };
    let names: Vec<&str> = findings[0].details.iter().map(|line| &*line.name).collect();
    assert_eq!(names, ["polled", "last", "meaning"]);
    let unreached = judged.tally().not_reached;
    let meaning = &findings[0].details[2].value;
    assert!(meaning.ends_with(&format!("; {unreached} checks were not reached")), "{meaning}");
}

#[test]
fn every_rule_that_was_not_reached_says_why() {
    let run = HarnessRun::new(sample::head());
    for rule in RULES.iter() {
        assert!(!reason::not_reached(rule, &(&run).into()).is_empty(), "{}", rule.id);
    }
}

/// 120 columns are what is printed where no terminal is; a year of transactions has four digits.
#[test]
fn every_sentence_fits_into_120_columns() {
    let look = Look { width: 120, colour: false, verbose: false };
    for rule in RULES.iter() {
        let passed = Outcome::Passed { places: 9_999 };
        let checks = vec![checks::check(rule, "", passed)];
        let text = terminal::render(&sample_report(checks), look);
        assert!(text.contains(rule.sentence), "{}: {text}", rule.id);
    }
}

/// What was never asked for has one cause, and one line.
#[test]
fn after_a_refused_authorize_one_reason_is_left() {
    for ending in [Ending::NoSession("401".to_owned()), Ending::NoAnswer("refused".to_owned())] {
        let expected = reason::ended(Part::Accounts, Some(&ending));
        let run = HarnessRun {
            endings: vec![(Part::Accounts, ending)],
            ..HarnessRun::new(sample::head())
        };
        for rule in RULES.iter() {
            assert_eq!(reason::not_reached(rule, &(&run).into()), expected, "{}", rule.id);
        }
    }
}

#[test]
fn the_schema_is_silent_where_another_rule_speaks() {
    let run = sample::both();
    let (run, mut findings) = (ParsedRun::from(&run), Findings::default());
    let found = |pointer: &str| {
        run.exchanges[0].in_body(pointer, Shown::words("expected"), Shown::words("actual"))
    };
    findings.rule(rules::schema::DETAIL).applied(1);
    findings.rule(rules::schema::DETAIL).breaks(found("/HttpStatusCode"));
    findings.rule(rules::schema::DETAIL).breaks(found("/Other"));
    findings.rule("FLK-ENV-001").breaks(found("/HttpStatusCode").human("words".to_owned()));
    findings.defer(&[rules::schema::DETAIL], |rule| rule == "FLK-ENV-001");
    let schema = findings.of(rules::schema::DETAIL).unwrap();
    assert_eq!((schema.places, &*schema.broken), (1, &[found("/Other")][..]));
    assert_eq!(findings.of("FLK-ENV-001").unwrap().broken.len(), 1);
}

#[test]
fn nothing_passes_by_being_silent() {
    let run = sample::both();
    let (run, mut findings) = (ParsedRun::from(&run), Findings::default());
    let found = run.exchanges[0].in_body("/a", Shown::words("b"), Shown::words("c"));
    findings.rule(rules::schema::DETAIL).applied(1);
    findings.rule(rules::schema::DETAIL).breaks(found.clone());
    findings.rule("FLK-ENV-001").breaks(found);
    findings.defer(&[rules::schema::DETAIL], |rule| rule == "FLK-ENV-001");
    let check = check_of(rule::find(rules::schema::DETAIL).unwrap(), &run, &findings);
    assert!(matches!(check.outcome, Outcome::NotReached { .. }), "{check:?}");
}

/// The newest transaction takes half a cent more than the balances around it show: its amount has a
/// decimal too many, and the sum is wrong.
#[test]
fn half_a_cent_is_told_at_one_place_of_each_rule() {
    for _ in 0..3 {
        let mut run = sample::accounts();
        for role in [sample::DATA, Role::Again] {
            let mut body = sample::body(sample::find(&mut run, role));
            body["Accounts"][0]["Transactions"][0]["Debit"] =
                serde_json::from_str("12.085").unwrap();
        }
        let findings = check(&(&run).into());
        assert_eq!(findings.broken_rules(), [rules::amounts::ID, rules::transactions::RUNNING]);
        let places = [rules::amounts::ID, rules::transactions::RUNNING].map(|rule| {
            let broken = &findings.of(rule).unwrap().broken;
            broken.iter().map(|finding| sample::place(&finding.place)).collect::<Vec<_>>()
        });
        let first = "/Accounts/0/Transactions/0";
        assert_eq!(places, [[format!("{first}/Debit")], [format!("{first}/Balance")]]);
    }
}

fn judged(run: &HarnessRun, view: impl FnMut(Check) -> Option<Check>) -> Run {
    let run = ParsedRun::from(run);
    judge(&run, &check(&run), view)
}

fn check_of_id(id: &str, run: &HarnessRun) -> Check {
    let run = ParsedRun::from(run);
    check_of(rule::find(id).unwrap(), &run, &check(&run))
}

fn sample_report(checks: Vec<Check>) -> Report {
    let run = Run {
        name: String::new(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks,
        verdict: Verdict::Pass,
        effort: String::new(),
    };
    let tool = Tool { name: "t".to_owned(), version: "1".to_owned() };
    Report::new(tool, String::new(), Vec::new(), vec![run])
}
