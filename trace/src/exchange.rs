//! One request with its reply.

use flinks_contract::endpoint::Endpoint;
use flinks_contract::json;
use serde::{Deserialize, Serialize};

use crate::redact::names;
use crate::{ClockMode, CustomerId, Moment, Purpose, ReplyAnalysis, RequestId};

/// One request and what came back, as it is judged, shown and written.
///
/// The mock notes less on the path of a request and makes this when somebody reads.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// Number from 1, in the order of decisions (mock) or of sending (harness, captured traffic).
    pub seq: u64,
    pub customer: CustomerId,
    /// Mode of the clock that all moments here are read from.
    #[serde(default)]
    pub clock: ClockMode,
    /// When the request arrived; where a client recorded it, when it was sent.
    pub arrived: Moment,
    /// When the reply was decided.
    #[serde(default)]
    pub decided: Moment,
    /// When the first byte of the reply could go out: decided, plus the delay of the scenario.
    pub due: Moment,
    pub method: String,
    /// Path of the request, with its query if there is one.
    pub path: String,
    pub headers: Vec<Header>,
    pub body: String,
    /// None if the path leads nowhere.
    pub endpoint: Option<Endpoint>,
    /// The session that the exchange belongs to, as far as the server knows one.
    pub request_id: Option<RequestId>,
    pub scenario: Option<String>,
    /// HTTP status of the reply; 0 where there was none.
    pub status: u16,
    /// FlinksCode of the reply; empty where it has none.
    pub code: String,
    /// Message of an error; empty otherwise.
    pub message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reply_headers: Vec<Header>,
    /// None if the body was not kept, which is usual for the mock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_body: Option<String>,
    /// Why the bytes of the reply's body were not text. What was not text stands as U+FFFD in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_flaw: Option<String>,
    pub reply_bytes: u64,
    /// Seconds, from the header Retry-After.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// What only the mock says, such as liberties that the client took.
    pub note: Vec<String>,
    /// The path template that the path looks like, where it matched none.
    pub nearest: Option<String>,
    /// Why the mock answered so, in words.
    pub why: Option<String>,
    /// Whether the scenario or an admin asked for the reply, and not a rule of the API. None where that
    /// is not known, as in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scripted: Option<bool>,
    /// For an Authorize: the seq of the latest one before it with the same credentials and token.
    #[serde(default)]
    pub repeats: Option<u64>,
    /// None while the reply is on its way.
    pub outcome: Option<Outcome>,
    /// What the reply means to a client. None where nobody has looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<ReplyAnalysis>,
    /// Why the harness sent it. None for the exchanges of other clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Personal values are hidden: ids, names, dates and amounts are labels such as `[Name 1]`, and
    /// rules about them cannot be judged again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Header {
    /// Name in lower case.
    pub name: String,
    pub value: String,
}

impl Header {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// How the last byte of a reply went.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", from = "Ended")]
pub enum Outcome {
    Sent {
        at: Moment,
    },
    /// The server ended the connection after this many bytes: by a fault, or because it stopped.
    Cut {
        bytes: u64,
        at: Moment,
    },
    /// The client ended the connection first.
    Left {
        bytes: u64,
        at: Moment,
    },
    /// No reply came, as the client saw it.
    NoReply {
        at: Moment,
        reason: String,
        /// Whether another try may bring one.
        passes: bool,
    },
}

/// An [`Outcome`] as it is read: serde would keep the members of a tagged enum until it has seen the tag.
#[derive(Deserialize)]
struct Ended {
    kind: Kind,
    at: Moment,
    #[serde(default)]
    bytes: u64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    passes: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Sent,
    Cut,
    Left,
    NoReply,
}

impl From<Ended> for Outcome {
    fn from(Ended { kind, at, bytes, reason, passes }: Ended) -> Self {
        match kind {
            Kind::Sent => Self::Sent { at },
            Kind::Cut => Self::Cut { bytes, at },
            Kind::Left => Self::Left { bytes, at },
            Kind::NoReply => Self::NoReply { at, reason, passes },
        }
    }
}

impl Outcome {
    pub fn at(&self) -> Moment {
        match self {
            Self::Sent { at }
            | Self::Cut { at, .. }
            | Self::Left { at, .. }
            | Self::NoReply { at, .. } => *at,
        }
    }
}

impl Exchange {
    /// Takes a reply that was read whole. Where its bytes were not text, [`Self::reply_flaw`] says so
    /// before.
    #[must_use]
    pub fn replied(mut self, status: u16, headers: Vec<Header>, body: String, at: Moment) -> Self {
        self.status = status;
        self.reply_headers = headers;
        self.reply_bytes = body.len() as u64;
        self.outcome = Some(Outcome::Sent { at });
        self.set_reply_body(body);
        self
    }

