//! The way of an answer to its client.
//!
//! hyper writes every answer that is HTTP, slow ones and wrong bodies included. What is no HTTP, or
//! ends too early, is written to the socket by the handler itself: while hyper waits for a handler it
//! writes nothing. Such a handler ends as [`Hijacked`], and hyper drops the connection.

mod body;
mod head;
mod play;
mod run;
mod sent;
mod socket;
mod stopping;
mod transport;

use std::error::Error;
use std::fmt;

use flinks_contract::scenario::Fault;
use hyper::Response;

pub(crate) use body::Body;
pub(crate) use sent::Sent;
pub(crate) use socket::Socket;
pub(crate) use stopping::Stopping;
pub(crate) use transport::Transport;

use crate::reply::{Outgoing, Reply};
use play::{Play, Slow};

/// The handler wrote to the socket itself and the connection is over. Nobody has to be told.
#[derive(Debug)]
pub(crate) struct Hijacked;

/// Sends `reply`; `sent` learns how that went.
pub(crate) async fn send(
    socket: &Socket,
    reply: Reply,
    sent: Sent,
) -> Result<Response<Body>, Hijacked> {
    let Outgoing { head, body, fault, body_delay } = reply.outgoing();
    socket.begin(sent);
    if fault.is_none() && body_delay.is_zero() {
        return Ok(head.map(|()| Body::whole(body, socket.clone())));
    }
    let body = body.joined();
    let play =
        fault.as_ref().and_then(|fault| Play::of(fault, &head, &body, body_delay, &head::date()));
    if let Some(play) = play {
        run::run(socket, play).await;
        return Err(Hijacked);
    }
    let drip = match fault {
        Some(Fault::Drip(drip)) => Some(drip),
        _ => None,
    };
    Ok(head.map(|()| Body::slow(Slow::new(body, body_delay, drip), socket.clone())))
}

impl fmt::Display for Hijacked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection ended with a fault that was asked for")
    }
}

impl Error for Hijacked {}

#[cfg(test)]
mod tests;
