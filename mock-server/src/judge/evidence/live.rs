//! The journal of a running server, as its file would have it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Evidence;
use crate::journal::{Filter, Journal};

impl Evidence {
    /// Of one customer, or of all.
    ///
    /// Everything goes through the text of the journal file, so that the file gets the same verdict.
    ///
    /// # Errors
    ///
    /// What the file would have cannot be read back: a fault of this program.
    pub(crate) fn of(journal: &Journal, customer: Option<&str>) -> Result<Self, String> {
        let run = journal.run();
        let filter = Filter { customer: customer.map(str::to_owned), ..Filter::default() };
        let page = journal.read(&filter, run.after, usize::MAX);
        let calls = page.exchanges.iter().map(|note| written(&note.judged()));
        let evidence = Self {
            calls: calls.collect::<Result<_, _>>()?,
            stalls: written(&run.stalls(customer))?,
            end: written(&run.end)?,
            dropped: journal.given_up(customer),
            name: run.name,
            head: None,
        };
        let evidence = match customer {
            Some(customer) => evidence.only(customer),
            None => evidence,
        };
        Ok(evidence.sorted().named())
    }
}

/// As it comes out of the file.
fn written<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, String> {
    let written = serde_json::to_string(value).and_then(|text| serde_json::from_str(&text));
    written.map_err(|error| error.to_string())
}
