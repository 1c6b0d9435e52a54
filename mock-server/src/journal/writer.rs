//! Writes the journal's trace file in a thread of its own, a group of records at a time: while one
//! group is written the next one gathers, and each group is one write.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use flinks_trace::file::{Appender, Began, Ended, Kind, Lines};
use flinks_trace::{ClientEnd, CustomerId, Stall};
use serde::{Deserialize, Serialize};

use crate::log::Log;
use crate::note::Note;
use crate::snapshot::Snapshot;

/// What is written, in one line or in two. The queue has at most a few for each open connection, since
/// a request waits for its own.
#[derive(Debug)]
pub(crate) enum Record {
    /// What was called, and what that has changed.
    Exchange(Arc<Note>, Option<Box<Snapshot>>),
    Snapshot(Box<Snapshot>),
    Ended(Ended),
    Stalled(Stall),
    Began(Began),
    Finished(ClientEnd),
    Put(Put),
    Reset(CustomerId),
    /// Answered when everything before it is written.
    Flush,
}

/// A scenario that was handed in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Put {
    pub(crate) name: String,
    pub(crate) source: Arc<str>,
}

/// Whether a record is in the file, or why not.
pub(crate) type Written = Result<(), String>;

/// A record, and who is told whether it is in the file.
type Queued = (Record, Box<dyn FnOnce(Written) + Send>);

/// The end of a file. Dropped, it has written everything.
#[derive(Debug)]
pub(crate) struct Writer {
    /// None once it is dropped.
    queue: Option<Sender<Queued>>,
    waiting: Arc<AtomicUsize>,
    /// The last group with an exchange is not in the file.
    is_failing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Bytes after which a group takes no more records.
const GROUP_BYTES: usize = 1 << 20;

impl Writer {
    pub(crate) fn new(mut appender: Appender, log: Log) -> Self {
        let (queue, records) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&waiting);
        let is_failing = Arc::new(AtomicBool::new(false));
        let failing = Arc::clone(&is_failing);
        let thread = std::thread::spawn(move || {
            while let Ok(first) = records.recv() {
                let written = write(first, &records, &mut appender, &failing, &log);
                left.fetch_sub(written, Ordering::Relaxed);
            }
        });
        Self { queue: Some(queue), waiting, is_failing, thread: Some(thread) }
    }

    /// How many records are not written yet.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Writes `record` and calls `tell`, which must be quick.
    pub(super) fn queue(&self, record: Record, tell: impl FnOnce(Written) + Send + 'static) {
        if let Some(queue) = &self.queue {
            self.waiting.fetch_add(1, Ordering::Relaxed);
            // The thread ends after this only. If it is gone, whoever waits learns of it.
            let _ = queue.send((record, Box::new(tell)));
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Writes `first` and what else has come, in one group. Says how many that were.
fn write(
    first: Queued,
    records: &Receiver<Queued>,
    appender: &mut Appender,
    failing: &AtomicBool,
    log: &Log,
) -> usize {
    let (mut lines, mut waiting, mut count) = (Lines::default(), Vec::new(), 0);
    let mut has_exchange = false;
    for (record, tell) in iter::once(first).chain(records.try_iter()) {
        count += 1;
        has_exchange |= matches!(record, Record::Exchange(..));
        match record.push(&mut lines) {
            Ok(()) => waiting.push(tell),
            Err(error) => tell(Err(failed(&error, log))),
        }
        if lines.as_bytes().len() >= GROUP_BYTES {
            break;
        }
    }
    let written = appender.append(&lines).map_err(|error| failed(&error, log));
    let written = written.map(|is_cut| {
        if is_cut {
            log.said(CUT.to_owned());
        }
    });
    // Before anybody hears of it. A shorter line may still find room where an exchange does not.
    if has_exchange || written.is_err() {
        failing.store(written.is_err(), Ordering::Relaxed);
    }
    waiting.into_iter().for_each(|tell| tell(written.clone()));
    count
}

const CUT: &str = "the journal file was cut by another program: it begins anew, and after a restart the \
    sessions from before are not there; give each server a file that nothing rotates";

/// Says loudly that the file failed.
fn failed(error: &std::io::Error, log: &Log) -> String {
    let problem = format!("the journal file cannot be written: {error}");
    log.said(problem.clone());
    problem
}

impl Record {
    fn push(&self, lines: &mut Lines) -> std::io::Result<()> {
        match self {
            Self::Exchange(note, snapshot) => {
                lines.push(Kind::Exchange, &note.judged().without_secrets())?;
                snapshot.iter().try_for_each(|snapshot| lines.push(Kind::Snapshot, snapshot))
            }
            Self::Snapshot(snapshot) => lines.push(Kind::Snapshot, snapshot),
            Self::Ended(ended) => lines.push(Kind::Ended, ended),
            Self::Stalled(stall) => lines.push(Kind::Stalled, stall),
            Self::Began(began) => lines.push(Kind::Began, began),
            Self::Finished(end) => lines.push(Kind::Finished, end),
            Self::Put(put) => lines.push(Kind::Put, put),
            Self::Reset(customer) => lines.push(Kind::Reset, customer),
            Self::Flush => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
