//! The server itself: whether it is up, what it is, and reading its files again.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::{Kind, Problem};
use super::{Answer, Body};
use crate::app::App;
use crate::library::Reloaded;

/// An empty object, or nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Empty {}

#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
    version: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Ready {
    /// Always `ready`.
    status: &'static str,
    /// Number of scenarios.
    scenarios: usize,
}

/// Check that the process is alive
#[utoipa::path(get, path = "/health", operation_id = "getHealth", security(()),
    responses((status = 200, body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Check that all files are read and the port of the mock is open
///
/// All files are checked before the port opens, so a server that answers is ready, unless its journal file
/// cannot be written: it decides nothing then.
#[utoipa::path(get, path = "/ready", operation_id = "getReady", security(()),
    responses((status = 200, body = Ready)))]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Answer<Ready> {
    app.journal.tried().await.map_err(|why| Kind::NOT_READY.because(why))?;
    Ok(Json(Ready { status: "ready", scenarios: app.library().stories().len() }))
}

/// Read the folders of scenarios and fixtures again
///
/// Atomic: with an error in any file nothing changes, and the answer is 422 with every error.
/// Sessions that are open finish on the scenario they began with.
#[utoipa::path(post, path = "/reload", operation_id = "reload", request_body = Empty,
    responses((status = 200, body = Reloaded)))]
pub(super) async fn reload(
    State(app): State<Arc<App>>,
    Body(Empty {}): Body<Empty>,
) -> Answer<Reloaded> {
    Ok(Json(reading(move || Ok(app.reload()?)).await?))
}

/// Reads files on a thread that may block, so that no request of the mock waits for a disk.
pub(super) async fn reading<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|_| Err(Kind::INTERNAL.because("the files could not be read")))
}
