//! What is written, piece by piece, where an answer does not simply go out.

use std::time::{Duration, SystemTime};

use bytes::{Buf, Bytes};
use flinks_contract::fixture::Pieces;
use flinks_contract::scenario::{Cut, Drip, Fault};
use hyper::Response;
use hyper::header::{CONNECTION, HeaderValue};

use super::Socket;

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Bytes(Pieces),
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
#[derive(Clone, Debug)]
pub(super) struct Play {
    pieces: Vec<Piece>,
    end: End,
}

/// A body in its time: the delay before it, then all of it, or drop by drop.
#[derive(Clone, Debug)]
pub(super) struct Slow {
    delay: Duration,
    drip: Option<Drip>,
    is_rested: bool,
    rest: Pieces,
}

impl Play {
    /// None for a fault that is HTTP all the same and goes through hyper.
    pub(super) fn of(
        fault: &Fault,
        response: &Response<()>,
        body: &Bytes,
        delay: Duration,
    ) -> Option<Self> {
        let answer = Answer { response, body, delay };
        Some(match fault {
            Fault::Reset => Self { pieces: Vec::new(), end: End::Reset },
            Fault::Close => Self { pieces: Vec::new(), end: End::Close },
            Fault::Hang => Self { pieces: Vec::new(), end: End::Hang },
            Fault::ResetAfter(cut) => answer.until(*cut, End::Reset),
            Fault::CloseAfter(cut) => answer.until(*cut, End::Close),
            Fault::HangAfter(cut) => answer.until(*cut, End::Hang),
            Fault::WrongLength(off) => {
                let length = (body.len() as u64).saturating_add_signed((*off).into());
                let pieces = answer.with_head(&answer.head_with_length(length), body.clone());
                Self { pieces, end: End::Done }
            }
            Fault::TruncatedChunk => answer.truncated_chunk(),
            Fault::Garbage => Self { pieces: vec![bytes(GARBAGE)], end: End::Done },
            Fault::InvalidJson
            | Fault::InvalidUtf8
            | Fault::ContentType(_)
            | Fault::Drip(_)
            | Fault::HttpError(_) => return None,
        })
    }

    /// Returns when the connection is over. The client may have ended it before.
    pub(super) async fn run(self, socket: &Socket) {
        for piece in self.pieces {
            match piece {
                Piece::Bytes(bytes) => {
                    if socket.write(&bytes.joined()).await.is_err() {
                        return;
                    }
                }
                Piece::Pause(time) => socket.clone().pause(time).await,
            }
        }
        match self.end {
            End::Done => {
                socket.done();
                socket.close();
            }
            End::Close => {
                socket.cut();
                socket.hang_up();
            }
            End::Reset => {
                socket.cut();
                socket.reset();
            }
            End::Hang => {
                // A server that stops does not wait for a client that waits for nothing.
                tokio::select! {
                    () = socket.gone() => {}
                    () = socket.stopping().stopped() => {}
                }
            }
        }
    }
}

struct Answer<'a> {
    response: &'a Response<()>,
    body: &'a Bytes,
    delay: Duration,
}

impl Answer<'_> {
    fn until(&self, cut: Cut, end: End) -> Play {
        let mut head = self.head_with_length(self.body.len() as u64);
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

    /// The chunk is announced in its full length, and half of it comes.
    fn truncated_chunk(&self) -> Play {
        let head = self.head("transfer-encoding", "chunked");
        let announced = self.body.len().max(1);
        let mut chunk = format!("{announced:x}\r\n").into_bytes();
        chunk.extend_from_slice(&self.body[..self.body.len() / 2]);
        Play { pieces: self.with_head(&head, chunk.into()), end: End::Close }
    }

    fn with_head(&self, head: &[u8], body: Bytes) -> Vec<Piece> {
        whole([bytes(head)].into_iter().chain(Slow::new(body.into(), self.delay, None)))
    }

    fn head_with_length(&self, length: u64) -> Vec<u8> {
        self.head("content-length", &length.to_string())
    }

    /// As hyper would have written it. Says `connection: close`, as every answer does after which the
    /// connection ends. `framing` tells the client how to find the end of the body.
    fn head(&self, framing: &str, value: &str) -> Vec<u8> {
        let status = self.response.status();
        // hyper's words for a status without a name.
        let reason = status.canonical_reason().unwrap_or("<none>");
        let mut headers = self.response.headers().clone();
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let date = date();
        let last = [(framing, value.as_bytes()), ("date", date.as_bytes())];
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
        for (name, value) in headers.chain(last) {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        head.extend_from_slice(b"\r\n");
        head
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "hyper's Date is of the wall as well; no story's time"
)]
fn date() -> String {
    httpdate::fmt_http_date(SystemTime::now())
}

impl Slow {
    pub(super) fn new(body: Pieces, delay: Duration, drip: Option<Drip>) -> Self {
        Self { delay, drip, is_rested: false, rest: body }
    }

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
        Some(Piece::Bytes(self.rest.copy_to_bytes(length).into()))
    }
}

fn whole(pieces: impl IntoIterator<Item = Piece>) -> Vec<Piece> {
    let is_empty = |piece: &Piece| matches!(piece, Piece::Bytes(bytes) if bytes.is_empty());
    pieces.into_iter().filter(|piece| !is_empty(piece)).collect()
}

fn bytes(bytes: &[u8]) -> Piece {
    Piece::Bytes(Bytes::copy_from_slice(bytes).into())
}

/// No version, no status, no text, and the end of a head, so that nobody waits for more.
const GARBAGE: &[u8] = b"\x00\xffnot HTTP\xfe\x01\r\n\r\n";
