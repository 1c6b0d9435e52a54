//! What the judge demands of a client.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::data;

pub(super) const FILE: &str = include_str!("../../data/client-rules.toml");

/// Every rule for clients, in the order of the groups: `contract/data/client-rules.toml`.
pub static CLIENT_RULES: LazyLock<Vec<ClientRule>> = LazyLock::new(|| data::rows(FILE, "rule"));

/// A rule for clients.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ClientRule {
    #[serde(flatten)]
    pub rule: Rule,
    /// Published clients that were seen to break it; empty where none was.
    #[serde(default)]
    pub seen: &'static str,
    /// A built-in scenario in which a client comes to this rule.
    pub scenario: &'static str,
    pub needs: Needs,
    /// How far from the number in the sentence is still right; empty where nothing is measured.
    #[serde(default)]
    pub tolerance: &'static str,
}

/// What the judge has to know to apply a rule.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// The exchanges.
    Exchanges,
    /// Also a clock on which the client's own waits can be seen, so not the auto clock.
    Clock,
    /// Also what the client reports that it read from the data.
    Report,
}

impl ClientRule {
    /// Why the rule was applied to nothing. Many rules share a reason, so that they stand together in
    /// a report.
    pub fn not_reached(&self) -> &'static str {
        self.rule.not_reached.unwrap_or(match self.needs {
            Needs::Report => "the client did not report what it read (see docs/judge.md)",
            Needs::Exchanges | Needs::Clock => {
                "nothing here to apply it to (`flinks-mock rules ID` names a scenario that brings it)"
            }
        })
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exchanges => "the requests and their answers",
            Self::Clock => "a real, scaled or manual clock: the auto clock hides a client's waits",
            Self::Report => "the client's report of what it read (see docs/judge.md)",
        })
    }
}

/// The rule of exactly this id.
pub fn find(id: &str) -> Option<&'static ClientRule> {
    CLIENT_RULES.iter().find(|client| client.rule.id == id)
}
