//! The server itself: is it there, what is it, read the files again.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::control::Reloaded;

use super::Answer;
use super::call::Call;
use super::problem::Problem;
use super::reply::Reply;

const DESCRIPTION: &str = include_str!("../../openapi.json");

pub(super) fn health(_: &Call<'_>) -> Answer {
    Ok(Reply::json(&json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
}

/// All files were checked before the port was open, so a server that answers is ready.
pub(super) fn ready(call: &Call<'_>) -> Answer {
    let scenarios = call.app.library().stories().len();
    Ok(Reply::json(&json!({ "status": "ready", "scenarios": scenarios })))
}

pub(super) fn description(_: &Call<'_>) -> Answer {
    Ok(Reply::document(DESCRIPTION))
}

pub(super) async fn reload(call: &Call<'_>) -> Answer {
    let app = Arc::clone(call.app);
    let outcome = reading(move || Ok(app.reload()?)).await?;
    Ok(Reply::json(&reloaded(&outcome)))
}

pub(super) fn reloaded(outcome: &Reloaded) -> Value {
    let Reloaded { added, changed, removed, count } = outcome;
    json!({ "added": added, "changed": changed, "removed": removed, "scenarios": count })
}

/// Reads files on a thread that may block, so that no request of the mock waits for a disk.
pub(super) async fn reading<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|_| Err(Problem::internal("the files could not be read")))
}
