//! Where the sources disagree: the question, who says what, and what is done here.
//!
//! Ids are stable. Rules, codes, numbers and schemas name them.

mod table;

pub use table::CONFLICTS;

/// A question that the sources answer differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// `C1` to `C35`.
    pub id: &'static str,
    pub question: &'static str,
    pub variants: &'static [Reading],
    /// What holds here unless something else is asked for.
    pub default: &'static str,
    /// What else makes sense to offer.
    pub option: Option<&'static str>,
}

/// One source's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
