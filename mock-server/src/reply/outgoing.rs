//! What the wire gets of an answer.

use std::time::Duration;

use flinks_contract::fixture::Pieces;
use flinks_contract::scenario::{Fault, HttpError};
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};

use super::{Reply, spoil};

#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) head: Response<()>,
    pub(crate) body: Pieces,
    pub(crate) fault: Option<Fault>,
    pub(crate) body_delay: Duration,
}

impl Reply {
    /// The status that the client sees in the status line.
    pub(crate) fn sent_status(&self) -> u16 {
        let unusual = self.unusual.as_ref().and_then(|unusual| unusual.http_status);
        unusual.unwrap_or(self.status)
    }

    /// With the fault applied where it is one of the answer itself; the other faults stay.
    pub(crate) fn spoiled(mut self) -> Self {
        let fault = self.unusual.as_mut().and_then(|unusual| unusual.fault.take());
        match fault {
            Some(Fault::InvalidJson) => {
                Self { body: spoil::broken_off(self.body.joined().into()).into(), ..self }
            }
            Some(Fault::InvalidUtf8) => {
                Self { body: spoil::not_utf8(self.body.joined().into()).into(), ..self }
            }
            Some(Fault::ContentType(text)) => match HeaderValue::from_str(&text) {
                Ok(other) => self.content_type(other),
                Err(_) => self,
            },
            Some(Fault::HttpError(error)) => gateway(error).note(self.note),
            fault => self.fault(fault),
        }
    }

    pub(crate) fn outgoing(self) -> Outgoing {
        let mut head = Response::new(());
        // Statuses are checked when they are loaded: 200 to 599.
        *head.status_mut() =
            StatusCode::from_u16(self.sent_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = head.headers_mut();
        if self.status != 204 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        if let Some(note) = self.note {
            headers.insert("x-mock-note", HeaderValue::from_static(note));
        }
        if self.closes {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let unusual = self.unusual.map(|unusual| *unusual).unwrap_or_default();
        for (name, value) in unusual.headers {
            // An error is a map that is full, at 32,768 names.
            let _ = headers.try_insert(name, value);
        }
        let (fault, body_delay) = (unusual.fault, unusual.body_delay);
        Outgoing { head, body: self.body, fault, body_delay }
    }
}

/// What an answer is sent as, unless its scenario says otherwise.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// Whether a content type is that of JSON.
pub(super) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn gateway(error: HttpError) -> Reply {
    let page = Reply::raw(error.status, HeaderValue::from_static("text/html"), spoil::page(error));
    match error.retry_after {
        Some(seconds) => page.header(RETRY_AFTER, seconds.into()),
        None => page,
    }
}
