//! Rules and what came of them, as a report has them.

use std::collections::HashMap;

use flinks_contract::rule::{self, RULES, client::CLIENT_RULES};
use flinks_report::{Check, Mark, Outcome, Rule, Strength, Unit};

/// `command` explains a rule: "flinks-mock rules".
pub(crate) fn check(rule: &rule::Rule, command: &str, outcome: Outcome) -> Check {
    let [one, many] = rule.unit;
    let shown = Rule {
        id: rule.id.to_owned(),
        sentence: rule.sentence.to_owned(),
        strength: strength(rule.strength),
        source: source(rule),
        more: Some(format!("{command} {}", rule.id)),
    };
    Check { rule: shown, unit: Unit { one, many }, outcome }
}

fn strength(of: rule::Strength) -> Strength {
    match of {
        rule::Strength::Must => Strength::Must,
        rule::Strength::Should => Strength::Should,
    }
}

fn source(rule: &rule::Rule) -> String {
    format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence)
}

/// The rule as the guides have it, or as today's pages do.
pub fn read(shown: Rule, today: bool) -> Rule {
    let client = CLIENT_RULES.iter().map(|client| &client.rule);
    let Some(rule) = client.chain(RULES.iter()).find(|rule| rule.id == shown.id) else {
        return shown;
    };
    match &rule.today {
        Some(page) if today => Rule {
            strength: strength(page.strength),
            source: format!("{} ({})", page.source, page.vintage),
            ..shown
        },
        _ => Rule { strength: strength(rule.strength), source: source(rule), ..shown },
    }
}

/// Marks of the exchanges that show something broken. A broken MUST is worse than a broken SHOULD.
pub(crate) fn marks(checks: &[Check]) -> HashMap<u64, Mark> {
    let mut marks = HashMap::new();
    for check in checks {
        let Outcome::Failed { findings, .. } = &check.outcome else { continue };
        for number in findings.iter().flat_map(|finding| &finding.events) {
            let mark = marks.entry(*number).or_insert(Mark::Warned);
            if check.fails() {
                *mark = Mark::Broken;
            }
        }
    }
    marks
}
