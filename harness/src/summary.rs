//! From what was seen and found to a report.

mod reason;
mod unit;

use std::collections::HashSet;

use flinks_contract::rule::{self, RULES};
use flinks_mock::clock::{ClockMode, Moment};
use flinks_report::{
    Check, Event, Mark, Outcome, Report, Rule, Run, Strength, Tool, Unit, Verdict,
};

use crate::checks::vintage;
use crate::exchange::{Exchange, Role};
use crate::exit;
use crate::minutes::minutes;
use crate::record::{End, Ending, Record, Stop};
use crate::sheet::{Row, Sheet};

pub(crate) fn report(record: &Record, sheet: &Sheet) -> Report {
    let checks: Vec<Check> = RULES.iter().map(|rule| check(rule, record, sheet)).collect();
    let verdict = verdict(record, &checks);
    let exit_code = exit_code(&verdict, &record.end);
    let run = Run {
        name: record.head.name.clone(),
        facts: vintage::met(record),
        timeline: timeline(record, sheet),
        checks,
        verdict,
        effort: effort(record),
    }
    .with_fingerprints();
    let title = "flinks-harness: accounts, then investments".to_owned();
    Report::of_one(tool(), title, record.head.facts.clone(), run, exit_code)
}

fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

fn exit_code(verdict: &Verdict, end: &End) -> u8 {
    match end {
        End::Stopped(Stop::Terminate) => exit::TERMINATED,
        _ => exit::code(verdict),
    }
}

fn check(rule: &rule::Rule, record: &Record, sheet: &Sheet) -> Check {
    let outcome = match sheet.row(rule.id) {
        Some(row) if !row.found.is_empty() => Outcome::Failed {
            findings: row.found.iter().map(|found| found.finding.clone()).collect(),
            places: row.places,
        },
        Some(Row { places: 0, .. }) => {
            Outcome::NotReached { reason: "another rule says what it would say".to_owned() }
        }
        Some(row) => Outcome::Passed { places: row.places },
        None => Outcome::NotReached { reason: reason::not_reached(rule.id, record) },
    };
    Check { rule: shown(rule), unit: unit::of(rule.id), outcome }
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
        more: None,
    }
}

/// The first of: stopped, our own fault, a broken rule, no answer, no data.
fn verdict(record: &Record, checks: &[Check]) -> Verdict {
    if matches!(record.end, End::Stopped(_)) {
        return Verdict::Interrupted;
    }
    let broken = |check: &&Check| check.fails();
    if checks.iter().filter(broken).any(|check| check.rule.id == rule::CLI_OWN_SIDE) {
        let reason = "the harness did not keep the client's side of the contract".to_owned();
        return Verdict::HarnessFault { reason };
    }
    if checks.iter().any(Check::fails) {
        return Verdict::Fail;
    }
    could_not_test(record).or_else(|| inconclusive(record)).unwrap_or(Verdict::Pass)
}

fn could_not_test(record: &Record) -> Option<Verdict> {
    let mut final_ones =
        record.exchanges.iter().filter(|one| !record.was_repeated(one) && !record.is_farewell(one));
    let unanswered = final_ones.find_map(|exchange| {
        let error = exchange.result.as_ref().err()?;
        Some(format!("{}: {}", exchange.at(), error.why))
    });
    let refused = || {
        record.endings.iter().find_map(|(part, ending)| match ending {
            Ending::NoSession(why) => Some(format!("{part}: {why}")),
            _ => None,
        })
    };
    let reason = match &record.end {
        End::NoClient(why) => Some(why.clone()),
        _ => unanswered.or_else(refused),
    };
    Some(Verdict::CouldNotTest { reason: reason? })
}

fn inconclusive(record: &Record) -> Option<Verdict> {
    record.endings.iter().find_map(|(part, ending)| {
        let reason = reason::ended(*part, Some(ending));
        let unseen = matches!(ending, Ending::Deadline | Ending::Terminal(_)) || ending.is_final();
        unseen.then_some(Verdict::Inconclusive { reason })
    })
}

fn timeline(record: &Record, sheet: &Sheet) -> Vec<Event> {
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
        wire: None,
    }
}

/// "24 requests, 19 polls, 2 of them failed and repeated, 03:10 simulated".
fn effort(record: &Record) -> String {
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

#[cfg(test)]
mod tests;
