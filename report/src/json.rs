//! The whole report as JSON, for programs.
//!
//! [`SCHEMA`] describes it. Every member is always there; what is not known is null. Members are
//! added without a new [`VERSION`]; one that goes, or changes its meaning, makes a new one.

use std::fmt::Write;

use serde::Serialize;

use crate::clean::acts;
use crate::report::{Report, Tally};

/// Version of the format.
pub const VERSION: u32 = 1;

/// The JSON Schema (2020-12) of what [`render`] writes.
pub const SCHEMA: &str = include_str!("../schemas/report.json");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    report: &'a Report,
    exit_code: u8,
    /// The checks of all runs, counted.
    tally: Tally,
}

/// The report as indented JSON, with a line feed at its end.
///
/// Texts keep each character; those that a terminal would act on are escaped, so that the file can be
/// looked at with `cat`.
pub fn render(report: &Report) -> String {
    let document =
        Document { version: VERSION, report, exit_code: report.exit_code(), tally: report.tally() };
    // Cannot fail: no map has keys other than text, and the writer is memory.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    escaped(&text) + "\n"
}

/// As `clean`, in the words of JSON: for every text that is JSON. Outside of its strings JSON has no
/// such character but the line feed.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && acts(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}
