//! One connection, shared by hyper and the handler of its requests.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;
#[cfg(feature = "tls")]
use tokio_rustls::server::TlsStream;

#[cfg(feature = "tls")]
use super::Hijacked;
use super::Sent;

/// Clones share one connection: hyper reads and writes one of them, and the handler has others.
#[derive(Clone)]
pub(crate) struct Socket(Arc<Shared>);

/// The bytes below HTTP: as they are, or in TLS.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send + Unpin {
    fn tcp(&self) -> &TcpStream;

    /// Tells the peer that no more will come, as far as the protocol has words for it. Does not wait: a
    /// peer whose buffers are full is not told.
    fn farewell(&mut self) {}

    fn into_plain(self: Box<Self>) -> Option<TcpStream> {
        None
    }
}

/// Since when only the client can go on with a connection: it has not sent all of a request, or takes no
/// answer. Nothing while the server works. Clones belong to one connection.
#[derive(Clone, Debug)]
pub(crate) struct Idle(Arc<Mutex<Option<Instant>>>);

impl Idle {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(now()))))
    }

    pub(crate) fn since(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    /// Returns when it lasts for so long.
    #[expect(clippy::disallowed_methods, reason = "guards the connection; no story's time")]
    pub(crate) async fn lasts(&self, limit: Duration) {
        loop {
            let since = self.since();
            let end = since.unwrap_or_else(now) + limit;
            if since.is_some() && end <= now() {
                return;
            }
            tokio::time::sleep_until(end).await;
        }
    }
}

/// Whether the server is about to stop. Clones belong to one server.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(Arc<watch::Receiver<bool>>);

struct Shared {
    /// hyper polls the handler within its own task, so the lock is never waited for.
    state: Mutex<State>,
    stopping: Stopping,
    idle: Idle,
}

struct State {
    /// Nothing once the handler ended the connection.
    stream: Option<Box<dyn Transport>>,
    /// The answer under way. One at a time: hyper takes the next request when it has flushed the
    /// answer before it.
    sent: Option<Sent>,
    /// hyper has taken the last byte of that answer: the next flush ends it.
    is_buffered: bool,
    /// The client takes no more of an answer.
    is_stuck: bool,
    has_asked: bool,
    /// Read while an answer waited, and still to be read by hyper.
    ahead: Option<u8>,
    /// Taken from `stream` for a tunnel.
    tunnel: Option<Box<dyn Transport>>,
}

