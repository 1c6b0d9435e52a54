//! Findings as data, and reports of them.
//!
//! [`Report`] is what a run found out. It is built once and read by writers, one for each format; a
//! new format is one more reader of the same value. This crate knows no Flinks and no HTTP; the texts
//! in a report are the caller's.

mod anchor;
pub mod baseline;
mod check;
mod clean;
#[cfg(feature = "cli")]
pub mod cli;
mod coverage;
mod event;
pub mod exit;
pub mod file;
mod fingerprint;
pub mod github;
mod grouped;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
mod lines;
mod near;
mod report;
pub mod sarif;
mod shell;
mod status;
pub mod terminal;
#[cfg(test)]
mod tests;
mod verdict;

pub use anchor::anchor;
pub use check::{Check, Fact, Finding, Outcome, Place, Rule, Shown, Strength, Unit, counted};
pub use clean::clean;
pub use coverage::{Coverage, Covered};
pub use event::{Event, Mark, Wire, moment};
pub use fingerprint::fnv1a;
pub use grouped::grouped;
pub use report::{Anchor, Report, Run, Stale, Tally, Tool, Unproven};
pub use shell::shell_word;
pub use verdict::Verdict;
