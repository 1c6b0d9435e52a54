//! Rules and what came of them, as a report has them.

use std::collections::HashMap;

use flinks_contract::rule;
use flinks_report::{Check, Mark, Outcome, Rule, Strength, Unit};

/// `command` explains a rule: "flinks-mock rules".
pub(crate) fn check(rule: &rule::Rule, command: &str, outcome: Outcome) -> Check {
    let [one, many] = rule.unit;
    let shown = Rule {
        id: rule.id.to_owned(),
        sentence: rule.sentence.to_owned(),
        strength: match rule.strength {
            rule::Strength::Must => Strength::Must,
            rule::Strength::Should => Strength::Should,
        },
        source: format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence),
        more: Some(format!("{command} {}", rule.id)),
    };
    Check { rule: shown, unit: Unit { one, many }, outcome }
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
