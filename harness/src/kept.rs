//! A run as a trace file, to be judged again later and elsewhere.
//!
//! The head and the lines `exchange`, `ending` and `end` are the record, and [`read`] reads them. The
//! lines after them (`check`, `verdict`) are what the checks made of it when the file was written; they
//! are only compared with what is found now.
//!
//! Secrets and personal values are hidden before a record is written: labels stand for them, and
//! `hidden` in an exchange says so. Rules about amounts and dates are then not judged again: their
//! outcome is the recorded one.

mod change;

use std::collections::HashSet;
use std::io::BufRead;

use flinks_report::{Report, json};
use flinks_trace::file::{self, FileError, Head, Kind, Line, Lines, PartEnding};
use flinks_trace::{End, Exchange, HarnessRun, Moment, Outcome, Stop};
use serde::Serialize;
use serde_json::json;

use crate::bounds::Received;
use crate::stand_in;
use change::Recorded;

/// Largest file that is read: a run holds at most 32 MiB of replies, which JSON can make longer.
pub(crate) const LONGEST_FILE_BYTES: u64 = 128 << 20;

/// Most requests in a run. Two polls of 30 min and their probes are below 500.
const MOST_EXCHANGES: usize = 10_000;

/// Longest run in days of its own clock. Nobody has measured a longer time.
const LONGEST_RUN_DAYS: u64 = 366;

#[derive(Debug)]
pub struct Kept {
    pub record: HarnessRun,
    /// What the checks found when the file was written.
    recorded: Vec<Recorded>,
    /// What to tell the reader if the file breaks off.
    pub torn: Option<String>,
}

/// The whole file: the record, and what the report says of it. In both, the caller has hidden what may
/// not be shown.
///
/// The report is that of this record alone.
pub fn write(record: &HarnessRun, report: &Report) -> String {
    let mut lines = Lines::default();
    let head = Head::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    push(&mut lines, Kind::Trace, &Head { run: Some(record.head.clone()), ..head });
    for exchange in record.exchanges() {
        push(&mut lines, Kind::Exchange, exchange);
    }
    for (part, ending) in &record.endings {
        push(&mut lines, Kind::Ending, &PartEnding { part: *part, ending: ending.clone() });
    }
    push(&mut lines, Kind::End, &record.end);
    for check in report.runs.iter().flat_map(|run| &run.checks) {
        push(&mut lines, Kind::Check, check);
    }
    let verdict = json!({
        "verdict": report.verdict,
        "exitCode": report.exit_code(),
        "tally": report.tally(),
        "unproven": report.unproven,
        "effort": report.effort,
    });
    push(&mut lines, Kind::Verdict, &verdict);
    json::escaped(&lines.into_text())
}

/// Adds a line. This cannot fail: every key is text, the writer is memory, and a reply is bounded.
fn push(lines: &mut Lines, kind: Kind, value: &impl Serialize) {
    let _ = lines.push(kind, value);
}

/// Reads a file; `path` is for messages.
///
/// A file without an `end` is that of a run that was interrupted.
///
/// # Errors
///
/// What is wrong, with line and column.
pub fn read(path: &str, input: impl BufRead) -> Result<Kept, FileError> {
    let record = HarnessRun::new(flinks_trace::Head::default());
    let mut kept = Kept { record, recorded: Vec::new(), torn: None };
    let (mut ended, mut is_whole) = (HashSet::new(), false);
    let mut received = Received::default();
    let found = file::read(path, input, |line| {
        match line.kind {
            Kind::Exchange => kept.take(path, line, &mut received)?,
            Kind::Ending => {
                let PartEnding { part, ending } = line.read()?;
                if !ended.insert(part) {
                    return Err(line.error(format!("{part} ended before")));
                }
                kept.record.endings.push((part, ending));
            }
            Kind::End => {
                kept.record.end = line.read()?;
                is_whole = true;
            }
            Kind::Check => kept.recorded.push(line.read()?),
            _ => {}
        }
        Ok(())
    })?;
    kept.torn = found.torn(path);
    let mut head = found.head.run.ok_or_else(|| foreign(path))?;
    if kept.record.is_hidden() {
        head.login_id = stand_in::id(&head.login_id);
    }
    kept.record.trace.name.clone_from(&head.name);
    kept.record.head = head;
    if !is_whole {
        let torn = kept.torn.unwrap_or_else(|| format!("{path}: the file breaks off"));
        kept.torn = Some(torn + "; judged as a run that was interrupted");
        kept.record.end = End::Stopped(Stop::Interrupt);
    }
    Ok(kept)
}

impl Kept {
    fn take(
        &mut self,
        path: &str,
        line: &Line<'_>,
        received: &mut Received,
    ) -> Result<(), FileError> {
        let mut exchange: Exchange = line.read()?;
        if exchange.purpose.is_none() || exchange.endpoint.is_none() {
            return Err(foreign(path));
        }
        wrong(&exchange, self.record.exchanges().len())
            .map_or(Ok(()), |what| Err(line.error(what)))?;
        if exchange.hidden {
            exchange.body = stand_in::body(&exchange.body);
        }
        if let Some(body) = exchange.reply_body.take() {
            let body = if exchange.hidden { stand_in::body(&body) } else { body };
            received.add(&self.record, &body).map_err(|what| line.error(what))?;
            exchange.set_reply_body(body);
        }
        self.record.push(exchange);
        Ok(())
    }
}

/// What is wrong with an exchange that no run of the harness can have. `before` counts those before it.
fn wrong(exchange: &Exchange, before: usize) -> Option<String> {
    let latest = Moment::from_secs(LONGEST_RUN_DAYS * 24 * 3_600);
    let is_reply = (100..1_000).contains(&exchange.status) && exchange.reply_body.is_some();
    let is_none = exchange.status == 0 && exchange.reply_body.is_none();
    if before >= MOST_EXCHANGES {
        return Some(format!("there are more than {MOST_EXCHANGES} exchanges"));
    }
    if exchange.seq != before as u64 + 1 {
        return Some(format!(
            "exchange {} is in the place of exchange {}",
            exchange.seq,
            before + 1
        ));
    }
    if exchange.arrived.max(exchange.ended()) > latest {
        return Some(format!("a moment is more than {LONGEST_RUN_DAYS} days from the start"));
    }
    match exchange.outcome {
        Some(Outcome::Sent { .. }) if is_reply => None,
        Some(Outcome::NoReply { .. }) if is_none => None,
        _ => Some("an exchange has either an HTTP status and a body, or no reply".to_owned()),
    }
}

fn foreign(path: &str) -> FileError {
    FileError {
        path: path.to_owned(),
        at: None,
        what: "this trace file is not from a run of flinks-harness".to_owned(),
        help: format!("judge its client with `flinks-mock judge {path}`"),
    }
}

#[cfg(test)]
mod tests;
