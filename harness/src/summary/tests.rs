use flinks_mock::clock::Moment;
use flinks_report::terminal::{self, Look};
use flinks_report::{Shown, Verdict};
use serde_json::json;

use super::*;
use crate::checks;
use crate::checks::sample;
use crate::exchange::{NoReply, Part, Role};
use crate::probe::Probe;
use crate::record::{End, Ending, Stop};
use crate::sheet::Found;

/// What ended a run, and its exit code.
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
        (&[late], 3),
        (&[ended], 3),
        (&[ours], 4),
        (&[late, gone], 3),
        (&[late, gone, broken], 1),
        (&[late, gone, broken, ours], 4),
    ];
    for (row, (edits, expected)) in table.iter().enumerate() {
        let mut record = sample::both();
        edits.iter().for_each(|edit| edit(&mut record));
        let judged = report(&record, &checks::check(&record), Some);
        assert_eq!(judged.exit_code(), *expected, "row {row}: {:?}", judged.verdict);
    }
}

/// A rule that is not looked at fails nothing. Our own fault is one all the same, and where no rule is
/// left that was reached there is no pass.
#[test]
fn exit_codes_of_some_rules() {
    type Edit = fn(&mut Record);
    let plain: Edit = |_| {};
    let broken: Edit = |record| sample::body(sample::find(record, Role::First))["X"] = json!(1);
    let late: Edit = |record| record.endings[0].1 = Ending::Deadline;
    let ours: Edit = |record| sample::find(record, Role::Poll(1)).sent_at = Moment::from_secs(9);
    let table = [
        (plain, rule::TXN_RUNNING, 0),
        (plain, rule::FLOW_LOADING, 3),
        (broken, rule::PEN_MEMBERS, 1),
        (broken, rule::TXN_RUNNING, 0),
        (broken, rule::FLOW_LOADING, 3),
        (late, rule::FLOW_LOADING, 3),
        (ours, rule::TXN_RUNNING, 4),
    ];
    for (row, (edit, only, expected)) in table.into_iter().enumerate() {
        let mut record = sample::both();
        edit(&mut record);
        let view = |check: Check| Some(check).filter(|check| check.rule.id == only);
        let judged = report(&record, &checks::check(&record), view);
        assert_eq!(judged.exit_code(), expected, "row {row}: {:?}", judged.verdict);
    }
    let silent = report(&Record::new(sample::head()), &Sheet::default(), Some);
    assert_eq!(silent.exit_code(), 3);
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
        let record = Record { end, ..Record::new(sample::head()) };
        assert_eq!(report(&record, &Sheet::default(), Some).exit_code(), expected);
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

/// What a report says of a run as a whole stands in each of its findings.
#[test]
fn a_finding_stands_for_itself() {
    let mut record = sample::both();
    let fact = |name: &str, value: &str| Fact { name: name.to_owned(), value: value.to_owned() };
    sample::body(sample::find(&mut record, Role::First))["X"] = json!(1);
    let table = [
        ("mock in this process, seed 7", "mock seed 7"),
        ("https://toolbox-api.private.fin.ag", "toolbox-api"),
        ("http://127.0.0.1:8780", "127.0.0.1:8780"),
        ("http://localhost:8780", "localhost:8780"),
    ];
    for (target, shown) in table {
        record.head.facts = vec![fact("target", target), fact("repeat", "flinks-harness run")];
        let judged = report(&record, &checks::check(&record), Some);
        let mut checks = judged.runs[0].failures();
        let check = checks.find(|check| check.rule.id == rule::PEN_MEMBERS).unwrap();
        let Outcome::Failed { findings, .. } = &check.outcome else { panic!("{check:?}") };
        let at = format!("accounts, POST GetAccountsDetail, t+00:00.0, {shown}");
        assert_eq!(findings[0].at, at);
        let repeat = "flinks-harness run --rules FLK-PEN-001";
        assert_eq!(findings[0].commands, [fact("repeat", repeat)]);
        assert_eq!(check.rule.more.as_deref(), Some("flinks-harness checks FLK-PEN-001"));
        assert_eq!(findings[0].fingerprint.len(), 12);
    }
}

#[test]
fn a_wait_that_ran_out_says_how_it_went() {
    let mut record = sample::accounts();
    record.exchanges.truncate(3);
    record.endings = vec![(Part::Accounts, Ending::Deadline)];
    let judged = report(&record, &checks::check(&record), Some);
    let mut checks = judged.runs[0].checks.iter();
    let check = checks.find(|check| check.rule.id == rule::FLOW_DEADLINE).unwrap();
    let Outcome::Failed { findings, .. } = &check.outcome else { panic!("{check:?}") };
    let names: Vec<&str> = findings[0].details.iter().map(|line| &*line.name).collect();
    assert_eq!(names, ["polled", "last", "meaning"]);
    let unreached = judged.tally().not_reached;
    let meaning = &findings[0].details[2].value;
    assert!(meaning.ends_with(&format!("; {unreached} checks were not reached")), "{meaning}");
}

#[test]
fn every_rule_that_was_not_reached_says_why() {
    let record = Record::new(sample::head());
    for rule in RULES.iter() {
        assert!(!reason::not_reached(rule.id, &record).is_empty(), "{}", rule.id);
    }
}

/// 120 columns are what is printed where no terminal is; a year of transactions has four digits.
#[test]
fn every_sentence_fits_into_120_columns() {
    let look = Look { width: 120, colour: false, verbose: false };
    for rule in RULES.iter() {
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
        for rule in RULES.iter() {
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
    Report::new(tool(), String::new(), Vec::new(), vec![run])
}
