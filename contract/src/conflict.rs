//! Where the sources disagree: the question, who says what, and what is done here.
//!
//! Ids are stable. Rules, codes, numbers and schemas name them.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::data;

/// Every conflict, in the order of the ids: `contract/data/conflicts.toml`.
pub static CONFLICTS: LazyLock<Vec<Conflict>> =
    LazyLock::new(|| data::rows(include_str!("../data/conflicts.toml"), "conflict"));

/// A question that the sources answer differently.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// `C` and a number.
    pub id: &'static str,
    pub question: &'static str,
    #[serde(rename = "variant")]
    pub variants: Vec<Reading>,
    /// What holds here unless something else is asked for.
    pub default: &'static str,
    /// The other behaviour that the mock offers.
    pub option: Option<&'static str>,
}

/// One source's answer.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub text: &'static str,
    pub source: &'static str,
    /// The generation of that source, e.g. "current docs" or "seen 2025-10".
    pub vintage: &'static str,
}

/// The conflict of exactly this id.
pub fn find(id: &str) -> Option<&'static Conflict> {
    CONFLICTS.iter().find(|conflict| conflict.id == id)
}
