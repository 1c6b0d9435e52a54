//! One line for each exchange, written off the path of the request.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::note::Note;
use flinks_trace::{Outcome, Timestamp};

/// The log of a server. Silent unless it is made by [`Log::lines`] or [`Log::remarks`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Option<Lines>);

#[derive(Clone, Debug)]
struct Lines {
    sender: mpsc::Sender<Line>,
    thread: Thread,
    exchanges: bool,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Line {
    Exchange {
        exchange: Arc<Note>,
        has_clock: bool,
        outcome: Outcome,
    },
    Remark(String),
    /// Answered once everything before it is written.
    Flush(oneshot::Sender<()>),
}

/// Something that may happen thousands of times in a second and is said once then.
#[derive(Debug, Default)]
pub(crate) struct Burst(Mutex<(Option<Instant>, u64)>);

/// Wall-clock time in which nothing is said twice of a [`Burst`].
const QUIET: Duration = Duration::from_secs(10);

/// Lines that wait to be written; more than a terminal can ever be behind without being stuck.
pub(crate) const WAITING_LINES: usize = 10_000;

/// Real time between two writes. Lines that come in it are written together.
const PAUSE: Duration = Duration::from_millis(10);

/// Writes to stdout. The reader may have gone away, as `head` does. Colour is left out where nobody
/// sees it.
#[cfg(feature = "cli")]
pub(crate) fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes a line to stderr. Nobody reading it any more is no reason to panic.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

impl Log {
    /// Writes lines to `sink` from a thread of its own, until every `Log` is dropped.
    ///
    /// When the sink cannot keep up, lines are lost, and the number of lost lines is written.
    pub(crate) fn lines(sink: impl Write + Send + 'static) -> Self {
        Self::written_to(sink, true)
    }

    /// The same without a line for each exchange and each call of the admin API.
    pub(crate) fn remarks(sink: impl Write + Send + 'static) -> Self {
        Self::written_to(sink, false)
    }

