//! The rules of the log: those that have a result, with their help.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{level, message, text};
use crate::check::{Rule, Strength};
use crate::github::text as markdown;
use crate::report::Report;
use crate::status::Status;

pub(super) const STALE: &str = "stale-expectation";

pub(super) struct Rules {
    pub(super) described: Vec<Value>,
    places: HashMap<String, usize>,
}

impl Rules {
    /// The broken and undecided rules of all runs, in the order of the report.
    pub(super) fn of(report: &Report) -> Self {
        let mut rules = Self { described: Vec::new(), places: HashMap::new() };
        for check in report.runs.iter().flat_map(|run| &run.checks) {
            if Status::of(check) <= Status::Open {
                rules.add(&check.rule.id, || described(&check.rule));
            }
        }
        if !report.stale.is_empty() {
            rules.add(STALE, stale);
        }
        rules
    }

    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.places.get(&text(id)).copied()
    }

    /// Ids are told apart as they are shown: no two rules of a log have the same one.
    fn add(&mut self, id: &str, describe: impl FnOnce() -> Value) {
        let next = self.described.len();
        if *self.places.entry(text(id)).or_insert(next) == next {
            self.described.push(describe());
        }
    }
}

fn described(rule: &Rule) -> Value {
    let effect = match rule.strength {
        Strength::Must => "breaking it fails the run",
        Strength::Should => "breaking it is reported and does not fail the run",
        Strength::Drift => "this has changed; it is reported and does not fail the run",
    };
    let word = rule.strength.word();
    let more = rule.more.as_ref().map(|more| format!(" More: {more}")).unwrap_or_default();
    let help = format!("{word}: {effect}. Source: {}.{more}", rule.source);
    json!({
        "id": rule.id,
        "shortDescription": message(&rule.sentence),
        "fullDescription": message(&format!("{word}: {}", rule.sentence)),
        "help": {
            "text": message(&format!("{}. {help}", rule.sentence))["text"],
            "markdown": format!("**{}**\n\n{}", markdown(&rule.sentence), markdown(&help)),
        },
        "defaultConfiguration": { "level": level(rule.strength) },
    })
}

fn stale() -> Value {
    let sentence = "an expected failure still fails, and has not expired";
    let help = "An outdated entry of the baseline fails the run. Remove it, or give it a new date and \
                reason.";
    json!({
        "id": STALE,
        "shortDescription": { "text": sentence },
        "fullDescription": { "text": sentence },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": "error" },
    })
}
