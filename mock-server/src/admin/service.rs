//! The server itself: is it there, what is it, read the files again.

use serde_json::json;

use crate::control::Reloaded;

use super::Answer;
use super::call::Call;
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

pub(super) fn reload(call: &Call<'_>) -> Answer {
    let Reloaded { added, changed, removed, count } = call.app.reload()?;
    Ok(Reply::json(&json!({
        "added": added,
        "changed": changed,
        "removed": removed,
        "scenarios": count,
    })))
}
