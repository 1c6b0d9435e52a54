//! What the checks write down: for each rule where it was applied and where it is broken.

use std::collections::{BTreeMap, BTreeSet};

use flinks_report::{Finding, Place, Shown};

use crate::exchange::Exchange;

/// One row per rule that was applied at least once.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    rows: BTreeMap<&'static str, Row>,
}

/// A rule's places.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// How many places the rule was applied to.
    pub places: usize,
    pub found: Vec<Found>,
}

/// A finding and the exchange it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// [`Exchange::number`].
    pub exchange: usize,
    pub finding: Finding,
}

impl Sheet {
    /// Notes that a rule was applied to so many places more.
    pub(crate) fn applied(&mut self, rule: &'static str, places: usize) {
        if places > 0 {
            self.rows.entry(rule).or_default().places += places;
        }
    }

    /// Notes a place where a rule is broken.
    pub(crate) fn broken(&mut self, rule: &'static str, found: Found) {
        self.rows.entry(rule).or_default().found.push(found);
    }

    /// In the order of the ids.
    #[cfg(test)]
    pub(crate) fn broken_rules(&self) -> Vec<&'static str> {
        self.rows.iter().filter(|(_, row)| !row.found.is_empty()).map(|(rule, _)| *rule).collect()
    }

    pub(crate) fn row(&self, rule: &str) -> Option<&Row> {
        self.rows.get(rule)
    }

    /// As if the rule had not been applied: what it was applied to does not show whether it holds.
    pub(crate) fn forget(&mut self, rule: &str) {
        self.rows.remove(rule);
    }

    /// Removes what `rules` found where one of the `better` rules found something too: it says it
    /// better, and once is enough. An exchange that has nothing left is no place of theirs, so that
    /// nothing passes by this.
    pub(crate) fn defer(&mut self, rules: &[&str], better: impl Fn(&str) -> bool) {
        let said: Vec<(usize, Place)> = self
            .rows
            .iter()
            .filter(|(rule, _)| better(rule))
            .flat_map(|(_, row)| &row.found)
            .map(|found| (found.exchange, found.finding.place.clone()))
            .collect();
        for (_, row) in self.rows.iter_mut().filter(|(rule, _)| rules.contains(*rule)) {
            row.remove(&said);
        }
    }
}

impl Row {
    fn remove(&mut self, said: &[(usize, Place)]) {
        let before = self.exchanges();
        self.found.retain(|found| {
            let place = &found.finding.place;
            !said.iter().any(|(exchange, other)| *exchange == found.exchange && same(other, place))
        });
        self.places = self.places.saturating_sub(before - self.exchanges());
    }

    /// How many exchanges have findings.
    fn exchanges(&self) -> usize {
        self.found.iter().map(|found| found.exchange).collect::<BTreeSet<_>>().len()
    }
}

/// The same place, whatever it is called for people.
fn same(a: &Place, b: &Place) -> bool {
    match (a, b) {
        (Place::Body { pointer: a, .. }, Place::Body { pointer: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

impl Found {
    /// A finding in a body, at a JSON Pointer.
    pub(crate) fn in_body(
        exchange: &Exchange,
        pointer: impl Into<String>,
        expected: Shown,
        actual: Shown,
    ) -> Self {
        let place = Place::Body { pointer: pointer.into(), human: None };
        Self::at(exchange, place, expected, actual)
    }

    /// A finding outside of the body: "status", "header content-type".
    pub(crate) fn outside(
        exchange: &Exchange,
        place: &str,
        expected: Shown,
        actual: Shown,
    ) -> Self {
        Self::at(exchange, Place::Outside(place.to_owned()), expected, actual)
    }

    fn at(exchange: &Exchange, place: Place, expected: Shown, actual: Shown) -> Self {
        let finding = Finding {
            at: exchange.at(),
            place,
            expected,
            actual,
            arithmetic: None,
            off_by: None,
            note: None,
            details: Vec::new(),
            commands: Vec::new(),
            events: vec![exchange.number as u64 + 1],
            fingerprint: String::new(),
        };
        Self { exchange: exchange.number, finding }
    }

    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.finding.note = Some(note.into());
        self
    }

    /// Where it is for a person: an account and a date.
    #[must_use]
    pub(crate) fn human(mut self, words: String) -> Self {
        if let Place::Body { human, .. } = &mut self.finding.place {
            *human = Some(words);
        }
        self
    }
}
