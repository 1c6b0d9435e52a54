//! From what happened to what was found: pure functions of a trace.
//!
//! Rules judge real values. Hiding secrets is the writer's work, so no verdict depends on it. Nothing
//! here asks for the time, opens a connection or imports the mock.

mod amount;
mod checks;
pub mod client;
mod difference;
mod findings;
mod minutes;
pub mod reply;
pub mod server;

pub use amount::{amount, signed};
pub use checks::read;
pub use difference::{Difference, LONGEST_POINTER, differences, folded_differences};
pub use findings::{Findings, RuleFindings};
pub use minutes::minutes;
