//! Looks at every reply after it was decided, on a thread of its own: its facts are evidence for the
//! judge, and no request waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::facts::Specimen;
use crate::journal::Journal;
use crate::keeper::Keeper;
use crate::log::Log;

/// Dropped, it has looked at all that it was given.
#[derive(Debug)]
pub(crate) struct Checker {
    /// Its drop ends the thread, after what waits.
    queue: Option<mpsc::Sender<Job>>,
    /// Of the bodies that wait.
    bytes: Arc<AtomicUsize>,
    has_missed: AtomicBool,
    log: Log,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Job {
    Check(Specimen),
    /// Everything before it is done.
    Done(oneshot::Sender<()>),
}

/// Where facts go to.
pub(crate) struct Bench {
    pub(crate) journal: Arc<Journal>,
    pub(crate) keeper: Option<Arc<Keeper>>,
    pub(crate) log: Log,
    /// Whether replies are compared with the schemas; not where the user waived them.
    pub(crate) schemas: bool,
}

/// Replies that wait; a client alone never has more than a few.
const MOST_WAITING: usize = 1_024;

/// Bytes of their bodies.
const MOST_BYTES: usize = 64 << 20;

impl Checker {
    pub(crate) fn start(bench: Bench) -> Self {
        let (sender, mut receiver) = mpsc::channel(MOST_WAITING);
        let bytes = Arc::new(AtomicUsize::new(0));
        let (log, freed) = (bench.log.clone(), Arc::clone(&bytes));
        let work = move || {
            while let Some(job) = receiver.blocking_recv() {
                match job {
                    Job::Check(specimen) => {
                        bench.check(&specimen);
                        freed.fetch_sub(specimen.body.len(), Ordering::Relaxed);
                    }
                    // Nobody may wait any more.
                    Job::Done(told) => _ = told.send(()),
                }
            }
        };
        let thread = std::thread::Builder::new().name("checker".to_owned()).spawn(work).ok();
        let has_missed = AtomicBool::new(false);
        Self { queue: Some(sender), bytes, has_missed, log, thread }
    }

    /// Takes a reply, or misses it where too many wait: its exchange has no facts then, which the
    /// judge counts, and the first one is in the log.
    pub(crate) fn check(&self, specimen: Specimen) {
        let Some(queue) = &self.queue else { return };
        let length = specimen.body.len();
        let before = self.bytes.fetch_add(length, Ordering::Relaxed);
        let has_room = before.saturating_add(length) <= MOST_BYTES;
        if has_room && queue.try_send(Job::Check(specimen)).is_ok() {
            return;
        }
        self.bytes.fetch_sub(length, Ordering::Relaxed);
        if !self.has_missed.swap(true, Ordering::Relaxed) {
            self.log.said(MISSED.to_owned());
        }
    }

    /// Returns when everything that was taken before has its facts.
    pub(crate) async fn caught_up(&self) {
        let Some(queue) = &self.queue else { return };
        let (tell, told) = oneshot::channel();
        if queue.send(Job::Done(tell)).await.is_ok() {
            let _ = told.await;
        }
    }
}

const MISSED: &str =
    "replies go out faster than they are checked: some have no facts for a verdict";

impl Drop for Checker {
    fn drop(&mut self) {
        self.queue = None;
        // The journal file is closed after this, and not while somebody still writes to it.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Bench {
    fn check(&self, specimen: &Specimen) {
        let facts = specimen.facts(self.schemas);
        let kept = self.keeper.as_ref().map(|keeper| keeper.checked(specimen.seq, &facts));
        if let Some(Err(error)) = kept {
            self.log.said(format!("the journal file cannot be written: {error}"));
        }
        self.journal.checked(specimen.seq, facts);
    }
}

#[cfg(test)]
mod tests;
