//! Why a file of a run cannot be read.

use flinks_report::clean;
use thiserror::Error;

/// What is wrong, where, and what to do. Shown as `error: run.ndjson:12:40: what`.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("error: {path}{}: {what}\n  help: {help}", place(*.at))]
pub struct Fault {
    pub path: String,
    /// Line and column, from 1, where a place in the file is meant.
    pub at: Option<(usize, usize)>,
    pub what: String,
    pub help: String,
}

fn place(at: Option<(usize, usize)>) -> String {
    at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default()
}

/// Characters of a message that may quote the file.
const LONGEST_WORDS: usize = 200;

/// A message that may quote the file, made short and harmless for a terminal.
pub(crate) fn words(text: &str) -> String {
    match text.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => format!("{}...", clean(&text[..end])),
        None => clean(text).into_owned(),
    }
}

/// What serde_json says, without its own place: a line is all that it knows.
pub(crate) fn of_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    words(text.rsplit_once(" at line ").map_or(&*text, |(words, _)| words))
}
