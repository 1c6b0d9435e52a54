use flinks_report::Shown;
use flinks_report::terminal::{self, Look};
use serde_json::json;

use super::*;
use crate::checks;
use crate::checks::sample;
use crate::exchange::{NoReply, Part};
use crate::probe::Probe;
use crate::sheet::Found;

/// What ended a run, and the exit code; the first of 70, 1, 3, 5 wins.
#[test]
fn exit_codes() {
    type Edit = fn(&mut Record);
    let broken: Edit = |record| sample::body(sample::find(record, Role::First))["X"] = json!(1);
    let gone: Edit = |record| {
        sample::find(record, Role::Again).result =
            Err(NoReply { why: "refused".to_owned(), passes: true });
    };
    let refused: Edit = |record| {
        record.endings = vec![(Part::Accounts, Ending::NoSession("401 INVALID_LOGIN".to_owned()))];
    };
    let late: Edit = |record| record.endings[0].1 = Ending::Deadline;
    let ended: Edit =
        |record| record.endings[1].1 = Ending::Terminal("401 SESSION_EXPIRED".to_owned());
    let ours: Edit = |record| sample::find(record, Role::Poll(1)).sent_at = Moment::from_secs(9);
    let table: &[(&[Edit], u8)] = &[
        (&[], 0),
        (&[broken], 1),
        (&[gone], 3),
        (&[refused], 3),
        (&[late], 5),
        (&[ended], 5),
        (&[ours], 70),
        (&[late, gone], 3),
        (&[late, gone, broken], 1),
        (&[late, gone, broken, ours], 70),
    ];
    for (row, (edits, expected)) in table.iter().enumerate() {
        let mut record = sample::both();
        edits.iter().for_each(|edit| edit(&mut record));
        let sheet = checks::check(&record);
        let found = RULES.iter().map(|rule| check(rule, &record, &sheet)).collect::<Vec<_>>();
        let verdict = verdict(&record, &found);
        assert_eq!(exit::code(&verdict), *expected, "row {row}: {verdict:?}");
    }
}

#[test]
fn stopped_and_without_a_client() {
    let table = [
        (End::Stopped(Stop::Interrupt), 130),
        (End::Stopped(Stop::Terminate), 143),
        (End::NoClient("no TLS".to_owned()), 3),
    ];
    for (end, expected) in table {
        let record = Record { end, ..Record::new(sample::head()) };
        assert_eq!(exit_code(&verdict(&record, &[]), &record.end), expected);
    }
}

#[test]
fn a_broken_should_fails_nothing() {
    let mut record = sample::both();
    let probe = sample::find(&mut record, Role::Probe(Probe::WithoutLoginId));
    sample::reply(probe).status = 202;
    let found = check(rule::find(rule::INV_LOGIN_ID).unwrap(), &record, &checks::check(&record));
    assert!(matches!(found.outcome, Outcome::Failed { .. }));
    assert!(!found.fails());
}

#[test]
fn every_rule_that_was_not_reached_says_why() {
    let record = Record::new(sample::head());
    for rule in RULES {
        assert!(!reason::not_reached(rule.id, &record).is_empty(), "{}", rule.id);
    }
}

/// 120 columns are what is printed where no terminal is; a year of transactions has four digits.
#[test]
fn every_sentence_fits_into_120_columns() {
    let look = Look { width: 120, colour: false, verbose: false };
    for rule in RULES {
        let passed = Outcome::Passed { places: 9_999 };
        let checks = vec![Check { rule: shown(rule), unit: unit::of(rule.id), outcome: passed }];
        let mut out = Vec::new();
        let report = sample_report(checks);
        terminal::render(&report, look, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(rule.sentence), "{}: {text}", rule.id);
    }
}

/// What was never asked for has one cause, and one line.
#[test]
fn after_a_refused_authorize_one_reason_is_left() {
    for ending in [Ending::NoSession("401".to_owned()), Ending::NoAnswer("refused".to_owned())] {
        let expected = reason::ended(Part::Accounts, Some(&ending));
        let record =
            Record { endings: vec![(Part::Accounts, ending)], ..Record::new(sample::head()) };
        for rule in RULES {
            assert_eq!(reason::not_reached(rule.id, &record), expected, "{}", rule.id);
        }
    }
}

#[test]
fn the_schema_is_silent_where_another_rule_speaks() {
    let record = sample::both();
    let exchange = &record.exchanges[0];
    let found = |pointer: &str| {
        Found::in_body(exchange, pointer, Shown::words("expected"), Shown::words("actual"))
    };
    let mut sheet = Sheet::default();
    sheet.applied(rule::SCH_DETAIL, 1);
    sheet.broken(rule::SCH_DETAIL, found("/HttpStatusCode"));
    sheet.broken(rule::SCH_DETAIL, found("/Other"));
    sheet.broken(rule::ENV_STATUS, found("/HttpStatusCode").human("words".to_owned()));
    sheet.defer(&[rule::SCH_DETAIL], |rule| rule == rule::ENV_STATUS);
    let row = sheet.row(rule::SCH_DETAIL).unwrap();
    assert_eq!((row.places, &*row.found), (1, &[found("/Other")][..]));
    assert_eq!(sheet.row(rule::ENV_STATUS).unwrap().found.len(), 1);
}

#[test]
fn nothing_passes_by_being_silent() {
    let record = sample::both();
    let found = Found::in_body(&record.exchanges[0], "/a", Shown::words("b"), Shown::words("c"));
    let mut sheet = Sheet::default();
    sheet.applied(rule::SCH_DETAIL, 1);
    sheet.broken(rule::SCH_DETAIL, found.clone());
    sheet.broken(rule::ENV_STATUS, found);
    sheet.defer(&[rule::SCH_DETAIL], |rule| rule == rule::ENV_STATUS);
    let check = check(rule::find(rule::SCH_DETAIL).unwrap(), &record, &sheet);
    assert!(matches!(check.outcome, Outcome::NotReached { .. }), "{check:?}");
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
    Report::of_one(tool(), String::new(), Vec::new(), run, exit::PASSED)
}
