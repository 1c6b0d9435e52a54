//! One connection, from its first byte to its last.

use std::error::Error;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::LIMITS;
use crate::log::Log;
#[cfg(feature = "tls")]
use crate::proxy::{Proxy, Way, refusal};
#[cfg(feature = "tls")]
use crate::tls::{HANDSHAKE_TIMEOUT, Tls};
use crate::wire::{Body, Hijacked, Idle, Socket, Stopping, Transport};

#[derive(Clone)]
pub(crate) enum Port {
    Plain,
    #[cfg(feature = "tls")]
    Tls(Tls),
    #[cfg(feature = "tls")]
    Proxy(Arc<Proxy>),
}

#[derive(Clone)]
pub(super) struct Connection<H> {
    pub(super) answer: H,
    pub(super) log: Log,
    pub(super) stopping: Stopping,
}

/// Most often a client that begins with TLS.
const NO_HTTP: &str = "a connection was closed; this port serves plain HTTP/1.1, not TLS";

#[cfg(feature = "tls")]
const NO_HTTP_IN_TLS: &str = "a connection was closed; what came in TLS was no HTTP/1.1";

/// First byte of a TLS connection: a record of the handshake (RFC 8446, 5.1). No method begins so.
#[cfg(feature = "tls")]
const HANDSHAKE: u8 = 0x16;

impl<H, F> Connection<H>
where
    H: Fn(Request<Incoming>, Socket) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<Body>, Hijacked>> + Send + 'static,
{
    pub(super) async fn serve(self, stream: TcpStream, idle: Idle, port: Port) {
        // Answers are small and whole; waiting to fill a segment only delays them.
        let _ = stream.set_nodelay(true);
        match port {
            Port::Plain => self.plain(stream, idle).await,
            #[cfg(feature = "tls")]
            Port::Tls(tls) => self.tls(stream, idle, &tls).await,
            #[cfg(feature = "tls")]
            Port::Proxy(proxy) => {
                let Some(stream) = self.proxy(stream, idle.clone(), &proxy).await else { return };
                match self.first_byte(&stream).await {
                    Some(HANDSHAKE) => self.tls(stream, idle, proxy.tls()).await,
                    Some(_) => self.plain(stream, idle).await,
                    None => {}
                }
            }
        }
    }

    async fn plain(self, stream: TcpStream, idle: Idle) {
        let socket = self.socket(stream, idle);
        said(&self.log, NO_HTTP, http(&socket, LIMITS, self.answer).await);
    }

    #[cfg(feature = "tls")]
    async fn tls(self, stream: TcpStream, idle: Idle, tls: &Tls) {
        let accepted = tokio::select! {
            accepted = tls.accept(stream) => accepted,
            () = self.stopping.stopped() => return,
        };
        let socket = match accepted {
            Ok(stream) => self.socket(stream, idle),
            Err(words) => return words.into_iter().for_each(|words| self.log.said(words)),
        };
        said(&self.log, NO_HTTP_IN_TLS, http(&socket, LIMITS, self.answer).await);
        if !socket.has_asked() && !self.stopping.is_stopping() {
            self.log.said(tls.distrusted());
        }
    }

    /// Serves requests to a proxy. Returns the connection when the client has asked for a tunnel.
    #[cfg(feature = "tls")]
    async fn proxy(&self, stream: TcpStream, idle: Idle, proxy: &Arc<Proxy>) -> Option<TcpStream> {
        let socket = self.socket(stream, idle);
        let (this, proxy) = (self.clone(), Arc::clone(proxy));
        let answer = move |request: Request<Incoming>, socket: Socket| {
            let (this, way) = (this.clone(), proxy.way(request.method(), request.uri()));
            async move {
                match way {
                    Way::Serve => (this.answer)(request, socket).await,
                    Way::Tunnel => Err(socket.open_tunnel().await),
                    Way::Refuse(status, words) => {
                        this.log.said(format!("the proxy refused {}: {words}", request.method()));
                        let refusal = refusal(status, &words);
                        Ok(refusal.map(|text| Body::whole(text.into(), socket)))
                    }
                }
            }
        };
        said(&self.log, NO_HTTP, http(&socket, LIMITS, answer).await);
        socket.tunnel()
    }

    /// Nothing for a client that sends none, or when the server stops.
    #[cfg(feature = "tls")]
    async fn first_byte(&self, stream: &TcpStream) -> Option<u8> {
        let mut first = [0];
        tokio::select! {
            peeked = tokio::time::timeout(HANDSHAKE_TIMEOUT, stream.peek(&mut first)) => {
                let count = peeked.ok()?.ok()?;
                (count == 1).then_some(first[0])
            }
            () = self.stopping.stopped() => None,
        }
    }

    fn socket(&self, stream: impl Transport + 'static, idle: Idle) -> Socket {
        Socket::new(stream, self.stopping.clone(), idle)
    }
}

/// What a connection may do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) head_bytes: usize,
    /// How long only the client can go on.
    pub(crate) idle: Duration,
}

/// Serves requests until the connection ends. When the server stops, the one that is in work is the
/// last.
pub(crate) async fn http<H, F, B, E>(
    socket: &Socket,
    limits: Limits,
    answer: H,
) -> Result<(), hyper::Error>
where
    H: Fn(Request<Incoming>, Socket) -> F,
    F: Future<Output = Result<Response<B>, E>>,
    B: hyper::body::Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let stream = TokioIo::new(socket.clone());
    let service = service_fn(|request| {
        socket.asked();
        answer(request, socket.clone())
    });
    let mut http = http1::Builder::new();
    // A client that has said all gets its answers. Who leaves while one waits is seen by the handler.
    http.half_close(true).max_buf_size(limits.head_bytes);
    let mut connection = std::pin::pin!(http.serve_connection(stream, service));
    tokio::select! {
        biased;
        ended = &mut connection => ended,
        // hyper's own timer for heads would be set anew for each request, and is none for answers.
        () = socket.idle().lasts(limits.idle) => Ok(()),
        () = socket.stopping().stopped() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    }
}

/// A peer that goes away is its own affair, and so is a fault that was played; one that speaks no HTTP has
/// to be told where its client is pointed at.
fn said(log: &Log, no_http: &str, ended: Result<(), hyper::Error>) {
    if let Err(error) = ended
        && error.is_parse()
    {
        log.said(format!("{no_http}: {error}"));
    }
}
