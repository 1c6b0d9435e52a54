//! What is written, piece by piece, where an answer does not simply go out.

use std::time::Duration;

use bytes::Bytes;
use flinks_contract::scenario::{Cut, Drip, Fault};
use hyper::Response;

use super::head::{Framing, head};

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    Bytes(Bytes),
    /// On the customer's clock.
    Pause(Duration),
}

/// How the connection ends after the last piece.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    /// FIN, and there was no more to send.
    Done,
    /// FIN, too early.
    Close,
    /// RST.
    Reset,
    /// Not before the client leaves.
    Hang,
}

/// A fault that needs the socket itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Play {
    pub(super) pieces: Vec<Piece>,
    pub(super) end: End,
}

/// A body in its time: the delay before it, then all of it, or drop by drop.
#[derive(Clone, Debug)]
pub(super) struct Slow {
    delay: Duration,
    drip: Option<Drip>,
    is_rested: bool,
    rest: Bytes,
}

impl Play {
    /// Nothing for a fault that is HTTP all the same and goes through hyper.
    pub(super) fn of(
        fault: &Fault,
        response: &Response<()>,
        body: &Bytes,
        delay: Duration,
        date: &str,
    ) -> Option<Self> {
        let answer = Answer { response, body, delay, date };
        Some(match fault {
            Fault::Reset => Self { pieces: Vec::new(), end: End::Reset },
            Fault::Close => Self { pieces: Vec::new(), end: End::Close },
            Fault::Hang => Self { pieces: Vec::new(), end: End::Hang },
            Fault::ResetAfter(cut) => answer.until(*cut, End::Reset),
            Fault::CloseAfter(cut) => answer.until(*cut, End::Close),
            Fault::HangAfter(cut) => answer.until(*cut, End::Hang),
            Fault::WrongLength(off) => answer.wrong_length(*off),
            Fault::TruncatedChunk => answer.truncated_chunk(),
            Fault::Garbage => Self { pieces: vec![bytes(GARBAGE)], end: End::Done },
            Fault::InvalidJson
            | Fault::InvalidUtf8
            | Fault::ContentType(_)
            | Fault::Drip(_)
            | Fault::HttpError(_) => return None,
        })
    }
}

struct Answer<'a> {
    response: &'a Response<()>,
    body: &'a Bytes,
    delay: Duration,
    date: &'a str,
}

impl Answer<'_> {
    fn until(&self, cut: Cut, end: End) -> Play {
        let mut head = self.head(Framing::Length(self.body.len() as u64));
        let length = match cut {
            Cut::Head(length) => {
                head.truncate(length);
                return Play { pieces: whole([bytes(&head)]), end };
            }
            Cut::Body(length) => length.min(self.body.len()),
        };
        let is_early = length < self.body.len();
        let end = if end == End::Close && !is_early { End::Done } else { end };
        Play { pieces: self.with_head(&head, self.body.slice(..length)), end }
    }

    fn wrong_length(&self, off: i32) -> Play {
        let length = (self.body.len() as u64).saturating_add_signed(off.into());
        let head = self.head(Framing::Length(length));
        Play { pieces: self.with_head(&head, self.body.clone()), end: End::Done }
    }

    /// The chunk is announced in its full length, and half of it comes.
    fn truncated_chunk(&self) -> Play {
        let head = self.head(Framing::Chunked);
        let announced = self.body.len().max(1);
        let mut chunk = format!("{announced:x}\r\n").into_bytes();
        chunk.extend_from_slice(&self.body[..self.body.len() / 2]);
        Play { pieces: self.with_head(&head, chunk.into()), end: End::Close }
    }

    fn with_head(&self, head: &[u8], body: Bytes) -> Vec<Piece> {
        whole([bytes(head)].into_iter().chain(Slow::new(body, self.delay, None)))
    }

    fn head(&self, framing: Framing) -> Vec<u8> {
        head(self.response, framing, self.date)
    }
}

impl Slow {
    pub(super) fn new(body: Bytes, delay: Duration, drip: Option<Drip>) -> Self {
        Self { delay, drip, is_rested: false, rest: body }
    }

    /// Bytes still to come.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }
}

impl Iterator for Slow {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if !self.delay.is_zero() {
            return Some(Piece::Pause(std::mem::take(&mut self.delay)));
        }
        if self.rest.is_empty() {
            return None;
        }
        let Some(drip) = self.drip else {
            return Some(Piece::Bytes(std::mem::take(&mut self.rest)));
        };
        self.is_rested = !self.is_rested;
        if self.is_rested {
            return Some(Piece::Pause(drip.every));
        }
        let length = drip.bytes.get().min(self.rest.len());
        Some(Piece::Bytes(self.rest.split_to(length)))
    }
}

fn whole(pieces: impl IntoIterator<Item = Piece>) -> Vec<Piece> {
    let is_empty = |piece: &Piece| matches!(piece, Piece::Bytes(bytes) if bytes.is_empty());
    pieces.into_iter().filter(|piece| !is_empty(piece)).collect()
}

fn bytes(bytes: &[u8]) -> Piece {
    Piece::Bytes(Bytes::copy_from_slice(bytes))
}

/// No version, no status, no text, and the end of a head, so that nobody waits for more.
const GARBAGE: &[u8] = b"\x00\xffnot HTTP\xfe\x01\r\n\r\n";

#[cfg(test)]
mod tests;
