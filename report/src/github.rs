//! What GitHub shows of a run: annotations and the summary of the step.
//!
//! [`annotations`] and [`summary`] are texts; [`tell`] puts them where GitHub finds them.

mod annotations;
mod step;
mod summary;

pub use annotations::annotations;
pub use step::{is_here, tell};
pub use summary::summary;
