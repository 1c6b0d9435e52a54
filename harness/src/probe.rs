//! Calls that a server has to refuse, one fault each.

use flinks_mock::clock::ClockMode;
use serde::{Deserialize, Serialize};

use crate::exchange::Part;
use crate::operation::{Method, Operation};
use crate::setup::Setup;

/// A call that is wrong in one way.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Probe {
    /// Investments without it.
    WithoutRequestId,
    /// Investments without it.
    WithoutLoginId,
    /// Investments without it.
    WithoutMostRecentCached,
    /// Authorize with no member that says whom to authorize.
    AuthorizeWithoutLoginId,
    /// Authorize with a LoginId that nobody was given.
    UnknownLoginId,
    /// GetAccountsDetail without it.
    DetailWithoutRequestId,
    /// GetAccountsDetail with a RequestId that nobody was given.
    UnknownRequestId,
    /// The Async GET with a RequestId that nobody was given.
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
    pub(crate) const ALL: [Self; 12] = [
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
    pub(crate) fn operation(self) -> Operation {
        match self {
            Self::WithoutRequestId | Self::WithoutLoginId | Self::WithoutMostRecentCached => {
                Operation::Investments
            }
            Self::AuthorizeWithoutLoginId | Self::UnknownLoginId => Operation::Authorize,
            Self::DetailWithoutRequestId
            | Self::UnknownRequestId
            | Self::ForeignRequestId
            | Self::UsedUpRequestId
            | Self::DetailByGet => Operation::GetAccountsDetail,
            Self::AsyncUnknownRequestId | Self::AsyncByPost => Operation::GetAccountsDetailAsync,
        }
    }

    /// The documented method, or the wrong one where that is the fault.
    pub(crate) fn method(self) -> Method {
        match self {
            Self::DetailByGet => Method::Get,
            Self::AsyncByPost => Method::Post,
            _ => self.operation().method(),
        }
    }

    /// The part whose data must have been seen: without it an answer says nothing. None where a probe
    /// needs no session.
    pub(crate) fn needs(self) -> Option<Part> {
        match self {
            Self::WithoutRequestId | Self::WithoutLoginId | Self::WithoutMostRecentCached => {
                Some(Part::Investments)
            }
            Self::ForeignRequestId
            | Self::UsedUpRequestId
            | Self::DetailByGet
            | Self::AsyncByPost => Some(Part::Accounts),
            Self::AuthorizeWithoutLoginId
            | Self::UnknownLoginId
            | Self::DetailWithoutRequestId
            | Self::UnknownRequestId
            | Self::AsyncUnknownRequestId => None,
        }
    }

    /// Whether a run with this set-up sends it at all: no RequestId goes to another customer of a
    /// server that is not ours, and nobody waits 30 min for one probe.
    pub(crate) fn is_for(self, setup: &Setup) -> bool {
        match self {
            Self::ForeignRequestId => setup.target.is_loopback(),
            Self::UsedUpRequestId => setup.head.mode == ClockMode::Auto,
            _ => true,
        }
    }

    /// "without LoginId".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::WithoutRequestId | Self::DetailWithoutRequestId => "without RequestId",
            Self::WithoutLoginId | Self::AuthorizeWithoutLoginId => "without LoginId",
            Self::WithoutMostRecentCached => "without MostRecentCached",
            Self::UnknownLoginId => "with an unknown LoginId",
            Self::UnknownRequestId | Self::AsyncUnknownRequestId => "with an unknown RequestId",
            Self::ForeignRequestId => "with another customer's RequestId",
            Self::UsedUpRequestId => "with a used-up RequestId",
            Self::DetailByGet => "by GET",
            Self::AsyncByPost => "by POST",
        }
    }
}
