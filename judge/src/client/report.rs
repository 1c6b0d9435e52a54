//! From what the rules found to a run of the report.

mod facts;
mod timeline;

use std::panic::resume_unwind;
use std::thread;

use flinks_contract::rule::client::{CLIENT_RULES, ClientRule};
use flinks_report::{Check, Outcome, Run, Shown, Strength, Verdict};
use flinks_trace::redact::names;

use super::context::Context;
use super::{played, rules};
use crate::{Findings, checks};

/// What would keep a run from passing, and is accepted because the user says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accepted {
    pub failed_command: bool,
    /// The client stopped before the story of the scenario was played, or did nothing at all.
    pub unplayed: bool,
}

pub(super) fn run(
    context: &Context<'_>,
    accepted: Accepted,
    view: impl Fn(Check) -> Option<Check>,
) -> Run {
    let (findings, mut timeline) = thread::scope(|scope| {
        let timeline = scope.spawn(|| timeline::timeline(context));
        let findings = rules::findings(context);
        (findings, timeline.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let checks = CLIENT_RULES.iter().map(|client| check(client, &findings));
    let checks: Vec<Check> = checks.filter_map(view).map(without_secrets).collect();
    timeline::mark(context, &checks, &mut timeline);
    Run {
        name: context.trace.name.clone(),
        facts: facts::facts(context),
        timeline,
        verdict: verdict(context, &checks, accepted),
        checks,
        effort: facts::effort(context),
    }
    .with_fingerprints()
}

/// A rule quotes paths and headers as they came.
fn without_secrets(mut check: Check) -> Check {
    for finding in check.outcome.findings_mut() {
        for text in [&mut finding.expected, &mut finding.actual] {
            if let Shown::Words(words) = text {
                *words = names::message(words).into_owned();
            }
        }
        finding.at = names::message(&finding.at).into_owned();
        finding.note = finding.note.as_deref().map(|note| names::message(note).into_owned());
    }
    check
}

fn check(client: &ClientRule, findings: &Findings) -> Check {
    let outcome = findings.outcome(client.rule.id, || client.not_reached().to_owned());
    checks::check(&client.rule, "flinks-mock rules", outcome)
}

/// The first that applies: our own fault, a broken rule, the command's own failure, a MUST that is
/// undecided, a story that was not played.
fn verdict(context: &Context<'_>, checks: &[Check], accepted: Accepted) -> Verdict {
    if let Some(reason) = harness_fault(context) {
        return Verdict::HarnessFault { reason };
    }
    if checks.iter().any(Check::fails) {
        return Verdict::Fail;
    }
    if let Some(reason) = context.failure().filter(|_| !accepted.failed_command) {
        return Verdict::CommandFailed { reason };
    }
    let unplayed = || {
        let missing = played::missing(context).filter(|_| !accepted.unplayed)?;
        (!missing.is_expected(checks)).then_some(missing.reason)
    };
    let incomplete = || context.trace.incomplete.clone();
    match open(checks).or_else(incomplete).or_else(unplayed) {
        Some(reason) => Verdict::Inconclusive { reason },
        None => Verdict::Pass,
    }
}

/// Why a MUST is undecided.
fn open(checks: &[Check]) -> Option<String> {
    checks.iter().find_map(|check| match &check.outcome {
        Outcome::Inconclusive { reason } if check.rule.strength == Strength::Must => {
            Some(format!("{}: {reason}", check.rule.id))
        }
        _ => None,
    })
}

fn harness_fault(context: &Context<'_>) -> Option<String> {
    context.trace.exchanges.iter().find_map(|call| {
        let fault = call.analysis.as_ref()?.faults.first()?;
        Some(format!("reply {} of the mock: {fault}", call.seq))
    })
}
