//! What is sent back: one value from the decision to the wire.

mod noted;
mod spoil;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use flinks_contract::code::Code;
use flinks_contract::fixture::{Pieces, Values};
use flinks_contract::scenario::{Fault, HttpError};
use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::answer::{Message as Template, code, error_body};
use crate::session::Session;
use crate::view::View;

use noted::Damage;
pub(crate) use noted::NotedReply;

#[derive(Debug)]
pub(crate) struct Reply {
    /// In the status line; the body may say another one.
    status: u16,
    /// FlinksCode of the body, for the log; empty in a 200.
    pub(crate) code: &'static str,
    pub(crate) body: Pieces,
    /// In the place of those that every reply has.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Message of an error, for the log; empty otherwise.
    message: String,
    note: Option<&'static str>,
    /// Between the head and the body, on the customer's clock.
    pub(crate) body_delay: Duration,
    pub(crate) fault: Option<Fault>,
    /// The scenario asks for a defect here, or HTTP refuses what never came as far as the API: this
    /// one need not keep the contract.
    is_deliberate: bool,
    /// What it was made from; None for one that was written for this request alone.
    template: Option<Arc<Template>>,
    damage: Damage,
}

/// What an answer is sent as, unless its scenario says otherwise.
const JSON: &str = "application/json; charset=utf-8";

impl Reply {
    /// The answer for one session, of pieces of the prepared fixture: its body is neither parsed nor
    /// written as JSON.
    pub(crate) fn from_template(template: &Arc<Template>, values: &Values<'_>) -> Self {
        let message = template.message.as_ref();
        // The text of a JSON string.
        let message = message.and_then(|text| serde_json::from_slice(&text.splice(values)).ok());
        let status = template.status_line.unwrap_or(template.status);
        let reply = Self {
            message: message.unwrap_or_default(),
            is_deliberate: template.is_deliberate || template.status_line.is_some(),
            template: Some(Arc::clone(template)),
            ..Self::new(status, template.code, template.body.pieces(values))
        };
        let headers = template.headers.iter().cloned();
        headers.fold(reply, |reply, (name, value)| reply.header(name, value))
    }

    /// What a session is answered with a message of its scenario: with its dates and its Tag, and in the
    /// form that it asks for.
    pub(crate) fn of_session(session: &Session, whole: &Arc<Template>, view: Option<View>) -> Self {
        let dated = session.newest_day().and_then(|day| whole.of_day(day));
        let whole = dated.as_ref().unwrap_or(whole);
        let viewed = view.and_then(|view| view.of(whole));
        let message = viewed.as_ref().unwrap_or(whole);
        let scheduled = session.scheduled.map(|is_on| message.with_scheduled(is_on));
        let message = scheduled.as_ref().unwrap_or(message);
        let mut reply =
            session.with_values(&message.body, |values| Self::from_template(message, values));
        if let Some(tag) = session.options.tag().filter(|_| message.is_success) {
            reply.body.add_member(&format!("\"Tag\":{tag}"));
        }
        reply
    }

    /// A 200 that was written for one request.
    pub(crate) fn ok(body: &Value) -> Self {
        Self::new(200, "", body.to_string().into_bytes())
    }

    /// An error in the order of members that recorded answers have.
    pub(crate) fn error(status: u16, code: &'static Code, message: &str) -> Self {
        let body = error_body(status, code, message).to_string().into_bytes();
        Self { message: message.to_owned(), ..Self::new(status, code.name, body) }
    }

    /// With the catalogue's status and text.
    pub(crate) fn code(name: &'static str) -> Self {
        let code = code(name);
        Self::error(code.status, code, code.text())
    }