    fn written_to(mut sink: impl Write + Send + 'static, exchanges: bool) -> Self {
        let (sender, mut receiver) = mpsc::channel(WAITING_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let lost_lines = Arc::clone(&lost);
        let thread = std::thread::spawn(move || {
            let (mut lines, mut text) = (Vec::new(), String::new());
            while receiver.blocking_recv_many(&mut lines, WAITING_LINES) > 0 {
                // In one write: stderr has no buffer, and each part of a line would be a system call.
                text.clear();
                for line in &lines {
                    let _ = write!(text, "{line}");
                }
                match lost_lines.swap(0, Ordering::Relaxed) {
                    0 => {}
                    lost => drop(writeln!(text, "{lost} lines were lost here")),
                }
                // A closed terminal must not end the server.
                let _ = sink.write_all(text.as_bytes());
                for line in lines.drain(..) {
                    if let Line::Flush(flushed) = line {
                        let _ = flushed.send(());
                    }
                }
                // To be woken for each line would cost a request as much as to be answered.
                std::thread::park_timeout(PAUSE);
            }
        });
        Self(Some(Lines { sender, thread: thread.thread().clone(), exchanges, lost }))
    }

    /// Without a clock, the exchange belongs to no customer and has no moment.
    pub(crate) fn ended(&self, exchange: Arc<Note>, has_clock: bool, outcome: Outcome) {
        if self.logs_exchanges() {
            self.send(Line::Exchange { exchange, has_clock, outcome });
        }
    }

    /// A call of the admin API; logged where exchanges are.
    pub(crate) fn operated(&self, text: String) {
        if self.logs_exchanges() {
            self.send(Line::Remark(text));
        }
    }

    /// What belongs to no exchange.
    pub(crate) fn said(&self, text: String) {
        self.send(Line::Remark(text));
    }

    /// The same for what may come in a burst, with the number of those that nothing was said of.
    #[expect(clippy::disallowed_methods, reason = "paces the log; no story's time")]
    pub(crate) fn said_once(&self, burst: &Burst, text: impl FnOnce() -> String) {
        match burst.counted(Instant::now()) {
            Some(0) => self.said(text()),
            Some(others) => self.said(format!("{}; so did {others} before", text())),
            None => {}
        }
    }

    /// How many lines wait to be written.
    pub(crate) fn waiting(&self) -> usize {
        let waiting = |lines: &Lines| lines.sender.max_capacity() - lines.sender.capacity();
        self.0.as_ref().map_or(0, waiting)
    }

    /// Flushes: resolves once all lines queued so far are written.
    pub(crate) async fn written(&self) {
        let Some(lines) = &self.0 else { return };
        let (flushed, is_flushed) = oneshot::channel();
        if lines.sender.send(Line::Flush(flushed)).await.is_ok() {
            lines.thread.unpark();
            let _ = is_flushed.await;
        }
    }

    fn logs_exchanges(&self) -> bool {
        self.0.as_ref().is_some_and(|lines| lines.exchanges)
    }

    fn send(&self, line: Line) {
        let Some(lines) = &self.0 else { return };
        if lines.sender.try_send(line).is_err() {
            lines.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Burst {
    /// How many came since the last one that something was said of; None where that was just now.
    fn counted(&self, now: Instant) -> Option<u64> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.0.is_some_and(|said| now.duration_since(said) < QUIET) {
            last.1 += 1;
            return None;
        }
        last.0 = Some(now);
        Some(std::mem::take(&mut last.1))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exchange { exchange, has_clock, outcome } => {
                if *has_clock {
                    write!(formatter, "{}  ", Timestamp(outcome.at()))?;
                } else {
                    write!(formatter, "{:11}  ", "-")?;
                }
                line(formatter, exchange)?;
                writeln!(formatter, "{}", ending(outcome))
            }
            Self::Remark(text) => writeln!(formatter, "{:11}  {text}", "-"),
            Self::Flush(_) => Ok(()),
        }
    }
}

fn line(formatter: &mut fmt::Formatter<'_>, exchange: &Note) -> fmt::Result {
    let (status, code) = (exchange.reply().status, exchange.reply().code);
    let (path, message) = (exchange.path(), exchange.message());
    write!(formatter, "{status} {code}")?;
    // Padding by the formatter comes a character at a time.
    formatter.write_str(CODE_COLUMN.get(code.len()..).unwrap_or_default())?;
    write!(formatter, "  {:4} {}", exchange.method(), escaped(&path))?;
    if !message.is_empty() {
        write!(formatter, "  {}", shortened(&message))?;
    }
    exchange.reply().note.iter().try_for_each(|note| write!(formatter, "  note: {note}"))
}

/// The width of a code.
const CODE_COLUMN: &str = "                    ";

/// Nearly every path is as it is written.
fn escaped(path: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() & !matches!(byte, b'"' | b'\'' | b'\\');
    if path.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        path.into()
    } else {
        path.escape_debug().to_string().into()
    }
}

/// Empty for a reply that went out whole.
fn ending(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Cut { bytes, .. } => format!("  cut after {bytes} bytes"),
        Outcome::Left { bytes, .. } => format!("  the client left after {bytes} bytes"),
        Outcome::Sent { .. } | Outcome::NoReply { .. } => String::new(),
    }
}

/// A client can make a message long: it may hold its path or its RequestId.
fn shortened(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).flat_map(char::escape_debug).collect()
}

/// Characters of a message that a line shows.
const LONGEST_MESSAGE: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a moment to count from")]
    fn a_burst_is_said_once_and_then_how_many_it_had() {
        let (burst, start) = (Burst::default(), Instant::now());
        let counted = [0, 1, 9_999, 10_000, 10_001, 25_000]
            .map(|millis| burst.counted(start + Duration::from_millis(millis)));
        assert_eq!(counted, [Some(0), None, None, Some(2), None, Some(1)]);
    }
}
