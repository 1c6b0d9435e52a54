//! One connection, shared by hyper and the handler of its requests.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::{Sent, Stopping, Transport};

/// The handler's side. Clones share one connection.
#[derive(Clone)]
pub(crate) struct Socket(Arc<Shared>);

/// hyper's side.
pub(crate) struct Stream(Socket);

struct Shared {
    /// hyper polls the handler within its own task, so the lock is never waited for.
    state: Mutex<State>,
    stopping: Stopping,
}

struct State {
    /// Nothing once the handler ended the connection.
    stream: Option<Transport>,
    /// The answer under way. One at a time: hyper takes the next request when it has flushed the
    /// answer before it.
    sent: Option<Sent>,
    /// hyper has taken the last byte of that answer: the next flush ends it.
    is_buffered: bool,
    /// Since when the connection waits for the end of a head. Nothing while a request is in work.
    idle_since: Option<Instant>,
}

impl Socket {
    pub(crate) fn new(stream: Transport, stopping: Stopping) -> Self {
        let (stream, idle_since) = (Some(stream), Some(now()));
        let state = State { stream, sent: None, is_buffered: false, idle_since };
        Self(Arc::new(Shared { state: Mutex::new(state), stopping }))
    }

    pub(crate) fn stream(&self) -> Stream {
        Stream(self.clone())
    }

    pub(crate) fn stopping(&self) -> &Stopping {
        &self.0.stopping
    }

    /// A request is in work from now on.
    pub(crate) fn asked(&self) {
        self.state().idle_since = None;
    }

    /// Returns when the client has sent no whole head for so long.
    #[expect(clippy::disallowed_methods, reason = "guards the connection; no story's time")]
    pub(crate) async fn is_idle_for(&self, limit: Duration) {
        loop {
            let idle_since = self.state().idle_since;
            let end = idle_since.unwrap_or_else(now) + limit;
            if idle_since.is_some() && end <= now() {
                return;
            }
            tokio::time::sleep_until(end).await;
        }
    }

    pub(super) fn begin(&self, sent: Sent) {
        let mut state = self.state();
        state.sent = Some(sent);
        state.is_buffered = false;
    }

    /// Nothing of the answer is left but what hyper has in its buffer.
    pub(super) fn buffered(&self) {
        self.state().is_buffered = true;
    }

    /// Waits on the customer's clock. The one place in which an answer pauses.
    pub(super) async fn pause(self, duration: Duration) {
        let waiting = self.state().sent.as_mut().and_then(Sent::wait);
        let Some((clock, busy)) = waiting else { return };
        let busy = busy.sleep_until(clock.now().plus(duration)).await;
        if let Some(sent) = &mut self.state().sent {
            sent.keep(busy);
        }
    }

    /// Every byte is with the operating system when this returns.
    pub(crate) async fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let slice = [IoSlice::new(bytes)];
            let count = poll_fn(|context| self.state().poll_write(context, &slice)).await?;
            bytes = bytes.get(count..).unwrap_or_default();
        }
        // TLS takes more than it has sent.
        poll_fn(|context| self.state().poll_flush(context)).await
    }

    /// The connection itself, where it is a plain one. hyper and the other clones have none any more.
    pub(crate) fn take(&self) -> Option<TcpStream> {
        match self.state().stream.take()? {
            Transport::Plain(tcp) => Some(tcp),
            #[cfg(feature = "tls")]
            Transport::Tls(_) => None,
        }
    }

    /// Returns when the client has closed the connection. What it still sends is thrown away.
    ///
    /// Time goes on meanwhile: a client may wait for longer than any story.
    pub(super) async fn gone(&self) {
        if let Some(sent) = &mut self.state().sent {
            sent.release();
        }
        let mut scratch = [0; 1_024];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            let read = poll_fn(|context| self.state().poll_read(context, &mut buffer)).await;
            if read.is_err() || buffer.filled().is_empty() {
                return;
            }
        }
    }

    /// The answer is as complete as it was meant to be.
    pub(super) fn done(&self) {
        self.ended(Sent::done);
    }

    /// The answer ends here.
    pub(super) fn cut(&self) {
        self.ended(Sent::cut);
    }

    /// Closes in good order: with close_notify in TLS, and FIN.
    pub(super) fn close(&self) {
        if let Some(stream) = &mut self.state().stream {
            stream.farewell();
        }
        self.hang_up();
    }

    /// Closes as the system of a program does that has died: with FIN, and without a word in TLS.
    ///
    /// Bytes of the client that are here and unread would turn it into a reset, so they are read.
    pub(super) fn hang_up(&self) {
        let Some(stream) = self.state().stream.take() else { return };
        while stream.tcp().try_read(&mut [0; 1_024]).is_ok_and(|count| count > 0) {}
    }

    /// Closes with a reset (RST), now.
    ///
    /// What the client's system has taken before can still be read there on Linux; what did not fit
    /// into its window is lost. Other systems may throw away both.
    pub(super) fn reset(&self) {
        let Some(stream) = self.state().stream.take() else { return };
        // Without it the client sees an orderly end, which is all that is left to do then.
        let _ = stream.tcp().set_zero_linger();
    }

    fn ended(&self, how: impl FnOnce(Sent)) {
        let sent = self.state().sent.take();
        // Not under the lock: somebody else's code hears of it.
        if let Some(sent) = sent {
            how(sent);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(stream(&mut self.stream)?).poll_read(context, buffer)
    }

    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let stream = stream(&mut self.stream)?;
        let Some(sent) = &mut self.sent else {
            return Pin::new(stream).poll_write_vectored(context, bytes);
        };
        sent.stamp();
        let written = Pin::new(stream).poll_write_vectored(context, bytes);
        match &written {
            Poll::Ready(Ok(count)) => sent.count(*count),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => sent.release(),
        }
        written
    }

    /// Where a buffer of TLS has to go out first, only the client can go on, as with a write.
    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(stream(&mut self.stream)?).poll_flush(context);
        if flushed.is_pending()
            && let Some(sent) = &mut self.sent
        {
            sent.release();
        }
        flushed
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.state().poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.state().poll_write(context, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.state().poll_write(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// hyper flushes when it has written all that it had.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let is_out = {
            let mut state = self.0.state();
            ready!(state.poll_flush(context))?;
            std::mem::take(&mut state.is_buffered)
        };
        if is_out {
            self.0.state().idle_since = Some(now());
            self.0.done();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(stream(&mut self.0.state().stream)?).poll_shutdown(context)
    }
}

#[expect(clippy::disallowed_methods, reason = "guards the connection; no story's time")]
fn now() -> Instant {
    Instant::now()
}

fn stream(stream: &mut Option<Transport>) -> io::Result<&mut Transport> {
    stream.as_mut().ok_or_else(|| io::ErrorKind::NotConnected.into())
}
