//! The exchanges of all customers, in memory and bounded.
//!
//! What is over a bound goes from the oldest on, and every page says how many went. Behind std
//! mutexes: sections are short and nothing awaits in them.

mod compaction;
mod filter;
mod run;
mod store;
mod wait;
mod writer;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};

use flinks_trace::file::{Began, Ended};
use flinks_trace::{ClientEnd, CustomerId, Outcome, RunHead, Stall, Trace};
use serde::Serialize;
use tokio::sync::{Notify, Semaphore, broadcast, oneshot};

pub(crate) use compaction::FILE_BYTES;
pub(crate) use filter::Filter;
use run::Run;
use store::Store;
pub(crate) use store::{Counts, Limits, ReplyKind};
pub(crate) use writer::{Put, Record, Writer, Written};

use crate::library::Reloaded;
use crate::note::Note;
use crate::snapshot::Snapshot;

/// The file of `--journal`.
#[derive(Clone, Debug)]
pub(crate) struct JournalFile {
    pub(crate) path: PathBuf,
    /// Bytes after which it is made shorter.
    pub(crate) most_bytes: u64,
    /// Whether a record is on the disk before its reply goes out.
    pub(crate) syncs: bool,
}

#[derive(Debug)]
pub(crate) struct Journal {
    store: Mutex<Store>,
    events: broadcast::Sender<Event>,
    /// For those who wait without naming a customer.
    changed: Notify,
    /// For calls that last until something happens.
    pub(crate) long_calls: Arc<Semaphore>,
    /// The trace file. Its lines are queued under the lock of what they tell of, so they have its order.
    file: OnceLock<Writer>,
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
pub(crate) const WAITING_EVENTS: usize = 1_024;

/// Calls of the admin API at a time that last until something happens: readers of the events, and waits. It
/// takes twice as many connections, so that there is room for the others.
pub(crate) const LONG_CALLS: usize = 1_000;

/// Exchanges taken out at a time, so that a long search holds up no request.
const CHUNK: usize = 1_024;

impl Journal {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            store: Mutex::new(Store::new(limits)),
            events: broadcast::Sender::new(WAITING_EVENTS),
            changed: Notify::new(),
            long_calls: Arc::new(Semaphore::new(LONG_CALLS)),
            file: OnceLock::new(),
        }
    }

    /// Half of the connections of the admin API are for calls that end at once.
    pub(crate) fn bound_long_calls(&self, most: usize) {
        self.long_calls.forget_permits(LONG_CALLS.saturating_sub(most));
    }

    /// Everything is written to this file from now on, and numbers go on after those in it.
    pub(crate) fn go_on(&self, file: Writer, after: u64) {
        // What a server before this one recorded is on disk, and counts as dropped here.
        self.store().last_seq = after;
        // Only a start comes here, and once.
        let _ = self.file.set(file);
    }

    pub(crate) fn has_file(&self) -> bool {
        self.file.get().is_some()
    }

    /// The last exchange could not be written to the file.
    pub(crate) fn is_failing(&self) -> bool {
        self.file.get().is_some_and(Writer::is_failing)
    }

    /// Where the file is failing, whether it can be written again: a server that is said not to be ready
    /// gets no request that would find out.
    pub(crate) async fn tried(&self) -> Written {
        let probe = self.is_failing().then(|| self.write_for_task(Record::Probe)).flatten();
        match probe {
            Some(written) => self.kept(written).await,
            None => Ok(()),
        }
    }

    /// Queues a line. The receiver has the result when the line is written.
    pub(crate) fn write(&self, record: Record) -> Option<mpsc::Receiver<Written>> {
        let file = self.file.get()?;
        let (told, written) = mpsc::sync_channel(1);
        // Who waited may be gone, here and below.
        file.queue(record, true, move |result| drop(told.try_send(result)));
        Some(written)
    }

    pub(crate) async fn flush(&self) {
        if let Some(written) = self.write_for_task(Record::Flush) {
            let _ = self.kept(written).await;
        }
    }

    /// Whether what a task has queued is in the file.
    pub(crate) async fn kept(&self, mut written: oneshot::Receiver<Written>) -> Written {
        // Whoever else can go on queues what it has, so that all is one write.
        tokio::task::yield_now().await;
        if let Ok(by_another) = written.try_recv() {
            return by_another;
        }
        self.file.get().inspect(|file| file.write());
        let gone = |gone| Err(format!("the journal file cannot be written: {gone}"));
        written.await.unwrap_or_else(gone)
    }

    fn write_for_task(&self, record: Record) -> Option<oneshot::Receiver<Written>> {
        let file = self.file.get()?;
        let (told, written) = oneshot::channel();
        file.queue(record, false, move |result| drop(told.send(result)));
        Some(written)
    }

    /// Nobody waits for the line; a failure is in the log.
    fn write_unseen(&self, record: Record) {
        self.file.get().inspect(|file| file.queue(record, false, drop));
    }

    /// Keeps an exchange and gives it its number, from 1. `snapshot` is what it has changed. The
    /// receiver has the result when both are in the file.
    ///
    /// Called while the customer's lock is held, the numbers are in the order of the decisions.
    pub(crate) fn record(
        &self,
        exchange: Note,
        snapshot: Option<Box<Snapshot>>,
    ) -> (Arc<Note>, Option<oneshot::Receiver<Written>>) {
        let mut store = self.store();
        let exchange = store.record(exchange);
        let customer = store.changed(&exchange.customer);
        let written = self.write_for_task(Record::Exchange(Arc::clone(&exchange), snapshot));
        self.tell(Event::Recorded(Arc::clone(&exchange)));
        drop(store);
        self.wake(customer);
        (exchange, written)
    }

    /// Notes how the last byte of a reply went. Memory does not change where the exchange is gone, or
    /// has an outcome already.
    pub(crate) fn finish(&self, seq: u64, outcome: Outcome) {
        let store = self.store();
        self.write_unseen(Record::Ended(Ended { seq, outcome: outcome.clone() }));
        let Some(exchange) = store.find(seq) else { return };
        if exchange.outcome.set(outcome).is_err() {
            return;
        }
        let customer = store.changed(&exchange.customer);
        self.tell(Event::Finished(Arc::clone(exchange)));
        drop(store);
        self.wake(customer);
    }

    /// A run of a client begins: what was before belongs to no run. Its name is that of its scenario;
    /// `head` is for those who judge the file later.
    pub(crate) fn begin(&self, name: &str, head: Option<RunHead>) -> Written {
        let mut store = self.store();
        let written = self.write(Record::Began(Began { name: name.to_owned(), head }));
        store.run = Run::new(name, store.last_seq);
        drop(store);
        received(written)
    }

    pub(crate) fn end(&self, end: ClientEnd) -> Written {
        let written = self.write(Record::Finished(end.clone()));
        self.store().run.end = Some(end);
        received(written)
    }

    pub(crate) fn stalled(&self, stall: Stall) {
        let mut store = self.store();
        self.write_unseen(Record::Stalled(stall.clone()));
        store.run.stalled(stall);
    }

    /// What a judge needs to know of one customer, or of all.
    pub(crate) fn trace(&self, customer: Option<&str>) -> Trace {
        let run = self.store().run.clone();
        let filter = Filter { customer: customer.map(str::to_owned), ..Filter::default() };
        let page = self.read(&filter, run.after, usize::MAX);
        // One customer alone is judged from its last reset on.
        let (mut exchanges, gone) = match customer {
            None => (run.before_resets(), run.dropped),
            Some(_) => (Vec::new(), 0),
        };
        exchanges.extend(page.exchanges.iter().map(|note| note.judged()));
        let trace = Trace {
            exchanges,
            stalls: run.stalls(customer),
            resets: run.resets,
            end: run.end,
            dropped: self.store().given_up(customer) + gone,
            name: run.name,
            head: None,
            incomplete: None,
        };
        let trace = match customer {
            Some(customer) => trace.only(&CustomerId::parse(customer)),
            None => trace,
        };
        trace.settled()
    }

    /// At most `limit` exchanges numbered above `after`.
    ///
    /// With [`Filter::finished`], one that is still on its way is passed by and not come back to.
    pub(crate) fn read(&self, filter: &Filter, after: u64, limit: usize) -> Page {
        let customer = filter.customer.as_deref();
        let newest = self.store().last_seq;
        let mut page = Page { exchanges: Vec::new(), dropped: 0, last_seq: after };
        while page.exchanges.len() < limit && page.last_seq < newest {
            let chunk = self.store().between(customer, page.last_seq, newest, CHUNK);
            let is_last = chunk.len() < CHUNK;
            for exchange in chunk {
                page.last_seq = exchange.seq;
                page.exchanges.extend(Some(exchange).filter(|exchange| filter.takes(exchange)));
                if page.exchanges.len() == limit {
                    break;
                }
            }
            if is_last && page.exchanges.len() < limit {
                page.last_seq = newest;
            }
        }
        page.dropped = self.store().counts(customer).dropped;
        page
    }

    /// Every event from now on. Who is more than 1,024 behind is told how many were lost.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// What is kept of one customer or of all, and what went since the customer's journal began or
    /// since the start.
    pub(crate) fn counts(&self, customer: Option<&str>) -> Counts {
        self.store().counts(customer)
    }

    /// How many requests got which reply since the start.
    pub(crate) fn replies(&self) -> BTreeMap<ReplyKind, u64> {
        self.store().replies.iter().map(|(kind, count)| (*kind, *count)).collect()
    }

    /// How many listen to events, how many events the slowest of them is behind, and how many records
    /// wait to be written to the file.
    pub(crate) fn queues(&self) -> [usize; 3] {
        let waiting = self.file.get().map_or(0, Writer::waiting);
        [self.events.receiver_count(), self.events.len(), waiting]
    }

    /// Drops all of a customer's exchanges, counted in the totals. The receiver has the result when
    /// the file says so.
    pub(crate) fn forget(&self, customer: &str) -> Option<mpsc::Receiver<Written>> {
        let id = CustomerId::parse(customer);
        let mut store = self.store();
        let written = self.write(Record::Reset(id.clone()));
        let changed = store.changed(customer);
        let exchanges = store.forget(customer);
        let last_seq = store.last_seq;
        store.run.reset(&id, exchanges, last_seq);
        if changed.is_some() {
            self.tell(Event::Forgotten { customer: id });
        }
        drop(store);
        self.wake(changed);
        written
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

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn received(written: Option<mpsc::Receiver<Written>>) -> Written {
    let is_gone = |_| Err("the thread that writes the journal file has ended".to_owned());
    written.map_or(Ok(()), |written| written.recv().unwrap_or_else(is_gone))
}

#[cfg(test)]
mod tests;
