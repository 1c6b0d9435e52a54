//! From what the rules wrote down to a run of the report.

mod facts;
mod timeline;

use flinks_contract::rule::client::{self, CLIENT_RULES, ClientRule, Needs};
use flinks_contract::rule::{self, Strength};
use flinks_report::{Check, Outcome, Rule, Run, Strength as Shown, Unit, Verdict};

use super::sheet::{Row, Sheet};
use super::trace::Trace;

pub(super) fn run(trace: &Trace<'_>, sheet: &Sheet, view: impl Fn(Check) -> Option<Check>) -> Run {
    let checks = CLIENT_RULES.iter().map(|client| check(client, sheet));
    let checks: Vec<Check> = checks.filter_map(view).collect();
    Run {
        name: trace.evidence.name.clone(),
        facts: facts::facts(trace),
        timeline: timeline::timeline(trace, &checks),
        verdict: verdict(trace, &checks),
        checks,
        effort: facts::effort(trace),
    }
    .with_fingerprints()
}

fn check(client: &ClientRule, sheet: &Sheet) -> Check {
    let id = client.rule.id;
    Check { rule: shown(&client.rule), unit: unit(id), outcome: outcome(client, sheet.row(id)) }
}

fn shown(rule: &rule::Rule) -> Rule {
    Rule {
        id: rule.id.to_owned(),
        sentence: rule.sentence.to_owned(),
        strength: match rule.strength {
            Strength::Must => Shown::Must,
            Strength::Should => Shown::Should,
        },
        source: format!("{} ({}, {})", rule.source, rule.vintage, rule.confidence),
        more: Some(format!("flinks-mock rules {}", rule.id)),
    }
}

/// What a rule is applied to.
fn unit(id: &str) -> Unit {
    match id {
        client::SEQ_AUTHORIZE => Unit { one: "customer", many: "customers" },
        client::SEQ_ASYNC => Unit { one: "session", many: "sessions" },
        client::SEQ_REPOST | client::SEQ_SAME_BODY | client::POLL_OVERLAP => {
            Unit { one: "repeat", many: "repeats" }
        }
        client::POLL_INTERVAL | client::POLL_FIRST | client::ERR_BACK_OFF => {
            Unit { one: "wait", many: "waits" }
        }
        client::POLL_ON | client::POLL_DEADLINE | client::POLL_STOP => {
            Unit { one: "conversation", many: "conversations" }
        }
        client::POLL_HERD => Unit { one: "second", many: "seconds" },
        client::MFA_ANSWER => Unit { one: "challenge", many: "challenges" },
        client::POLL_DISPATCHED
        | client::ERR_TERMINAL
        | client::ERR_RETRY
        | client::ERR_SURVIVE
        | client::ERR_STATUS
        | client::ERR_USER
        | client::ERR_TOKEN
        | client::MFA_KEYS
        | client::MFA_TIME => Unit { one: "answer", many: "answers" },
        client::TOL_UNKNOWN | client::TOL_TEXT | client::NUM_CENTS => {
            Unit { one: "value", many: "values" }
        }
        _ => Unit { one: "call", many: "calls" },
    }
}

fn outcome(client: &ClientRule, row: Option<&Row>) -> Outcome {
    let empty = Row::default();
    let row = row.unwrap_or(&empty);
    if !row.found.is_empty() {
        return Outcome::Failed { findings: row.found.clone(), places: row.places };
    }
    if let Some(reason) = row.open.first() {
        return Outcome::Inconclusive { reason: reason.clone() };
    }
    if row.places > 0 {
        return Outcome::Passed { places: row.places };
    }
    let missing = row.missing.clone();
    Outcome::NotReached { reason: missing.unwrap_or_else(|| not_reached(client).to_owned()) }
}

/// The same words for many rules, so that they stand together in a report.
fn not_reached(client: &ClientRule) -> &'static str {
    match client.needs {
        Needs::Word => "the client did not say what it took (see docs/judge.md)",
        Needs::Exchanges | Needs::Clock => {
            "nothing here to apply it to (`flinks-mock rules ID` names a scenario that brings it)"
        }
    }
}

/// The first of: our own fault, a broken rule, the command's own failure, a MUST that is open,
/// nothing seen.
fn verdict(trace: &Trace<'_>, checks: &[Check]) -> Verdict {
    if let Some(reason) = harness_fault(trace) {
        return Verdict::HarnessFault { reason };
    }
    if checks.iter().any(Check::fails) {
        return Verdict::Fail;
    }
    if let Some(reason) = facts::failed(trace) {
        return Verdict::CommandFailed { reason };
    }
    of_what_was_seen(checks, trace.evidence.calls.len())
}

/// The verdict where no rule is broken, and nothing is to be said of the command.
pub(crate) fn of_what_was_seen(checks: &[Check], requests: usize) -> Verdict {
    let open = checks.iter().find_map(|check| match &check.outcome {
        Outcome::Inconclusive { reason } if check.rule.strength == Shown::Must => {
            Some(format!("{}: {reason}", check.rule.id))
        }
        _ => None,
    });
    let nothing = (requests == 0).then(|| {
        "the client sent no request to the mock; docs/clients.md says how it gets there".to_owned()
    });
    match open.or(nothing) {
        Some(reason) => Verdict::Inconclusive { reason },
        None => Verdict::Pass,
    }
}

fn harness_fault(trace: &Trace<'_>) -> Option<String> {
    trace.evidence.calls.iter().find_map(|call| {
        let fault = call.facts.as_ref()?.faults.first()?;
        Some(format!("reply {} of the mock: {fault}", call.seq))
    })
}
