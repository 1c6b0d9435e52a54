//! One request and its reply.

use std::fmt;

use flinks_mock::clock::Moment;
use flinks_report::moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json;
use crate::operation::{Method, Operation};
use crate::probe::Probe;

/// One request, why it was sent, and what came back.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// Its place in the record, from 0.
    pub number: usize,
    pub part: Part,
    pub role: Role,
    pub operation: Operation,
    /// That of the operation, unless it is the wrong one on purpose.
    pub method: Method,
    /// The JSON that was sent; none with GET.
    pub sent: Option<Value>,
    pub sent_at: Moment,
    pub answered_at: Moment,
    pub result: Result<Reply, NoReply>,
}

/// The parts of a run, in order.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Part {
    Accounts,
    Investments,
    Probes,
}

/// What a request is in its part.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Role {
    /// Gets the token that opens the session.
    Token,
    /// Opens the session.
    Open,
    /// The first data call.
    First,
    /// The first data call again, because the session was still loading. Counts from 1.
    Retry(u32),
    /// Asks again after a 202. Counts from 1.
    Poll(u32),
    /// The call that brought the 200, once more.
    Again,
    /// The accounts once more, after another session was opened and used.
    Back,
    /// A call that is to be refused.
    Probe(Probe),
}

/// What a server sent, as it may be shown and kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Reply {
    pub status: u16,
    /// The few that say something, with names in lower case: see [`crate::send::HEADERS`].
    pub headers: Vec<(String, String)>,
    pub text: String,
    /// The text as JSON, or why it is none.
    pub json: Result<Value, String>,
}

/// Why there is no reply.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct NoReply {
    pub why: String,
    /// Whether another try may bring one.
    pub passes: bool,
}

/// "GET GetAccountsDetailAsync".
pub(crate) fn call(method: Method, operation: Operation) -> String {
    format!("{} {}", method.name(), operation.name())
}

impl Exchange {
    pub(crate) fn reply(&self) -> Option<&Reply> {
        self.result.as_ref().ok()
    }

    /// The body, where there is a reply and it is JSON.
    pub(crate) fn json(&self) -> Option<&Value> {
        self.reply()?.json.as_ref().ok()
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.reply().map(|reply| reply.status)
    }

    pub(crate) fn call(&self) -> String {
        call(self.method, self.operation)
    }

    /// "202 OPERATION_PENDING", or why there is no answer.
    pub(crate) fn answer(&self) -> String {
        match &self.result {
            Ok(reply) => reply.summary(),
            Err(error) => error.why.clone(),
        }
    }

    /// "accounts, GET GetAccountsDetailAsync, poll 4, t+00:40.0".
    pub(crate) fn at(&self) -> String {
        let role = self.role.words().map(|words| format!(", {words}")).unwrap_or_default();
        let at = moment(self.sent_at.as_duration());
        format!("{}, {}{role}, {at}", self.part, self.call())
    }

    /// Whether it asks for data, rather than for a session.
    pub(crate) fn is_data_call(&self) -> bool {
        self.operation.is_data() && self.part != Part::Probes
    }

    /// Whether it is the refusal of a wrong method: no source shows what that looks like.
    pub(crate) fn is_refused_method(&self) -> bool {
        matches!(self.role, Role::Probe(Probe::DetailByGet | Probe::AsyncByPost))
            && matches!(self.status(), Some(404 | 405))
    }

    /// Whether a check of the body looks at it. Not the repeat of a 200: its whole body is compared
    /// with the first one, and what both have in common is told once.
    pub(crate) fn is_first_of_its_kind(&self) -> bool {
        !matches!(self.role, Role::Again | Role::Back)
    }
}

impl Reply {
    /// `flaw`: why the bytes were no text to begin with.
    pub(crate) fn new(
        status: u16,
        headers: Vec<(String, String)>,
        text: String,
        flaw: Option<String>,
    ) -> Self {
        let json = flaw.map_or_else(|| json::parse(&text), Err);
        Self { status, headers, text, json }
    }

    /// By its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value)
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        self.json.as_ref().ok()?.get(name)
    }

    pub(crate) fn flinks_code(&self) -> Option<&str> {
        self.member("FlinksCode")?.as_str()
    }

    /// The status, and the FlinksCode if there is one.
    pub(crate) fn summary(&self) -> String {
        match self.flinks_code() {
            Some(code) => format!("{} {code}", self.status),
            None => self.status.to_string(),
        }
    }
}

impl Role {
    /// What it is beside a plain call: "poll 4", "without LoginId".
    pub(crate) fn words(self) -> Option<String> {
        match self {
            Self::Token | Self::Open | Self::First => None,
            Self::Retry(number) => Some(format!("retry {number}")),
            Self::Poll(number) => Some(format!("poll {number}")),
            Self::Again => Some("once more".to_owned()),
            Self::Back => Some("back in the first session".to_owned()),
            Self::Probe(probe) => Some(probe.words().to_owned()),
        }
    }

    /// What the timeline says beside it.
    pub(crate) fn note(self) -> Option<String> {
        match self {
            Self::Token | Self::Open | Self::First | Self::Poll(_) => None,
            Self::Retry(_) => Some("the session may still be loading".to_owned()),
            Self::Again => Some("once more: is the 200 stable?".to_owned()),
            Self::Back => Some("back in the first session: is it untouched?".to_owned()),
            Self::Probe(_) => self.words(),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Accounts => "accounts",
            Self::Investments => "investments",
            Self::Probes => "probes",
        })
    }
}
