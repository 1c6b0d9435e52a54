//! A run as a file, to be judged again later and elsewhere: one JSON value a line (NDJSON).
//!
//! The first line says what the file is (`run`). One line each follows for every request
//! (`exchange`), for the end of each part (`ending`) and for that of the whole (`end`). That is what
//! [`read`] reads. The lines after it (`check`, `verdict`) are what the checks made of it when the
//! file was written; they are only compared with what is found now.
//!
//! [`schema`] describes the lines. Every member is always there; what is not known is null. Members
//! and kinds of lines are added without a new [`FORMAT`], and who reads a file skips those that it
//! does not know. One that goes, or changes its meaning, makes a new format, which older programs
//! refuse.
//!
//! A [`Record`] holds nothing that may not be shown, and so does its file.

mod change;
mod fault;
mod line;
mod read;

use flinks_mock::clock::ClockMode;
use flinks_report::{Report, json};
use serde::Serialize;
use serde_json::Value;

use crate::exchange::Exchange;
use crate::json as body;
use crate::record::Record;
use line::{
    CheckLine, EndLine, EndingLine, ExchangeLine, FactLine, Kind, ProgramLine, RunLine, VerdictLine,
};

pub use fault::Fault;
pub(crate) use fault::{of_json, words};
pub(crate) use read::is_run;
pub use read::{Kept, LONGEST_FILE_BYTES, read};

/// Of the file, not of the program.
pub const FORMAT: u32 = 1;

/// The whole file: the record, and what the report says of it.
///
/// The report is that of this record alone.
pub fn write(record: &Record, report: &Report) -> String {
    let mut lines = Lines(String::new());
    lines.push(&run(record));
    for exchange in &record.exchanges {
        lines.push(&line(exchange));
    }
    for (part, ending) in &record.endings {
        lines.push(&EndingLine { kind: Kind::Ending, part: *part, ending: ending.clone() });
    }
    lines.push(&EndLine { kind: Kind::End, end: record.end.clone() });
    for check in report.runs.iter().flat_map(|run| &run.checks) {
        lines.push(&CheckLine { kind: Kind::Check, check });
    }
    lines.push(&VerdictLine {
        kind: Kind::Verdict,
        verdict: &report.verdict,
        exit_code: report.exit_code(),
        tally: report.tally(),
        unproven: &report.unproven,
        effort: &report.effort,
    });
    lines.0
}

/// The line of a request, from 1: the head stands before them all. `number` is that of
/// [`flinks_report::Event`].
pub fn line_of(number: u64) -> u64 {
    number.saturating_add(1)
}

/// The JSON Schema (2020-12) of a line, with that of the report within it: a check is in both.
pub fn schema() -> String {
    let parsed = |text| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (mut schema, mut report) =
        (parsed(include_str!("../schemas/run.json")), parsed(json::SCHEMA));
    report["$id"] = "report.json".into();
    schema["$defs"]["report"] = report;
    // Cannot fail: the value was JSON before.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

struct Lines(String);

impl Lines {
    fn push(&mut self, line: &impl Serialize) {
        // Cannot fail: every key is text, and the writer is memory.
        let text = serde_json::to_string(line).unwrap_or_default();
        self.0.push_str(&json::escaped(&text));
        self.0.push('\n');
    }
}

fn run(record: &Record) -> RunLine {
    let head = &record.head;
    let fact = |fact: &flinks_report::Fact| FactLine {
        name: fact.name.clone(),
        value: fact.value.clone(),
    };
    RunLine {
        kind: Kind::Run,
        format: FORMAT,
        tool: ProgramLine {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        contract: flinks_contract::VERSION.to_owned(),
        name: head.name.clone(),
        facts: head.facts.iter().map(fact).collect(),
        clock: match head.mode {
            ClockMode::Scaled(speed) => speed.to_string(),
            other => other.to_string(),
        },
        login_id: head.login_id.clone(),
    }
}

fn line(exchange: &Exchange) -> ExchangeLine<'_> {
    let reply = exchange.reply();
    // What is wrong with the text itself is found again; what was wrong with its bytes is not.
    let flaw = reply.and_then(|reply| {
        let why = reply.json.as_ref().err()?;
        (body::parse(&reply.text).as_ref().err() != Some(why)).then_some(why.as_str().into())
    });
    ExchangeLine {
        kind: Kind::Exchange,
        number: exchange.number as u64 + 1,
        part: exchange.part,
        role: exchange.role,
        operation: exchange.operation,
        method: exchange.method,
        sent: exchange.sent.as_ref().map(std::borrow::Cow::Borrowed),
        sent_at_us: line::micros(exchange.sent_at),
        answered_at_us: line::micros(exchange.answered_at),
        status: reply.map(|reply| reply.status),
        headers: reply.map(|reply| reply.headers.as_slice().into()),
        body: reply.map(|reply| reply.text.as_str().into()),
        flaw,
        no_reply: exchange.result.as_ref().err().cloned(),
    }
}

#[cfg(test)]
mod tests;
