//! Why the harness sent a request.

use std::fmt;

use flinks_contract::endpoint::Endpoint;
use serde::{Deserialize, Serialize};

/// What a request is for, in a run of the harness.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Purpose {
    pub part: Part,
    pub role: Role,
}

/// The parts of a run, in order.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    Accounts,
    Investments,
    Probes,
}

/// What a request is in its part.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
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
    /// A call that the server must refuse.
    Probe(Probe),
}

/// A call that is wrong in one way, as its [label](Probe::label) says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    WithoutRequestId,
    WithoutLoginId,
    WithoutMostRecentCached,
    AuthorizeWithoutLoginId,
    UnknownLoginId,
    DetailWithoutRequestId,
    UnknownRequestId,
    AsyncUnknownRequestId,
    /// Uses a RequestId of this run under another customer.
    ForeignRequestId,
    DetailByGet,
    /// Conflict C15.
    AsyncByPost,
    /// 30 min after its session ended, so it needs a clock that waits for free.
    UsedUpRequestId,
}

/// Endpoint, part whose data must have been seen, and label of each probe, in the order of [`Probe`].
const FACTS: [(Endpoint, Option<Part>, &str); 12] = [
    (Endpoint::Investments, Some(Part::Investments), "without RequestId"),
    (Endpoint::Investments, Some(Part::Investments), "without LoginId"),
    (Endpoint::Investments, Some(Part::Investments), "without MostRecentCached"),
    (Endpoint::Authorize, None, "without LoginId"),
    (Endpoint::Authorize, None, "with an unknown LoginId"),
    (Endpoint::GetAccountsDetail, None, "without RequestId"),
    (Endpoint::GetAccountsDetail, None, "with an unknown RequestId"),
    (Endpoint::GetAccountsDetailAsync, None, "with an unknown RequestId"),
    (Endpoint::GetAccountsDetail, Some(Part::Accounts), "with another customer's RequestId"),
    (Endpoint::GetAccountsDetail, Some(Part::Accounts), "by GET"),
    (Endpoint::GetAccountsDetailAsync, Some(Part::Accounts), "by POST"),
    (Endpoint::GetAccountsDetail, Some(Part::Accounts), "with a used-up RequestId"),
];

impl Probe {
    /// In the order of sending.
    pub const ALL: [Self; 12] = [
        Self::WithoutRequestId,
        Self::WithoutLoginId,
        Self::WithoutMostRecentCached,
        Self::AuthorizeWithoutLoginId,
        Self::UnknownLoginId,
        Self::DetailWithoutRequestId,
        Self::UnknownRequestId,
        Self::AsyncUnknownRequestId,
        Self::ForeignRequestId,
        Self::DetailByGet,
        Self::AsyncByPost,
        Self::UsedUpRequestId,
    ];

    /// What is called.
    pub fn endpoint(self) -> Endpoint {
        FACTS[self as usize].0
    }

    /// The part whose data must have been seen: without it an answer says nothing. None where a probe
    /// needs no session.
    pub fn needs(self) -> Option<Part> {
        FACTS[self as usize].1
    }

    /// The documented method, or the wrong one where that is the fault.
    pub fn method(self) -> &'static str {
        match self {
            Self::DetailByGet => "GET",
            Self::AsyncByPost => "POST",
            _ => self.endpoint().method(),
        }
    }

    /// What sets it apart from a right call: "without LoginId".
    pub fn label(self) -> &'static str {
        FACTS[self as usize].2
    }
}

impl Role {
    /// What sets it apart from a plain call: "poll 4", "without LoginId".
    pub fn label(self) -> Option<String> {
        match self {
            Self::Token | Self::Open | Self::First => None,
            Self::Retry(number) => Some(format!("retry {number}")),
            Self::Poll(number) => Some(format!("poll {number}")),
            Self::Again => Some("once more".to_owned()),
            Self::Back => Some("back in the first session".to_owned()),
            Self::Probe(probe) => Some(probe.label().to_owned()),
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
