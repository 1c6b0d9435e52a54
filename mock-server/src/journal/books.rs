//! What is kept, of whom, and who gives way.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Notify;

use super::exchange::Exchange;
use crate::facts::Facts;

/// How much the journal keeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Exchanges of one customer.
    pub(crate) exchanges: usize,
    /// Bytes of one customer, about.
    pub(crate) bytes: usize,
    /// Bytes of all customers, about. Their names count, so that this bounds how many they are.
    pub(crate) bytes_in_all: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { exchanges: 10_000, bytes: 16 << 20, bytes_in_all: 256 << 20 }
    }
}

/// Of one customer, or of all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub(crate) struct Counts {
    /// Exchanges that can be read.
    pub(crate) kept: usize,
    /// Exchanges that went.
    pub(crate) dropped: u64,
    /// About what they take in memory.
    pub(crate) bytes: usize,
}

#[derive(Debug)]
pub(super) struct Books {
    limits: Limits,
    by_seq: BTreeMap<u64, Arc<Exchange>>,
    shelves: HashMap<Arc<str>, Shelf>,
    /// By the bytes of the exchanges alone: empty shelves come first.
    by_bytes: BTreeSet<(usize, Arc<str>)>,
    bytes: usize,
    last_seq: u64,
}

/// One customer's.
#[derive(Debug)]
struct Shelf {
    customer: Arc<str>,
    /// The oldest first.
    exchanges: VecDeque<Arc<Exchange>>,
    /// Of the exchanges.
    bytes: usize,
    dropped: u64,
    /// For those who wait for an exchange of this customer.
    changed: Arc<Notify>,
}

