//! From what happened to what was found: pure functions of a trace.
//!
//! Rules judge real values. Hiding secrets is the writer's work, so no verdict depends on it. Nothing
//! here asks for the time, opens a connection or imports the mock.

mod findings;

pub use findings::{Findings, RuleFindings};
