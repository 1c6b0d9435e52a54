//! What differs from run to run, and what a reader needs in order to trust the rest.

use std::time::Duration;

use flinks_contract::polling;
use flinks_report::{Fact, counted};
use flinks_trace::{ClockMode, Exchange, Timestamp};

use crate::client::context::Context;
use crate::client::rules::is_probe;
use crate::client::timing::{allowance, blind, is_scaled, tolerance};

pub(super) fn facts(context: &Context<'_>) -> Vec<Fact> {
    let facts = [
        ("customer", customers(context)),
        ("timing", clocks(context)),
        ("ended", ended(context)),
        ("stalls", stalls(context)),
        ("journal", context.headless()),
        ("ignored", probes(context)),
        ("repeats", repeats(context)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some(Fact::new(name, value?))).collect()
}

/// "24 requests, 2 sessions, 25:10 story time".
pub(super) fn effort(context: &Context<'_>) -> String {
    let requests = counted("request", context.trace.exchanges.len());
    let sessions = counted("session", context.sessions.len());
    let last = context
        .trace
        .exchanges
        .iter()
        .map(|call| call.outcome.as_ref().map_or(call.arrived, |outcome| outcome.at()));
    let seconds = last.max().unwrap_or_default().as_duration().as_secs();
    format!("{requests}, {sessions}, {:02}:{:02} story time", seconds / 60, seconds % 60)
}

/// Customers that are named; more are counted.
const MOST_NAMES: usize = 3;

fn customers(context: &Context<'_>) -> Option<String> {
    let customers = context.customers();
    let names: Vec<&str> =
        customers.iter().map(|(name, _)| *name).filter(|name| !name.is_empty()).collect();
    let shown = names.get(..MOST_NAMES).unwrap_or(&names).join(", ");
    match names.len() {
        0 => None,
        1..=MOST_NAMES => Some(shown),
        all => Some(format!("{shown} and {} more", all - MOST_NAMES)),
    }
}

fn clocks(context: &Context<'_>) -> Option<String> {
    let mut modes: Vec<&Exchange> = Vec::new();
    for call in context.trace.exchanges.iter().filter(|call| call.endpoint.is_some()) {
        if modes.iter().all(|known| known.clock != call.clock) {
            modes.push(call);
        }
    }
    let modes: Vec<String> = modes.into_iter().map(|call| clock(call, context)).collect();
    (!modes.is_empty()).then(|| modes.join("; "))
}

fn clock(call: &Exchange, context: &Context<'_>) -> String {
    if let Some(reason) = blind(call) {
        return format!("not judged: {reason}");
    }
    let speed = match call.clock {
        ClockMode::Scaled(speed) => format!("at {speed} times real"),
        ClockMode::Manual => "on a manual clock".to_owned(),
        ClockMode::Real | ClockMode::Auto => "in real time".to_owned(),
    };
    let [sure, doubtful] = [tolerance, allowance].map(|of| of(call.clock).as_secs_f64());
    let hidden = per_call(call.clock, context).map_or_else(String::new, |taken| {
        let passes = (polling::INTERVAL.as_secs_f64() - sure - taken).max(0.0);
        format!("; as a call takes this client {taken:.1} s, {passes:.1} s may pass")
    });
    let open = format!("; a wait that is short by {doubtful} s to {sure} s stays open");
    let open = if sure > doubtful { &*open } else { "" };
    format!("judged {speed} to within {sure} s{hidden}{open}")
}

/// Seconds of story time that the client itself takes for a call on a clock that runs faster: the
/// shortest time between an Authorize and its first data call, before which no client waits. It makes
/// each wait look longer. None if it does not matter.
fn per_call(clock: ClockMode, context: &Context<'_>) -> Option<f64> {
    let taken = context.sessions.iter().filter_map(|session| {
        let first =
            session.polled().filter_map(|calls| calls.first()).min_by_key(|call| call.seq)?;
        let opened = session.authorize.last().filter(|call| call.clock == clock)?;
        Some(first.arrived.since(opened.answered()))
    });
    let matters = |taken: &Duration| *taken >= LEAST_TAKEN && *taken < polling::INTERVAL;
    is_scaled(clock).then(|| taken.min().filter(matters)).flatten().map(|taken| taken.as_secs_f64())
}

const LEAST_TAKEN: Duration = Duration::from_millis(100);

fn ended(context: &Context<'_>) -> Option<String> {
    let end = context.trace.end.as_ref()?;
    let how = match (end.exit, end.signal) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => return None,
    };
    let at = end.moments.iter().map(|ended| ended.at).max();
    Some(at.map_or(how.clone(), |at| format!("{how} at {}", Timestamp(at))))
}

fn stalls(context: &Context<'_>) -> Option<String> {
    let stalls = &context.trace.stalls;
    let all: Duration = stalls.iter().map(|stall| stall.to.since(stall.from)).sum();
    let times = counted("time", stalls.len());
    let seconds = all.as_secs_f64();
    (!stalls.is_empty())
        .then(|| format!("the machine stood still {times}, {seconds:.1} s of story time in all"))
}

/// Mentioned, so that nobody looks for them among the findings.
fn probes(context: &Context<'_>) -> Option<String> {
    let probes = context.trace.exchanges.iter().filter(|call| is_probe(call)).count();
    let requests = counted("request", probes);
    (probes > 0)
        .then(|| format!("{requests} that a client of Flinks does not send (GET /, OPTIONS)"))
}

fn repeats(context: &Context<'_>) -> Option<String> {
    let calls = counted("call", context.resent.len());
    (!context.resent.is_empty()).then(|| {
        format!(
            "{calls} by the HTTP library, at once after a lost one: left out of counts and waits"
        )
    })
}
