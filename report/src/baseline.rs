//! The baseline, a file of expected failures: what is known to be broken, why, and until when.

mod file;

use std::time::SystemTime;

use time::{Date, OffsetDateTime};

use crate::check::{Check, Outcome, counted};
use crate::report::{Run, Stale};
use crate::status::Status;

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

#[derive(Clone, Debug, Eq, PartialEq)]
struct Entry {
    /// Where it stands: "expected.toml:12".
    place: String,
    rule: String,
    /// Name of the run that it is for; None for all runs.
    scenario: Option<String>,
    reason: String,
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
        let is_unseen =
            |entry: &&Entry| entry.statuses(runs).all(|status| UNSEEN.contains(&status));
        let unseen: Vec<String> = self.entries.iter().filter(is_unseen).map(Entry::label).collect();
        let rest = match &*unseen {
            [] => String::new(),
            unseen => format!("; not reached this time: {}", unseen.join(", ")),
        };
        (!self.entries.is_empty()).then(|| counted("expected failure", self.entries.len()) + &rest)
    }
}

const UNSEEN: [Status; 2] = [Status::NotReached, Status::Open];

impl Entry {
    fn means(&self, scenario: &str, rule: &str) -> bool {
        self.rule == rule && self.scenario.as_deref().is_none_or(|named| named == scenario)
    }

    fn is_over(&self, today: Date) -> bool {
        self.until < today
    }

    fn stale(&self, today: Date, runs: &[Run]) -> Option<Stale> {
        let has = |wanted: Status| self.statuses(runs).any(|status| status == wanted);
        let reason = if self.is_over(today) {
            format!("it expired on {}: fix the client, or extend the entry", self.until)
        } else if has(Status::Passed) && !has(Status::Expected) {
            "the rule holds now: remove the entry".to_owned()
        } else {
            return None;
        };
        Some(Stale { place: self.place.clone(), entry: self.label(), reason })
    }

    /// Outcomes of its rule in the runs that it is for.
    fn statuses(&self, runs: &[Run]) -> impl Iterator<Item = Status> {
        let checks = runs.iter().flat_map(|run| run.checks.iter().map(move |check| (run, check)));
        let means = |(run, check): &(&Run, &Check)| self.means(&run.name, &check.rule.id);
        checks.filter(means).map(|(_, check)| Status::of(check))
    }

    fn label(&self) -> String {
        match &self.scenario {
            Some(scenario) => format!("{} in {scenario}", self.rule),
            None => self.rule.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
