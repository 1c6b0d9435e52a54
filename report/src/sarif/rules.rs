//! The rules of the log: those that have a result, with their help.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{message_text, text};
use crate::report::{Outcome, Report, Rule, Strength};

/// The rule that an outdated expectation breaks.
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
            if !matches!(check.outcome, Outcome::Passed { .. } | Outcome::NotReached { .. }) {
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
    let (level, strength) = match rule.strength {
        Strength::Must => ("error", "breaking it fails the run"),
        Strength::Should => ("warning", "breaking it is shown and fails nothing"),
        Strength::Drift => ("note", "it was not so before; this is shown and fails nothing"),
    };
    let word = rule.strength.word();
    let mut help = format!("{}. {word}: {strength}. Source: {}.", rule.sentence, rule.source);
    let mut markdown = format!(
        "**{}**\n\n- {word}: {strength}\n- Source: {}\n",
        plain(&rule.sentence),
        plain(&rule.source)
    );
    if let Some(more) = &rule.more {
        help = format!("{help} More: {more}");
        markdown = format!("{markdown}- More: {}\n", code(more));
    }
    json!({
        "id": text(&rule.id),
        "shortDescription": { "text": message_text(&rule.sentence) },
        "fullDescription": { "text": message_text(&format!("{word}: {}", rule.sentence)) },
        "help": { "text": message_text(&help), "markdown": markdown },
        "defaultConfiguration": { "level": level },
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

/// Text in Markdown that means itself: each ASCII punctuation character can be escaped there.
fn plain(words: &str) -> String {
    let mut out = String::new();
    for character in text(words).chars() {
        if character.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Code in Markdown, in more backticks than it has itself.
fn code(words: &str) -> String {
    let words = text(words);
    let fence = "`".repeat(words.split(|c| c != '`').map(str::len).max().unwrap_or(0) + 1);
    let space = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{words}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_means_itself() {
        let table = [
            ("GET Async", "GET Async"),
            ("OPERATION_DISPATCHED", r"OPERATION\_DISPATCHED"),
            ("<img> [a](b) *c*", r"\<img\> \[a\]\(b\) \*c\*"),
            ("# x\n# y", r"\# x\\u\{a\}\# y"),
        ];
        for (given, expected) in table {
            assert_eq!(plain(given), expected);
        }
        let table = [("rules X", "`rules X`"), ("a`b", "``a`b``"), ("``", "``` `` ```")];
        for (given, expected) in table {
            assert_eq!(code(given), expected);
        }
    }
}
