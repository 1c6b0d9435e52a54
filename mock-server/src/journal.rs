//! The exchanges of all customers, in memory and bounded.
//!
//! What is over a bound goes from the oldest on, and every page says how many went. Behind std
//! mutexes: sections are short and nothing awaits in them.

mod file;
mod filter;
mod note;
mod run;
pub(crate) mod saved;
mod store;
mod trace;
mod wait;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flinks_trace::{ClientEnd, CustomerId, Outcome, Stall};
use serde::Serialize;
use tokio::sync::{Notify, broadcast};

pub(crate) use file::{FileError, Writer, open, scan};
pub(crate) use filter::Filter;
pub(crate) use note::{Note, NotedRequest};
pub(crate) use run::Run;
use store::Store;
pub(crate) use store::{Counts, Limits};
pub(crate) use trace::trace;

use crate::operations::Reloaded;

/// One for the whole server.
#[derive(Debug)]
pub(crate) struct Journal {
    store: Mutex<Store>,
    run: Mutex<Run>,
    events: broadcast::Sender<Event>,
    /// For those who wait without naming a customer.
    changed: Notify,
}

/// Something that happened to the journal or to the scenarios, in the order in which it happened.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Decided; its last byte may still be on its way.
    Recorded(Arc<Note>),
    Finished(Arc<Note>),
    /// The customer's exchanges went, all of them.
    Forgotten {
        customer: CustomerId,
    },
    /// What can be played was read again; it concerns every customer.
    Reloaded(Arc<Reloaded>),
    /// It could not be, and everything stays as it was.
    BadFiles {
        problem: Arc<str>,
    },
}

/// Exchanges in the order of their decision.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    pub(crate) exchanges: Vec<Arc<Note>>,
    /// How many went before they could be read: of the customer, where the filter names one, else of all.
    pub(crate) dropped: u64,
    /// Everything up to here was looked at: the `after` of the next page.
    pub(crate) last_seq: u64,
}

/// Events that a slow reader may be behind before it loses some and is told how many.
const WAITING_EVENTS: usize = 1_024;

/// Exchanges taken out at a time, so that a long search holds up no request.
const CHUNK: usize = 1_024;

impl Journal {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            store: Mutex::new(Store::new(limits)),
            run: Mutex::default(),
            events: broadcast::Sender::new(WAITING_EVENTS),
            changed: Notify::new(),
        }
    }

    /// Numbers go on after those of a server before this one.
    pub(crate) fn go_on_after(&self, seq: u64) {
        self.store().go_on_after(seq);
    }

    /// Keeps an exchange and gives it its number, from 1.
    ///
    /// Called while the customer's lock is held, the numbers are in the order of the decisions.
    pub(crate) fn record(&self, exchange: Note) -> Arc<Note> {
        let mut store = self.store();
        let exchange = store.record(exchange);
        let customer = store.changed(&exchange.customer);
        self.tell(Event::Recorded(Arc::clone(&exchange)));
        drop(store);
        self.wake(customer);
        exchange
    }

    /// Notes how the last byte of a reply went. Nothing happens where the exchange is gone, or has an
    /// outcome already.
    pub(crate) fn finish(&self, seq: u64, outcome: Outcome) {
        let store = self.store();
        let Some(exchange) = store.find(seq) else { return };
        if exchange.outcome.set(outcome).is_err() {
            return;
        }
        let customer = store.changed(&exchange.customer);
        self.tell(Event::Finished(Arc::clone(exchange)));
        drop(store);
        self.wake(customer);
    }

    /// A run of a client begins: what was before belongs to no run.
    pub(crate) fn begin(&self, name: &str) {
        let last_seq = self.store().last_seq();
        *self.the_run() = Run::new(name, last_seq);
    }

    /// The client is gone.
    pub(crate) fn end(&self, end: ClientEnd) {
        self.the_run().end = Some(end);
    }

    pub(crate) fn stalled(&self, stall: Stall) {
        self.the_run().stalled(stall);
    }

    /// What is known of the run that is on, but for its exchanges.
    pub(crate) fn run(&self) -> Run {
        self.the_run().clone()
    }

    /// At most `limit` exchanges numbered above `after`.
    ///
    /// With [`Filter::finished`], one that is still on its way is passed by and not come back to.
    pub(crate) fn read(&self, filter: &Filter, after: u64, limit: usize) -> Page {
        let customer = filter.customer.as_deref();
        let newest = self.store().last_seq();
        let mut page = Page { exchanges: Vec::new(), dropped: 0, last_seq: after };
        while page.exchanges.len() < limit && page.last_seq < newest {
            let chunk = self.store().between(customer, page.last_seq, newest, CHUNK);
            page.take(chunk, filter, newest, limit);
        }
        page.dropped = self.store().counts(customer).dropped;
        page
    }

    /// Every event from now on. Who is more than 1,024 behind is told how many were lost.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// What is kept of one customer, and what went since the customer's journal began.
    pub(crate) fn counts(&self, customer: &str) -> Counts {
        self.store().counts(Some(customer))
    }

    /// What is kept of all, and what went since the start: kept and dropped are all that there were.
    pub(crate) fn totals(&self) -> Counts {
        self.store().counts(None)
    }

    /// How many had to make room, of the customer or of those that are known: what was forgotten
    /// because somebody said so does not count.
    pub(crate) fn given_up(&self, customer: Option<&str>) -> u64 {
        self.store().given_up(customer)
    }

    /// Drops all of a customer's exchanges, counted in the totals, and says how many they were.
    pub(crate) fn forget(&self, customer: &str) -> u64 {
        self.the_run().forget(customer);
        let mut store = self.store();
        let changed = store.changed(customer);
        let forgotten = store.forget(customer);
        if changed.is_some() {
            self.tell(Event::Forgotten { customer: CustomerId::parse(customer) });
        }
        drop(store);
        self.wake(changed);
        forgotten
    }

    /// Under the lock of what happened, so that events have its order.
    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    fn wake(&self, customer: Option<Arc<Notify>>) {
        customer.inspect(|customer| customer.notify_waiters());
        self.changed.notify_waiters();
    }

    fn the_run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    fn take(&mut self, chunk: Vec<Arc<Note>>, filter: &Filter, newest: u64, limit: usize) {
        let is_last = chunk.len() < CHUNK;
        for exchange in chunk {
            self.last_seq = exchange.seq;
            if filter.takes(&exchange) {
                self.exchanges.push(exchange);
            }
            if self.exchanges.len() == limit {
                return;
            }
        }
        if is_last {
            self.last_seq = newest;
        }
    }
}

#[cfg(test)]
mod tests;
