//! What is sent back, before it is bytes.

mod noted;
mod outgoing;
mod spoil;
mod unusual;

use std::sync::Arc;

use flinks_contract::code::{self, Code};
use flinks_contract::fixture::{Pieces, Values};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::Message as Template;

use noted::Damage;
pub(crate) use noted::NotedReply;
pub(crate) use outgoing::Outgoing;
use unusual::Unusual;

/// One answer of the mock.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    /// FlinksCode of the body, for the log; empty in a 200.
    pub(crate) code: &'static str,
    pub(crate) body: Pieces,
    /// Message of an error, for the log; empty otherwise.
    pub(crate) message: String,
    pub(crate) note: Option<&'static str>,
    closes: bool,
    /// The scenario asks for a defect here, or HTTP refuses what never came as far as the API: this
    /// one need not keep the contract.
    departs: bool,
    /// What it was made from; None for one that was written for this request alone.
    template: Option<Arc<Template>>,
    damage: Damage,
    /// Most answers have nothing of it.
    unusual: Option<Box<Unusual>>,
}

impl Reply {
    /// The answer for one session, of pieces of the prepared fixture: its body is neither parsed nor
    /// written as JSON.
    pub(crate) fn from_template(template: &Arc<Template>, values: &Values<'_>) -> Self {
        let reply = Self::new(template.status, template.code, template.body.pieces(values));
        let reply = Self { template: Some(Arc::clone(template)), ..reply };
        let mut reply = reply.status_line(template.status_line).departing(template.departs);
        if let Some(message) = &template.message {
            // The text of a JSON string.
            reply.message = serde_json::from_slice(&message.splice(values)).unwrap_or_default();
        }
        for (name, value) in &template.headers {
            reply = reply.header(name.clone(), value.clone());
        }
        reply
    }

    /// An error in the order of members that recorded answers have.
    pub(crate) fn error(status: u16, code: &'static Code, message: &str) -> Self {
        let body = json!({ "HttpStatusCode": status, "Message": message, "FlinksCode": code.name });
        Self::new(status, code.name, body.to_string().into_bytes()).saying(message)
    }

    pub(crate) fn token(token: Uuid) -> Self {
        let body = json!({ "HttpStatusCode": 200, "Token": token.to_string() });
        Self::new(200, "", body.to_string().into_bytes())
    }

    /// With the catalogue's status and text.
    pub(crate) fn code(name: &'static str) -> Self {
        let code = known(name);
        Self::error(code.status, code, code.text())
    }

    /// INVALID_REQUEST with another status, for what HTTP itself refuses.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        Self::error(status, known("INVALID_REQUEST"), message).departing(true)
    }

    /// INVALID_REQUEST that names the members at fault.
    pub(crate) fn invalid(faults: &[(&str, String)]) -> Self {
        let code = known("INVALID_REQUEST");
        let message: Vec<_> =
            faults.iter().map(|(member, fault)| format!("{member} {fault}")).collect();
        let message = message.join("; ");
        let details: Value = faults
            .iter()
            .map(|(member, fault)| ((*member).to_owned(), json!([fault])))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let body = json!({
            "HttpStatusCode": code.status,
            "Message": message,
            "FlinksCode": code.name,
            "ValidationDetails": details,
        });
        Self::new(code.status, code.name, body.to_string().into_bytes()).saying(&message)
    }

    /// 204, for what is no call of Flinks.
    pub(crate) fn nothing() -> Self {
        Self::new(204, "", Vec::new()).departing(true)
    }

    /// No Flinks message: any status from 200 to 599 and any body.
    pub(crate) fn raw(status: u16, content_type: HeaderValue, body: Vec<u8>) -> Self {
        Self::new(status, "", body).header(CONTENT_TYPE, content_type).departing(true)
    }

    pub(crate) fn allow(self, methods: &'static str) -> Self {
        self.header(ALLOW, HeaderValue::from_static(methods))
    }

    /// The connection ends after this answer, because the rest of the request was not read.
    pub(crate) fn closing(self) -> Self {
        Self { closes: true, ..self }
    }

    /// Something that only a mock says: in its log and in the header `X-Mock-Note`.
    pub(crate) fn note(self, note: Option<&'static str>) -> Self {
        Self { note: note.or(self.note), ..self }
    }

    pub(crate) fn saying(self, message: &str) -> Self {
        Self { message: message.to_owned(), ..self }
    }

    /// Marks it as deliberately invalid; a later call cannot take the mark back.
    pub(crate) fn departing(self, departs: bool) -> Self {
        Self { departs: departs || self.departs, ..self }
    }

    fn new(status: u16, code: &'static str, body: impl Into<Pieces>) -> Self {
        Self {
            status,
            code,
            body: body.into(),
            message: String::new(),
            note: None,
            closes: false,
            departs: false,
            template: None,
            damage: Damage::None,
            unusual: None,
        }
    }
}

/// A code that the mock itself uses.
fn known(name: &'static str) -> &'static Code {
    code::find(name).expect("the mock names codes of the catalogue")
}
