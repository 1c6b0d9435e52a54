//! One line for each exchange, written off the path of the request.

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::{Method, Uri};
use tokio::sync::{mpsc, oneshot};

use crate::clock::Moment;
use crate::reply::Reply;

/// Where exchanges are told. Says nothing unless it is [`Log::lines`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Option<Lines>);

#[derive(Clone, Debug)]
struct Lines {
    sender: mpsc::Sender<Line>,
    lost: Arc<AtomicU64>,
}

/// What is known of an exchange before it has a reply.
#[derive(Debug)]
pub(crate) struct Entry {
    method: Method,
    uri: Uri,
    at: Option<Moment>,
}

#[derive(Debug)]
enum Line {
    Exchange {
        entry: Entry,
        status: u16,
        code: &'static str,
        message: String,
        note: Option<&'static str>,
    },
    Said(String),
    /// Everything before it is written.
    Written(oneshot::Sender<()>),
}

/// Lines that wait to be written; more than a terminal can ever be behind without being stuck.
const WAITING_LINES: usize = 10_000;

/// Writes a line to stderr. Nobody reading it any more is no reason to panic.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

impl Log {
    /// Writes lines to `sink` from a thread of its own, until every `Log` is dropped.
    ///
    /// When the sink cannot keep up, lines are lost, and the number of lost lines is written.
    pub(crate) fn lines(mut sink: impl Write + Send + 'static) -> Self {
        let (sender, mut receiver) = mpsc::channel(WAITING_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let lines = Lines { sender, lost: Arc::clone(&lost) };
        std::thread::spawn(move || {
            while let Some(line) = receiver.blocking_recv() {
                if let Line::Written(told) = line {
                    let _ = told.send(());
                    continue;
                }
                // A closed terminal must not end the server.
                let _ = writeln!(sink, "{line}");
                match lost.swap(0, Ordering::Relaxed) {
                    0 => {}
                    lost => drop(writeln!(sink, "{lost} lines were lost here")),
                }
            }
        });
        Self(Some(lines))
    }

    pub(crate) fn answered(&self, entry: Entry, reply: &Reply) {
        self.send(Line::Exchange {
            entry,
            status: reply.status,
            code: reply.code,
            message: reply.message.clone(),
            note: reply.note,
        });
    }

    /// What belongs to no exchange.
    pub(crate) fn said(&self, text: String) {
        self.send(Line::Said(text));
    }

    /// Returns when every line of before is written.
    pub(crate) async fn written(&self) {
        let Some(lines) = &self.0 else { return };
        let (told, is_written) = oneshot::channel();
        if lines.sender.send(Line::Written(told)).await.is_ok() {
            let _ = is_written.await;
        }
    }

    fn send(&self, line: Line) {
        let Some(lines) = &self.0 else { return };
        if lines.sender.try_send(line).is_err() {
            lines.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Entry {
    pub(crate) fn new(method: Method, uri: Uri) -> Self {
        Self { method, uri, at: None }
    }

    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    /// The moment of the reply on the customer's clock.
    pub(crate) fn at(&mut self, moment: Moment) {
        self.at = Some(moment);
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exchange { entry, status, code, message, note } => {
                match &entry.at {
                    Some(at) => write!(formatter, "{}  ", Stamp(at.as_duration()))?,
                    None => write!(formatter, "{:11}  ", "-")?,
                }
                let path = entry.path().escape_debug();
                write!(formatter, "{status} {code:20}  {:4} {path}", entry.method.as_str())?;
                if !message.is_empty() {
                    write!(formatter, "  {}", shortened(message))?;
                }
                note.map_or(Ok(()), |note| write!(formatter, "  note: {note}"))
            }
            Self::Said(text) => write!(formatter, "{:11}  {text}", "-"),
            Self::Written(_) => Ok(()),
        }
    }
}

/// A client can make a message long: it may hold its path or its RequestId.
fn shortened(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).flat_map(char::escape_debug).collect()
}

/// Characters of a message that a line shows.
const LONGEST_MESSAGE: usize = 200;

/// `t+00:10.000`: minutes, seconds and milliseconds since the customer's first request.
pub(crate) struct Stamp(pub(crate) Duration);

impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let millis = self.0.subsec_millis();
        write!(formatter, "t+{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
    }
}
