//! Names in paths.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use hyper::http::request::Parts;
use uuid::Uuid;

use super::problem::{Kind, Problem};
use crate::app::App;
use crate::operations::session_id;
use flinks_trace::CustomerId;
use flinks_trace::route::LONGEST_CUSTOMER;

/// What a call about a customer is about.
pub(super) struct At {
    pub(super) app: Arc<App>,
    /// The customer id as the router of the mock writes it.
    pub(super) name: String,
}

/// The RequestId of a session.
pub(super) struct SessionId(pub(super) Uuid);

/// As given: no scenario need have it.
pub(super) struct ScenarioName(pub(super) String);

impl FromRequestParts<Arc<App>> for At {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let name = customer(&parameter("customer", head, app).await?)?;
        Ok(Self { app: Arc::clone(app), name })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SessionId {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = session_id(parameter("requestId", head, state).await?.trim());
        id.map(Self).map_err(|_| Kind::UNKNOWN_SESSION.because("a RequestId is a GUID"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ScenarioName {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, Problem> {
        parameter("name", head, state).await.map(Self)
    }
}

/// A decoded part of the path that can be read in one way only.
async fn parameter<S: Send + Sync>(
    name: &str,
    head: &mut Parts,
    state: &S,
) -> Result<String, Problem> {
    let parameters = RawPathParams::from_request_parts(head, state).await;
    let parameters = parameters.map_err(|_| Kind::NO_SUCH_PATH.because("the path is not UTF-8"))?;
    let value = parameters.iter().find(|(known, _)| *known == name).map_or("", |found| found.1);
    let is_ambiguous = |c: char| matches!(c, '/' | '\\') || c.is_control();
    if matches!(value, "" | "." | "..") || value.contains(is_ambiguous) {
        return Err(Kind::NO_SUCH_PATH
            .because("a part of the path is `.` or `..`, or has a slash or a control character"));
    }
    Ok(value.to_owned())
}

pub(super) fn customer(id: &str) -> Result<String, Problem> {
    let id = id.trim();
    if id.is_empty() || id.chars().count() > LONGEST_CUSTOMER {
        let detail = format!("a customer id has 1 to {LONGEST_CUSTOMER} characters");
        return Err(Kind::INVALID.because(detail));
    }
    Ok(CustomerId::parse(id).to_string())
}
