//! From what the rules wrote down to a run of the report.

use flinks_contract::rule::client::{CLIENT_RULES, ClientRule, Needs};
use flinks_contract::rule::{self, Strength};
use flinks_report::{
    Check, Event, Mark, Outcome, Rule, Run, Strength as Shown, Unit, Verdict, Wire,
};

use super::evidence::Call;
use super::sheet::{Row, Sheet};
use super::trace::Trace;

pub(super) fn run(trace: &Trace<'_>, sheet: &Sheet, view: impl Fn(Check) -> Option<Check>) -> Run {
    let checks = CLIENT_RULES.iter().map(|client| check(client, sheet));
    let checks: Vec<Check> = checks.filter_map(view).collect();
    let timeline = trace.evidence.calls.iter().map(|call| event(trace, call)).collect();
    Run {
        name: trace.evidence.name.clone(),
        facts: Vec::new(),
        timeline: marked(timeline, &checks),
        verdict: verdict(trace, &checks),
        checks,
        effort: effort(trace),
    }
}

fn check(client: &ClientRule, sheet: &Sheet) -> Check {
    let unit = Unit { one: "place", many: "places" };
    Check { rule: shown(&client.rule), unit, outcome: outcome(client, sheet.row(client.rule.id)) }
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
    Outcome::NotReached { reason: missing.unwrap_or_else(|| not_reached(client)) }
}

fn not_reached(client: &ClientRule) -> String {
    match client.needs {
        Needs::Word => "the client did not say what it took (see docs/judge.md)".to_owned(),
        Needs::Exchanges | Needs::Clock => {
            format!("nothing to apply it to; the scenario {} brings it", client.scenario)
        }
    }
}

/// The first of: our own fault, a broken rule, the command's own failure, something open, nothing seen.
fn verdict(trace: &Trace<'_>, checks: &[Check]) -> Verdict {
    if let Some(reason) = harness_fault(trace) {
        return Verdict::HarnessFault { reason };
    }
    if checks.iter().any(Check::fails) {
        return Verdict::Fail;
    }
    if let Some(reason) = command_failed(trace) {
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
    let nothing = (requests == 0).then(|| "the client sent no request to the mock".to_owned());
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

fn command_failed(trace: &Trace<'_>) -> Option<String> {
    let end = trace.evidence.end.as_ref()?;
    match (end.exit, end.signal) {
        (Some(0), _) | (None, None) => None,
        (Some(code), _) => Some(format!("the command ended with exit code {code}")),
        (None, Some(signal)) => Some(format!("the command was ended by signal {signal}")),
    }
}

fn event(trace: &Trace<'_>, call: &Call) -> Event {
    let name = call.endpoint.as_deref().unwrap_or(&call.path);
    let part = match trace.session_of(call) {
        Some(session) => {
            let id = session.request_id;
            format!("session {}, {}", session.number, id.get(..8).unwrap_or(id))
        }
        None => "without a session".to_owned(),
    };
    Event {
        number: call.seq,
        part,
        at: call.arrived.as_duration(),
        took: call.outcome.map(|outcome| outcome.at().since(call.arrived)),
        call: format!("{} {name}", call.method),
        answer: format!("{} {}", call.status, call.code).trim_end().to_owned(),
        note: call.note.first().cloned(),
        mark: Mark::Plain,
        wire: Some(wire(call)),
    }
}

fn wire(call: &Call) -> Wire {
    let mut request = format!("{} {} HTTP/1.1\n", call.method, call.path);
    for header in &call.headers {
        request.push_str(&header.name);
        request.push_str(": ");
        request.push_str(&header.value);
        request.push('\n');
    }
    request.push('\n');
    request.push_str(&call.body);
    let mut reply = format!("HTTP/1.1 {}\n", call.status);
    for line in [&call.code, &call.message] {
        reply.push_str(line);
        reply.push('\n');
    }
    reply.push_str(&format!("{} bytes", call.reply_bytes));
    Wire { request, reply }
}

/// With a mark at what a finding shows; a broken MUST is worse than a broken SHOULD.
fn marked(mut timeline: Vec<Event>, checks: &[Check]) -> Vec<Event> {
    for check in checks {
        let Outcome::Failed { findings, .. } = &check.outcome else { continue };
        let mark = if check.fails() { Mark::Broken } else { Mark::Warned };
        let shown = findings.iter().flat_map(|finding| &finding.events);
        for number in shown {
            let event = timeline.iter_mut().find(|event| event.number == *number);
            if let Some(event) = event.filter(|event| event.mark != Mark::Broken) {
                event.mark = mark;
            }
        }
    }
    timeline
}

fn effort(trace: &Trace<'_>) -> String {
    let requests = Unit { one: "request", many: "requests" }.count(trace.evidence.calls.len());
    let sessions = Unit { one: "session", many: "sessions" }.count(trace.sessions.len());
    format!("{requests}, {sessions}")
}
