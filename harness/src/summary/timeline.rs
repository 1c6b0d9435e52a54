//! Every request as an event, and all of them as one line.

use std::collections::HashSet;

use flinks_contract::rule::{self, RULES};
use flinks_mock::clock::{ClockMode, Moment};
use flinks_report::{Event, Mark, Unit};

use super::wire;
use crate::exchange::{Exchange, Role};
use crate::minutes::minutes;
use crate::record::Record;
use crate::sheet::Sheet;

pub(super) fn of(record: &Record, sheet: &Sheet) -> Vec<Event> {
    let (broken, warned) =
        (broken(sheet, rule::Strength::Must), broken(sheet, rule::Strength::Should));
    let mark = |exchange: &Exchange| match exchange.number {
        number if broken.contains(&number) => Mark::Broken,
        number if warned.contains(&number) => Mark::Warned,
        _ => Mark::Plain,
    };
    record.exchanges.iter().map(|exchange| event(exchange, mark(exchange))).collect()
}

/// The exchanges with findings of rules of one strength.
fn broken(sheet: &Sheet, strength: rule::Strength) -> HashSet<usize> {
    let rules = RULES.iter().filter(|rule| rule.strength == strength);
    let rows = rules.filter_map(|rule| sheet.row(rule.id));
    rows.flat_map(|row| row.found.iter().map(|found| found.exchange)).collect()
}

fn event(exchange: &Exchange, mark: Mark) -> Event {
    Event {
        number: exchange.number as u64 + 1,
        part: exchange.part.to_string(),
        at: exchange.sent_at.as_duration(),
        took: exchange.reply().map(|_| exchange.answered_at.since(exchange.sent_at)),
        call: exchange.call(),
        answer: exchange.answer(),
        note: exchange.role.note(),
        mark,
        wire: Some(wire::of(exchange)),
    }
}

/// "24 requests, 19 polls, 2 of them failed and repeated, 03:10 simulated".
pub(super) fn effort(record: &Record) -> String {
    let polls = record.exchanges.iter().filter(|one| matches!(one.role, Role::Poll(_))).count();
    let first = record.exchanges.first().map_or(Moment::START, |exchange| exchange.sent_at);
    let last = record.exchanges.last().map_or(first, |exchange| exchange.answered_at);
    let clock = match record.head.mode {
        ClockMode::Real => String::new(),
        ClockMode::Scaled(speed) => format!(" at speed {speed}"),
        ClockMode::Manual | ClockMode::Auto => " simulated".to_owned(),
    };
    let requests = REQUEST.count(record.exchanges.len());
    let repeated = match record.exchanges.iter().filter(|one| record.was_repeated(one)).count() {
        0 => String::new(),
        count => format!(", {count} of them failed and repeated"),
    };
    let polls = POLL.count(polls);
    format!("{requests}, {polls}{repeated}, {}{clock}", minutes(last.since(first)))
}

const REQUEST: Unit = Unit { one: "request", many: "requests" };
const POLL: Unit = Unit { one: "poll", many: "polls" };
