//! What belongs to a run of a client and to no exchange: its name, its end, and when the machine
//! stood still.

use std::collections::HashMap;
use std::sync::Arc;

use flinks_trace::{ClientEnd, CustomerId, Exchange, Resets, Stall};

use crate::note::Note;

/// The run that is on. A server that serves no command has one without a name and without an end.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub(super) name: String,
    /// It has the exchanges numbered above this.
    pub(super) after: u64,
    pub(super) end: Option<ClientEnd>,
    stalls: HashMap<CustomerId, Vec<Stall>>,
    pub(super) resets: Resets,
    /// Exchanges of customers that were reset: the client must not better its verdict with a reset.
    before_resets: Vec<Arc<Note>>,
    /// Exchanges before a reset that are gone: for these there was no room, then or before.
    pub(super) dropped: u64,
}

/// Exchanges that are kept for the verdict after the customer was reset.
const MOST_BEFORE_RESETS: usize = 100_000;

/// Stalls of one customer; then the last one grows, which leaves more undecided and passes nothing.
const MOST_STALLS: usize = 1_000;

impl Run {
    pub(super) fn new(name: &str, after: u64) -> Self {
        Self { name: name.to_owned(), after, ..Self::default() }
    }

    pub(super) fn stalled(&mut self, stall: Stall) {
        let stalls = self.stalls.entry(stall.customer.clone()).or_default();
        let is_full = stalls.len() >= MOST_STALLS;
        match stalls.last_mut() {
            Some(last) if is_full => last.to = stall.to,
            _ => stalls.push(stall),
        }
    }

    /// A customer was reset after the exchange numbered `last_seq`. A run keeps the evidence; without
    /// one, whoever resets a customer is done with what came before.
    pub(super) fn reset(
        &mut self,
        customer: &CustomerId,
        (exchanges, dropped): (impl IntoIterator<Item = Arc<Note>>, u64),
        last_seq: u64,
    ) {
        let stalls = self.stalls.remove(customer);
        if self.name.is_empty() {
            return;
        }
        let before = self.resets.note(customer, last_seq);
        self.stalls.extend(stalls.map(|stalls| {
            let moved = |stall| Stall { customer: before.clone(), ..stall };
            (before.clone(), stalls.into_iter().map(moved).collect())
        }));
        let after = self.after;
        self.before_resets.extend(exchanges.into_iter().filter(|note| note.seq > after));
        let too_many = self.before_resets.len().saturating_sub(MOST_BEFORE_RESETS);
        self.before_resets.truncate(MOST_BEFORE_RESETS);
        self.dropped += dropped + too_many as u64;
    }

    /// What customers did before they were reset.
    pub(super) fn before_resets(&self) -> Vec<Exchange> {
        self.before_resets.iter().map(|note| self.named(note.judged())).collect()
    }

    fn named(&self, mut exchange: Exchange) -> Exchange {
        if let Some(before) = self.resets.name(&exchange).cloned() {
            exchange.customer = before;
        }
        exchange
    }

    pub(super) fn stalls(&self, customer: Option<&str>) -> Vec<Stall> {
        match customer {
            Some(customer) => self.stalls.get(customer).cloned().unwrap_or_default(),
            None => self.stalls.values().flatten().cloned().collect(),
        }
    }
}
