//! What GitHub shows of a run: annotations and the summary of the step.
//!
//! [`annotations`] and [`summary`] are texts; [`tell`] puts them where GitHub finds them.

mod annotations;
mod summary;

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::report::Report;

pub use annotations::annotations;
pub(crate) use summary::text;
pub use summary::{markdown, summary};

/// Whether a step of GitHub Actions runs this.
pub fn is_here() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Prints the annotations, which the runner reads from the log, and adds the summary to the file that
/// `GITHUB_STEP_SUMMARY` names; without it there is none.
///
/// # Errors
///
/// What was not written and why, as a message.
pub fn tell(report: &Report) -> Result<(), String> {
    let _ = io::stdout().lock().write_all(annotations(report).as_bytes());
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let path = Path::new(&path);
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(summary(report).as_bytes()))
        .map_err(|error| format!("error: {} was not written\n  because: {error}", path.display()))
}
