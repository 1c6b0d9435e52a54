//! Lines that several threads parse, and that are taken in their order.

use std::mem;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{FileError, Found, Line};

/// Bytes after which a batch takes no more lines.
const BATCH_BYTES: usize = 1 << 20;

/// Batches that a thread has at a time: one in work, and one that waits.
const AHEAD: usize = 2;

/// More threads would wait for the one that reads the file.
const MOST_THREADS: usize = 4;

/// Lines, with the number and the end of each.
#[derive(Default)]
struct Batch {
    text: Vec<u8>,
    lines: Vec<(usize, usize)>,
}

/// What came of the lines of a batch, up to the first that is wrong.
struct Parsed<T> {
    lines: Vec<T>,
    result: Result<(), FileError>,
}

/// Batches go to the threads in turns, and come back in turns.
struct Threads<T, F> {
    threads: Vec<(SyncSender<Batch>, Receiver<Parsed<T>>)>,
    given: usize,
    taken: usize,
    each: F,
    /// The first line that is wrong; nothing after it counts.
    result: Result<(), FileError>,
}

/// As [`read_path`](super::read_path), where `parse` is called for lines in any order, and `each` for what
/// came of them in theirs.
pub(super) fn read_path<T: Send>(
    path: &Path,
    parse: impl Fn(&Line<'_>) -> Result<Option<T>, FileError> + Sync,
    each: impl FnMut(T),
) -> Result<Found, FileError> {
    let (name, parse) = (&*path.display().to_string(), &parse);
    thread::scope(|scope| {
        let start = |_| {
            let (give, batches) = sync_channel::<Batch>(AHEAD);
            let (done, parsed) = sync_channel(AHEAD);
            scope.spawn(move || {
                batches.iter().try_for_each(|batch| done.send(batch.parse(name, parse)))
            });
            (give, parsed)
        };
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = (0..cores.min(MOST_THREADS)).map(start).collect();
        let mut threads = Threads { threads, given: 0, taken: 0, each, result: Ok(()) };
        let mut batch = Batch::default();
        let found = super::read_path(path, |line| {
            batch.add(line);
            if batch.text.len() < BATCH_BYTES {
                return Ok(());
            }
            threads.give(mem::take(&mut batch));
            threads.result.clone()
        });
        threads.give(batch);
        while threads.taken < threads.given {
            threads.take();
        }
        threads.result.and(found)
    })
}

impl Batch {
    fn add(&mut self, line: &Line<'_>) {
        line.pass();
        self.text.extend_from_slice(line.text);
        self.lines.push((line.number, self.text.len()));
    }

    fn parse<T>(
        self,
        name: &str,
        parse: impl Fn(&Line<'_>) -> Result<Option<T>, FileError>,
    ) -> Parsed<T> {
        let mut lines = Vec::with_capacity(self.lines.len());
        let mut start = 0;
        let result = self.lines.iter().try_for_each(|(number, end)| {
            let text = &self.text[mem::replace(&mut start, *end)..*end];
            let Some(line) = Line::new(name, *number, text)? else { return Ok(()) };
            lines.extend(parse(&line)?);
            line.check()
        });
        Parsed { lines, result }
    }
}

impl<T, F: FnMut(T)> Threads<T, F> {
    fn give(&mut self, batch: Batch) {
        if self.given - self.taken == AHEAD * self.threads.len() {
            self.take();
        }
        // Cannot fail: a thread ends after its last batch.
        let _ = self.threads[self.given % self.threads.len()].0.send(batch);
        self.given += 1;
    }

    fn take(&mut self) {
        let parsed = self.threads[self.taken % self.threads.len()].1.recv();
        self.taken += 1;
        let Ok(Parsed { lines, result }) = parsed else { return };
        if self.result.is_ok() {
            lines.into_iter().for_each(&mut self.each);
            self.result = result;
        }
    }
}
