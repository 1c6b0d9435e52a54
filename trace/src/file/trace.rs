//! The trace that a file holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Began, Ended, FileError, Kind, read_path};
use crate::{CustomerId, Exchange, RunHead, Trace};

/// Reads a file of either program, even one that is still written to. Of several runs it takes the last.
///
/// The text says that the last line was never finished, where that is so.
///
/// # Errors
///
/// As [`read_path`].
pub fn trace(path: &Path) -> Result<(Trace, Option<String>), FileError> {
    let mut trace = Trace::default();
    let mut exchanges: BTreeMap<u64, Exchange> = BTreeMap::new();
    let mut seqs: BTreeSet<u64> = BTreeSet::new();
    let mut is_begun = false;
    let found = read_path(path, |line| {
        match line.kind {
            Kind::Exchange => {
                let exchange: Exchange = line.read()?;
                seqs.insert(exchange.seq);
                exchanges.insert(exchange.seq, exchange);
            }
            Kind::Ended => {
                let Ended { seq, outcome } = line.read()?;
                if let Some(exchange) = exchanges.get_mut(&seq) {
                    exchange.outcome = Some(outcome);
                }
            }
            Kind::Stalled => trace.stalls.push(line.read()?),
            Kind::Began => {
                let Began { name, head } = line.read()?;
                is_begun = true;
                // The run goes on counting from the last of them.
                seqs = seqs.last().copied().into_iter().collect();
                exchanges.clear();
                trace = Trace { name, head, ..Trace::default() };
            }
            Kind::Finished => trace.end = Some(line.read()?),
            Kind::Reset => {
                let customer: CustomerId = line.read()?;
                let last_seq = seqs.last().copied().unwrap_or_default();
                let before = trace.resets.note(&customer, last_seq);
                let stalls = trace.stalls.iter_mut().filter(|stall| stall.customer == customer);
                stalls.for_each(|stall| stall.customer = before.clone());
            }
            _ => {}
        }
        Ok(())
    })?;
    let torn = found.torn(&path.display().to_string());
    if let Some(run) = found.head.run {
        trace.name = run.name;
        trace.head = Some(RunHead { facts: run.facts, anchor: None });
    }
    trace.exchanges = exchanges.into_values().collect();
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
    trace.incomplete = gap(&seqs).or_else(|| {
        is_open.then(|| "the file has the beginning of the run, and not its end".to_owned())
    });
    Ok((trace.settled(), torn))
}

/// "exchange 3 is missing in the file", for the first that is.
fn gap(seqs: &BTreeSet<u64>) -> Option<String> {
    let mut pairs = seqs.iter().zip(seqs.iter().skip(1));
    let (before, _) = pairs.find(|(before, after)| **after > **before + 1)?;
    Some(format!("exchange {} is missing in the file", before + 1))
}
