//! Names in paths, and paths that lead nowhere.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use flinks_contract::diagnostic::nearest;
use hyper::Uri;
use hyper::http::request::Parts;
use uuid::Uuid;

use super::openapi::DOCUMENT;
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

pub(super) async fn not_found(uri: Uri) -> Problem {
    let templates = DOCUMENT.operations.keys().map(|(_, path)| path.as_str());
    Kind::NO_SUCH_PATH.because(match meant(uri.path(), templates) {
        Some(meant) => format!("did you mean {meant}?"),
        None => "GET /openapi.json describes all paths".to_owned(),
    })
}

pub(super) async fn wrong_method(path: MatchedPath) -> Problem {
    let operations = DOCUMENT.operations.keys().filter(|(_, known)| known == path.as_str());
    let methods: Vec<_> = operations.map(|(method, _)| method.as_str()).collect();
    Kind::WRONG_METHOD.because(format!("use {}", methods.join(", ")))
}

/// Bytes of a path that is compared with all others, which takes time with the product of lengths.
const LONGEST_COMPARED: usize = 200;

/// The path that a wrong one was probably meant to be.
fn meant<'a>(path: &str, templates: impl Iterator<Item = &'a str>) -> Option<String> {
    if path.len() > LONGEST_COMPARED {
        return None;
    }
    let known: Vec<_> = templates.map(|template| filled(template, path)).collect();
    nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
}

/// The template with its names replaced by what stands at their place in `path`.
fn filled(template: &str, path: &str) -> String {
    let mut given = path.split('/').filter(|part| !part.is_empty());
    let parts = template.split('/').skip(1).map(|part| {
        let given = given.next();
        if part.starts_with('{') { given.unwrap_or(part) } else { part }
    });
    parts.map(|part| format!("/{part}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/customers/{customer}/sessions/{requestId}";

    #[test]
    fn what_was_meant() {
        let templates = || ["/health", "/customers", TEMPLATE].into_iter();
        for (path, expected) in [
            ("/helth", Some("/health")),
            ("/customers/", Some("/customers")),
            ("/customers/ada/session/7", Some("/customers/ada/sessions/7")),
            ("/customers/ada/sessions/7/", Some("/customers/ada/sessions/7")),
            ("/something/else", None),
            ("", None),
        ] {
            assert_eq!(meant(path, templates()).as_deref(), expected, "{path}");
        }
        let long = format!("/customers/{}/session/7", "x".repeat(200));
        assert_eq!(meant(&long, templates()), None);
    }
}
