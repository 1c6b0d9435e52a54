//! What the rules write down: where each was applied, where it is broken, what stayed undecided.

use std::collections::{BTreeMap, BTreeSet};

use flinks_report::{Finding, Outcome, Place};

/// What came of every rule that had something to say.
#[derive(Debug, Default)]
pub struct Findings {
    rules: BTreeMap<&'static str, RuleFindings>,
}

/// What came of one rule.
#[derive(Debug, Default)]
pub struct RuleFindings {
    /// How many places it was applied to, broken and undecided ones included.
    pub places: usize,
    /// Where it is broken. The first of [`Finding::events`] is the exchange that shows it.
    pub broken: Vec<Finding>,
    /// Why places could not be decided.
    pub undecided: Vec<String>,
    /// Why it was applied to nothing, where that is known better than the catalogue says it.
    pub not_reached: Option<String>,
}

impl Findings {
    /// Adds places that the rule was applied to.
    pub fn applied(&mut self, rule: &'static str, places: usize) {
        if places > 0 {
            self.rules.entry(rule).or_default().places += places;
        }
    }

    /// Adds a place that the rule was applied to, and what was found there.
    pub fn place(&mut self, rule: &'static str, found: Option<Finding>) {
        self.applied(rule, 1);
        found.into_iter().for_each(|found| self.broken(rule, found));
    }

    /// Adds a place where the rule is broken. It must be counted with [`Self::applied`] as well.
    pub fn broken(&mut self, rule: &'static str, finding: Finding) {
        self.rules.entry(rule).or_default().broken.push(finding);
    }

    /// Adds a place where it cannot be said whether the rule held. It must be counted with
    /// [`Self::applied`] as well.
    pub fn undecided(&mut self, rule: &'static str, reason: impl Into<String>) {
        self.rules.entry(rule).or_default().undecided.push(reason.into());
    }

    /// Says why the rule was applied to nothing. The first reason stays.
    pub fn not_reached(&mut self, rule: &'static str, reason: impl Into<String>) {
        self.rules.entry(rule).or_default().not_reached.get_or_insert_with(|| reason.into());
    }

    /// None where the rule was neither applied nor explained.
    pub fn of(&self, rule: &str) -> Option<&RuleFindings> {
        self.rules.get(rule)
    }

    /// The ids of the rules that are broken, in order.
    pub fn broken_rules(&self) -> Vec<&'static str> {
        let broken = self.rules.iter().filter(|(_, found)| !found.broken.is_empty());
        broken.map(|(rule, _)| *rule).collect()
    }

    /// As if the rule had not been applied: the data does not show whether it holds.
    pub fn forget(&mut self, rule: &str) {
        self.rules.remove(rule);
    }

    /// Drops what `rules` found where one of the `better` rules found something at the same place of
    /// the same exchange, so that one defect is reported once. An exchange with nothing left no longer
    /// counts as a place of the rule, so nothing passes because of this.
    pub fn defer(&mut self, rules: &[&str], better: impl Fn(&str) -> bool) {
        let better = self.rules.iter().filter(|(rule, _)| better(rule));
        let told: Vec<(Option<u64>, Place)> = better
            .flat_map(|(_, found)| &found.broken)
            .map(|finding| (finding.events.first().copied(), finding.place.clone()))
            .collect();
        for (_, found) in self.rules.iter_mut().filter(|(rule, _)| rules.contains(*rule)) {
            found.drop_told(&told);
        }
    }
}

impl RuleFindings {
    /// What a report says of the rule. `not_reached` is the reason that its catalogue entry gives.
    pub fn outcome(&self, not_reached: &str) -> Outcome {
        if !self.broken.is_empty() {
            return Outcome::Failed { findings: self.broken.clone(), places: self.places };
        }
        if let Some(reason) = self.undecided.first() {
            return Outcome::Inconclusive { reason: reason.clone() };
        }
        if self.places > 0 {
            return Outcome::Passed { places: self.places };
        }
        let reason = self.not_reached.clone().unwrap_or_else(|| not_reached.to_owned());
        Outcome::NotReached { reason }
    }

    fn drop_told(&mut self, told: &[(Option<u64>, Place)]) {
        let before = self.exchanges();
        self.broken.retain(|finding| {
            let exchange = finding.events.first().copied();
            !told.iter().any(|(at, place)| *at == exchange && is_same(place, &finding.place))
        });
        self.places = self.places.saturating_sub(before - self.exchanges());
    }

    /// How many exchanges have findings.
    fn exchanges(&self) -> usize {
        let exchanges = self.broken.iter().map(|finding| finding.events.first());
        exchanges.collect::<BTreeSet<_>>().len()
    }
}

/// The same place, whatever it is called for people.
fn is_same(a: &Place, b: &Place) -> bool {
    match (a, b) {
        (Place::Body { pointer: a, .. }, Place::Body { pointer: b, .. }) => a == b,
        (a, b) => a == b,
    }
}
