//! One line for each exchange, written off the path of the request.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use hyper::StatusCode;
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
        let (sender, mut receiver) = mpsc::channel::<Line>(WAITING_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let lost_lines = Arc::clone(&lost);
        let thread = std::thread::spawn(move || {
            let (mut lines, mut text) = (Vec::new(), String::new());
            while receiver.blocking_recv_many(&mut lines, WAITING_LINES) > 0 {
                // In one write: stderr has no buffer, and each part of a line would be a system call.
                text.clear();
                for line in &lines {
                    line.push_to(&mut text);
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

impl Line {
    fn push_to(&self, text: &mut String) {
        match self {
            Self::Exchange { exchange, has_clock, outcome } => {
                if *has_clock {
                    text.push_str(Timestamp(outcome.at()).text(&mut [0; Timestamp::LONGEST]));
                    text.push_str("  ");
                } else {
                    text.push_str(NO_MOMENT);
                }
                push(text, exchange);
                text.push_str(&ending(outcome));
                text.push('\n');
            }
            Self::Remark(remark) => drop(writeln!(text, "{NO_MOMENT}{remark}")),
            Self::Flush(_) => {}
        }
    }
}

/// In the place of a timestamp.
const NO_MOMENT: &str = "-            ";

/// Texts are put together by themselves: a formatter costs as much as the whole line.
fn push(text: &mut String, exchange: &Note) {
    let (reply, path, message) = (exchange.reply(), exchange.path(), exchange.message());
    // As it is sent.
    let status = StatusCode::from_u16(reply.status);
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let code_column = CODE_COLUMN.get(reply.code.len()..).unwrap_or_default();
    let method = exchange.method();
    let method_column = METHOD_COLUMN.get(method.len()..).unwrap_or_default();
    for part in [status.as_str(), " ", reply.code, code_column, "  ", method, method_column, " "] {
        text.push_str(part);
    }
    text.push_str(&shortened(&path, usize::MAX));
    if !message.is_empty() {
        text.push_str("  ");
        text.push_str(&shortened(&message, LONGEST_MESSAGE));
    }
    if let Some(note) = reply.note {
        text.push_str("  note: ");
        text.push_str(note);
    }
}

/// The widths of a code and of a method.
const CODE_COLUMN: &str = "                    ";
const METHOD_COLUMN: &str = "    ";

/// At most so many characters, and none that moves a cursor. Nearly every text is as it is written.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let is_plain = |byte: u8| {
        (byte.is_ascii_graphic() | (byte == b' ')) & !matches!(byte, b'"' | b'\'' | b'\\')
    };
    if text.len() <= most && text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return text.into();
    }
    text.chars().take(most).flat_map(char::escape_debug).collect()
}

/// Empty for a reply that went out whole.
fn ending(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Cut { bytes, .. } => format!("  cut after {bytes} bytes"),
        Outcome::Left { bytes, .. } => format!("  the client left after {bytes} bytes"),
        Outcome::Sent { .. } | Outcome::NoReply { .. } => String::new(),
    }
}

/// Characters of a message that a line shows: a client can make one long, with its path or its RequestId.
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
