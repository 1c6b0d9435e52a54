mod breaks;
pub(crate) mod sample;

use flinks_report::terminal::{self, Look};
use flinks_report::{Outcome, Report, Shown, Tool, Verdict};
use flinks_trace::{End, Ending, HarnessRun, Moment, Part, Probe, Role, Stop};
use serde_json::json;

use super::*;

/// What ended a run, the only rule that is looked at, where not all are, and the exit code; the first of
/// 4, 1, 3 wins. A rule that is not looked at fails nothing. Our own fault is one all the same, and where no
/// rule is left that was reached there is no pass.
#[test]
fn exit_codes() {
    type Edit = fn(&mut HarnessRun);
    let broken: Edit = |run| sample::set(sample::find(run, Role::First), "/X", json!(1));
    let gone: Edit = |run| sample::lose(sample::find(run, Role::Again), "refused");
    let refused: Edit = |run| {
        run.endings = vec![(Part::Accounts, Ending::NoSession("401 INVALID_LOGIN".to_owned()))];
    };
    let late: Edit = |run| run.endings[0].1 = Ending::Deadline;
    let ended: Edit = |run| run.endings[1].1 = Ending::Terminal("401 SESSION_EXPIRED".to_owned());
    let ours: Edit = |run| sample::find(run, sample::DATA).arrived = Moment::from_secs(19);
    let (running, loading) = (Some(rules::transactions::RUNNING), Some(rules::loading::ID));
    let table: &[(&[Edit], Option<&str>, u8)] = &[
        (&[], None, 0),
        (&[broken], None, 1),
        (&[gone], None, 3),
        (&[refused], None, 3),
        (&[late], None, 3),
        (&[ended], None, 3),
        (&[ours], None, 4),
        (&[late, gone], None, 3),
        (&[late, gone, broken], None, 1),
        (&[late, gone, broken, ours], None, 4),
        (&[], running, 0),
        (&[], loading, 3),
        (&[broken], Some("FLK-PEN-001"), 1),
        (&[broken], running, 0),
        (&[broken], loading, 3),
        (&[late], loading, 3),
        (&[ours], running, 4),
    ];
    for (row, (edits, only, expected)) in table.iter().enumerate() {
        let mut run = sample::both();
        edits.iter().for_each(|edit| edit(&mut run));
        let view = |check: Check| {
            let is_looked_at = only.is_none_or(|only| check.rule.id == only);
            is_looked_at.then_some(check)
        };
        let judged = judged(&run, view);
        assert_eq!(judged.verdict.exit_code(), *expected, "row {row}: {:?}", judged.verdict);
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
    let found = check_of_id("FLK-INV-002", &run);
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

/// What is reported once is not reported twice, and nothing passes by being silent.
#[test]
fn the_schema_is_silent_where_another_rule_speaks() {
    let (schema, better) = (rules::schema::DETAIL, rules::status_in_body::ID);
    let run = sample::both();
    let run = ParsedRun::from(&run);
    let found = |pointer: &str| {
        run.exchanges[0].in_body(pointer, Shown::words("expected"), Shown::words("actual"))
    };
    let deferred = |pointers: &[&str]| {
        let mut findings = Findings::default();
        findings.rule(schema).applied(1);
        pointers.iter().for_each(|pointer| findings.rule(schema).breaks(found(pointer)));
        findings.rule(better).breaks(found("/HttpStatusCode").human("words".to_owned()));
        findings.defer(&[schema], |rule| rule == better);
        assert_eq!(findings.of(better).unwrap().broken.len(), 1);
        findings
    };
    let findings = deferred(&["/HttpStatusCode", "/Other"]);
    let left = findings.of(schema).unwrap();
    assert_eq!((left.places, &*left.broken), (1, &[found("/Other")][..]));
    let check = check_of(rule::find(schema).unwrap(), &run, &deferred(&["/HttpStatusCode"]));
    let reason = "another rule reports what it would report".to_owned();
    assert_eq!(check.outcome, Outcome::NotReached { reason });
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
