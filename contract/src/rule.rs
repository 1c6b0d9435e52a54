//! The rules, as data: one rule is one thing the contract demands. Those of [`client`] are for clients,
//! and the judge of the mock checks them; those of [`server`] are for servers, and the harness does.
//!
//! Ids are stable: a rule that goes away leaves a gap, and a new one takes a new number.

pub mod client;
pub mod server;

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::confidence::Confidence;
use crate::data;

pub use server::RULES;

pub const ENV_STATUS: &str = "FLK-ENV-001";
pub const ENV_JSON: &str = "FLK-ENV-002";
pub const ENV_ERROR: &str = "FLK-ENV-003";
pub const ENV_NAMES: &str = "FLK-ENV-004";
pub const ENV_AMOUNT: &str = "FLK-ENV-005";

pub const SCH_AUTHORIZE: &str = "FLK-SCH-001";
pub const SCH_PENDING: &str = "FLK-SCH-002";
pub const SCH_DETAIL: &str = "FLK-SCH-003";
pub const SCH_INVESTMENTS: &str = "FLK-SCH-004";
pub const SCH_ERROR: &str = "FLK-SCH-005";

pub const AUT_LOGIN: &str = "FLK-AUT-001";
pub const AUT_REQUEST: &str = "FLK-AUT-002";

pub const FLOW_STATUS: &str = "FLK-FLOW-001";
pub const FLOW_PENDING: &str = "FLK-FLOW-002";
pub const FLOW_STABLE: &str = "FLK-FLOW-003";
pub const FLOW_DEADLINE: &str = "FLK-FLOW-004";
pub const FLOW_LOADING: &str = "FLK-FLOW-005";
pub const FLOW_INDEPENDENT: &str = "FLK-FLOW-006";
pub const FLOW_CODE: &str = "FLK-FLOW-007";
pub const FLOW_HELD: &str = "FLK-FLOW-008";

pub const PEN_MEMBERS: &str = "FLK-PEN-001";

pub const LNK_SESSION: &str = "FLK-LNK-001";
pub const LNK_HREF: &str = "FLK-LNK-002";

pub const ID_REQUEST: &str = "FLK-ID-001";
pub const ID_LOGIN: &str = "FLK-ID-002";

pub const ACC_ID: &str = "FLK-ACC-001";

pub const TXN_SIDE: &str = "FLK-TXN-001";
pub const TXN_CODE: &str = "FLK-TXN-002";
pub const TXN_DATE: &str = "FLK-TXN-003";
pub const TXN_ID: &str = "FLK-TXN-004";
pub const TXN_ORDER: &str = "FLK-TXN-005";
pub const TXN_RUNNING: &str = "FLK-TXN-006";
pub const TXN_CURRENT: &str = "FLK-TXN-007";
pub const TXN_FUTURE: &str = "FLK-TXN-008";
pub const TXN_UNUSED: &str = "FLK-TXN-009";

pub const INV_REQUEST_ID: &str = "FLK-INV-001";
pub const INV_LOGIN_ID: &str = "FLK-INV-002";
pub const INV_CACHED: &str = "FLK-INV-003";

pub const ERR_LOGIN: &str = "FLK-ERR-001";
pub const ERR_NO_LOGIN: &str = "FLK-ERR-002";
pub const ERR_NO_REQUEST: &str = "FLK-ERR-003";
pub const ERR_REQUEST: &str = "FLK-ERR-004";
pub const ERR_ASYNC_REQUEST: &str = "FLK-ERR-005";
pub const ERR_FOREIGN: &str = "FLK-ERR-006";
pub const ERR_FOREIGN_CODE: &str = "FLK-ERR-007";
pub const ERR_USED_UP: &str = "FLK-ERR-008";
pub const ERR_DETAIL_METHOD: &str = "FLK-ERR-009";
pub const ERR_ASYNC_METHOD: &str = "FLK-ERR-010";

pub const CLI_OWN_SIDE: &str = "FLK-CLI-001";

/// How binding a rule is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Strength {
    /// The guides say or show it, or clients break without it.
    Must,
    /// A deduction that the other side may answer differently.
    Should,
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        })
    }
}

/// What rules for clients and rules for servers have in common.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    pub id: &'static str,
    pub sentence: &'static str,
    pub strength: Strength,
    pub source: &'static str,
    /// The generation of that source, e.g. "current docs".
    pub vintage: &'static str,
    pub confidence: Confidence,
    /// What one place is called that the rule is applied to, and what several are.
    pub unit: [&'static str; 2],
    /// Why the rule was applied to nothing, where this does not depend on the run.
    pub not_reached: Option<&'static str>,
    /// What a broken rule costs the client.
    pub effect: &'static str,
    /// How the rule is kept, in a line or a few.
    pub example: &'static str,
    /// What breaks it, after "a client that" or "a server that".
    pub broken: &'static str,
}

impl Rule {
    /// The id without its number, such as `CLI-POLL`.
    pub fn group(&self) -> &'static str {
        self.id.rsplit_once('-').map_or(self.id, |(group, _)| group)
    }
}

/// The rules of one subject.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The id of its rules without the number: `CLI-POLL`.
    pub name: &'static str,
    pub title: &'static str,
}

/// Every group, in the order of the rules: those for clients, then those for servers.
pub static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let files = [client::FILE, server::FILE];
    files.into_iter().flat_map(|file| data::rows(file, "group")).collect()
});

/// The rule for servers of exactly this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
