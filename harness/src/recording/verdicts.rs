//! Whether a recording has the verdicts of the run it was made of.

use flinks_judge::server::ParsedRun;
use flinks_trace::HarnessRun;
use std::collections::BTreeMap;
use std::fmt;

use flinks_report::Outcome;

use super::in_story;
use crate::run::judge;

/// A rule that a recording answers otherwise.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Change {
    rule: String,
    was: RuleOutcome,
    is: RuleOutcome,
}

/// What came of a rule: how it went, and where it is broken, each place with its number.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct RuleOutcome {
    label: &'static str,
    places: BTreeMap<String, usize>,
}

/// The rules whose outcome, or whose broken places, differ. Looks at what a recording says alone, and
/// so not at the probes.
pub(crate) fn changes(before: &HarnessRun, after: &HarnessRun) -> Vec<Change> {
    differing(before, after, |was, is| was != is)
}

/// The rules whose outcome, or whose number of broken places, differ. Places may have other names.
pub(crate) fn regrouped(before: &HarnessRun, after: &HarnessRun) -> Vec<Change> {
    differing(before, after, |was, is| (was.label, was.broken()) != (is.label, is.broken()))
}

fn differing(
    before: &HarnessRun,
    after: &HarnessRun,
    differs: impl Fn(&RuleOutcome, &RuleOutcome) -> bool,
) -> Vec<Change> {
    let outcomes = |record: &HarnessRun| {
        let checks = judge(&story(record)).runs.into_iter().flat_map(|run| run.checks);
        checks.map(|check| (check.rule.id, RuleOutcome::of(&check.outcome)))
    };
    let both = outcomes(before).zip(outcomes(after));
    let changes = both.map(|((rule, was), (_, is))| Change { rule, was, is });
    changes.filter(|change| differs(&change.was, &change.is)).collect()
}

/// The record without what a recording does not say.
fn story(record: &HarnessRun) -> HarnessRun {
    let mut story = HarnessRun::new(record.head.clone());
    for exchange in ParsedRun::from(record).exchanges.iter().filter(|one| in_story(one)) {
        story.push((**exchange).clone());
    }
    HarnessRun { endings: record.endings.clone(), end: record.end.clone(), ..story }
}

impl RuleOutcome {
    fn of(outcome: &Outcome) -> Self {
        let (label, findings) = match outcome {
            Outcome::Passed { .. } => ("kept", &[][..]),
            Outcome::Failed { findings, .. } => ("broken", &findings[..]),
            Outcome::Expected { findings, .. } => ("broken as expected", &findings[..]),
            Outcome::Inconclusive { .. } => ("open", &[][..]),
            Outcome::NotReached { .. } => ("not reached", &[][..]),
        };
        let mut places = BTreeMap::new();
        for finding in findings {
            *places.entry(finding.place.name().to_owned()).or_default() += 1;
        }
        Self { label, places }
    }

    fn broken(&self) -> usize {
        self.places.values().sum()
    }
}

impl fmt::Display for RuleOutcome {
    /// "broken at /Accounts/0/Id and 2 more places".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label)?;
        let Some((first, _)) = self.places.first_key_value() else { return Ok(()) };
        write!(formatter, " at {}", if first.is_empty() { "the body" } else { first })?;
        match self.broken() - 1 {
            0 => Ok(()),
            1 => formatter.write_str(" and 1 more place"),
            more => write!(formatter, " and {more} more places"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}  was {}, is {}", self.rule, self.was, self.is)
    }
}
