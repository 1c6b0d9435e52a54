//! The calls that the harness makes.

use flinks_contract::endpoint::Endpoint;
use serde::{Deserialize, Serialize};

/// What a request is for, whichever method it is sent with.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub(crate) enum Operation {
    /// Only where there is a secret key to make a token from.
    GenerateAuthorizeToken,
    Authorize,
    GetAccountsDetail,
    GetAccountsDetailAsync,
    Investments,
}

/// The methods that the harness sends.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    Post,
}

impl Operation {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GenerateAuthorizeToken => "GenerateAuthorizeToken",
            Self::Authorize => Endpoint::Authorize.name(),
            Self::GetAccountsDetail => Endpoint::GetAccountsDetail.name(),
            Self::GetAccountsDetailAsync => Endpoint::GetAccountsDetailAsync.name(),
            Self::Investments => Endpoint::Investments.name(),
        }
    }

    /// Whether it asks for data, rather than for a session.
    pub(crate) fn is_data(self) -> bool {
        !matches!(self, Self::GenerateAuthorizeToken | Self::Authorize)
    }

    /// The documented method.
    pub(crate) fn method(self) -> Method {
        match self {
            Self::GetAccountsDetailAsync => Method::Get,
            _ => Method::Post,
        }
    }

    /// Template with `{customerId}` and `{requestId}`; the canonical one where there are two.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::GenerateAuthorizeToken => {
                "/v3/{customerId}/BankingServices/GenerateAuthorizeToken"
            }
            Self::Authorize => Endpoint::Authorize.paths()[0],
            Self::GetAccountsDetail => Endpoint::GetAccountsDetail.paths()[0],
            Self::GetAccountsDetailAsync => Endpoint::GetAccountsDetailAsync.paths()[0],
            Self::Investments => Endpoint::Investments.paths()[0],
        }
    }
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}
