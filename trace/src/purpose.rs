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

/// A call that is wrong in one way.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// Investments without RequestId.
    WithoutRequestId,
    /// Investments without LoginId.
    WithoutLoginId,
    /// Investments without MostRecentCached.
    WithoutMostRecentCached,
    /// Authorize with no member that says whom to authorize.
    AuthorizeWithoutLoginId,
    /// Authorize with a LoginId that nobody was given.
    UnknownLoginId,
    /// GetAccountsDetail without RequestId.
    DetailWithoutRequestId,
    /// GetAccountsDetail with a RequestId that nobody was given.
    UnknownRequestId,
    /// GetAccountsDetailAsync with a RequestId that nobody was given.
    AsyncUnknownRequestId,
    /// GetAccountsDetail with a RequestId of this run, under another customer.
    ForeignRequestId,
    /// GetAccountsDetail with a RequestId 30 min after its session ended. Needs a clock that waits
    /// for free.
    UsedUpRequestId,
    /// GET of GetAccountsDetail.
    DetailByGet,
    /// POST of GetAccountsDetailAsync (C15).
    AsyncByPost,
}

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

    /// What is called; the part whose data must have been seen; what sets it apart.
    fn facts(self) -> (Endpoint, Option<Part>, &'static str) {
        use Endpoint::{Authorize, GetAccountsDetail, GetAccountsDetailAsync, Investments};
        let (accounts, investments) = (Some(Part::Accounts), Some(Part::Investments));
        match self {
            Self::WithoutRequestId => (Investments, investments, "without RequestId"),
            Self::WithoutLoginId => (Investments, investments, "without LoginId"),
            Self::WithoutMostRecentCached => (Investments, investments, "without MostRecentCached"),
            Self::AuthorizeWithoutLoginId => (Authorize, None, "without LoginId"),
            Self::UnknownLoginId => (Authorize, None, "with an unknown LoginId"),
            Self::DetailWithoutRequestId => (GetAccountsDetail, None, "without RequestId"),
            Self::UnknownRequestId => (GetAccountsDetail, None, "with an unknown RequestId"),
            Self::AsyncUnknownRequestId => {
                (GetAccountsDetailAsync, None, "with an unknown RequestId")
            }
            Self::ForeignRequestId => {
                (GetAccountsDetail, accounts, "with another customer's RequestId")
            }
            Self::UsedUpRequestId => (GetAccountsDetail, accounts, "with a used-up RequestId"),
            Self::DetailByGet => (GetAccountsDetail, accounts, "by GET"),
            Self::AsyncByPost => (GetAccountsDetailAsync, accounts, "by POST"),
        }
    }

    /// What is called.
    pub fn endpoint(self) -> Endpoint {
        self.facts().0
    }

    /// The part whose data must have been seen: without it an answer says nothing. None where a probe
    /// needs no session.
    pub fn needs(self) -> Option<Part> {
        self.facts().1
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
        self.facts().2
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
