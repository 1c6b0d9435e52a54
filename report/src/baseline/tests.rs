use super::*;
use crate::check::Strength;
use crate::tests::{self, broken};
use crate::verdict::Verdict;

const TODAY: Date = YESTERDAY.saturating_add(time::Duration::DAY);
const YESTERDAY: Date = match Date::from_calendar_date(2026, time::Month::November, 20) {
    Ok(date) => date,
    Err(_) => panic!("a day"),
};
const RULE: &str = "CLI-SEQ-003";

fn check(outcome: Outcome) -> Check {
    tests::check(RULE, Strength::Must, outcome)
}

fn run(name: &str, outcome: Outcome) -> Run {
    tests::run(name, vec![check(outcome)], Verdict::Pass)
}

fn entry(scenario: Option<&str>, until: Date) -> Entry {
    Entry {
        place: "expected.toml:12".to_owned(),
        rule: RULE.to_owned(),
        scenario: scenario.map(str::to_owned),
        reason: "ticket 17".to_owned(),
        until,
    }
}

fn baseline(scenario: Option<&str>, until: Date) -> Baseline {
    Baseline { entries: vec![entry(scenario, until)], today: TODAY }
}

#[test]
fn a_failure_is_expected_in_its_scenario_up_to_its_last_day() {
    let table = [
        (Some("a"), TODAY, "a", true),
        (Some("a"), YESTERDAY, "a", false),
        (Some("b"), TODAY, "a", false),
        (None, TODAY, "a", true),
    ];
    for (scenario, until, played, expected) in table {
        let viewed = baseline(scenario, until).apply(played, check(broken()));
        let is_expected = matches!(viewed.outcome, Outcome::Expected { .. });
        assert_eq!(is_expected, expected, "{scenario:?} {until} {played}");
        assert_eq!(viewed.fails(), !expected);
    }
    let Outcome::Expected { reason, findings, places } =
        baseline(None, TODAY).apply("a", check(broken())).outcome
    else {
        panic!("it is expected");
    };
    assert_eq!((reason.as_str(), findings.len(), places), ("ticket 17 (until 2026-11-21)", 0, 2));
}

#[test]
fn other_rules_and_other_outcomes_stay_as_they_are() {
    let mut other = check(broken());
    other.rule.id = "CLI-SEQ-004".to_owned();
    assert_eq!(baseline(None, TODAY).apply("a", other.clone()), other);
    for outcome in [
        Outcome::Passed { places: 1 },
        Outcome::NotReached { reason: "no".to_owned() },
        Outcome::Inconclusive { reason: "no".to_owned() },
    ] {
        let check = check(outcome);
        assert_eq!(baseline(None, TODAY).apply("a", check.clone()), check);
    }
}

/// What became of an entry: stale and why, or what is said of it.
#[test]
fn what_becomes_of_an_entry() {
    let passed = || Outcome::Passed { places: 1 };
    let unseen = || Outcome::NotReached { reason: "no".to_owned() };
    let holds = Some("the rule holds now: remove the entry");
    let over = Some("it expired on 2026-11-20: fix the client, or extend the entry");
    let used = "1 expected failure";
    let quiet = "1 expected failure; not reached this time: CLI-SEQ-003";
    let table = [
        (TODAY, vec![run("a", broken())], None, used),
        (TODAY, vec![run("a", passed())], holds, used),
        (TODAY, vec![run("a", unseen())], None, quiet),
        (TODAY, vec![run("a", unseen()), run("b", passed())], holds, used),
        (TODAY, vec![run("a", broken()), run("b", passed())], None, used),
        (TODAY, vec![], None, quiet),
        (YESTERDAY, vec![run("a", broken())], over, used),
        (YESTERDAY, vec![run("a", passed())], over, used),
    ];
    for (until, mut runs, stale, shown) in table {
        let baseline = baseline(None, until);
        for run in &mut runs {
            let name = run.name.clone();
            run.checks = run.checks.drain(..).map(|check| baseline.apply(&name, check)).collect();
        }
        let found = baseline.stale(&runs);
        assert_eq!(found.first().map(|stale| &*stale.reason), stale, "{until} {runs:?}");
        assert!(found.iter().all(|stale| stale.place == "expected.toml:12" && stale.entry == RULE));
        assert_eq!(baseline.label(&runs).unwrap(), shown, "{until} {runs:?}");
    }
    assert_eq!(Baseline::none().label(&[]), None);
}

#[test]
fn an_entry_of_one_scenario_is_not_asked_of_another() {
    let runs = [run("a", Outcome::Passed { places: 1 })];
    let baseline = baseline(Some("b"), TODAY);
    assert_eq!(baseline.stale(&runs), []);
    assert_eq!(
        baseline.label(&runs).unwrap(),
        "1 expected failure; not reached this time: CLI-SEQ-003 in b"
    );
}
