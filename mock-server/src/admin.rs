//! The admin API: what a test or a person may look at, and change, while the mock plays.
//!
//! It has a port of its own, and its caps. A request comes from `server`, passes the one gate (`gate`:
//! Host, Origin, token), is found in the one table (`routes`), and is answered by a handler of the
//! module that is named after its subject. What it answers is described in `openapi.json`.

mod call;
mod clock;
mod customers;
mod events;
mod fields;
mod gate;
mod journal;
mod path;
mod problem;
mod reply;
mod routes;
mod scenarios;
mod server;
mod service;
mod sessions;
mod verdict;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Method, Request, Response};

use crate::app::App;
use crate::read::{self, Unread};
use crate::secret::Secret;

use call::Call;
use gate::Gate;
use problem::Problem;
use reply::{Body, Reply};

pub(crate) use server::{CONNECTIONS, serve};

/// What a handler gives back.
type Answer = Result<Reply, Problem>;

/// One for the whole server.
#[derive(Debug)]
pub(crate) struct Admin {
    app: Arc<App>,
    gate: Gate,
}

impl Admin {
    /// `listen` is the address of the port, as one of those that a Host header may name.
    pub(crate) fn new(app: Arc<App>, token: Secret, listen: IpAddr) -> Self {
        Self { app, gate: Gate::new(token, listen) }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let (head, body) = request.into_parts();
        let allowed = self.gate.check(&head);
        // Read even for a caller who is refused: one who is still sending could not read the answer.
        let body = read::body(body).await;
        let answered = match (allowed, body) {
            (Err(refused), _) => Err(refused),
            (Ok(()), Err(unread)) => Err(unread.into()),
            (Ok(()), Ok(body)) => self.handle(&head, &body).await,
        };
        let reply = answered.unwrap_or_else(Reply::from);
        self.tell(&head, reply.status());
        Ok(reply.into_response())
    }

    async fn handle(&self, head: &Parts, body: &Bytes) -> Answer {
        let (route, names) = routes::find(head.method.as_str(), head.uri.path())?;
        let call = Call::read(&self.app, route, names, head, body)?;
        route.handler.call(&call).await
    }

    /// A change that somebody made by hand explains what is seen later, so it is in the log.
    fn tell(&self, head: &Parts, status: u16) {
        if matches!(head.method, Method::POST | Method::PUT | Method::DELETE) {
            let path = head.uri.path().escape_debug();
            self.app.log().operated(format!("admin: {status} {} {path:.200}", head.method));
        }
    }
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge { limit } => {
                Self::too_large(format!("the body is larger than {limit} bytes"))
            }
            Unread::TooSlow => Self::too_slow(),
            Unread::Broken => Self::malformed("the body is malformed or broke off"),
        }
    }
}
