//! Inside a step of GitHub Actions.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use super::{annotations, summary};
use crate::report::Report;

/// Whether a step of GitHub Actions runs this.
pub fn is_here() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Prints the annotations, which the runner reads from the log, and adds the summary to the file that
/// `GITHUB_STEP_SUMMARY` names; without it there is none.
///
/// # Errors
///
/// What was not written and why, ready to be shown.
pub fn tell(report: &Report) -> Result<(), String> {
    let _ = io::stdout().lock().write_all(annotations(report).as_bytes());
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let path = Path::new(&path);
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(summary(report).as_bytes()))
        .map_err(|error| format!("error: {} was not written\n  because: {error}", path.display()))
}