    /// INVALID_REQUEST with another status, for what HTTP itself refuses.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        Self { is_deliberate: true, ..Self::error(status, code("INVALID_REQUEST"), message) }
    }

    /// INVALID_REQUEST that names the members at fault.
    pub(crate) fn invalid(faults: &[(&str, &str)]) -> Self {
        let code = code("INVALID_REQUEST");
        let message: Vec<_> =
            faults.iter().map(|(member, fault)| format!("{member} {fault}")).collect();
        let message = message.join("; ");
        let mut body = error_body(code.status, code, &message);
        let details = faults.iter().map(|(member, fault)| ((*member).to_owned(), json!([fault])));
        body["ValidationDetails"] = Value::Object(details.collect::<Map<_, _>>());
        Self { message, ..Self::new(code.status, code.name, body.to_string().into_bytes()) }
    }

    /// INVALID_REQUEST that names members that are not there.
    pub(crate) fn required<'a>(members: impl IntoIterator<Item = &'a str>) -> Self {
        let faults: Vec<_> = members.into_iter().map(|member| (member, "is required")).collect();
        Self::invalid(&faults)
    }

    /// No Flinks message: any status from 200 to 599 and any body.
    pub(crate) fn raw(status: u16, content_type: HeaderValue, body: Vec<u8>) -> Self {
        let reply = Self { is_deliberate: true, ..Self::new(status, "", body) };
        reply.header(CONTENT_TYPE, content_type)
    }

    /// 204, for what is no call of Flinks.
    pub(crate) fn no_content() -> Self {
        Self { is_deliberate: true, ..Self::new(204, "", Vec::new()) }
    }

    pub(crate) fn new(status: u16, code: &'static str, body: impl Into<Pieces>) -> Self {
        Self {
            status,
            code,
            body: body.into(),
            headers: Vec::new(),
            message: String::new(),
            note: None,
            body_delay: Duration::ZERO,
            fault: None,
            is_deliberate: false,
            template: None,
            damage: Damage::None,
        }
    }

    /// In the status line.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// Something that only a mock says: in its log and in the header `X-Mock-Note`.
    pub(crate) fn note(self, note: Option<&'static str>) -> Self {
        Self { note: note.or(self.note), ..self }
    }

    /// Takes the place of a header of the same name.
    ///
    /// Left out are Content-Length and Transfer-Encoding: they keep two answers on one connection
    /// apart, and lying with them is a fault of its own.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
            self.headers.push((name, value));
        }
        self
    }

    /// Plays this fault when the answer is sent.
    pub(crate) fn fault(mut self, fault: Option<Fault>) -> Self {
        if let Some(fault) = &fault {
            self.damage = Damage::by(fault);
            self.is_deliberate = true;
        }
        self.fault = fault;
        self
    }

    /// With the fault applied where it is one of the answer itself; the other faults stay.
    pub(crate) fn spoiled(mut self) -> Self {
        match self.fault.take() {
            Some(Fault::InvalidJson) => {
                Self { body: spoil::broken_off(self.body.joined().into()).into(), ..self }
            }
            Some(Fault::InvalidUtf8) => {
                Self { body: spoil::not_utf8(self.body.joined().into()).into(), ..self }
            }
            Some(Fault::ContentType(text)) => match HeaderValue::from_str(&text) {
                Ok(other) => self.header(CONTENT_TYPE, other),
                Err(_) => self,
            },
            Some(Fault::HttpError(error)) => gateway(error).note(self.note),
            fault => Self { fault, ..self },
        }
    }

    pub(crate) fn head(&self) -> Response<()> {
        let mut head = Response::new(());
        // Statuses are checked when they are loaded: 200 to 599.
        *head.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = head.headers_mut();
        if !self.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        if let Some(note) = self.note {
            headers.insert("x-mock-note", HeaderValue::from_static(note));
        }
        for (name, value) in &self.headers {
            // An error is a map that is full, at 32,768 names.
            let _ = headers.try_insert(name, value.clone());
        }
        head
    }

    /// With Retry-After in seconds of the client's clock, rounded up. `speed` is how much faster the
    /// customer's clock runs.
    pub(crate) fn retry_after_for(&mut self, speed: NonZeroU32) {
        let headers = self.headers.iter_mut().filter(|(name, _)| *name == RETRY_AFTER);
        for (_, value) in headers {
            let seconds = value.to_str().ok().and_then(|text| text.trim().parse::<u64>().ok());
            seconds.inspect(|seconds| *value = seconds.div_ceil(speed.get().into()).into());
        }
    }

    fn own_header(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.headers.iter().rfind(|(own, _)| own == name).map(|(_, value)| value)
    }
}

fn is_json(content_type: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A client waits by its own clock, and never too short.
    #[test]
    fn retry_after_follows_the_speed() {
        let table = [
            (60, "30", "1"),
            (60, "120", "2"),
            (60, "121", "3"),
            (1, "30", "30"),
            (180, "0", "0"),
            (60, "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ];
        for (speed, header, expected) in table {
            let page = Reply::raw(503, HeaderValue::from_static("text/html"), Vec::new());
            let mut page = page.header(RETRY_AFTER, HeaderValue::from_static(header));
            page.retry_after_for(NonZeroU32::new(speed).unwrap());
            assert_eq!(page.own_header(&RETRY_AFTER).unwrap(), expected, "{speed} {header}");
        }
    }
}
