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

/// How binding a rule is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Strength {
    /// A document says so, in words that demand.
    Must,
    /// Only seen in a sample, or recommended.
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
    /// The sentence of the source, in our words; empty where the source is this project.
    #[serde(default)]
    pub says: &'static str,
    pub source: &'static str,
    /// The generation of that source: "guides", "current docs".
    pub vintage: &'static str,
    /// What the documents of today say, where they disagree.
    pub today: Option<Reading>,
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

/// What another document says of a rule.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub strength: Strength,
    pub says: &'static str,
    pub source: &'static str,
    pub vintage: &'static str,
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
