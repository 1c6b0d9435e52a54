//! Writes the journal's trace file, a group of records at a time.
//!
//! A request that waits for its record writes all that are queued, in one write, unless another has done
//! so: to wake a thread for it, and to be woken by that, cost more than to write. What nobody waits for is
//! written with the next group, or by a thread a little later.

use std::fmt;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use flinks_trace::file::{Appender, Began, Ended, Kind, Lines};
use flinks_trace::{ClientEnd, CustomerId, Stall};
use serde::{Deserialize, Serialize};

use crate::log::Log;
use crate::note::{Note, NoteLines};
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
    /// An empty line, as long as that of an exchange: whether there is room for one.
    Probe,
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
    shared: Arc<Shared>,
    /// Writes what nobody else does.
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    queue: Mutex<Queue>,
    /// For the thread, when there is something to do for it.
    changed: Condvar,
    /// Taken before the queue, so that groups are in its order.
    file: Mutex<File>,
    /// The last group with an exchange is not in the file.
    is_failing: AtomicBool,
}

#[derive(Default)]
struct Queue {
    records: Vec<Queued>,
    /// Somebody sleeps until the thread has written.
    is_urgent: bool,
    /// The thread waits for a first record.
    is_idle: bool,
    is_closed: bool,
}

struct File {
    appender: Appender,
    log: Log,
    /// Empty between two groups; kept for their room.
    lines: Lines,
    notes: NoteLines,
    records: Vec<Queued>,
}

/// Bytes after which a group takes no more records.
const GROUP_BYTES: usize = 1 << 20;

/// What the line of an exchange seldom exceeds.
const PROBE_BYTES: usize = 4 << 10;

/// Real time for which a record stays in the queue that nobody waits for.
const PAUSE: Duration = Duration::from_millis(10);

impl Writer {
    pub(crate) fn new(appender: Appender, log: Log) -> Self {
        let (lines, notes, records) = (Lines::default(), NoteLines::default(), Vec::new());
        let file = File { appender, log, lines, notes, records };
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            file: Mutex::new(file),
            is_failing: AtomicBool::new(false),
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            while of_thread.wait() {
                of_thread.write();
            }
        });
        Self { shared, thread: Some(thread) }
    }

    /// How many records are not written yet.
    pub(super) fn waiting(&self) -> usize {
        self.shared.queue().records.len()
    }

    pub(super) fn is_failing(&self) -> bool {
        self.shared.is_failing.load(Ordering::Relaxed)
    }

    /// Calls `tell`, which must be quick, when `record` is written: by [`Self::write`], or after a little
    /// while, or at once where somebody sleeps until then.
    pub(super) fn queue(
        &self,
        record: Record,
        is_urgent: bool,
        tell: impl FnOnce(Written) + Send + 'static,
    ) {
        let mut queue = self.shared.queue();
        queue.records.push((record, Box::new(tell)));
        queue.is_urgent |= is_urgent;
        if mem::take(&mut queue.is_idle) || is_urgent {
            self.shared.changed.notify_one();
        }
    }

    /// Writes what is queued. Takes no longer than the system takes the bytes, and nobody who waits for
    /// an exchange could go on before that.
    pub(super) fn write(&self) {
        if self.waiting() > 0 {
            self.shared.write();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.queue().is_closed = true;
        self.shared.changed.notify_one();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    /// Returns when there is something that nobody else has written; `false` at the end.
    fn wait(&self) -> bool {
        let mut queue = self.queue();
        queue.is_idle = true;
        let is_empty = |queue: &mut Queue| queue.records.is_empty() && !queue.is_closed;
        let queue = self.changed.wait_while(queue, is_empty);
        let mut queue = queue.unwrap_or_else(PoisonError::into_inner);
        queue.is_idle = false;
        let has_time = |queue: &mut Queue| !queue.is_urgent && !queue.is_closed;
        let waited = self.changed.wait_timeout_while(queue, PAUSE, has_time);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        queue.is_urgent = false;
        !queue.is_closed || !queue.records.is_empty()
    }

    fn write(&self) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        mem::swap(&mut self.queue().records, &mut file.records);
        file.write(&self.is_failing);
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shared")
    }
}

impl File {
    fn write(&mut self, is_failing: &AtomicBool) {
        let mut records = mem::take(&mut self.records);
        let mut queued = records.drain(..).peekable();
        while queued.peek().is_some() {
            self.write_group(&mut queued, is_failing);
        }
        drop(queued);
        self.records = records;
    }

    fn write_group(&mut self, queued: &mut impl Iterator<Item = Queued>, is_failing: &AtomicBool) {
        let (mut waiting, mut has_exchange) = (Vec::new(), false);
        for (record, tell) in queued {
            has_exchange |= matches!(record, Record::Exchange(..) | Record::Probe);
            match record.push(&mut self.lines, &mut self.notes) {
                Ok(()) => waiting.push(tell),
                Err(error) => tell(Err(failed(&error, &self.log))),
            }
            if self.lines.as_bytes().len() >= GROUP_BYTES {
                break;
            }
        }
        let written = self.appender.append(&self.lines);
        self.lines.clear();
        let written = written.map_err(|error| failed(&error, &self.log)).map(|is_cut| {
            if is_cut {
                self.log.said(CUT.to_owned());
            }
        });
        // Before anybody hears of it. A shorter line may still find room where an exchange does not.
        if has_exchange || written.is_err() {
            is_failing.store(written.is_err(), Ordering::Relaxed);
        }
        waiting.into_iter().for_each(|tell| tell(written.clone()));
    }
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
    fn push(&self, lines: &mut Lines, notes: &mut NoteLines) -> std::io::Result<()> {
        match self {
            Self::Exchange(note, snapshot) => {
                lines.line(|line| notes.write(note, line))?;
                snapshot.iter().try_for_each(|snapshot| lines.line(|line| snapshot.write(line)))
            }
            Self::Snapshot(snapshot) => lines.line(|line| snapshot.write(line)),
            Self::Ended(ended) => lines.push(Kind::Ended, ended),
            Self::Stalled(stall) => lines.push(Kind::Stalled, stall),
            Self::Began(began) => lines.push(Kind::Began, began),
            Self::Finished(end) => lines.push(Kind::Finished, end),
            Self::Put(put) => lines.push(Kind::Put, put),
            Self::Reset(customer) => lines.push(Kind::Reset, customer),
            Self::Probe => lines.line(|line| {
                line.resize(line.len() + PROBE_BYTES, b' ');
                Ok(())
            }),
            Self::Flush => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
