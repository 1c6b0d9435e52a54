//! GitHub Actions: annotations, and the summary of the step.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use flinks_report::{Report, github};

use super::args::Github;
use crate::log;

pub(super) fn is_wanted(github: Github) -> bool {
    match github {
        Github::On => true,
        Github::Off => false,
        Github::Auto => env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
    }
}

/// Whether the summary could be written; without GITHUB_STEP_SUMMARY there is none.
pub(super) fn tell(report: &Report) -> bool {
    // The runner reads annotations from the log.
    let _ = io::stdout().lock().write_all(github::annotations(report).as_bytes());
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY") else { return true };
    let path = Path::new(&path);
    let file = OpenOptions::new().append(true).create(true).open(path);
    match file.and_then(|mut file| file.write_all(github::summary(report).as_bytes())) {
        Ok(()) => true,
        Err(error) => {
            log::tell(&format!("error: {} was not written\n  because: {error}", path.display()));
            false
        }
    }
}
