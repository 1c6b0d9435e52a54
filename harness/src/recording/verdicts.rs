//! Whether a recording has the verdicts of the run it was made of.

use flinks_judge::server::ParsedRun;
use flinks_report::Outcome;
use flinks_trace::HarnessRun;

use super::in_story;
use crate::run::judge;

/// The outcome of a rule, and the places where it is broken, in order.
type RuleOutcome = (&'static str, Vec<String>);

/// The rules whose outcome, or whose broken places, differ: "FLK-TXN-006  was kept, is broken at …". Looks
/// at what a recording says alone, and so not at the probes.
pub(crate) fn changes(before: &HarnessRun, after: &HarnessRun) -> Vec<String> {
    differing(before, after, |was, is| was != is)
}

/// The rules whose outcome, or whose number of broken places, differ. Places may have other names.
pub(crate) fn regrouped(before: &HarnessRun, after: &HarnessRun) -> Vec<String> {
    differing(before, after, |was, is| (was.0, was.1.len()) != (is.0, is.1.len()))
}

fn differing(
    before: &HarnessRun,
    after: &HarnessRun,
    differs: impl Fn(&RuleOutcome, &RuleOutcome) -> bool,
) -> Vec<String> {
    let outcomes = |record: &HarnessRun| {
        let checks = judge(&story(record)).runs.into_iter().flat_map(|run| run.checks);
        checks.map(|check| (check.rule.id, outcome(&check.outcome)))
    };
    let both = outcomes(before).zip(outcomes(after));
    let changes = both.filter(|((_, was), (_, is))| differs(was, is));
    changes
        .map(|((rule, was), (_, is))| format!("{rule}  was {}, is {}", words(&was), words(&is)))
        .collect()
}

fn story(record: &HarnessRun) -> HarnessRun {
    let mut story = HarnessRun::new(record.head.clone());
    for exchange in ParsedRun::from(record).exchanges.iter().filter(|one| in_story(one)) {
        story.push((**exchange).clone());
    }
    HarnessRun { endings: record.endings.clone(), end: record.end.clone(), ..story }
}

fn outcome(outcome: &Outcome) -> RuleOutcome {
    let (label, findings) = match outcome {
        Outcome::Passed { .. } => ("kept", &[][..]),
        Outcome::Failed { findings, .. } => ("broken", &findings[..]),
        Outcome::Expected { findings, .. } => ("broken as expected", &findings[..]),
        Outcome::Inconclusive { .. } => ("open", &[][..]),
        Outcome::NotReached { .. } => ("not reached", &[][..]),
    };
    let mut places: Vec<String> =
        findings.iter().map(|finding| finding.place.name().to_owned()).collect();
    places.sort_unstable();
    (label, places)
}

/// "broken at /Accounts/0/Id and 2 more places".
fn words((label, places): &RuleOutcome) -> String {
    let Some((first, more)) = places.split_first() else { return (*label).to_owned() };
    let first = if first.is_empty() { "the body" } else { first };
    match more.len() {
        0 => format!("{label} at {first}"),
        1 => format!("{label} at {first} and 1 more place"),
        more => format!("{label} at {first} and {more} more places"),
    }
}
