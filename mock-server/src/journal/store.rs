//! In-memory exchanges per customer, with limits and eviction.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use flinks_contract::endpoint::Endpoint;
use flinks_trace::CustomerId;
use foldhash::HashMap;
use serde::Serialize;
use tokio::sync::Notify;

use super::run::Run;
use crate::note::Note;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) exchanges: usize,
    /// Bytes of one customer, about.
    pub(crate) bytes: usize,
    /// Bytes of all customers, about. Their names count, so that this bounds how many they are.
    pub(crate) bytes_in_all: usize,
}

impl Limits {
    pub(crate) const DEFAULT: Self =
        Self { exchanges: 10_000, bytes: 16 << 20, bytes_in_all: 256 << 20 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Counts for one customer, or for all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "admin", derive(utoipa::ToSchema), schema(as = JournalCounts))]
pub(crate) struct Counts {
    /// Exchanges that can be read.
    pub(crate) kept: usize,
    /// Exchanges that went.
    pub(crate) dropped: u64,
    /// About what they take in memory.
    pub(crate) bytes: usize,
}

#[derive(Debug)]
pub(super) struct Store {
    limits: Limits,
    by_seq: BTreeMap<u64, Arc<Note>>,
    customers: HashMap<CustomerId, CustomerExchanges>,
    /// By the bytes of the exchanges alone: empty customers come first.
    by_bytes: BTreeSet<(usize, CustomerId)>,
    bytes: usize,
    pub(super) last_seq: u64,
    pub(super) run: Run,
    /// How many requests got which reply, whether they are kept or not.
    pub(super) replies: HashMap<ReplyKind, u64>,
}

