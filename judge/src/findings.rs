//! What the rules write down: where each was applied, where it is broken, what stayed undecided.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use flinks_report::{Finding, Outcome, Place};

/// The findings of every rule that had something to say.
#[derive(Debug, Default)]
pub struct Findings {
    rules: BTreeMap<&'static str, RuleFindings>,
}

/// The findings of one rule.
#[derive(Debug, Default)]
pub struct RuleFindings {
    /// How many places it was applied to, broken and undecided ones included.
    pub places: usize,
    /// Where it is broken. The first of [`Finding::events`] is the exchange that shows it. Of one exchange
    /// there are at most 1,000, and at most 100 at places that differ in indexes only;
    /// [`Finding::alike`] counts the others.
    pub broken: Vec<Finding>,
    /// How many places of an exchange are listed and where the last one stands in `broken`: for places that
    /// differ in indexes only, and with an empty name for all of them.
    listed: HashMap<(Option<u64>, String), (usize, usize)>,
    /// Why a place could not be decided: the first one.
    pub undecided: Option<String>,
    /// Why it was applied to nothing, if that is known better than from the catalogue.
    pub not_reached: Option<String>,
}

impl Findings {
    /// The findings of a rule, to add to.
    pub fn rule(&mut self, rule: &'static str) -> &mut RuleFindings {
        self.rules.entry(rule).or_default()
    }

    /// Adds what other rules found.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self
    }

    /// The findings of a rule. None if it was neither applied nor explained.
    pub fn of(&self, rule: &str) -> Option<&RuleFindings> {
        self.rules.get(rule).filter(|found| !found.is_silent())
    }

    /// What a report says of a rule. `not_reached` is the reason where nothing else has given one.
    pub fn outcome(&self, rule: &str, not_reached: impl FnOnce() -> String) -> Outcome {
        match self.of(rule) {
            None => Outcome::NotReached { reason: not_reached() },
            Some(found) if !found.broken.is_empty() => {
                Outcome::Failed { findings: found.broken.clone(), places: found.places }
            }
            Some(RuleFindings { undecided: Some(reason), .. }) => {
                Outcome::Inconclusive { reason: reason.clone() }
            }
            Some(found) if found.places > 0 => Outcome::Passed { places: found.places },
            Some(found) => {
                let reason = found.not_reached.clone().unwrap_or_else(not_reached);
                Outcome::NotReached { reason }
            }
        }
    }

    /// The ids of the rules that are broken, in order.
    pub fn broken_rules(&self) -> Vec<&'static str> {
        let broken = self.rules.iter().filter(|(_, found)| !found.broken.is_empty());
        broken.map(|(rule, _)| *rule).collect()
    }

    /// Drops a rule as if it had not been applied: the data does not show whether it holds.
    pub fn forget(&mut self, rule: &str) {
        self.rules.remove(rule);
    }

    /// Drops what `rules` found where one of the `better` rules found something at the same place of
    /// the same exchange, so that one defect is reported once. An exchange with nothing left no longer
    /// counts as a place of the rule, so nothing passes because of this.
    pub fn defer(&mut self, rules: &[&str], better: impl Fn(&str) -> bool) {
        let better = self.rules.iter().filter(|(rule, _)| better(rule));
        let found: Vec<&Finding> = better.flat_map(|(_, found)| &found.broken).collect();
        let told: HashSet<_> = found.iter().map(|finding| key(finding, name)).collect();
        let counted = found.iter().filter(|finding| finding.alike > 0);
        let counted: HashSet<_> = counted.map(|finding| exchange(finding)).collect();
        // Of what is only counted nobody knows the places; both rules have been broken all over.
        let is_told = |finding: &Finding| {
            told.contains(&key(finding, name))
                && (finding.alike == 0 || counted.contains(&exchange(finding)))
        };
        for (_, found) in self.rules.iter_mut().filter(|(rule, _)| rules.contains(*rule)) {
            let before = found.exchanges();
            found.broken.retain(|finding| !is_told(finding));
            found.places = found.places.saturating_sub(before - found.exchanges());
            if before > 0 {
                found.unreached("another rule reports what it would report");
            }
        }
    }
}

impl RuleFindings {
    pub(crate) fn is_silent(&self) -> bool {
        let has_said = self.not_reached.is_some() || self.undecided.is_some();
        self.places == 0 && self.broken.is_empty() && !has_said
    }

    /// Adds places that the rule was applied to.
    pub fn applied(&mut self, places: usize) {
        self.places += places;
    }

