//! The rules for servers, and what a report says of a run that they were applied to.

mod parsed;
mod reason;
pub mod rules;
mod timeline;
mod unproven;
mod verdict;
mod vintage;
mod waited;
mod wire;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;

use flinks_contract::rule::{self, RULES};
use flinks_report::{Check, Outcome, Rule, Run, Strength, Unit, Unproven};

use crate::Findings;

pub use parsed::{Parsed, ParsedRun, parse};
pub use rules::check;
pub use wire::path;

/// What a report says of a run. `view` looks at each check: it leaves it out, raises it, or expects it
/// to fail.
pub fn judge(
    run: &ParsedRun<'_>,
    findings: &Findings,
    view: impl FnMut(Check) -> Option<Check>,
) -> Run {
    let checks = RULES.iter().map(|rule| check_of(rule, run, findings));
    let mut checks: Vec<Check> = checks.filter_map(view).collect();
    waited::explain(&mut checks, run);
    let verdict = verdict::of(run, findings, &checks);
    let judged = Run {
        name: run.head.name.clone(),
        facts: vintage::met(run),
        timeline: timeline::of(run, findings),
        checks,
        verdict,
        effort: timeline::effort(run),
    };
    judged.with_fingerprints()
}

/// What no data of a run showed.
pub fn unproven(run: &ParsedRun<'_>) -> Vec<Unproven> {
    let holes = unproven::unproven(run).into_iter();
    holes.map(|(what, items)| Unproven { what, items, why: None }).collect()
}

fn check_of(rule: &rule::Rule, run: &ParsedRun<'_>, findings: &Findings) -> Check {
    let outcome = match findings.of(rule.id) {
        Some(found) => found.outcome("another rule reports what it would report"),
        None => Outcome::NotReached { reason: reason::not_reached(rule, run) },
    };
    Check { rule: shown(rule), unit: unit(rule), outcome }
}

fn unit(rule: &rule::Rule) -> Unit {
    let [one, many] = rule.unit;
    Unit { one, many }
}

fn shown(rule: &rule::Rule) -> Rule {
    Rule {
        id: rule.id.to_owned(),
        sentence: rule.sentence.to_owned(),
        strength: match rule.strength {
            rule::Strength::Must => Strength::Must,
            rule::Strength::Should => Strength::Should,
        },
        source: format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence),
        more: Some(format!("flinks-harness checks {}", rule.id)),
    }
}