impl Socket {
    pub(crate) fn new(stream: impl Transport + 'static, stopping: Stopping, idle: Idle) -> Self {
        let state = State {
            stream: Some(Box::new(stream)),
            sent: None,
            is_buffered: false,
            is_stuck: false,
            has_asked: false,
            ahead: None,
            tunnel: None,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), stopping, idle }))
    }

    pub(crate) fn stopping(&self) -> &Stopping {
        &self.0.stopping
    }

    pub(crate) fn idle(&self) -> &Idle {
        &self.0.idle
    }

    /// The head of a request is here.
    pub(crate) fn asked(&self) {
        self.state().has_asked = true;
    }

    /// All of a request is here: the server works from now on.
    pub(crate) fn works(&self) {
        self.0.idle.set(None);
    }

    pub(super) fn begin(&self, sent: Sent) {
        let mut state = self.state();
        state.sent = Some(sent);
        state.is_buffered = false;
    }

    /// Nothing of the answer is left but what hyper has in its buffer.
    pub(crate) fn buffered(&self) {
        self.state().is_buffered = true;
    }

    /// Waits on the customer's clock. The one place in which an answer pauses that has begun.
    pub(super) async fn pause(self, duration: Duration) {
        let waiting = self.state().sent.as_mut().and_then(Sent::wait);
        let Some((clock, busy)) = waiting else { return };
        tokio::select! {
            biased;
            busy = busy.sleep_until(clock.now().plus(duration)) => {
                if let Some(sent) = &mut self.state().sent {
                    sent.keep(busy);
                }
            }
            () = self.left() => {
                let mut state = self.state();
                let gone = (state.stream.take(), state.sent.take());
                // Not under the lock: somebody else's code hears of it.
                drop(state);
                drop(gone);
            }
        }
    }

    /// Returns when the client has closed its side, which is all that is seen of one that has left. Not
    /// so where it has sent another request before that.
    pub(crate) async fn left(&self) {
        let (mut stream, mut byte) = (self.clone(), [0]);
        if stream.read(&mut byte).await.is_ok_and(|count| count > 0) {
            self.state().ahead = Some(byte[0]);
            std::future::pending::<()>().await;
        }
    }

    /// Every byte is with the operating system when this returns.
    pub(crate) async fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stream = self.clone();
        stream.write_all(bytes).await?;
        // TLS takes more than it has sent.
        stream.flush().await
    }

    /// Tells the client of a proxy that it is connected, and keeps the connection from hyper for
    /// [`Self::tunnel`]. What the client sent before that is lost; none is known to.
    #[cfg(feature = "tls")]
    pub(crate) async fn open_tunnel(&self) -> Hijacked {
        if self.write(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
            let mut state = self.state();
            state.tunnel = state.stream.take();
        }
        Hijacked
    }

    /// The connection, if its client has opened a tunnel.
    #[cfg(feature = "tls")]
    pub(crate) fn tunnel(&self) -> Option<TcpStream> {
        self.state().tunnel.take()?.into_plain()
    }

    #[cfg(feature = "tls")]
    pub(crate) fn has_asked(&self) -> bool {
        self.state().has_asked
    }

    /// Returns when the client has closed the connection. What it still sends is thrown away.
    ///
    /// Time goes on meanwhile: a client may wait for longer than any story.
    pub(super) async fn gone(&self) {
        if let Some(sent) = &mut self.state().sent {
            sent.release();
        }
        let mut stream = self.clone();
        while stream.read(&mut [0; 1_024]).await.is_ok_and(|count| count > 0) {}
    }

    pub(super) fn done(&self) {
        self.ended(Sent::done);
    }

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

    /// Only the client can go on with what the system takes no more of.
    fn stuck(&self, state: &mut State, is_stuck: bool) {
        if std::mem::replace(&mut state.is_stuck, is_stuck) != is_stuck {
            self.0.idle.set(is_stuck.then(now));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stream(&mut self) -> io::Result<Pin<&mut dyn Transport>> {
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        Ok(Pin::new(&mut **stream))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.state();
        if let Some(byte) = state.ahead.take() {
            buffer.put_slice(&[byte]);
            return Poll::Ready(Ok(()));
        }
        state.stream()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut state = self.state();
        state.sent.as_mut().map(Sent::stamp);
        let written = state.stream()?.poll_write_vectored(context, bytes);
        self.stuck(&mut state, written.is_pending());
        if let Some(sent) = &mut state.sent {
            match &written {
                Poll::Ready(Ok(count)) => sent.count(*count),
                Poll::Ready(Err(_)) => {}
                Poll::Pending => sent.release(),
            }
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// hyper flushes when it has written all that it had.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.state();
        let flushed = state.stream()?.poll_flush(context);
        self.stuck(&mut state, flushed.is_pending());
        if flushed.is_pending() {
            // Where a buffer of TLS has to go out first, only the client can go on, as with a write.
            state.sent.as_mut().map(Sent::release);
        }
        ready!(flushed)?;
        if std::mem::take(&mut state.is_buffered) {
            self.0.idle.set(Some(now()));
            drop(state);
            self.done();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state().stream()?.poll_shutdown(context)
    }
}

impl Transport for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }

    fn into_plain(self: Box<Self>) -> Option<TcpStream> {
        Some(*self)
    }
}

#[cfg(feature = "tls")]
impl Transport for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }

    fn farewell(&mut self) {
        let (tcp, session) = self.get_mut();
        session.send_close_notify();
        let mut records = Vec::new();
        let _ = session.write_tls(&mut records).and_then(|_| tcp.try_write(&records));
    }
}

impl Stopping {
    /// Stops when `true` is sent, or the sender is dropped.
    pub(crate) fn new(signal: watch::Receiver<bool>) -> Self {
        Self(Arc::new(signal))
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    pub(crate) async fn stopped(&self) {
        let mut signal = watch::Receiver::clone(&self.0);
        // An error is a server that is gone already.
        let _ = signal.wait_for(|stopping| *stopping).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "guards the connection; no story's time")]
fn now() -> Instant {
    Instant::now()
}
