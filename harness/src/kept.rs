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
//! Secrets and personal values are hidden before a record is written: labels stand for them, and
//! `hidden` says so. Rules about amounts and dates are then not judged again: their outcome is the
//! recorded one.

mod change;
mod fault;
mod line;
mod read;

use std::borrow::Cow;

use flinks_judge::server::{Parsed, ParsedRun};
use flinks_report::{Report, json};
use flinks_trace::{ClockMode, HarnessRun};
use serde::Serialize;
use serde_json::Value;

use line::{
    CheckLine, EndLine, EndingLine, ExchangeLine, FactLine, Kind, NoReply, ProgramLine, RunLine,
    VerdictLine,
};

pub use fault::Fault;
pub(crate) use fault::{of_json, words};
pub(crate) use read::is_run;
pub use read::{Kept, LONGEST_FILE_BYTES, read};

/// Version of the file format.
pub const FORMAT: u32 = 1;

/// The whole file: the record, and what the report says of it. The caller has hidden in both what may
/// not be shown.
///
/// The report is that of this record alone.
pub fn write(record: &HarnessRun, report: &Report) -> String {
    let mut lines = Lines(String::new());
    lines.push(&run(record));
    for exchange in &ParsedRun::from(record).exchanges {
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

fn run(record: &HarnessRun) -> RunLine {
    let head = &record.head;
    let fact =
        |(name, value): &(String, String)| FactLine { name: name.clone(), value: value.clone() };
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
        hidden: record.is_hidden(),
    }
}

fn line<'a>(exchange: &'a Parsed<'_>) -> ExchangeLine<'a> {
    let reply = exchange.reply();
    let headers = |reply: &Parsed<'_>| {
        let headers = reply.reply_headers.iter();
        headers.map(|header| (header.name.clone(), header.value.clone())).collect()
    };
    ExchangeLine {
        kind: Kind::Exchange,
        number: exchange.seq,
        part: exchange.part,
        role: exchange.role,
        operation: exchange.endpoint,
        method: exchange.method.clone(),
        sent: exchange.sent().map(Cow::Borrowed),
        sent_at_us: line::micros(exchange.arrived),
        answered_at_us: line::micros(exchange.ended()),
        status: exchange.status(),
        headers: reply.map(headers),
        body: reply.map(|reply| reply.text().into()),
        flaw: exchange.reply_flaw.as_deref().map(Cow::Borrowed),
        no_reply: exchange.no_reply().map(|(why, passes)| NoReply { why: why.to_owned(), passes }),
    }
}

#[cfg(test)]
mod tests;
