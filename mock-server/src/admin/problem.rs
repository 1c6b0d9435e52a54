//! Why a call is refused, as problem details (RFC 9457).

use flinks_contract::diagnostic::Diagnostic;
use serde_json::{Value, json};

use crate::control::Refused;
use crate::start_error::StartError;

use super::reply::Reply;

/// A refusal: what is wrong, and what to do.
#[derive(Debug)]
pub(super) struct Problem {
    kind: Kind,
    detail: String,
    allow: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

/// For programs: the last part of the member `type`, the status and the title.
#[derive(Debug)]
struct Kind(&'static str, u16, &'static str);

const PREFIX: &str = "urn:problem-type:flinks-mock:";

impl Problem {
    pub(super) fn wrong_host() -> Self {
        const KIND: Kind = Kind("wrong-host", 421, "The Host header does not name this server");
        Self::new(
            KIND,
            "call it as localhost, 127.0.0.1, [::1] or by the address that --admin was given",
        )
    }

    pub(super) fn foreign_origin() -> Self {
        const KIND: Kind = Kind("foreign-origin", 403, "Pages of other sites may not call this");
        Self::new(KIND, "leave the header Origin out, or call from a page of this very server")
    }

    pub(super) fn unauthorized() -> Self {
        const KIND: Kind = Kind("unauthorized", 401, "The token is missing or wrong");
        Self::new(
            KIND,
            "send `Authorization: Bearer TOKEN` with the token that `flinks-mock serve` printed, or \
             that FLINKS_MOCK_ADMIN_TOKEN had when it started",
        )
    }

    pub(super) fn no_route(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("no-such-path", 404, "There is no such path");
        Self::new(KIND, detail)
    }

    /// `allow` are the methods of the path, as in the header Allow.
    pub(super) fn wrong_method(allow: String) -> Self {
        const KIND: Kind = Kind("wrong-method", 405, "The path does not take this method");
        let problem = Self::new(KIND, format!("use {allow}"));
        Self { allow: Some(allow), ..problem }
    }

    pub(super) fn wrong_content_type(expected: &str) -> Self {
        const KIND: Kind = Kind("wrong-content-type", 415, "The body is of the wrong type");
        Self::new(KIND, format!("send the header `Content-Type: {expected}`"))
    }

    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("malformed", 400, "The request is not well-formed");
        Self::new(KIND, detail)
    }

    pub(super) fn too_large(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("too-large", 413, "The body is too large");
        Self::new(KIND, detail)
    }

    pub(super) fn too_slow() -> Self {
        const KIND: Kind = Kind("too-slow", 408, "The body did not arrive");
        Self::new(KIND, "send the whole body within 30 s")
    }

    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("invalid", 422, "A value cannot be used");
        Self::new(KIND, detail)
    }

    /// `what` as in "customer".
    pub(super) fn unknown(what: &str, detail: impl Into<String>) -> Self {
        const CUSTOMER: Kind = Kind("unknown-customer", 404, "There is no such customer");
        const SCENARIO: Kind = Kind("unknown-scenario", 404, "There is no such scenario");
        const SESSION: Kind = Kind("unknown-session", 404, "There is no such session");
        let kind = match what {
            "customer" => CUSTOMER,
            "scenario" => SCENARIO,
            _ => SESSION,
        };
        Self::new(kind, detail)
    }

    /// The mistakes of a file, each as the command line shows it and in parts.
    pub(super) fn bad_files(diagnostics: Vec<Diagnostic>) -> Self {
        const KIND: Kind = Kind("bad-files", 422, "There are mistakes in the files");
        let shown: Vec<_> = diagnostics.iter().map(|problem| problem.render(false)).collect();
        Self { diagnostics, ..Self::new(KIND, shown.join("\n\n")) }
    }

    /// A wait has ended without them.
    pub(super) fn too_few(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("too-few", 409, "Too few exchanges match");
        Self::new(KIND, detail)
    }

    pub(super) fn internal(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("internal", 500, "The mistake is ours");
        Self::new(KIND, detail)
    }

    pub(super) fn over(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("session-is-over", 409, "The session is over");
        Self::new(KIND, detail)
    }

    /// The journal file cannot be written.
    pub(super) fn not_kept(detail: impl Into<String>) -> Self {
        const KIND: Kind = Kind("not-kept", 500, "A restart would not know of it");
        Self::new(KIND, detail)
    }

    #[cfg(test)]
    pub(super) fn status(&self) -> u16 {
        self.kind.1
    }

    #[cfg(test)]
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), allow: None, diagnostics: Vec::new() }
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        let Kind(kind, status, title) = problem.kind;
        let mut body = json!({
            "type": format!("{PREFIX}{kind}"),
            "title": title,
            "status": status,
            "detail": problem.detail,
        });
        if !problem.diagnostics.is_empty() {
            body["diagnostics"] = problem.diagnostics.iter().map(part).collect();
        }
        let reply = Self::problem(status, &body);
        problem.allow.into_iter().fold(reply, Self::allow)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let detail = refused.to_string();
        match refused {
            Refused::UnknownScenario { .. } => Self::unknown("scenario", detail),
            Refused::UnknownSession { .. } => Self::unknown("session", detail),
            Refused::UnknownCustomer { .. } => Self::unknown(
                "customer",
                format!("{detail}: it has not called since the start or its last reset"),
            ),
            Refused::UnknownCode { .. } => Self::invalid(detail),
            Refused::SessionIsOver { .. } => Self::over(detail),
            Refused::NotKept { .. } => Self::not_kept(detail),
        }
    }
}

/// Of files that are read while the server runs.
impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Files(diagnostics) => Self::bad_files(diagnostics),
            StartError::Journal(reason) => Self::not_kept(reason),
            other => Self::invalid(other.to_string()),
        }
    }
}

fn part(diagnostic: &Diagnostic) -> Value {
    let (line, column) = diagnostic.line_column().unzip();
    json!({
        "path": diagnostic.path,
        "line": line,
        "column": column,
        "title": diagnostic.title,
        "help": diagnostic.help,
    })
}
