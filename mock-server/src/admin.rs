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
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Query};
use axum::{Json, Router, middleware};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde::de::DeserializeOwned;
use tokio::net::{TcpListener, TcpStream};

use crate::app::App;
use crate::secret::Secret;
use crate::server::accept;

use gate::Gate;
#[cfg(feature = "cli")]
pub(crate) use journal::Wait;
use problem::{Kind, Problem};

/// What most handlers return.
type Answer<T> = Result<Json<T>, Problem>;

/// Connections at a time; a further one waits in the backlog of the operating system. A thousand
/// parallel tests have one each.
pub(crate) const CONNECTIONS: usize = 2_000;

/// Largest request head: 16 KiB. A longer one gets hyper's 431.
const HEAD_LIMIT_BYTES: usize = 16 << 10;

/// Wall-clock time from the end of one request to the end of the next head; guards the connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// The whole API. `listen` is the address of the port: a Host header may name it.
pub(crate) fn router(app: Arc<App>, token: Secret, listen: IpAddr) -> Router {
    let gate = Arc::new(Gate::new(token, listen, Arc::clone(&app)));
    let (router, _) = openapi::routes().split_for_parts();
    router
        .route_layer(middleware::from_fn(strict::check))
        .fallback(strict::not_found)
        .method_not_allowed_fallback(strict::wrong_method)
        .layer(middleware::from_fn_with_state(gate, gate::pass))
        .with_state(app)
}

/// Serves for ever. Dropping the future cuts every connection, also those that listen to events.
pub(crate) async fn serve(listener: TcpListener, router: Router, connections: usize) {
    let serve = |stream| connection(stream, router.clone());
    accept(&listener, connections, "the admin API", std::future::pending(), serve).await;
}

async fn connection(stream: TcpStream, router: Router) {
    let _ = stream.set_nodelay(true);
    let serve = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_LIMIT_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A peer that goes away or does not speak HTTP is not an error of the server.
    let _ = serve.await;
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
