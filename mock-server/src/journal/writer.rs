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

use flinks_trace::file::{Appender, Began, Ended, Kind, Lines, Rewriting};
use flinks_trace::{ClientEnd, CustomerId, Stall};
use serde::{Deserialize, Serialize};

use super::compaction::compact;
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
    /// Bytes after which the file is made shorter.
    most_bytes: u64,
}

#[derive(Default)]
struct Queue {
    records: Vec<Queued>,
    /// Somebody sleeps until the thread has written.
    is_urgent: bool,
    /// The thread waits for a first record.
    is_idle: bool,
    /// The file is to be made shorter.
    is_too_long: bool,
    is_closed: bool,
}

struct File {
    appender: Appender,
    log: Log,
    /// Empty between two groups; kept for their room.
    lines: Lines,
    notes: NoteLines,
    records: Vec<Queued>,
    /// Bytes at which the thread is told that the file is too long.
    next: u64,
    /// Why nothing is written: the file has lost its name, and a restart would not find it.
    lost: Option<String>,
}

/// Bytes after which a group takes no more records.
const GROUP_BYTES: usize = 1 << 20;

/// What the line of an exchange seldom exceeds.
const PROBE_BYTES: usize = 4 << 10;

/// Real time for which a record stays in the queue that nobody waits for.
const PAUSE: Duration = Duration::from_millis(10);

impl Writer {
    /// `most_bytes`: after so many, the file is made shorter.
    pub(crate) fn new(appender: Appender, most_bytes: u64, log: Log) -> Self {
        let (lines, notes, records) = (Lines::default(), NoteLines::default(), Vec::new());
        let file = File { appender, log, lines, notes, records, next: most_bytes, lost: None };
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            file: Mutex::new(file),
            is_failing: AtomicBool::new(false),
            most_bytes,
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            while of_thread.wait() {
                of_thread.write();
                let is_too_long = mem::take(&mut of_thread.queue().is_too_long);
                if !of_thread.file().appender.is_in_place() {
                    of_thread.begin_anew();
                } else if is_too_long {
                    of_thread.make_shorter();
                }
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
        queue.is_idle = queue.records.is_empty();
        // Also where a task has written the first record by then: somebody looks after the file.
        let has_nothing =
            |queue: &mut Queue| queue.is_idle && !queue.is_closed && !queue.is_too_long;
        let queue = self.changed.wait_while(queue, has_nothing);
        let mut queue = queue.unwrap_or_else(PoisonError::into_inner);
        queue.is_idle = false;
        let has_time = |queue: &mut Queue| !queue.is_urgent && !queue.is_closed;
        let waited = self.changed.wait_timeout_while(queue, PAUSE, has_time);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        queue.is_urgent = false;
        !queue.is_closed || !queue.records.is_empty()
    }

    fn write(&self) {
        let mut file = self.file();
        mem::swap(&mut self.queue().records, &mut file.records);
        file.write(&self.is_failing);
        if file.appender.bytes() >= file.next {
            // Once.
            file.next = u64::MAX;
            self.queue().is_too_long = true;
            self.changed.notify_one();
        }
    }

    /// The file has lost its name. All that lives is written to a new one; where that fails, nothing is
    /// acknowledged, and every call tries it again.
    fn begin_anew(&self) {
        let (mut file, _, done) = self.rewrite();
        let lost = format!(
            "another program has removed, renamed or replaced the journal file {}",
            file.appender.path().display()
        );
        match done {
            Ok(dropped) => {
                file.lost = None;
                file.log.said(format!(
                    "{lost}; a new one is there now, with every session; {dropped} exchanges of this \
                     run are not in it; {KEEP_AWAY}"
                ));
            }
            Err(why) => {
                let why = format!("{lost}, and no new one can be written: {why}");
                self.is_failing.store(true, Ordering::Relaxed);
                if file.lost.as_ref() != Some(&why) {
                    file.log.said(why.clone());
                }
                file.lost = Some(why);
            }
        }
    }

    /// Requests are answered meanwhile, but for the moment in which the files change places. Returns the
    /// bytes of the old one, and how many exchanges are not in the new one.
    fn rewrite(&self) -> (MutexGuard<'_, File>, u64, Result<u64, String>) {
        let shorter = self.shorter();
        let mut file = self.file();
        let before = file.appender.bytes();
        let done = shorter.and_then(|(new, dropped)| {
            file.appender.replace(new).map_err(|error| error.to_string()).map(|()| dropped)
        });
        // What is left may be long, where many sessions are open, and is not rewritten at every turn.
        file.next = self.most_bytes.max(file.appender.bytes().saturating_mul(2));
        (file, before, done)
    }

    fn make_shorter(&self) {
        let (file, before, done) = self.rewrite();
        let now = file.appender.bytes();
        if self.queue().is_closed {
            return;
        }
        file.log.said(match done {
            Ok(dropped) => format!(
                "the journal file was made shorter, from {before} to {now} bytes \
                 (--journal-max-bytes {}); {dropped} exchanges of this run are not in it any more, \
                 and every session is",
                self.most_bytes
            ),
            Err(why) => format!("the journal file cannot be made shorter and grows on: {why}"),
        });
    }

    /// The new file, up to what was just appended, and how many exchanges are not in it.
    fn shorter(&self) -> Result<(Rewriting, u64), String> {
        let shown = |error: std::io::Error| error.to_string();
        let mut new = self.file().appender.rewriting().map_err(shown)?;
        let goes_on = || !self.queue().is_closed;
        let dropped = compact(&new, self.most_bytes / 2, goes_on).map_err(|error| error.what)?;
        let bytes = self.file().appender.bytes();
        new.catch_up(bytes).map_err(shown)?;
        Ok((new, dropped))
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
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
        let written = match &self.lost {
            Some(why) => Err(std::io::Error::other(why.clone())),
            None => self.appender.append(&self.lines),
        };
        self.lines.clear();
        let written = written.map_err(|error| failed(&error, &self.log)).map(|is_cut| {
            if is_cut {
                self.log.said(format!("{CUT}; {KEEP_AWAY}"));
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
    sessions from before are not there";

const KEEP_AWAY: &str =
    "give each server a file that nothing rotates, and bound it with --journal-max-bytes";

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