/// Endpoint, status and FlinksCode.
pub(crate) type ReplyKind = (Option<Endpoint>, u16, &'static str);

#[derive(Debug)]
struct CustomerExchanges {
    customer: CustomerId,
    /// The oldest first.
    exchanges: VecDeque<Arc<Note>>,
    bytes: usize,
    dropped: u64,
    /// For those who wait for an exchange of this customer.
    changed: Arc<Notify>,
}

impl Store {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            by_seq: BTreeMap::new(),
            customers: HashMap::default(),
            by_bytes: BTreeSet::new(),
            bytes: 0,
            last_seq: 0,
            run: Run::default(),
            replies: HashMap::default(),
        }
    }

    pub(super) fn record(&mut self, mut exchange: Note) -> Arc<Note> {
        self.last_seq += 1;
        exchange.seq = self.last_seq;
        let kind = (exchange.endpoint, exchange.reply.status, exchange.reply.code);
        *self.replies.entry(kind).or_default() += 1;
        let exchange = Arc::new(exchange);
        self.by_seq.insert(exchange.seq, Arc::clone(&exchange));
        let limits = self.limits;
        self.open(&exchange.customer);
        let dropped = self.change(&exchange.customer, |kept| kept.add(&exchange, &limits));
        for dropped in dropped.unwrap_or_default() {
            self.by_seq.remove(&dropped.seq);
        }
        while self.bytes > self.limits.bytes_in_all && self.make_room() {}
        exchange
    }

    pub(super) fn find(&self, seq: u64) -> Option<&Arc<Note>> {
        self.by_seq.get(&seq)
    }

    /// At most `most` exchanges numbered above `after` and up to `newest`.
    pub(super) fn between(
        &self,
        customer: Option<&str>,
        after: u64,
        newest: u64,
        most: usize,
    ) -> Vec<Arc<Note>> {
        let is_older = |exchange: &&Arc<Note>| exchange.seq <= newest;
        let Some(customer) = customer else {
            let later = self.by_seq.range((Bound::Excluded(after), Bound::Unbounded));
            let later = later.map(|(_, exchange)| exchange);
            return later.take_while(is_older).take(most).cloned().collect();
        };
        let Some(kept) = self.customers.get(customer) else { return Vec::new() };
        let start = kept.exchanges.partition_point(|exchange| exchange.seq <= after);
        kept.exchanges.range(start..).take_while(is_older).take(most).cloned().collect()
    }

    pub(super) fn counts(&self, customer: Option<&str>) -> Counts {
        let Some(customer) = customer else {
            let kept = self.by_seq.len();
            return Counts { kept, dropped: self.last_seq - kept as u64, bytes: self.bytes };
        };
        self.customers.get(customer).map_or_else(Counts::default, |kept| Counts {
            kept: kept.exchanges.len(),
            dropped: kept.dropped,
            bytes: kept.weight(),
        })
    }

    /// How many had to make room, of the customer or of those that are known: what was forgotten
    /// because somebody said so does not count.
    pub(super) fn given_up(&self, customer: Option<&str>) -> u64 {
        match customer {
            Some(customer) => self.customers.get(customer).map_or(0, |kept| kept.dropped),
            None => self.customers.values().map(|kept| kept.dropped).sum(),
        }
    }

    /// Gives what was kept of the customer, and how many exchanges had gone before.
    pub(super) fn forget(&mut self, customer: &str) -> (VecDeque<Arc<Note>>, u64) {
        let Some(kept) = self.customers.remove(customer) else { return Default::default() };
        self.bytes -= kept.weight();
        self.by_bytes.remove(&(kept.bytes, kept.customer));
        for exchange in &kept.exchanges {
            self.by_seq.remove(&exchange.seq);
        }
        (kept.exchanges, kept.dropped)
    }

    /// What tells of changes of a customer, where there is anything of the customer.
    pub(super) fn changed(&self, customer: &str) -> Option<Arc<Notify>> {
        self.customers.get(customer).map(|kept| Arc::clone(&kept.changed))
    }

    /// Makes the customer's kept, so that one can wait for its first exchange.
    pub(super) fn open(&mut self, customer: &CustomerId) {
        if !self.customers.contains_key(customer) {
            let kept = CustomerExchanges::new(customer.clone());
            self.bytes += kept.weight();
            self.by_bytes.insert((kept.bytes, customer.clone()));
            self.customers.insert(customer.clone(), kept);
        }
    }

    /// Takes an empty kept or, when there is none, the oldest exchange of the customer with the most
    /// bytes. `false` when nothing is left.
    fn make_room(&mut self) -> bool {
        if let Some(customer) = self.by_bytes.first().map(|(_, customer)| customer.clone())
            && self.counts(Some(&customer)).kept == 0
        {
            self.changed(&customer).inspect(|changed| changed.notify_waiters());
            self.forget(&customer);
            return true;
        }
        let largest = self.by_bytes.last().map(|(_, customer)| customer.clone());
        largest.is_some_and(|customer| self.drop_oldest(&customer))
    }

    /// `false` when there is none.
    fn drop_oldest(&mut self, customer: &CustomerId) -> bool {
        let dropped = self.change(customer, CustomerExchanges::drop_oldest).flatten();
        dropped.inspect(|exchange| drop(self.by_seq.remove(&exchange.seq))).is_some()
    }

    /// The only way to change a kept, so that the sums stay right.
    fn change<T>(
        &mut self,
        customer: &str,
        change: impl FnOnce(&mut CustomerExchanges) -> T,
    ) -> Option<T> {
        let kept = self.customers.get_mut(customer)?;
        let before = kept.bytes;
        let result = change(kept);
        // Of a journal that is full, as much goes as comes.
        if kept.bytes != before {
            self.bytes = self.bytes - before + kept.bytes;
            self.by_bytes.remove(&(before, kept.customer.clone()));
            self.by_bytes.insert((kept.bytes, kept.customer.clone()));
        }
        Some(result)
    }
}

impl CustomerExchanges {
    fn new(customer: CustomerId) -> Self {
        let changed = Arc::default();
        Self { customer, exchanges: VecDeque::new(), bytes: 0, dropped: 0, changed }
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.customer.len() + self.bytes
    }

    fn is_over(&self, limits: &Limits) -> bool {
        let count = self.exchanges.len();
        count > limits.exchanges || (count > 0 && self.weight() > limits.bytes)
    }

    /// Gives those that make room.
    fn add(&mut self, exchange: &Arc<Note>, limits: &Limits) -> Vec<Arc<Note>> {
        self.bytes += exchange.weight();
        self.exchanges.push_back(Arc::clone(exchange));
        let over = || if self.is_over(limits) { self.drop_oldest() } else { None };
        std::iter::from_fn(over).collect()
    }

    fn drop_oldest(&mut self) -> Option<Arc<Note>> {
        let exchange = self.exchanges.pop_front()?;
        self.bytes -= exchange.weight();
        self.dropped += 1;
        Some(exchange)
    }
}
