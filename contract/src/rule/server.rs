//! What the harness demands of a server.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Rule;
use crate::data;

pub(super) const FILE: &str = include_str!("../../data/server-rules.toml");

/// Every rule for servers, in the order of the groups: `contract/data/server-rules.toml`.
pub static SERVER_RULES: LazyLock<Vec<ServerRule>> = LazyLock::new(|| data::rows(FILE, "rule"));

/// The rules of [`SERVER_RULES`] alone, in the same order.
pub static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| SERVER_RULES.iter().map(|server| server.rule).collect());

/// A rule for servers.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ServerRule {
    #[serde(flatten)]
    pub rule: Rule,
    /// The entries of [`crate::conflict`] in which its sources disagree. Every reading there keeps
    /// the rule, unless its sentence says otherwise.
    #[serde(borrow, default)]
    pub conflicts: Vec<&'static str>,
    /// About amounts, dates, or how often a name or an id stands: where those are hidden, nobody can
    /// prove it again.
    #[serde(default, rename = "about-values")]
    pub about_values: bool,
}

/// The ids of the rules that are about values.
pub fn about_values() -> impl Iterator<Item = &'static str> {
    SERVER_RULES.iter().filter(|server| server.about_values).map(|server| server.rule.id)
}

/// The rule of exactly this id.
pub fn find(id: &str) -> Option<&'static ServerRule> {
    SERVER_RULES.iter().find(|server| server.rule.id == id)
}