    /// Adds a place that the rule was applied to, and what was found there.
    pub fn place(&mut self, found: Option<Finding>) {
        self.applied(1);
        found.into_iter().for_each(|found| self.breaks(found));
    }

    /// Adds a place where it cannot be said whether the rule held. It must be counted as well.
    pub fn open(&mut self, reason: impl Into<String>) {
        self.undecided.get_or_insert_with(|| reason.into());
    }

    /// Says why the rule was applied to nothing. The first reason stays.
    pub fn unreached(&mut self, reason: impl Into<String>) {
        self.not_reached.get_or_insert_with(|| reason.into());
    }

    /// Adds a place where the rule is broken. It must be counted as well.
    pub fn breaks(&mut self, finding: Finding) {
        let all = (exchange(&finding), String::new());
        let (of_exchange, last) = self.listed.get(&all).copied().unwrap_or_default();
        let alike = key(&finding, pattern);
        let (of_place, last) = self.listed.get(&alike).copied().unwrap_or((0, last));
        if (of_exchange >= MOST || of_place >= EACH)
            && let Some(last) = self.broken.get_mut(last)
        {
            last.alike += 1;
            return;
        }
        let next = self.broken.len();
        self.listed.insert(all, (of_exchange + 1, next));
        self.listed.insert(alike, (of_place + 1, next));
        self.broken.push(finding);
    }

    /// The same, unless there is a reason why nobody can say so.
    pub(crate) fn breaks_unless(&mut self, open: Option<String>, finding: Finding) {
        match open {
            Some(reason) => self.open(reason),
            None => self.breaks(finding),
        }
    }

    fn exchanges(&self) -> usize {
        self.broken.iter().map(exchange).collect::<BTreeSet<_>>().len()
    }
}

fn exchange(finding: &Finding) -> Option<u64> {
    finding.events.first().copied()
}

fn key(finding: &Finding, name: fn(&Place) -> String) -> (Option<u64>, String) {
    (exchange(finding), name(&finding.place))
}

/// The same for the same place, whatever it is called for people.
fn name(place: &Place) -> String {
    match place {
        Place::Body { pointer, .. } => format!("body {pointer}"),
        Place::Outside(label) => label.clone(),
    }
}

/// A place without the indexes in it.
fn pattern(place: &Place) -> String {
    let name = name(place);
    let is_index = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = name.split('/').map(|part| if is_index(part) { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Findings of one rule in one exchange.
const MOST: usize = 1_000;
/// Findings of one rule in one exchange at places that differ only in indexes.
const EACH: usize = 100;

#[cfg(test)]
mod tests {
    use flinks_report::Shown;

    use super::*;

    fn findings(rules: &[&'static str], pointers: impl Iterator<Item = String>) -> Findings {
        let mut findings = Findings::default();
        for pointer in pointers {
            for rule in rules {
                let place = Place::Body { pointer: pointer.clone(), human: None };
                let words = || Shown::words("nothing");
                findings.rule(rule).breaks(Finding::new(String::new(), place, words(), words(), 1));
            }
        }
        findings
    }

    #[test]
    fn what_is_broken_all_over_is_listed_in_part_and_counted() {
        let indexes = || (0..100_000).map(|n| format!("/Accounts/{n}/Type"));
        let names = || (0..100_000).map(|n| format!("/member{n}"));
        let table: [(Vec<String>, usize); 3] = [
            (indexes().collect(), 100),
            (names().collect(), 1_000),
            (indexes().take(60).chain(names().take(40)).collect(), 100),
        ];
        for (pointers, listed) in table {
            let all = pointers.len();
            let mut findings = findings(&["good", "better"], pointers.into_iter());
            let broken = &findings.of("good").unwrap().broken;
            assert_eq!((broken.len(), Finding::count(broken)), (listed, all));
            findings.defer(&["good"], |rule| rule == "better");
            assert_eq!(findings.broken_rules(), ["better"]);
        }
        // What is counted may be somewhere else.
        let mut findings = findings(&["good"], indexes());
        let place = Place::Body { pointer: "/Accounts/99/Type".to_owned(), human: None };
        let words = || Shown::words("nothing");
        findings.rule("better").breaks(Finding::new(String::new(), place, words(), words(), 1));
        findings.defer(&["good"], |rule| rule == "better");
        assert_eq!(Finding::count(&findings.of("good").unwrap().broken), 100_000);
    }
}
