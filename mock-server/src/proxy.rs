//! A proxy that ends where it begins: the hosts of Flinks are the mock, and there are no others.
//!
//! For clients whose host cannot be set. Nothing here opens a connection.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};
use tokio::net::TcpStream;

use crate::hosts::{self, SANDBOXES, ZONE};
use crate::log::Log;
use crate::tls::Tls;
use crate::wire::{Hijacked, Socket};

pub(crate) struct Proxy {
    /// For what is in a tunnel.
    tls: Tls,
    /// The mock's own ports, which a client may name as well.
    own: Vec<SocketAddr>,
}

/// What a request to the proxy comes to.
pub(crate) enum Asked {
    /// The mock answers, as on its own port: it never asks what host was meant.
    Served(Request<Incoming>),
    /// The connection becomes one to the mock.
    Tunnel,
    Refused(Response<Bytes>),
}

/// The connection of a client that asked for a tunnel, for the task that serves it. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Tunnel(Arc<Mutex<Option<TcpStream>>>);

#[derive(Debug, Eq, PartialEq)]
enum Way {
    Serve,
    Tunnel,
    /// The status, and the words for the client and the log.
    Refuse(StatusCode, String),
}

/// Characters of a foreign host that are repeated.
const LONGEST_HOST: usize = 200;

impl Proxy {
    pub(crate) fn new(tls: Tls, own: Vec<SocketAddr>) -> Self {
        Self { tls, own }
    }

    pub(crate) fn tls(&self) -> &Tls {
        &self.tls
    }

    pub(crate) fn asked(&self, request: Request<Incoming>, log: &Log) -> Asked {
        match self.way(request.method(), request.uri()) {
            Way::Serve => Asked::Served(request),
            Way::Tunnel => Asked::Tunnel,
            Way::Refuse(status, words) => {
                log.said(format!("the proxy refused {}: {words}", request.method()));
                Asked::Refused(refusal(status, &words))
            }
        }
    }

    fn way(&self, method: &Method, target: &Uri) -> Way {
        let Some(host) = target.authority() else {
            let words = "this is the port of the proxy, and no API; a request to a proxy names its \
                         host";
            return Way::Refuse(StatusCode::BAD_REQUEST, words.to_owned());
        };
        let is_connect = *method == Method::CONNECT;
        if self.is_mock(host.host(), host.port_u16()) && !(is_connect && host.port().is_none()) {
            return if is_connect { Way::Tunnel } else { Way::Serve };
        }
        let host: String = host.as_str().chars().take(LONGEST_HOST).collect();
        let host = host.escape_debug();
        let [io, com] = SANDBOXES;
        Way::Refuse(
            StatusCode::FORBIDDEN,
            format!(
                "{host} is none of the hosts that are played here, and nothing is passed on; they are \
                 *.{ZONE}, {io} and {com} on the ports 443 and 80"
            ),
        )
    }

    fn is_mock(&self, host: &str, port: Option<u16>) -> bool {
        if hosts::is_faked(host) {
            return matches!(port, None | Some(80 | 443));
        }
        let is_own = |port| self.own.iter().any(|own| own.port() == port);
        matches!(host, "127.0.0.1" | "[::1]" | "localhost") && port.is_some_and(is_own)
    }
}

impl Tunnel {
    /// Tells the client that it is connected. What it sent before that is lost; none is known to.
    pub(crate) async fn open(&self, socket: &Socket) -> Hijacked {
        if socket.write(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = socket.take();
        }
        Hijacked
    }

    pub(crate) fn opened(self) -> Option<TcpStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn refusal(status: StatusCode, words: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(format!("flinks-mock: {words}\n")));
    *response.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}

#[cfg(test)]
mod tests;
