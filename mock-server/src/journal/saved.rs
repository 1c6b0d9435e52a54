//! A journal file, read back without being changed.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use flinks_trace::{ClientEnd, Exchange, Outcome, RunHead, Stall, Trace};
use serde::Deserialize;
use serde_json::Value;

use super::{FileError, scan};

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) trace: Trace,
    /// Bytes of a last line that never got its end. It is not in the trace.
    pub(crate) torn_bytes: u64,
}

/// One line, with what matters to a verdict.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Changed { exchange: Option<Box<Exchange>>, state: Option<State> },
    Ended { seq: u64, outcome: Outcome },
    Stalled(Stall),
    Began { name: String, head: Option<RunHead> },
    Finished(ClientEnd),
    Put {},
    Reset { customer: Option<String>, born: u64 },
}

#[derive(Deserialize)]
struct State {
    customer: String,
    born: u64,
}

/// The lines so far.
#[derive(Default)]
struct Lines {
    name: String,
    head: Option<RunHead>,
    calls: BTreeMap<u64, Exchange>,
    stalls: Vec<Stall>,
    end: Option<ClientEnd>,
    /// The birth of each customer that there is; see [`crate::snapshot::Snapshot::born`].
    born: HashMap<String, u64>,
    /// Customers that were born up to here are forgotten. A call of theirs may come late.
    forgotten: HashMap<String, u64>,
    all_forgotten: u64,
}

/// Reads a journal file, even one that a server still writes to. If it has several runs, the last one.
///
/// # Errors
///
/// It cannot be read, is not a journal, or has a line that is not one of its records, with its number.
pub(crate) fn read(path: &Path) -> Result<Saved, FileError> {
    let mut lines = Lines::default();
    let torn_bytes = scan(path, |line| {
        lines.take(serde_json::from_slice(line).map_err(|error| wrong(line, &error))?);
        Ok(())
    })?;
    Ok(Saved { trace: lines.trace(), torn_bytes })
}

impl Lines {
    fn take(&mut self, line: Line) {
        match line {
            Line::Changed { exchange, state } => self.changed(exchange, state),
            Line::Ended { seq, outcome } => {
                if let Some(call) = self.calls.get_mut(&seq) {
                    call.outcome = Some(outcome);
                }
            }
            Line::Stalled(stall) => self.stalls.push(stall),
            Line::Began { name, head } => {
                self.calls.clear();
                self.stalls.clear();
                self.end = None;
                self.name = name;
                self.head = head;
            }
            Line::Finished(end) => self.end = Some(end),
            Line::Put {} => {}
            Line::Reset { customer: Some(customer), born } => self.forget(&customer, born),
            Line::Reset { customer: None, born } => {
                let known = self.born.iter().filter(|(_, known)| **known <= born);
                let known: Vec<_> = known.map(|(customer, _)| customer.clone()).collect();
                known.iter().for_each(|customer| self.forget(customer, born));
                self.all_forgotten = self.all_forgotten.max(born);
            }
        }
    }

    fn changed(&mut self, exchange: Option<Box<Exchange>>, state: Option<State>) {
        if let Some(State { customer, born }) = state {
            let forgotten = self.forgotten.get(&customer).copied().unwrap_or_default();
            if born <= forgotten.max(self.all_forgotten) {
                return;
            }
            self.born.insert(customer, born);
        }
        if let Some(call) = exchange {
            self.calls.insert(call.seq, *call);
        }
    }

    /// What came to no decision goes as well.
    fn forget(&mut self, customer: &str, born: u64) {
        // Another one of this id may have come since.
        if self.born.get(customer).is_none_or(|known| *known <= born) {
            self.calls.retain(|_, call| call.customer != *customer);
            self.stalls.retain(|stall| stall.customer != *customer);
            self.born.remove(customer);
        }
        let forgotten = self.forgotten.entry(customer.to_owned()).or_default();
        *forgotten = born.max(*forgotten);
    }

    fn trace(self) -> Trace {
        let Self { name, head, calls, stalls, end, .. } = self;
        let exchanges = calls.into_values().collect();
        Trace { name, head, exchanges, stalls, end, dropped: 0 }.settled()
    }
}

/// Journals of before there was a judge do not say when replies were due.
fn wrong(line: &[u8], error: &serde_json::Error) -> String {
    let line: Value = serde_json::from_slice(line).unwrap_or_default();
    let exchange = line.pointer("/changed/exchange").and_then(Value::as_object);
    if exchange.is_some_and(|exchange| !exchange.contains_key("due")) {
        return "an older flinks-mock wrote it, which did not note when replies were due"
            .to_owned();
    }
    error.to_string()
}
