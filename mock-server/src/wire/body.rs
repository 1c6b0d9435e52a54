//! The body of an answer, as hyper takes it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use flinks_contract::fixture::Pieces;
use hyper::body::{Frame, SizeHint};

use super::Socket;
use super::play::{Piece, Slow};

/// Tells the socket when hyper has all of it.
pub(crate) struct Body {
    rest: Rest,
    socket: Socket,
}

enum Rest {
    Whole(Pieces),
    Slow { pieces: Slow, pause: Option<Pause> },
}

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Body {
    pub(crate) fn whole(body: impl Into<Pieces>, socket: Socket) -> Self {
        Self { rest: Rest::Whole(body.into()), socket }
    }

    pub(super) fn slow(pieces: Slow, socket: Socket) -> Self {
        Self { rest: Rest::Slow { pieces, pause: None }, socket }
    }

    fn left(&self) -> usize {
        match &self.rest {
            Rest::Whole(body) => body.len(),
            Rest::Slow { pieces, .. } => pieces.left(),
        }
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Pieces>> {
        let (pieces, pause) = match &mut self.rest {
            Rest::Whole(body) => return Poll::Ready(Some(std::mem::take(body))),
            Rest::Slow { pieces, pause } => (pieces, pause),
        };
        loop {
            if let Some(waiting) = pause {
                ready!(waiting.as_mut().poll(context));
                *pause = None;
            }
            match pieces.next() {
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(bytes.into())),
                Some(Piece::Pause(time)) => {
                    *pause = Some(Box::pin(self.socket.clone().pause(time)));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Pieces;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Pieces>, Infallible>>> {
        let bytes = ready!(self.get_mut().poll_bytes(context));
        Poll::Ready(bytes.filter(|bytes| !bytes.is_empty()).map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left() as u64)
    }
}

/// hyper drops a body as soon as it has the last byte or wants none, and before it flushes.
impl Drop for Body {
    fn drop(&mut self) {
        self.socket.buffered();
    }
}
