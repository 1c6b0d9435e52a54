//! Every request as an event, and all of them as one line.

use flinks_report::{Check, Event, Mark, counted};
use flinks_trace::{ClockMode, Moment, Role};

use super::{ParsedRun, wire};
use crate::{checks, minutes};

pub(super) fn of(run: &ParsedRun<'_>, checks: &[Check]) -> Vec<Event> {
    let marks = checks::marks(checks);
    let events = run.exchanges.iter().map(|exchange| Event {
        number: exchange.seq,
        part: exchange.part.to_string(),
        at: exchange.arrived.as_duration(),
        took: exchange.reply().map(|_| exchange.ended().since(exchange.arrived)),
        call: exchange.call(),
        answer: exchange.answer(),
        note: note(exchange.role),
        mark: marks.get(&exchange.seq).copied().unwrap_or(Mark::Plain),
        wire: Some(wire::of(exchange)),
    });
    events.collect()
}

/// What stands beside a request.
fn note(role: Role) -> Option<String> {
    match role {
        Role::Token | Role::Open | Role::First | Role::Poll(_) => None,
        Role::Retry(_) => Some("the session may still be loading".to_owned()),
        Role::Again => Some("once more: is the 200 stable?".to_owned()),
        Role::Back => Some("back in the first session: is it untouched?".to_owned()),
        Role::Probe(_) => role.label(),
    }
}

/// "24 requests, 19 polls, 2 of them failed and repeated, 03:10 simulated".
pub(super) fn effort(run: &ParsedRun<'_>) -> String {
    let polls = run.exchanges.iter().filter(|one| matches!(one.role, Role::Poll(_))).count();
    let first = run.exchanges.first().map_or(Moment::START, |exchange| exchange.arrived);
    let last = run.exchanges.last().map_or(first, |exchange| exchange.ended());
    let clock = match run.head.mode {
        ClockMode::Real => String::new(),
        ClockMode::Scaled(speed) => format!(" at speed {speed}"),
        ClockMode::Manual | ClockMode::Auto => " simulated".to_owned(),
    };
    let requests = counted("request", run.exchanges.len());
    let repeated = match run.exchanges.iter().filter(|one| run.was_repeated(one)).count() {
        0 => String::new(),
        count => format!(", {count} of them failed and repeated"),
    };
    let polls = counted("poll", polls);
    format!("{requests}, {polls}{repeated}, {}{clock}", minutes(last.since(first)))
}
