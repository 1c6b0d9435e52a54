//! The admin API: what a test or a person may look at, and change, while the mock plays.
//!
//! It has a port of its own, and its caps. Every request passes the one gate (`gate`: Host, Origin,
//! token) and is compared with the OpenAPI document (`strict`), which is generated from the handlers
//! (`openapi`). The handlers are in the modules named after their subject.

mod clock;
mod customers;
mod events;
mod gate;
mod journal;
mod metrics;
mod openapi;
mod path;
mod problem;
mod scenarios;
mod service;
mod sessions;
mod strict;
mod verdict;

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::{FromRequestParts, Query};
use axum::{Json, Router, middleware};
use bytes::Bytes;
use hyper::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::http::request::Parts;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde::de::DeserializeOwned;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::app::App;
use crate::secret::Secret;
use crate::server::{Limits, accept, http};
use crate::wire::{Socket, Stopping};

use gate::Gate;
#[cfg(feature = "cli")]
pub(crate) use journal::Wait;
use problem::{Kind, Problem};

/// What most handlers return.
type Answer<T> = Result<Json<T>, Problem>;

/// Connections at a time, as of the API. A thousand parallel tests have one each.
pub(crate) const CONNECTIONS: usize = 2_000;

pub(crate) const LIMITS: Limits = Limits { head_bytes: 16 << 10, idle: Duration::from_secs(30) };

/// The whole API. `listen` is the address of the port: a Host header may name it.
pub(crate) fn router(app: Arc<App>, token: Secret, listen: IpAddr, hosts: &[String]) -> Router {
    let gate = Arc::new(Gate::new(token, listen, hosts, Arc::clone(&app)));
    let (router, _) = openapi::routes().split_for_parts();
    router
        .route_layer(middleware::from_fn(strict::check))
        .fallback(strict::not_found)
        .method_not_allowed_fallback(strict::wrong_method)
        .layer(middleware::from_fn_with_state(gate, gate::pass))
        .with_state(app)
}

/// Serves for ever. Dropping the future cuts every connection, also those that listen to events.
pub(crate) async fn serve(listener: TcpListener, router: Router, app: Arc<App>, most: usize) {
    // Nobody is told to stop: the end of the process is the end of these connections.
    let (_stop, stopping) = watch::channel(false);
    let stopping = Stopping::new(stopping);
    let serve = |stream: TcpStream, idle| {
        let _ = stream.set_nodelay(true);
        connection(Socket::new(stream, stopping.clone(), idle), router.clone())
    };
    let open = &app.admin_connections;
    accept(&listener, most, "the admin API", open, std::future::pending(), serve).await;
}

async fn connection(socket: Socket, router: Router) {
    let answer = |mut request: Request<Incoming>, socket: Socket| {
        request.extensions_mut().insert(socket.clone());
        let answer = TowerToHyperService::new(router.clone()).call(request);
        async move { answer.await.map(|response| response.map(|body| Told { body, socket })) }
    };
    // A peer that goes away or does not speak HTTP is not an error of the server.
    let _ = http(&socket, LIMITS, answer).await;
}

/// Tells the socket when hyper has all of it, as the bodies of the API do.
struct Told {
    body: axum::body::Body,
    socket: Socket,
}

impl hyper::body::Body for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.socket.buffered();
    }
}

/// A JSON body, after `strict`; an empty one counts as `{}`.
struct Body<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, Problem> {
        let value = serde_json::from_slice(strict::json(head));
        value.map(Self).map_err(|error| Kind::INVALID.because(error.to_string()))
    }
}

/// The query, after `strict`.
struct Params<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(query) = Query::from_request_parts(head, state).await?;
        Ok(Self(query))
    }
}

#[cfg(test)]
mod tests;
