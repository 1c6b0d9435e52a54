//! One answer, as a step of a scenario plays it.

use flinks_judge::server::Parsed;
use flinks_trace::Part;
use std::time::Duration;

use flinks_contract::code::{self, Code};
use flinks_contract::fixture::Kind;
use flinks_contract::scenario::LONGEST_TEXT;
use serde_json::{Value, json};

use super::body::Ids;
use super::{Bodies, Unplayable};

/// What a call got. Equal ones in a row are one step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) base: Base,
    /// The whole body, where it is not the one that the mock gives by itself.
    pub(super) body: Option<Value>,
    /// The status of the status line, if it differs.
    pub(super) http_status: Option<u16>,
    pub(super) headers: Vec<(&'static str, String)>,
    /// In seconds; 0 where the answer came soon.
    pub(super) delay: u64,
}

/// What the mock makes the answer of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    /// The first fixture of its kind.
    Normal,
    Fixture(String),
    Pending,
    Dispatched,
    Error {
        code: &'static Code,
        message: Option<String>,
    },
    Raw {
        status: u16,
        content_type: String,
        body: String,
    },
    Lost,
}

/// Answers that came sooner are recorded without a delay: a network is never twice the same.
const SLOW: Duration = Duration::from_secs(10);

/// What an error of the mock is made of whose code is in no catalogue.
const UNKNOWN_CODE: &str = "INVALID_REQUEST";

impl Answer {
    pub(super) fn of(
        exchange: &Parsed<'_>,
        kind: Kind,
        ids: &Ids<'_>,
        bodies: &mut Bodies,
    ) -> Result<Self, Unplayable> {
        let mut answer = match exchange.reply() {
            Some(reply) => Self::of_reply(reply, kind, ids, bodies)?,
            None => Self::plain(Base::Lost),
        };
        let took = exchange.ended().since(exchange.arrived);
        if took >= SLOW && answer.base != Base::Lost {
            answer.delay = took.as_secs();
        }
        Ok(answer)
    }

    fn plain(base: Base) -> Self {
        Self { base, body: None, http_status: None, headers: Vec::new(), delay: 0 }
    }

    /// Whether it is what the endpoint answers when no step is left.
    pub(super) fn is_normal(&self) -> bool {
        *self == Self::plain(Base::Normal)
    }

    fn of_reply(
        reply: &Parsed<'_>,
        kind: Kind,
        ids: &Ids<'_>,
        bodies: &mut Bodies,
    ) -> Result<Self, Unplayable> {
        let status = reply.status;
        if !(200..=599).contains(&status) {
            return Err(Unplayable::Status(status));
        }
        let mut answer = match reply.parsed() {
            Ok(body @ Value::Object(_)) => match status {
                200 => Self::fixture(reply, body, kind, ids, bodies),
                202 if kind != Kind::Authorize => Self::pending(body, reply.part, ids),
                400.. => Self::error(body, status, ids),
                _ => return Self::raw(reply),
            },
            _ => return Self::raw(reply),
        };
        let too_long = answer.body.as_ref().map(|body| body.to_string().len());
        if let Some(length) = too_long.filter(|length| *length > LONGEST_TEXT - 64) {
            return Err(Unplayable::Large(length >> 10));
        }
        let content_type = reply.reply_header("content-type").unwrap_or_default();
        if !is_json(content_type) {
            answer.headers.push(("Content-Type", content_type.to_owned()));
        }
        answer.headers.extend(other_headers(reply));
        Ok(answer)
    }

    fn fixture(
        exchange: &Parsed<'_>,
        body: &Value,
        kind: Kind,
        ids: &Ids<'_>,
        bodies: &mut Bodies,
    ) -> Self {
        let message = exchange.endpoint.reply(exchange.status);
        let is_valid = message.is_none_or(|message| message.violations(body).is_empty());
        let name = bodies.keep(kind, &ids.places(body), is_valid);
        let is_first = name == bodies.name;
        Self::plain(if is_first { Base::Normal } else { Base::Fixture(name) })
    }

    fn pending(body: &Value, part: Part, ids: &Ids<'_>) -> Self {
        let dispatched = body["FlinksCode"] == "OPERATION_DISPATCHED" && part == Part::Accounts;
        let (base, own) = match (dispatched, part) {
            (true, _) => (Base::Dispatched, DISPATCHED),
            (false, Part::Accounts) => (Base::Pending, PENDING_ACCOUNTS),
            (false, _) => (Base::Pending, PENDING_INVESTMENTS),
        };
        let body = ids.places(body);
        let is_own = serde_json::from_str::<Value>(own).is_ok_and(|own| own == body);
        Self { body: (!is_own).then_some(body), ..Self::plain(base) }
    }

    fn error(body: &Value, status: u16, ids: &Ids<'_>) -> Self {
        let body = ids.places(body);
        let named = body["FlinksCode"].as_str().and_then(code::find);
        let Some(code) = named.or_else(|| code::find(UNKNOWN_CODE)) else {
            return Self::plain(Base::Lost);
        };
        let http_status = (status != code.status).then_some(status);
        let message = body["Message"].as_str().filter(|message| *message != code.text());
        let own = json!({
            "HttpStatusCode": code.status,
            "Message": body["Message"],
            "FlinksCode": code.name,
        });
        let is_own = body == own && body["Message"].is_string();
        if is_own && message.is_none_or(|message| !message.contains("{{")) {
            let message = message.map(str::to_owned);
            return Self { http_status, ..Self::plain(Base::Error { code, message }) };
        }
        let base = Base::Error { code, message: None };
        Self { body: Some(body), http_status, ..Self::plain(base) }
    }

    /// No Flinks message, or none that the mock has a form for. It has no places.
    fn raw(reply: &Parsed<'_>) -> Result<Self, Unplayable> {
        if reply.text().len() > LONGEST_TEXT {
            return Err(Unplayable::Large(reply.text().len() >> 10));
        }
        let base = Base::Raw {
            status: reply.status,
            content_type: reply.reply_header("content-type").unwrap_or_default().to_owned(),
            body: reply.text().to_owned(),
        };
        Ok(Self { headers: other_headers(reply).collect(), ..Self::plain(base) })
    }
}

/// The answers of the mock, from which a recording departs where it has to.
const PENDING_ACCOUNTS: &str = include_str!("../../../fixtures/pending/accounts.json");
const PENDING_INVESTMENTS: &str = include_str!("../../../fixtures/pending/investments.json");
const DISPATCHED: &str = include_str!("../../../fixtures/pending/dispatched.json");

fn other_headers(reply: &Parsed<'_>) -> impl Iterator<Item = (&'static str, String)> {
    let of =
        |(shown, name): (&'static str, &str)| Some((shown, reply.reply_header(name)?.to_owned()));
    [("Location", "location"), ("Retry-After", "retry-after")].into_iter().filter_map(of)
}

/// As the mock sends JSON, but for parameters that say the same.
fn is_json(content_type: &str) -> bool {
    let mut pieces = content_type.split(';').map(|piece| piece.trim().to_ascii_lowercase());
    pieces.next().is_some_and(|media_type| media_type == "application/json")
        && pieces.all(|parameter| matches!(&*parameter, "" | "charset=utf-8" | "charset=\"utf-8\""))
}
