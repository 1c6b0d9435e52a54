//! The way of an answer to its client.
//!
//! hyper writes every answer that is HTTP, slow ones and wrong bodies included. What is no HTTP, or
//! ends too early, is written to the socket by the handler itself: while hyper waits for a handler it
//! writes nothing. Such a handler ends as [`Hijacked`], and hyper drops the connection.

mod body;
mod play;
mod sent;
mod socket;

use std::error::Error;
use std::fmt;

use flinks_contract::scenario::Fault;
use hyper::Response;

pub(crate) use body::Body;
pub(crate) use sent::Sent;
pub(crate) use socket::{Idle, Socket, Stopping, Transport};

use crate::reply::Reply;
use play::{Play, Slow};

/// The connection is over: the handler wrote to the socket itself, or the client has left. Nobody has to
/// be told.
#[derive(Debug)]
pub(crate) struct Hijacked;

/// Sends `reply`; `sent` learns how that went.
pub(crate) async fn send(
    socket: &Socket,
    reply: Reply,
    sent: Sent,
) -> Result<Response<Body>, Hijacked> {
    socket.begin(sent);
    let head = reply.head();
    let Reply { body, body_delay, fault, .. } = reply;
    let play = |fault| Play::of(fault, &head, &body.clone().joined(), body_delay);
    if let Some(play) = fault.as_ref().and_then(play) {
        play.run(socket).await;
        return Err(Hijacked);
    }
    let drip = match fault {
        Some(Fault::Drip(drip)) => Some(drip),
        _ => None,
    };
    Ok(head.map(|()| Body::new(Slow::new(body, body_delay, drip), socket.clone())))
}

impl fmt::Display for Hijacked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection ended with a fault that was asked for")
    }
}

impl Error for Hijacked {}

#[cfg(test)]
mod tests;
