//! Findings as data, and their pictures.
//!
//! [`Report`] is what a run found out. It is built once and read by writers: [`terminal`] is the
//! first, and a new format is one more reader of the same value. This crate knows no Flinks and no
//! HTTP; the words in a report are the caller's.

mod clean;
pub mod html;
mod moment;
mod report;
pub mod sarif;
pub mod terminal;

pub use clean::clean;
pub use moment::moment;
pub use report::{
    Anchor, Check, Coverage, Covered, Event, Fact, Finding, Mark, Outcome, Place, Report, Rule,
    Run, Shown, Stale, Strength, Tally, Tool, Unit, Verdict, Wire,
};