impl Books {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            by_seq: BTreeMap::new(),
            shelves: HashMap::new(),
            by_bytes: BTreeSet::new(),
            bytes: 0,
            last_seq: 0,
        }
    }

    /// What a server before this one recorded is on disk, and counts as dropped here.
    pub(super) fn go_on_after(&mut self, seq: u64) {
        self.last_seq = self.last_seq.max(seq);
    }

    pub(super) fn record(&mut self, mut exchange: Exchange) -> Arc<Exchange> {
        self.last_seq += 1;
        exchange.seq = self.last_seq;
        let exchange = Arc::new(exchange);
        self.by_seq.insert(exchange.seq, Arc::clone(&exchange));
        self.open(&exchange.customer);
        self.change(&exchange.customer, |shelf| shelf.add(&exchange));
        while self.is_over(&exchange.customer) {
            self.drop_oldest(&exchange.customer);
        }
        while self.bytes > self.limits.bytes_in_all && self.make_room() {}
        exchange
    }

    /// Adds what was found out about a reply. Nothing happens where the exchange is gone, or has its
    /// facts already.
    pub(super) fn check(&mut self, seq: u64, facts: Facts) {
        let Some(exchange) = self.by_seq.get(&seq).cloned() else { return };
        let weight = facts.weight();
        self.change(&exchange.customer, |shelf| {
            if exchange.facts.set(facts).is_ok() {
                shelf.bytes += weight;
            }
        });
        while self.is_over(&exchange.customer) {
            self.drop_oldest(&exchange.customer);
        }
        while self.bytes > self.limits.bytes_in_all && self.make_room() {}
    }

    pub(super) fn find(&self, seq: u64) -> Option<&Arc<Exchange>> {
        self.by_seq.get(&seq)
    }

    /// At most `most` exchanges numbered above `after` and up to `newest`.
    pub(super) fn between(
        &self,
        customer: Option<&str>,
        after: u64,
        newest: u64,
        most: usize,
    ) -> Vec<Arc<Exchange>> {
        let Some(customer) = customer else {
            let later = self.by_seq.range((Bound::Excluded(after), Bound::Unbounded));
            let later = later.map(|(_, exchange)| exchange);
            return later
                .take_while(|exchange| exchange.seq <= newest)
                .take(most)
                .cloned()
                .collect();
        };
        let Some(shelf) = self.shelves.get(customer) else { return Vec::new() };
        let start = shelf.exchanges.partition_point(|exchange| exchange.seq <= after);
        let later = shelf.exchanges.range(start..);
        later.take_while(|exchange| exchange.seq <= newest).take(most).cloned().collect()
    }

    pub(super) fn counts(&self, customer: Option<&str>) -> Counts {
        let Some(customer) = customer else {
            let kept = self.by_seq.len();
            return Counts { kept, dropped: self.last_seq - kept as u64, bytes: self.bytes };
        };
        self.shelves.get(customer).map_or_else(Counts::default, |shelf| Counts {
            kept: shelf.exchanges.len(),
            dropped: shelf.dropped,
            bytes: shelf.weight(),
        })
    }

    pub(super) fn given_up(&self, customer: Option<&str>) -> u64 {
        match customer {
            Some(customer) => self.shelves.get(customer).map_or(0, |shelf| shelf.dropped),
            None => self.shelves.values().map(|shelf| shelf.dropped).sum(),
        }
    }

    pub(super) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// How many there were.
    pub(super) fn forget(&mut self, customer: &str) -> u64 {
        let Some(shelf) = self.shelves.remove(customer) else { return 0 };
        self.bytes -= shelf.weight();
        self.by_bytes.remove(&(shelf.bytes, shelf.customer));
        for exchange in &shelf.exchanges {
            self.by_seq.remove(&exchange.seq);
        }
        shelf.exchanges.len() as u64
    }

    /// What tells of changes of a customer, where there is anything of the customer.
    pub(super) fn changed(&self, customer: &str) -> Option<Arc<Notify>> {
        self.shelves.get(customer).map(|shelf| Arc::clone(&shelf.changed))
    }

    /// Makes the customer's shelf, so that one can wait for its first exchange.
    pub(super) fn open(&mut self, customer: &Arc<str>) {
        if !self.shelves.contains_key(customer) {
            let shelf = Shelf::new(Arc::clone(customer));
            self.bytes += shelf.weight();
            self.by_bytes.insert((shelf.bytes, Arc::clone(customer)));
            self.shelves.insert(Arc::clone(customer), shelf);
        }
    }

    fn is_over(&self, customer: &str) -> bool {
        self.shelves.get(customer).is_some_and(|shelf| {
            let count = shelf.exchanges.len();
            count > self.limits.exchanges || (count > 0 && shelf.weight() > self.limits.bytes)
        })
    }

    /// Takes an empty shelf or, when there is none, the oldest exchange of the customer with the most
    /// bytes. `false` when nothing is left.
    fn make_room(&mut self) -> bool {
        if let Some(customer) = self.by_bytes.first().map(|(_, customer)| Arc::clone(customer))
            && self.counts(Some(&customer)).kept == 0
        {
            self.changed(&customer).inspect(|changed| changed.notify_waiters());
            self.forget(&customer);
            return true;
        }
        let largest = self.by_bytes.last().map(|(_, customer)| Arc::clone(customer));
        largest.is_some_and(|customer| self.drop_oldest(&customer))
    }

    /// `false` when there is none.
    fn drop_oldest(&mut self, customer: &Arc<str>) -> bool {
        let dropped = self.change(customer, Shelf::drop_oldest).flatten();
        dropped.inspect(|exchange| drop(self.by_seq.remove(&exchange.seq))).is_some()
    }

    /// The only way to change a shelf, so that the sums stay right.
    fn change<T>(&mut self, customer: &str, change: impl FnOnce(&mut Shelf) -> T) -> Option<T> {
        let shelf = self.shelves.get_mut(customer)?;
        let before = shelf.bytes;
        self.by_bytes.remove(&(before, Arc::clone(&shelf.customer)));
        let result = change(shelf);
        self.bytes = self.bytes - before + shelf.bytes;
        self.by_bytes.insert((shelf.bytes, Arc::clone(&shelf.customer)));
        Some(result)
    }
}

impl Shelf {
    fn new(customer: Arc<str>) -> Self {
        let changed = Arc::default();
        Self { customer, exchanges: VecDeque::new(), bytes: 0, dropped: 0, changed }
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.customer.len() + self.bytes
    }

    fn add(&mut self, exchange: &Arc<Exchange>) {
        self.bytes += exchange.weight();
        self.exchanges.push_back(Arc::clone(exchange));
    }

    fn drop_oldest(&mut self) -> Option<Arc<Exchange>> {
        let exchange = self.exchanges.pop_front()?;
        self.bytes -= exchange.weight();
        self.dropped += 1;
        Some(exchange)
    }
}
