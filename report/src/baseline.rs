//! The file of expected failures: what is known to be broken, why, and until when.

mod day;
mod file;

use crate::report::{Check, Outcome, Run, Stale};

pub use day::Day;
pub use file::{Known, Mistake, Problem, draft, parse};

/// The entries of a file, on a certain day.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    today: Day,
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
    until: Day,
}

impl Baseline {
    fn new(entries: Vec<Entry>, today: Day) -> Self {
        Self { entries, today }
    }

    /// What came of a rule, with a failure that is expected as such.
    pub fn view(&self, scenario: &str, check: Check) -> Check {
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

    /// How many entries there are and what could not be said of some; nothing without a file.
    pub fn shown(&self, runs: &[Run]) -> Option<String> {
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

    fn is_over(&self, today: Day) -> bool {
        self.until < today
    }

    fn stale(&self, today: Day, runs: &[Run]) -> Option<Stale> {
        let reason = if self.is_over(today) {
            format!("it was good until {}: mend the client, or give it another day", self.until)
        } else {
            let holds = |check: &Check| matches!(check.outcome, Outcome::Passed { .. });
            let is_broken = |check: &Check| matches!(check.outcome, Outcome::Expected { .. });
            let expects = self.checks(runs).any(is_broken);
            if expects || !self.checks(runs).any(holds) {
                return None;
            }
            "the rule holds now: take the entry out".to_owned()
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
