//! The results: one for each fingerprint.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::rules::{Rules, STALE};
use super::{message_text, place, text};
use crate::fingerprint;
use crate::report::{Anchor, Check, Finding, Outcome, Report, Run, Shown, Stale, Strength};

/// GitHub shows so many of one upload, by their severity.
const MOST: usize = 5_000;

pub(super) struct Results {
    /// The worst first.
    pub(super) shown: Vec<Value>,
    pub(super) left_out: usize,
}

/// A result before it is written.
struct Found {
    level: Level,
    value: Value,
    occurrences: usize,
}

#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Level {
    Error,
    Warning,
    Note,
    /// Of any level, and expected.
    Suppressed,
}

/// What the results of one report share.
struct Log<'a> {
    rules: &'a Rules,
    anchor: Anchor,
    found: Vec<Found>,
    places: HashMap<String, usize>,
}

pub(super) fn all(report: &Report, rules: &Rules) -> Results {
    let anchor = place::anchor(report);
    let mut log = Log { rules, anchor, found: Vec::new(), places: HashMap::new() };
    for run in &report.runs {
        for check in &run.checks {
            log.check(run, check);
        }
    }
    for entry in &report.stale {
        log.stale(entry);
    }
    let mut found = log.found;
    found.sort_by_key(|found| found.level);
    let left_out = found.len().saturating_sub(MOST);
    let shown = found.into_iter().take(MOST).map(|found| {
        let mut value = found.value;
        value["occurrenceCount"] = json!(found.occurrences);
        value
    });
    Results { shown: shown.collect(), left_out }
}

impl Log<'_> {
    fn check(&mut self, run: &Run, check: &Check) {
        match &check.outcome {
            Outcome::Failed { findings, .. } => {
                findings.iter().for_each(|found| self.finding(run, check, found, None));
            }
            Outcome::Expected { findings, reason, .. } => {
                findings.iter().for_each(|found| self.finding(run, check, found, Some(reason)));
            }
            Outcome::Inconclusive { reason } => self.open(run, check, reason),
            Outcome::Passed { .. } | Outcome::NotReached { .. } => {}
        }
    }

    fn finding(&mut self, run: &Run, check: &Check, finding: &Finding, expected: Option<&str>) {
        let rule = &check.rule;
        let place = place::words(&finding.place);
        let print = fingerprint::hash(&[&run.name, &finding.fingerprint]);
        let broken = match rule.strength {
            Strength::Must => Level::Error,
            Strength::Should => Level::Warning,
            Strength::Drift => Level::Note,
        };
        let mut value = self.result(&rule.id, broken, &message(run, check, finding), &print);
        let logical = place::logical(run, &rule.id, &finding.events);
        value["locations"][0]["logicalLocations"] = logical;
        // The same in every run, where the other is that of this run.
        value["partialFingerprints"]["finding/v1"] = json!(finding.fingerprint);
        value["properties"] = json!({
            "run": text(&run.name),
            "verdict": run.verdict.word(),
            "outcome": if expected.is_some() { "expected" } else { "failed" },
            "strength": rule.strength.word(),
            "at": text(&finding.at),
            "place": text(&place),
        });
        let mut level = broken;
        if let Some(reason) = expected {
            level = Level::Suppressed;
            value["suppressions"] = json!([{
                "kind": "external",
                "status": "accepted",
                "justification": text(reason),
            }]);
        }
        self.add(print, level, value);
    }

    fn open(&mut self, run: &Run, check: &Check, reason: &str) {
        let rule = &check.rule;
        let print = fingerprint::hash(&[&rule.id, &run.name, "inconclusive"]);
        let message = format!("{}: inconclusive: {}: {reason}", run.name, rule.sentence);
        let mut value = self.result(&rule.id, Level::Note, &message, &print);
        value["locations"][0]["logicalLocations"] = place::logical(run, &rule.id, &[]);
        value["properties"] = json!({
            "run": text(&run.name),
            "verdict": run.verdict.word(),
            "outcome": "inconclusive",
            "strength": rule.strength.word(),
        });
        self.add(print, Level::Note, value);
    }

    fn stale(&mut self, entry: &Stale) {
        let print = fingerprint::hash(&[STALE, &entry.entry]);
        let message = format!("{}: {}", entry.entry, entry.reason);
        let mut value = self.result(STALE, Level::Error, &message, &print);
        if let Some(line) = place::named(&entry.place) {
            value["locations"][0]["physicalLocation"] = place::physical(&line);
        }
        value["properties"] = json!({ "outcome": "stale", "place": text(&entry.place) });
        self.add(print, Level::Error, value);
    }

    fn result(&self, rule: &str, level: Level, message: &str, print: &str) -> Value {
        json!({
            "ruleId": text(rule),
            "ruleIndex": self.rules.index(rule),
            "level": level.word(),
            "message": { "text": message_text(message) },
            "locations": [{ "physicalLocation": place::physical(&self.anchor) }],
            // GitHub knows the first name alone, and makes one of the anchor's line where it is
            // missing: all results of a rule would be one.
            "partialFingerprints": {
                "primaryLocationLineHash": format!("{print}:1"),
                "finding/v1": print,
            },
        })
    }

    /// Equal fingerprints are one result, the first of them.
    fn add(&mut self, print: String, level: Level, value: Value) {
        let next = self.found.len();
        let place = *self.places.entry(print).or_insert(next);
        match self.found.get_mut(place) {
            Some(found) => found.occurrences += 1,
            None => self.found.push(Found { level, value, occurrences: 1 }),
        }
    }
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note | Self::Suppressed => "note",
        }
    }
}

/// The first sentence is what GitHub shows in its list.
fn message(run: &Run, check: &Check, finding: &Finding) -> String {
    let mut text = format!(
        "{}: broken: {}. Expected: {}; found: {}; where: {}, {}",
        run.name,
        check.rule.sentence,
        shown(&finding.expected),
        shown(&finding.actual),
        finding.at,
        place::words(&finding.place),
    );
    let optional = [("off by", &finding.off_by), ("note", &finding.note)];
    let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let lines = finding.details.iter().chain(&finding.commands);
    let details = lines.map(|fact| (&*fact.name, &*fact.value));
    for (name, value) in details.chain(optional) {
        // Writing to a String cannot fail.
        let _ = write!(text, "; {name}: {value}");
    }
    text
}

fn shown(shown: &Shown) -> String {
    match shown {
        Shown::Words(words) => words.clone(),
        Shown::Json { text, kind } if text == kind => text.clone(),
        Shown::Json { text, kind } => format!("{text} ({kind})"),
    }
}
