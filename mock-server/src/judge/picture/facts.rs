//! What differs from run to run, and what a reader needs to trust the rest.

use std::time::Duration;

use flinks_report::{Fact, Unit};

use crate::clock::ClockMode;
use crate::judge::evidence::Call;
use crate::judge::rules::is_probe;
use crate::judge::sheet::detail;
use crate::judge::tolerance::{blind, tolerance};
use crate::judge::trace::Trace;
use flinks_trace::Timestamp;

pub(super) fn facts(trace: &Trace<'_>) -> Vec<Fact> {
    let facts = [
        ("customer", customers(trace)),
        ("timing", clocks(trace)),
        ("ended", ended(trace)),
        ("stalls", stalls(trace)),
        ("journal", trace.headless()),
        ("passed by", probes(trace)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some(detail(name, value?))).collect()
}

/// "24 requests, 2 sessions, 25:10 story time".
pub(super) fn effort(trace: &Trace<'_>) -> String {
    let requests = Unit { one: "request", many: "requests" }.count(trace.evidence.calls.len());
    let sessions = Unit { one: "session", many: "sessions" }.count(trace.sessions.len());
    let last = trace
        .evidence
        .calls
        .iter()
        .map(|call| call.outcome.as_ref().map_or(call.arrived, |o| o.at()));
    let seconds = last.max().unwrap_or_default().as_duration().as_secs();
    format!("{requests}, {sessions}, {:02}:{:02} story time", seconds / 60, seconds % 60)
}

/// Why the command counts as failed; nothing where it did not, or is none.
pub(super) fn failed(trace: &Trace<'_>) -> Option<String> {
    let end = trace.evidence.end.as_ref()?;
    match (end.exit, end.signal) {
        (Some(0), _) | (None, None) => None,
        (Some(code), _) => Some(format!("the command ended with exit code {code}")),
        (None, Some(signal)) => Some(format!("the command was ended by signal {signal}")),
    }
}

/// Customers that are named; more are counted.
const MOST_NAMES: usize = 3;

fn customers(trace: &Trace<'_>) -> Option<String> {
    let customers = trace.customers();
    let names: Vec<&str> =
        customers.iter().map(|(name, _)| *name).filter(|name| !name.is_empty()).collect();
    let shown = names.get(..MOST_NAMES).unwrap_or(&names).join(", ");
    match names.len() {
        0 => None,
        1..=MOST_NAMES => Some(shown),
        all => Some(format!("{shown} and {} more", all - MOST_NAMES)),
    }
}

/// One for each mode in which a clock ran.
fn clocks(trace: &Trace<'_>) -> Option<String> {
    let mut modes: Vec<&Call> = Vec::new();
    for call in trace.evidence.calls.iter().filter(|call| call.endpoint.is_some()) {
        if modes.iter().all(|known| known.clock != call.clock) {
            modes.push(call);
        }
    }
    let modes: Vec<String> = modes.into_iter().map(clock).collect();
    (!modes.is_empty()).then(|| modes.join("; "))
}

fn clock(call: &Call) -> String {
    if let Some(reason) = blind(call) {
        return format!("not judged: {reason}");
    }
    let speed = match call.clock {
        ClockMode::Scaled(speed) => format!("at {speed} times real"),
        ClockMode::Manual => "on a manual clock".to_owned(),
        ClockMode::Real | ClockMode::Auto => "in real time".to_owned(),
    };
    format!("judged {speed}, tolerance {} ms", tolerance(call.clock).as_millis())
}

fn ended(trace: &Trace<'_>) -> Option<String> {
    let end = trace.evidence.end.as_ref()?;
    let how = match (end.exit, end.signal) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => return None,
    };
    let at = end.moments.iter().map(|ended| ended.at).max();
    Some(at.map_or(how.clone(), |at| format!("{how} at {}", Timestamp(at))))
}

fn stalls(trace: &Trace<'_>) -> Option<String> {
    let stalls = &trace.evidence.stalls;
    let all: Duration = stalls.iter().map(|stall| stall.to.since(stall.from)).sum();
    let times = Unit { one: "time", many: "times" }.count(stalls.len());
    let seconds = all.as_secs_f64();
    (!stalls.is_empty())
        .then(|| format!("the machine stood still {times}, {seconds:.1} s of story time in all"))
}

/// Said, so that nobody looks for them among the findings.
fn probes(trace: &Trace<'_>) -> Option<String> {
    let probes = trace.evidence.calls.iter().filter(|call| is_probe(call)).count();
    let requests = Unit { one: "request", many: "requests" }.count(probes);
    (probes > 0)
        .then(|| format!("{requests} that a client of Flinks does not send (GET /, OPTIONS)"))
}
