//! Whether a recording has the verdicts of the run it was made of.

use flinks_judge::server::ParsedRun;
use flinks_trace::HarnessRun;
use std::collections::BTreeMap;
use std::fmt;

use flinks_report::{Outcome, Place};

use super::in_story;
use crate::run::judge;

/// A rule that a recording answers otherwise.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Change {
    pub(crate) rule: String,
    pub(crate) was: Told,
    pub(crate) is: Told,
}

/// What came of a rule: how it went, and where it is broken, each place with its number.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Told {
    word: &'static str,
    places: BTreeMap<String, usize>,
}

/// The rules whose outcome, or whose broken places, differ. Looks at what a recording says alone, and
/// so not at the probes.
pub(crate) fn changes(before: &HarnessRun, after: &HarnessRun) -> Vec<Change> {
    let (before, after) = (outcomes(before), outcomes(after));
    let changed = before.into_iter().zip(after).filter(|(before, after)| before != after);
    changed.map(|((rule, was), (_, is))| Change { rule, was, is }).collect()
}

/// The rules whose outcome, or whose number of broken places, differ. Places may have other names.
pub(crate) fn regrouped(before: &HarnessRun, after: &HarnessRun) -> Vec<Change> {
    let counted = |told: &Told| (told.word, told.places.values().sum::<usize>());
    let both = outcomes(before).into_iter().zip(outcomes(after));
    let changed = both.filter(|((_, was), (_, is))| counted(was) != counted(is));
    changed.map(|((rule, was), (_, is))| Change { rule, was, is }).collect()
}

fn outcomes(record: &HarnessRun) -> Vec<(String, Told)> {
    let report = judge(&story(record));
    let checks = report.runs.into_iter().flat_map(|run| run.checks);
    checks.map(|check| (check.rule.id, Told::of(&check.outcome))).collect()
}

/// The record without what a recording does not say.
fn story(record: &HarnessRun) -> HarnessRun {
    let mut story = HarnessRun::new(record.head.clone());
    for exchange in ParsedRun::from(record).exchanges.iter().filter(|one| in_story(one)) {
        story.push((**exchange).clone());
    }
    HarnessRun { endings: record.endings.clone(), end: record.end.clone(), ..story }
}

impl Told {
    fn of(outcome: &Outcome) -> Self {
        let (word, findings) = match outcome {
            Outcome::Passed { .. } => ("kept", &[][..]),
            Outcome::Failed { findings, .. } => ("broken", &findings[..]),
            Outcome::Expected { findings, .. } => ("broken as expected", &findings[..]),
            Outcome::Inconclusive { .. } => ("open", &[][..]),
            Outcome::NotReached { .. } => ("not reached", &[][..]),
        };
        let mut places = BTreeMap::new();
        for finding in findings {
            let place = match &finding.place {
                Place::Body { pointer, .. } => pointer.clone(),
                Place::Outside(words) => words.clone(),
            };
            *places.entry(place).or_default() += 1;
        }
        Self { word, places }
    }
}

impl fmt::Display for Told {
    /// "broken at /Accounts/0/Id and 2 more places".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word)?;
        let Some((first, _)) = self.places.first_key_value() else { return Ok(()) };
        write!(formatter, " at {}", if first.is_empty() { "the body" } else { first })?;
        match self.places.values().sum::<usize>() - 1 {
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
