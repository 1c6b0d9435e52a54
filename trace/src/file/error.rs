//! Why a file cannot be used.

use std::fmt::{self, Display, Formatter};
use std::io;

use super::FORMAT;

/// What is wrong, where, and what to do. Shown as `run.ndjson:12:40: what`, with a line of help.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileError {
    pub path: String,
    /// Line and column, from 1, where a place in the file is meant.
    pub at: Option<(usize, usize)>,
    pub what: String,
    pub help: String,
}

const WRITTEN_BY: &str = "`flinks-mock run --journal FILE`, `flinks-mock serve --journal FILE` and \
    `flinks-harness run --report ndjson=FILE` write trace files";

impl FileError {
    pub(super) fn new(path: &str, what: impl Into<String>, help: &str) -> Self {
        Self { path: path.to_owned(), at: None, what: what.into(), help: help.to_owned() }
    }

    pub(super) fn io(path: &str, error: &io::Error, help: &str) -> Self {
        Self::new(path, error.to_string(), help)
    }

    pub(super) fn not_a_file(path: &str) -> Self {
        Self::new(path, "this is not a regular file", WRITTEN_BY)
    }

    pub(super) fn foreign(path: &str) -> Self {
        Self { at: Some((1, 1)), ..Self::new(path, "this is not a trace file", WRITTEN_BY) }
    }

    pub(super) fn other_format(path: &str, what: &str) -> Self {
        let what = format!("this trace file {what}, and this program knows format {FORMAT}");
        let help = "use the version of the program that wrote it, or begin a new file";
        Self { at: Some((1, 1)), ..Self::new(path, what, help) }
    }

    pub(super) fn line(path: &str, at: (usize, usize), what: String) -> Self {
        let help = "the file is damaged at this line: record it again, or remove the line; `flinks-mock \
            schema trace` describes the lines";
        Self { at: Some(at), ..Self::new(path, what, help) }
    }
}

impl Display for FileError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path)?;
        if let Some((line, column)) = self.at {
            write!(formatter, ":{line}:{column}")?;
        }
        write!(formatter, ": {}\n  help: {}", self.what, self.help)
    }
}

impl std::error::Error for FileError {}

/// Characters of a message that may quote a file.
const LONGEST_MESSAGE: usize = 200;

/// A message that may quote a file, made short, and with its controls written out.
pub fn message(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(LONGEST_MESSAGE) {
        match character {
            '"' | '\'' | '\\' => shown.push(character),
            other => shown.extend(other.escape_debug()),
        }
    }
    let is_cut = text.chars().nth(LONGEST_MESSAGE).is_some();
    if is_cut { shown + "..." } else { shown }
}

/// What serde_json says, without its own place: it counts in a part of a line.
pub fn of_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    message(text.rsplit_once(" at line ").map_or(&*text, |(words, _)| words))
}
