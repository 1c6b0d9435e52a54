//! The journal on disk: what it takes to go on where a killed server was.

mod recovery;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use flinks_trace::{ClientEnd, Exchange, Outcome, RunHead, Stall};
use serde::{Deserialize, Serialize};

use crate::journal::{Note, Writer};
use crate::snapshot::Snapshot;

pub(crate) use recovery::CustomerRecovery;

/// Writes every exchange before its reply goes out, with the state it led to.
#[derive(Debug)]
pub(crate) struct JournalWriter(Writer);

/// One line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Written<'a> {
    /// What one call, or one admin call, has changed.
    Changed {
        exchange: Option<Box<Exchange>>,
        state: Option<&'a Snapshot>,
    },
    Ended {
        seq: u64,
        outcome: &'a Outcome,
    },
    Stalled(&'a Stall),
    /// A run of a client; what stands before belongs to no run.
    Began {
        name: &'a str,
        head: Option<&'a RunHead>,
    },
    /// The client of the run is gone.
    Finished(&'a ClientEnd),
    /// A scenario that was handed in.
    Put {
        name: &'a str,
        source: &'a str,
    },
    /// What was made of this customer, or of all, up to this revision is forgotten.
    Reset {
        customer: Option<&'a str>,
        born: u64,
    },
}

/// One line as it is read. What only people read stays unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Line {
    Changed { exchange: Option<SeqOnly>, state: Option<Box<Snapshot>> },
    Ended {},
    Stalled {},
    Began {},
    Finished {},
    Put { name: String, source: Arc<str> },
    Reset { customer: Option<String>, born: u64 },
}

#[derive(Debug, Deserialize)]
pub(crate) struct SeqOnly {
    seq: u64,
}

/// What the lines of a file come to.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    pub(crate) customers: HashMap<String, CustomerRecovery>,
    /// Scenarios that were handed in, by name, the last of each.
    pub(crate) put: Vec<(String, Arc<str>)>,
    pub(crate) last_seq: u64,
    pub(crate) last_revision: u64,
    forgotten: HashMap<String, Forgotten>,
    /// Every customer that was born up to here is forgotten.
    all_forgotten: u64,
}

/// A call that was decided before its customer was forgotten may be written after it.
#[derive(Clone, Copy, Debug)]
struct Forgotten {
    born: u64,
    /// The last revision that was seen when it was forgotten.
    seen: u64,
}

/// Revisions that a line may come late: ten for each connection that can be open, and each has one
/// call under way at most.
const LATEST: u64 = 100_000;

impl JournalWriter {
    pub(crate) fn new(writer: Writer) -> Self {
        Self(writer)
    }

    pub(crate) fn changed(
        &self,
        exchange: Option<&Note>,
        state: Option<&Snapshot>,
    ) -> io::Result<()> {
        let exchange = exchange.map(|note| Box::new(note.judged()));
        self.0.append(&Written::Changed { exchange, state })
    }

    pub(crate) fn ended(&self, seq: u64, outcome: &Outcome) -> io::Result<()> {
        self.0.append(&Written::Ended { seq, outcome })
    }

    pub(crate) fn stalled(&self, stall: &Stall) -> io::Result<()> {
        self.0.append(&Written::Stalled(stall))
    }

    pub(crate) fn began(&self, name: &str, head: Option<&RunHead>) -> io::Result<()> {
        self.0.append(&Written::Began { name, head })
    }

    pub(crate) fn finished(&self, end: &ClientEnd) -> io::Result<()> {
        self.0.append(&Written::Finished(end))
    }

    pub(crate) fn put(&self, name: &str, source: &str) -> io::Result<()> {
        self.0.append(&Written::Put { name, source })
    }

    pub(crate) fn reset(&self, customer: Option<&str>, born: u64) -> io::Result<()> {
        self.0.append(&Written::Reset { customer, born })
    }
}

impl Recovery {
    /// Takes the next line.
    pub(crate) fn take(&mut self, line: Line) {
        match line {
            Line::Changed { exchange, state } => {
                self.last_seq = exchange.map_or(0, |exchange| exchange.seq).max(self.last_seq);
                if let Some(state) = state {
                    self.keep(*state);
                }
            }
            Line::Ended {} | Line::Stalled {} | Line::Began {} | Line::Finished {} => {}
            Line::Put { name, source } => {
                self.put.retain(|(known, _)| *known != name);
                self.put.push((name, source));
            }
            Line::Reset { customer, born } => {
                self.last_revision = self.last_revision.max(born);
                match customer {
                    Some(customer) => self.forget(customer, born),
                    None => self.forget_all(born),
                }
            }
        }
    }

    fn keep(&mut self, state: Snapshot) {
        self.last_revision = self.last_revision.max(state.revision);
        let forgotten = self.forgotten.get(&state.customer).map_or(0, |forgotten| forgotten.born);
        if state.born > forgotten.max(self.all_forgotten) {
            self.customers.entry(state.customer.clone()).or_default().take(state);
        }
    }

    fn forget(&mut self, customer: String, born: u64) {
        if self.customers.get(&customer).is_some_and(|remains| remains.born() <= born) {
            self.customers.remove(&customer);
        }
        let seen = self.last_revision;
        if self.forgotten.len() as u64 >= 2 * LATEST {
            self.forgotten.retain(|_, forgotten| forgotten.seen + LATEST >= seen);
        }
        self.forgotten.insert(customer, Forgotten { born, seen });
    }

    fn forget_all(&mut self, born: u64) {
        self.all_forgotten = self.all_forgotten.max(born);
        self.customers.retain(|_, remains| remains.born() > born);
    }
}

#[cfg(test)]
mod tests;
