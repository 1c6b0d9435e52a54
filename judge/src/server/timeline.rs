//! Every request as an event, and all of them as one line.

use std::collections::HashSet;

use flinks_contract::rule::{self, RULES};
use flinks_report::{Event, Mark, Unit};
use flinks_trace::{ClockMode, Moment, Role};

use super::wire;
use super::{Findings, Parsed, ParsedRun};
use crate::minutes;

pub(super) fn of(run: &ParsedRun<'_>, findings: &Findings) -> Vec<Event> {
    let (broken, warned) =
        (broken(findings, rule::Strength::Must), broken(findings, rule::Strength::Should));
    let mark = |exchange: &Parsed<'_>| match exchange.seq {
        number if broken.contains(&number) => Mark::Broken,
        number if warned.contains(&number) => Mark::Warned,
        _ => Mark::Plain,
    };
    run.exchanges.iter().map(|exchange| event(exchange, mark(exchange))).collect()
}

/// The exchanges with findings of rules of one strength.
fn broken(findings: &Findings, strength: rule::Strength) -> HashSet<u64> {
    let rules = RULES.iter().filter(|rule| rule.strength == strength);
    let broken = rules.filter_map(|rule| findings.of(rule.id)).flat_map(|found| &found.broken);
    broken.filter_map(|finding| finding.events.first().copied()).collect()
}

fn event(exchange: &Parsed<'_>, mark: Mark) -> Event {
    Event {
        number: exchange.seq,
        part: exchange.part.to_string(),
        at: exchange.arrived.as_duration(),
        took: exchange.reply().map(|_| exchange.ended().since(exchange.arrived)),
        call: exchange.call(),
        answer: exchange.answer(),
        note: note(exchange.role),
        mark,
        wire: Some(wire::of(exchange)),
    }
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
    let requests = REQUEST.count(run.exchanges.len());
    let repeated = match run.exchanges.iter().filter(|one| run.was_repeated(one)).count() {
        0 => String::new(),
        count => format!(", {count} of them failed and repeated"),
    };
    let polls = POLL.count(polls);
    format!("{requests}, {polls}{repeated}, {}{clock}", minutes(last.since(first)))
}

const REQUEST: Unit = Unit { one: "request", many: "requests" };
const POLL: Unit = Unit { one: "poll", many: "polls" };