    /// Changes the reply's body, and what is read from it.
    pub fn set_reply_body(&mut self, body: String) {
        let is_text = self.reply_flaw.is_none();
        let read = || json::members(&body, ["FlinksCode", "Message"]);
        let [code, message] = if is_text { read() } else { [None, None] };
        (self.code, self.message) = (code.unwrap_or_default(), message.unwrap_or_default());
        self.reply_body = Some(body);
    }

    /// Notes that no reply came, and whether another try may bring one.
    #[must_use]
    pub fn unanswered(mut self, reason: String, passes: bool, at: Moment) -> Self {
        self.outcome = Some(Outcome::NoReply { at, reason, passes });
        self
    }

    /// Why no reply came, and whether another try may bring one.
    pub fn no_reply(&self) -> Option<(&str, bool)> {
        match &self.outcome {
            Some(Outcome::NoReply { reason, passes, .. }) => Some((reason, *passes)),
            _ => None,
        }
    }

    /// When it was over; the moment of its request while it is not.
    pub fn ended(&self) -> Moment {
        self.outcome.as_ref().map_or(self.arrived, Outcome::at)
    }

    /// Cuts every moment to whole milliseconds.
    #[must_use]
    pub fn whole_millis(self) -> Self {
        self.with_moments(Moment::whole_millis)
    }

    /// The exchange as if it had happened so much later.
    #[must_use]
    pub fn moved(self, start: Moment) -> Self {
        self.with_moments(|moment| start.plus(moment.as_duration()))
    }

    fn with_moments(mut self, change: impl Fn(Moment) -> Moment) -> Self {
        for moment in [&mut self.arrived, &mut self.decided, &mut self.due] {
            *moment = change(*moment);
        }
        if let Some(
            Outcome::Sent { at }
            | Outcome::Cut { at, .. }
            | Outcome::Left { at, .. }
            | Outcome::NoReply { at, .. },
        ) = &mut self.outcome
        {
            *at = change(*at);
        }
        self
    }

    /// Hides what has the name of a secret in path, headers, body and message, so that it may be shown
    /// and written. Judging it again can say less; see [`Self::hides_a_secret`].
    #[must_use]
    pub fn without_secrets(self) -> Self {
        let header = |Header { name, value }| Header {
            value: names::header(&name, &value).into_owned(),
            name,
        };
        Self {
            path: names::target(&self.path).into_owned(),
            headers: self.headers.into_iter().map(header).collect(),
            body: names::body(&self.body).into_owned(),
            message: names::message(&self.message).into_owned(),
            ..self
        }
    }

    /// Whether the body has lost a secret, so that an equal one need not be the same.
    pub fn hides_a_secret(&self) -> bool {
        self.body.contains(names::REDACTED)
    }

    /// The first request header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The first reply header of this name, which is given in lower case.
    pub fn reply_header(&self, name: &str) -> Option<&str> {
        find(&self.reply_headers, name)
    }
}

fn find<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|header| header.name == name).map(|header| &*header.value)
}
