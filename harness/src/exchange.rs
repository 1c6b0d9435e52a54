//! One request and its reply.

use std::fmt;

use flinks_contract::endpoint::Endpoint;
use flinks_mock::clock::Moment;
use flinks_report::moment;
use serde_json::Value;

use crate::send::SendError;

/// One request, why it was sent, and what came back.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// Its place in the record, from 0.
    pub number: usize,
    pub part: Part,
    pub role: Role,
    pub endpoint: Endpoint,
    /// The JSON that was sent; none with GET.
    pub sent: Option<Value>,
    pub sent_at: Moment,
    pub answered_at: Moment,
    pub result: Result<Reply, SendError>,
}

/// The parts of a run, in order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Accounts,
    Investments,
    Probes,
}

/// What a request is in its part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
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
    /// A call without one of its members, which is to be refused.
    Without(&'static str),
}

/// What a server sent.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    /// Where a redirect points. Never followed.
    pub location: Option<String>,
    pub bytes: Vec<u8>,
    /// The bytes as JSON, or why they are none.
    pub json: Result<Value, String>,
}

/// "GET GetAccountsDetailAsync".
pub(crate) fn call(endpoint: Endpoint) -> String {
    format!("{} {}", endpoint.method(), endpoint.name())
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
        call(self.endpoint)
    }

    /// "202 OPERATION_PENDING", or why there is no answer.
    pub(crate) fn answer(&self) -> String {
        match &self.result {
            Ok(reply) => reply.summary(),
            Err(error) => error.to_string(),
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
        self.endpoint != Endpoint::Authorize && self.part != Part::Probes
    }

    /// Whether a check of the body looks at it. Not the repeat of a 200: its whole body is compared
    /// with the first one, and what both have in common is told once.
    pub(crate) fn is_first_of_its_kind(&self) -> bool {
        self.role != Role::Again
    }
}

impl Reply {
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
            Self::Open | Self::First => None,
            Self::Retry(number) => Some(format!("retry {number}")),
            Self::Poll(number) => Some(format!("poll {number}")),
            Self::Again => Some("once more".to_owned()),
            Self::Without(member) => Some(format!("without {member}")),
        }
    }

    /// What the timeline says beside it.
    pub(crate) fn note(self) -> Option<String> {
        match self {
            Self::Open | Self::First | Self::Poll(_) => None,
            Self::Retry(_) => Some("the session may still be loading".to_owned()),
            Self::Again => Some("once more: is the 200 stable?".to_owned()),
            Self::Without(_) => self.words(),
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
