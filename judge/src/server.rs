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
use flinks_report::{Check, Run};

use crate::{Findings, checks};

pub use parsed::{Parsed, ParsedRun, parse, parsed_bytes};
pub use rules::check;
pub use unproven::unproven;
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
    let timeline = timeline::of(run, &checks);
    let (name, facts, effort) = (run.head.name.clone(), vintage::met(run), timeline::effort(run));
    Run { name, facts, timeline, checks, verdict, effort }.with_fingerprints()
}

fn check_of(rule: &rule::Rule, run: &ParsedRun<'_>, findings: &Findings) -> Check {
    let outcome = findings.outcome(rule.id, || reason::not_reached(rule, run));
    checks::check(rule, "flinks-harness checks", outcome)
}
