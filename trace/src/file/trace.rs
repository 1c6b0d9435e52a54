//! The trace that a file holds.

use std::path::Path;

use foldhash::HashMap;

use super::{Began, Dropped, Ended, FileError, Kind, Line, parallel};
use crate::{ClientEnd, CustomerId, Exchange, RunHead, Stall, Trace};

/// What a line adds to a trace.
enum Entry {
    Exchange(Box<Exchange>),
    /// The seq of one of another customer.
    Other(u64),
    Ended(Ended),
    Stalled(Stall),
    Began(Began),
    Finished(ClientEnd),
    Reset(CustomerId),
    Dropped(Dropped),
}

/// The lines of a file so far.
#[derive(Default)]
struct Reader {
    trace: Trace,
    /// Positions of exchanges by seq.
    positions: HashMap<u64, usize>,
    /// Of all customers, since the run began.
    seqs: Vec<u64>,
    newest: u64,
    is_begun: bool,
}

/// Reads a file of either program, even one that is still written to. Of several runs it takes the last.
///
/// The text says that the last line was never finished, where that is so.
///
/// # Errors
///
/// As [`read_path`](super::read_path).
pub fn trace(path: &Path) -> Result<(Trace, Option<String>), FileError> {
    read(path, None)
}

/// What concerns one customer: lines of others are passed by, whatever they hold.
///
/// # Errors
///
/// As [`trace`].
pub fn customer_trace(
    path: &Path,
    customer: &CustomerId,
) -> Result<(Trace, Option<String>), FileError> {
    let (trace, torn) = read(path, Some(customer))?;
    Ok((trace.only(customer), torn))
}

fn read(path: &Path, customer: Option<&CustomerId>) -> Result<(Trace, Option<String>), FileError> {
    let mut reader = Reader::default();
    let parse = |line: &Line<'_>| entry(line, customer);
    let found = parallel::read_path(path, parse, |entry| reader.take(entry))?;
    let torn = found.torn(&path.display().to_string());
    let mut trace = reader.trace();
    if let Some(run) = found.head.run {
        trace.name = run.name;
        trace.head = Some(RunHead { facts: run.facts, anchor: None });
    }
    Ok((trace.settled(), torn))
}

fn entry(line: &Line<'_>, customer: Option<&CustomerId>) -> Result<Option<Entry>, FileError> {
    if let (Some(customer), Some((seq, other))) = (customer, line.beginning())
        && *customer != other
    {
        line.pass();
        return Ok(seq.map(Entry::Other));
    }
    Ok(Some(match line.kind {
        Kind::Exchange => Entry::Exchange(line.read()?),
        Kind::Ended => Entry::Ended(line.read()?),
        Kind::Stalled => Entry::Stalled(line.read()?),
        Kind::Began => Entry::Began(line.read()?),
        Kind::Finished => Entry::Finished(line.read()?),
        Kind::Reset => Entry::Reset(line.read()?),
        Kind::Dropped => Entry::Dropped(line.read()?),
        _ => return Ok(None),
    }))
}

impl Reader {
    fn take(&mut self, entry: Entry) {
        match entry {
            Entry::Exchange(exchange) => {
                self.count(exchange.seq);
                let exchanges = &mut self.trace.exchanges;
                let position = *self.positions.entry(exchange.seq).or_insert(exchanges.len());
                match exchanges.get_mut(position) {
                    Some(known) => *known = *exchange,
                    None => exchanges.push(*exchange),
                }
            }
            Entry::Other(seq) => self.count(seq),
            Entry::Ended(Ended { seq, outcome }) => {
                if let Some(position) = self.positions.get(&seq) {
                    self.trace.exchanges[*position].outcome = Some(outcome);
                }
            }
            Entry::Stalled(stall) => self.trace.stalls.push(stall),
            Entry::Began(Began { name, head }) => {
                // The run goes on counting from the last of them.
                let last = (!self.seqs.is_empty()).then_some(self.newest);
                let trace = Trace { name, head, ..Trace::default() };
                let (seqs, newest) = (last.into_iter().collect(), self.newest);
                *self = Self { trace, seqs, newest, is_begun: true, ..Self::default() };
            }
            Entry::Finished(end) => self.trace.end = Some(end),
            Entry::Dropped(Dropped { exchanges }) => self.trace.dropped += exchanges,
            Entry::Reset(customer) => {
                let before = self.trace.resets.note(&customer, self.newest);
                let stalls = self.trace.stalls.iter_mut();
                let stalls = stalls.filter(|stall| stall.customer == customer);
                stalls.for_each(|stall| stall.customer = before.clone());
            }
        }
    }

    fn count(&mut self, seq: u64) {
        self.seqs.push(seq);
        self.newest = self.newest.max(seq);
    }

    fn trace(self) -> Trace {
        let Self { mut trace, is_begun, .. } = self;
        for exchange in &mut trace.exchanges {
            if let Some(before) = trace.resets.name(exchange).cloned() {
                exchange.customer = before;
            }
        }
        if !is_begun {
            // Nobody runs a client: whoever resets a customer is done with what came before.
            let resets = std::mem::take(&mut trace.resets);
            trace.exchanges.retain(|exchange| !resets.is_apart(&exchange.customer));
            trace.stalls.retain(|stall| !resets.is_apart(&stall.customer));
        }
        let is_open = is_begun && trace.end.is_none();
        trace.incomplete = gap(self.seqs).or_else(|| {
            is_open.then(|| "the file has the beginning of the run, and not its end".to_owned())
        });
        trace
    }
}

/// "exchange 3 is missing in the file", for the first that is.
fn gap(mut seqs: Vec<u64>) -> Option<String> {
    seqs.sort_unstable();
    let before = seqs.windows(2).find(|pair| pair[1] - pair[0] > 1)?[0];
    Some(format!("exchange {} is missing in the file", before + 1))
}
