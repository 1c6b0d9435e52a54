//! What GitHub shows of a run: annotations and the summary of the step.
//!
//! Texts only; whoever calls writes the annotations to standard output and the summary to the file
//! that `GITHUB_STEP_SUMMARY` names.

mod annotations;
mod summary;

pub use annotations::annotations;
pub use summary::summary;
