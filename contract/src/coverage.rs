//! The documented states and codes that a client can meet, so that a run can say which it never met.
//!
//! Left out is what only a mistake of the client brings (`UNKNOWN_CHALLENGE_KEY`,
//! `SECURITYRESPONSES_INCOMPLETE`, `ALREADY_AUTHORIZED`), an older name
//! (`INVALID_SECURITY_RESPONSE_NO_RETRY`) and what belongs to other endpoints (`NO_TRANSACTION`): a
//! client without a fault can have met everything.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::code;
use crate::data;
use crate::endpoint::Endpoint;

/// Every item, those of one group together: `contract/data/coverage.toml`.
pub static ITEMS: LazyLock<Vec<Item>> =
    LazyLock::new(|| data::rows(include_str!("../data/coverage.toml"), "item"));

/// A documented state or code.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// An endpoint, or "MFA" (of Authorize), "Session end" and "HTTP" (of any endpoint).
    pub group: &'static str,
    /// As a client sees it, unique in its group: "202 OPERATION_PENDING".
    pub name: &'static str,
    /// A built-in scenario in which a client meets it.
    pub scenario: &'static str,
    sign: Sign,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Sign {
    /// This status, and no FlinksCode.
    Status(u16),
    /// This code, under a status that some source gives for it.
    Code(&'static str),
    /// 429, from Flinks or from a gateway before it.
    RateLimit,
    /// 5xx without a FlinksCode, as gateways send it.
    Gateway,
    /// The connection ended before the reply did.
    Lost,
}

/// The items that one reply is. `endpoint` is the name of the one that answered, where one did;
/// `status` is that of the status line; `code` is the FlinksCode of the body or empty; `lost` says
/// that the connection ended first.
pub fn met(
    endpoint: Option<&str>,
    status: u16,
    code: &str,
    lost: bool,
) -> impl Iterator<Item = &'static Item> {
    ITEMS.iter().filter(move |item| item.is_on(endpoint) && item.sign.shows(status, code, lost))
}

impl Item {
    fn is_on(&self, endpoint: Option<&str>) -> bool {
        endpoint.is_some_and(|endpoint| match self.group {
            "Session end" | "HTTP" => true,
            "MFA" => endpoint == Endpoint::Authorize.name(),
            group => endpoint == group,
        })
    }
}

impl Sign {
    fn shows(self, status: u16, code: &str, lost: bool) -> bool {
        match self {
            Self::Lost => lost,
            _ if lost => false,
            Self::Status(known) => code.is_empty() && status == known,
            Self::Code(name) => {
                code == name && code::find(name).is_some_and(|code| code.comes_with(status))
            }
            Self::RateLimit => status == 429,
            Self::Gateway => code.is_empty() && (500..600).contains(&status),
        }
    }
}
