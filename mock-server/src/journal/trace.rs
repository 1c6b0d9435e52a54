//! The journal of a running server as a trace.

use flinks_trace::{CustomerId, Trace};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Filter, Journal};

/// The trace of one customer, or of all.
///
/// Everything goes through the text of the journal file, so that the file gets the same verdict.
///
/// # Errors
///
/// What the file would have cannot be read back: an internal error.
pub(crate) fn trace(journal: &Journal, customer: Option<&str>) -> Result<Trace, String> {
    let run = journal.run();
    let filter = Filter { customer: customer.map(str::to_owned), ..Filter::default() };
    let page = journal.read(&filter, run.after, usize::MAX);
    let exchanges = page.exchanges.iter().map(|note| read_back(&note.judged()));
    let trace = Trace {
        exchanges: exchanges.collect::<Result<_, _>>()?,
        stalls: run.stalls(customer),
        end: run.end,
        dropped: journal.given_up(customer),
        name: run.name,
        head: None,
    };
    let trace = match customer {
        Some(customer) => trace.only(&CustomerId::parse(customer)),
        None => trace,
    };
    Ok(trace.settled())
}

/// As it comes out of the file.
fn read_back<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, String> {
    let written = serde_json::to_string(value).and_then(|text| serde_json::from_str(&text));
    written.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
