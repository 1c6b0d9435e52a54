//! Calls that a server has to refuse, one fault each.

use serde::{Deserialize, Serialize};

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

    /// The member that is left out of an Investments call.
    pub(crate) fn missing_in_investments(self) -> Option<&'static str> {
        match self {
            Self::WithoutRequestId => Some("RequestId"),
            Self::WithoutLoginId => Some("LoginId"),
            Self::WithoutMostRecentCached => Some("MostRecentCached"),
            _ => None,
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
