//! Why a call is refused, as problem details (RFC 9457).

use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use flinks_contract::diagnostic::Diagnostic;
use hyper::StatusCode;
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use serde::Serialize;
use utoipa::ToSchema;

use crate::operations::Refused;
use crate::read::Unread;
use crate::start_error::StartError;

/// A refusal: what is wrong, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Stable, for programs: `urn:problem-type:flinks-mock:` and a name.
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    pub(super) status: u16,
    /// What is wrong, or what to do.
    pub(super) detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<FileProblem>,
}

/// An error in a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileProblem {
    path: String,
    line: Option<usize>,
    /// In characters.
    column: Option<usize>,
    title: String,
    help: Option<String>,
}

/// Name, status and title.
pub(super) struct Kind(&'static str, u16, &'static str);

impl Kind {
    pub(super) const BAD_FILES: Self = Self("bad-files", 422, "The files have errors");
    pub(super) const FOREIGN_ORIGIN: Self =
        Self("foreign-origin", 403, "Pages of other sites may not call this");
    pub(super) const INTERNAL: Self = Self("internal", 500, "Internal error");
    pub(super) const INVALID: Self = Self("invalid", 422, "A value is invalid");
    pub(super) const MALFORMED: Self = Self("malformed", 400, "The request is malformed");
    pub(super) const NO_SUCH_PATH: Self = Self("no-such-path", 404, "There is no such path");
    pub(super) const NOT_KEPT: Self = Self("not-kept", 500, "The journal file cannot be written");
    pub(super) const NOT_READY: Self = Self("not-ready", 503, "The journal file cannot be written");
    pub(super) const SESSION_IS_OVER: Self = Self("session-is-over", 409, "The session is over");
    pub(super) const TOO_FEW: Self = Self("too-few", 409, "Too few exchanges match");
    pub(super) const TOO_LARGE: Self = Self("too-large", 413, "The body is too large");
    pub(super) const TOO_MANY: Self = Self("too-many", 503, "Too many calls wait for something");
    pub(super) const TOO_SLOW: Self = Self("too-slow", 408, "The body did not arrive in time");
    pub(super) const UNAUTHORIZED: Self =
        Self("unauthorized", 401, "The token is missing or wrong");
    pub(super) const UNKNOWN_CUSTOMER: Self =
        Self("unknown-customer", 404, "There is no such customer");
    pub(super) const UNKNOWN_SCENARIO: Self =
        Self("unknown-scenario", 404, "There is no such scenario");
    pub(super) const UNKNOWN_SESSION: Self =
        Self("unknown-session", 404, "There is no such session");
    pub(super) const WRONG_CONTENT_TYPE: Self =
        Self("wrong-content-type", 415, "The body has the wrong content type");
    pub(super) const WRONG_HOST: Self =
        Self("wrong-host", 421, "The Host header does not name this server");
    pub(super) const WRONG_METHOD: Self =
        Self("wrong-method", 405, "The path does not support this method");

    pub(super) fn because(self, detail: impl Into<String>) -> Problem {
        let Self(name, status, title) = self;
        let kind = format!("urn:problem-type:flinks-mock:{name}");
        Problem { kind, title, status, detail: detail.into(), diagnostics: Vec::new() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            401 => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            // The rest of the request was not read.
            408 | 413 => headers.insert(CONNECTION, HeaderValue::from_static("close")),
            _ => None,
        };
        response
    }
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge { limit } => {
                Kind::TOO_LARGE.because(format!("the body is larger than {limit} bytes"))
            }
            Unread::TooSlow => Kind::TOO_SLOW.because("send the whole body within 30 s"),
            Unread::Broken => Kind::MALFORMED.because("the body is malformed or incomplete"),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let detail = text.trim_start_matches("Failed to deserialize query string: ");
        Kind::INVALID.because(detail)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let detail = refused.to_string();
        let kind = match refused {
            Refused::UnknownScenario { .. } => Kind::UNKNOWN_SCENARIO,
            Refused::UnknownSession { .. } => Kind::UNKNOWN_SESSION,
            Refused::UnknownCustomer { .. } => {
                let since = "it has not called since the start or its last reset";
                return Kind::UNKNOWN_CUSTOMER.because(format!("{detail}: {since}"));
            }
            Refused::UnknownCode { .. } => Kind::INVALID,
            Refused::SessionIsOver { .. } => Kind::SESSION_IS_OVER,
            Refused::NotKept { .. } => Kind::NOT_KEPT,
        };
        kind.because(detail)
    }
}

/// Errors of files that are read while the server runs: each as the command line shows it, and in
/// parts.
impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Files(found) => {
                let shown: Vec<_> = found.iter().map(|problem| problem.render(false)).collect();
                let diagnostics = found.into_iter().map(FileProblem::from).collect();
                Self { diagnostics, ..Kind::BAD_FILES.because(shown.join("\n\n")) }
            }
            StartError::Journal(reason) => Kind::NOT_KEPT.because(reason),
            other => Kind::INVALID.because(other.to_string()),
        }
    }
}

impl From<Diagnostic> for FileProblem {
    fn from(found: Diagnostic) -> Self {
        let (line, column) = found.line_column().unzip();
        Self { line, column, path: found.path, title: found.title, help: found.help }
    }
}
