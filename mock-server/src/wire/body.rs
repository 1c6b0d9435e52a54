//! The body of an answer, as hyper takes it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use flinks_contract::fixture::Pieces;
use hyper::body::{Frame, SizeHint};

use super::Socket;
use super::play::{Piece, Slow};

/// Tells the socket when hyper has all of it.
pub(crate) struct Body {
    pieces: Slow,
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    socket: Socket,
}

impl Body {
    pub(crate) fn whole(body: Pieces, socket: Socket) -> Self {
        Self::new(Slow::new(body, Duration::ZERO, None), socket)
    }

    pub(super) fn new(pieces: Slow, socket: Socket) -> Self {
        Self { pieces, pause: None, socket }
    }
}

impl hyper::body::Body for Body {
    type Data = Pieces;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Pieces>, Infallible>>> {
        let this = self.get_mut();
        loop {
            if let Some(pause) = &mut this.pause {
                ready!(pause.as_mut().poll(context));
                this.pause = None;
            }
            match this.pieces.next() {
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Piece::Pause(time)) => {
                    this.pause = Some(Box::pin(this.socket.clone().pause(time)));
                }
                None => return Poll::Ready(None),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.pieces.left() as u64)
    }
}

/// hyper drops a body as soon as it has the last byte or wants none, and before it flushes.
impl Drop for Body {
    fn drop(&mut self) {
        self.socket.buffered();
    }
}
