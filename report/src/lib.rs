//! Findings as data, and their pictures.
//!
//! [`Report`] is what a run found out. It is built once and read by writers, one for each format; a
//! new format is one more reader of the same value. This crate knows no Flinks and no HTTP; the words
//! in a report are the caller's.

mod anchor;
pub mod baseline;
mod clean;
#[cfg(feature = "cli")]
pub mod cli;
mod coverage;
pub mod exit;
pub mod file;
mod fingerprint;
pub mod github;
mod grouped;
pub mod html;
pub mod json;
pub mod junit;
mod matrix;
mod moment;
mod near;
mod report;
pub mod sarif;
mod selection;
mod shell;
mod stretch;
pub mod terminal;
#[cfg(test)]
mod tests;

pub use anchor::anchor;
pub use clean::clean;
pub use coverage::{Coverage, Covered};
pub use fingerprint::fnv1a;
pub use moment::moment;
pub use report::{
    Anchor, Check, Event, Fact, Finding, Mark, Outcome, Place, Report, Rule, Run, Shown, Stale,
    Strength, Tally, Tool, Unit, Unproven, Verdict, Wire,
};
pub use selection::{Catalogue, Selection};
pub use shell::shell_word;
