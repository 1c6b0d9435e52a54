//! What the admin API sends back.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::events::Stream;
use super::problem::Problem;

/// Whole, or as it comes.
pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

/// What a person reads.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

impl Reply {
    pub(super) fn json(body: &Value) -> Self {
        Self::new(StatusCode::OK, JSON, body.to_string())
    }

    pub(super) fn serialized(body: &impl Serialize) -> Result<Self, Problem> {
        match serde_json::to_string(body) {
            Ok(text) => Ok(Self::new(StatusCode::OK, JSON, text)),
            Err(error) => Err(Problem::internal(error.to_string())),
        }
    }

    /// JSON that is written already.
    pub(super) fn json_text(text: String) -> Self {
        Self::new(StatusCode::OK, JSON, text)
    }

    pub(super) fn text(content_type: &'static str, text: String) -> Self {
        Self::new(StatusCode::OK, content_type, text)
    }

    pub(super) fn nothing() -> Self {
        let mut reply = Self::new(StatusCode::NO_CONTENT, JSON, "");
        reply.headers.retain(|(name, _)| *name != CONTENT_TYPE);
        reply
    }

    pub(super) fn events(stream: Stream) -> Self {
        let reply = Self::new(StatusCode::OK, "text/event-stream", "");
        Self { body: stream.boxed_unsync(), ..reply }
    }

    pub(super) fn document(json: &'static str) -> Self {
        Self::new(StatusCode::OK, JSON, json)
    }

    pub(super) fn problem(status: u16, body: &Value) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let reply = Self::new(status, PROBLEM, body.to_string());
        match status {
            StatusCode::UNAUTHORIZED => {
                reply.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            // The rest of the request was not read.
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                reply.header(CONNECTION, HeaderValue::from_static("close"))
            }
            _ => reply,
        }
    }

    /// `methods` as in `GET, PUT`.
    pub(super) fn allow(self, methods: String) -> Self {
        match HeaderValue::try_from(methods) {
            Ok(methods) => self.header(ALLOW, methods),
            Err(_) => self,
        }
    }

    pub(super) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }

    fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        // Whoever opens an answer in a browser must not have it taken for a page, nor kept.
        let headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        Self { status, headers, body: Full::new(body.into()).boxed_unsync() }
    }

    fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}
