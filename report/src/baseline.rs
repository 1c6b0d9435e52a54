//! The baseline, a file of expected failures: what is known to be broken, why, and until when.

mod file;

use std::time::SystemTime;

use time::{Date, OffsetDateTime};

use crate::report::{Check, Outcome, Run, Stale};

pub use file::{Known, Mistake, draft, parse};

/// The day in UTC. A baseline entry ends on a day of the calendar.
#[expect(clippy::disallowed_methods, reason = "an expected failure ends on a day of the calendar")]
pub fn today() -> Date {
    OffsetDateTime::from(SystemTime::now()).date()
}

/// The entries of a file, read on a certain day.
#[derive(Clone, Debug)]
pub struct Baseline {
    entries: Vec<Entry>,
    today: Date,
}

/// A rule that may be broken.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Entry {
    /// Where it stands: "expected.toml:12".
    place: String,
    rule: String,
    /// In the run of this name only; in all where there is none.
    scenario: Option<String>,
    reason: String,
    /// Its last day.
    until: Date,
}

impl Baseline {
    /// A baseline that expects nothing.
    pub fn none() -> Self {
        Self { entries: Vec::new(), today: Date::MIN }
    }

    /// The check, with a failure that is expected marked as such.
    pub fn apply(&self, scenario: &str, check: Check) -> Check {
        let entry = self.entries.iter().find(|entry| entry.means(scenario, &check.rule.id));
        match (entry, check.outcome) {
            (Some(entry), Outcome::Failed { findings, places }) if !entry.is_over(self.today) => {
                let reason = format!("{} (until {})", entry.reason, entry.until);
                Check { outcome: Outcome::Expected { findings, places, reason }, ..check }
            }
            (_, outcome) => Check { outcome, ..check },
        }
    }

    /// Entries that are over, and those whose rule holds now wherever they expect it broken.
    pub fn stale(&self, runs: &[Run]) -> Vec<Stale> {
        self.entries.iter().filter_map(|entry| entry.stale(self.today, runs)).collect()
    }

    /// The number of entries, and those whose rules were not reached. `None` without entries.
    pub fn label(&self, runs: &[Run]) -> Option<String> {
        if self.entries.is_empty() {
            return None;
        }
        let unseen = self.entries.iter().filter(|entry| entry.is_unseen(runs));
        let unseen: Vec<String> = unseen.map(Entry::named).collect();
        let count = match self.entries.len() {
            1 => "1 expected failure".to_owned(),
            many => format!("{many} expected failures"),
        };
        let rest = match &*unseen {
            [] => String::new(),
            unseen => format!("; not reached this time: {}", unseen.join(", ")),
        };
        Some(count + &rest)
    }
}

impl Entry {
    fn means(&self, scenario: &str, rule: &str) -> bool {
        self.rule == rule && self.scenario.as_deref().is_none_or(|named| named == scenario)
    }

    fn is_over(&self, today: Date) -> bool {
        self.until < today
    }

    fn stale(&self, today: Date, runs: &[Run]) -> Option<Stale> {
        let reason = if self.is_over(today) {
            format!("it expired on {}: fix the client, or extend the entry", self.until)
        } else {
            let holds = |check: &Check| matches!(check.outcome, Outcome::Passed { .. });
            let is_broken = |check: &Check| matches!(check.outcome, Outcome::Expected { .. });
            let expects = self.checks(runs).any(is_broken);
            if expects || !self.checks(runs).any(holds) {
                return None;
            }
            "the rule holds now: remove the entry".to_owned()
        };
        Some(Stale { place: self.place.clone(), entry: self.named(), reason })
    }

    /// Whether nothing was seen of its rule in the runs it is for.
    fn is_unseen(&self, runs: &[Run]) -> bool {
        self.checks(runs).all(|check| {
            matches!(check.outcome, Outcome::NotReached { .. } | Outcome::Inconclusive { .. })
        })
    }

    fn checks<'a>(&'a self, runs: &'a [Run]) -> impl Iterator<Item = &'a Check> {
        let means = |(run, check): &(&Run, &Check)| self.means(&run.name, &check.rule.id);
        let checks = runs.iter().flat_map(|run| run.checks.iter().map(move |check| (run, check)));
        checks.filter(means).map(|(_, check)| check)
    }

    fn named(&self) -> String {
        match &self.scenario {
            Some(scenario) => format!("{} in {scenario}", self.rule),
            None => self.rule.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
