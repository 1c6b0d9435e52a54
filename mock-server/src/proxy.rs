//! A proxy that ends where it begins: the hosts of Flinks are the mock, and there are no others.
//!
//! For clients whose host cannot be set. Nothing here opens a connection.

use std::net::SocketAddr;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode, Uri};

use crate::hosts::{self, SANDBOXES, ZONE};
use crate::tls::Tls;

pub(crate) struct Proxy {
    /// For what is in a tunnel.
    tls: Tls,
    /// The mock's own ports, which a client may name as well.
    own: Vec<SocketAddr>,
}

/// What a request to the proxy comes to.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// The mock answers, as on its own port: it never asks what host was meant.
    Serve,
    /// The connection becomes one to the mock.
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

    pub(crate) fn way(&self, method: &Method, target: &Uri) -> Way {
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

pub(crate) fn refusal(status: StatusCode, words: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(format!("flinks-mock: {words}\n")));
    *response.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}

#[cfg(test)]
mod tests;
