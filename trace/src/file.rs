//! The trace file: what happened, as NDJSON. Both programs write it, and this is the only reader.
//!
//! Each line is an object with one member, whose name is the [`Kind`] of the line. The first line is
//! the head. A line counts once it has its line feed; what follows the last line feed was being written
//! when a program died. [`schema`] describes the lines.
//!
//! Kinds and members are added without a new [`FORMAT`]: a reader skips what it does not know. A member
//! that goes, or changes its meaning, makes a new format, which older programs refuse.

mod append;
mod error;
mod parallel;
mod rewrite;
mod trace;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::de::value::{BorrowedStrDeserializer, Error as NotAKind};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::Head as RunHead;

pub use append::{Appender, Lines, Opened, open};
pub use error::{FileError, message, of_json};
pub use rewrite::Rewriting;
pub use trace::{customer_trace, trace};

/// Version of the file format.
pub const FORMAT: u32 = 2;

/// Bytes of a line with its line feed: a reply has at most 8 MiB, and `\u0000` takes six for one.
pub const LONGEST_LINE_BYTES: u64 = 64 << 20;

/// The beginning of every head.
pub const BEGINNING: &[u8] = b"{\"trace\":{";

/// The line of an exchange of a run of the harness, from 1: only the head stands before them.
pub fn line_of(number: u64) -> u64 {
    number.saturating_add(1)
}

/// What a line is: the name of its one member.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The [`Head`], in the first line and nowhere else.
    Trace,
    /// An [`Exchange`](crate::Exchange).
    Exchange,
    /// The state of a customer of the mock, after the exchange in the line before.
    Snapshot,
    /// An [`Ended`].
    Ended,
    /// A [`Stall`](crate::Stall).
    Stalled,
    /// A [`Began`]: a run of a client begins, and earlier lines belong to no run.
    Began,
    /// A [`ClientEnd`](crate::ClientEnd).
    Finished,
    /// A scenario that was added to the mock.
    Put,
    /// The id of a customer of whom the mock has forgotten everything.
    Reset,
    /// A [`Dropped`].
    Dropped,
    /// A [`PartEnding`].
    Ending,
    /// An [`End`](crate::End) of a run of the harness.
    End,
    /// A check of the report, as it was when the file was written.
    Check,
    /// The verdict of the report, as it was when the file was written.
    Verdict,
}

/// The first line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Head {
    pub format: u32,
    /// The program that wrote the file.
    pub tool: Tool,
    /// Version of what the program knows of the API.
    pub contract: String,
    /// Seed of the mock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What the harness knows before the first request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunHead>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// How the last byte of a reply went.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Ended {
    pub seq: u64,
    pub outcome: crate::Outcome,
}

/// What stood here before the file was made shorter.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Dropped {
    pub exchanges: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Began {
    /// What the run is called: the scenario.
    pub name: String,
    pub head: Option<crate::RunHead>,
}

/// How a part of a run of the harness ended.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PartEnding {
    pub part: crate::Part,
    pub ending: crate::Ending,
}

/// A line of a known kind. What it holds is parsed when somebody reads it.
#[derive(Debug)]
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    pub kind: Kind,
    name: &'a str,
    text: &'a [u8],
    /// Of the member that is the kind. Where nobody has parsed it, it may be anything.
    value: &'a str,
    is_checked: Cell<bool>,
}

/// A file that was read to its end.
#[derive(Debug)]
pub struct Found {
    pub head: Head,
    /// Bytes of all whole lines.
    pub bytes: u64,
    /// Bytes of a last line that never got its line feed.
    pub torn_bytes: u64,
}

impl Head {
    pub fn new(name: &str, version: &str) -> Self {
        Self {
            format: FORMAT,
            tool: Tool { name: name.to_owned(), version: version.to_owned() },
            contract: flinks_contract::VERSION.to_owned(),
            seed: None,
            run: None,
        }
    }
}

impl<'a> Line<'a> {
    /// None for an empty line, and for one of a kind that a later program writes.
    fn new(name: &'a str, number: usize, text: &'a [u8]) -> Result<Option<Self>, FileError> {
        let text = text.trim_ascii_end();
        if text.is_empty() {
            return Ok(None);
        }
        let mut is_checked = false;
        let known = match written(text) {
            Some(known) => Some(known),
            None => {
                is_checked = true;
                members(name, number, text)?
                    .into_iter()
                    .find_map(|(member, value)| Some((kind(&member)?, value.get())))
            }
        };
        match known {
            Some((Kind::Trace, _)) => {
                let what = "a second head stands here; a trace file has one".to_owned();
                Err(FileError::line(name, (number, 1), what))
            }
            known => Ok(known.map(|(kind, value)| Self {
                number,
                kind,
                name,
                text,
                value,
                is_checked: Cell::new(is_checked),
            })),
        }
    }

    /// What the line holds.
    ///
    /// # Errors
    ///
    /// The line is not JSON, or the value is not one of this kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, FileError> {
        self.pass();
        serde_json::from_str(self.value).or_else(|_| {
            // The value may have begun a line of several members, or one that is broken further on.
            let members = members(self.name, self.number, self.text)?;
            let own = members.into_iter().find(|(member, _)| kind(member) == Some(self.kind));
            let value = own.map_or(self.value, |(_, value)| value.get());
            serde_json::from_str(value).map_err(|error| {
                // Both are in the same line.
                let before = value.as_ptr() as usize - self.text.as_ptr() as usize;
                FileError::line(self.name, (self.number, before + error.column()), of_json(&error))
            })
        })
    }

    /// The seq of an exchange, and the customer of an exchange or a snapshot, where they are the first members.
    fn beginning(&self) -> Option<(Option<u64>, &str)> {
        let (seq, rest) = match (self.kind, self.value) {
            (Kind::Exchange, value) => {
                let (seq, rest) = value.strip_prefix("{\"seq\":")?.split_once(',')?;
                (Some(seq.parse().ok()?), rest)
            }
            (Kind::Snapshot, value) => (None, value.strip_prefix('{')?),
            _ => return None,
        };
        let (customer, _) = rest.strip_prefix("\"customer\":\"")?.split_once('"')?;
        (!customer.contains('\\')).then_some((seq, customer))
    }

    /// Says that nobody needs to know what it holds.
    fn pass(&self) {
        self.is_checked.set(true);
    }

    /// Makes sure that it is JSON, where nobody has read it.
    fn check(&self) -> Result<(), FileError> {
        if !self.is_checked.get() && serde_json::from_slice::<IgnoredAny>(self.text).is_err() {
            members(self.name, self.number, self.text)?;
        }
        Ok(())
    }

    /// An error about the whole line.
    pub fn error(&self, what: impl Into<String>) -> FileError {
        FileError::line(self.name, (self.number, 1), what.into())
    }
}

impl Found {
    /// "a.ndjson: the last line was never finished (9 bytes)", where that is so.
    pub fn torn(&self, name: &str) -> Option<String> {
        let bytes = self.torn_bytes;
        (bytes > 0).then(|| format!("{name}: the last line was never finished ({bytes} bytes)"))
    }
}

/// Hands every line of known kind after the head to `each`, in order. `name` is for messages.
///
/// # Errors
///
/// What is wrong with the file, or what `each` says is wrong with a line.
pub fn read(
    name: &str,
    input: impl BufRead,
    each: impl FnMut(&Line<'_>) -> Result<(), FileError>,
) -> Result<Found, FileError> {
    match scan(name, input, each)? {
        (Some(head), bytes, torn_bytes) => Ok(Found { head, bytes, torn_bytes }),
        (None, ..) => Err(FileError::foreign(name)),
    }
}

/// As [`read`], from a file, even one that a program still writes to.
///
/// # Errors
///
/// As [`read`], or the file is not there.
pub fn read_path(
    path: &Path,
    each: impl FnMut(&Line<'_>) -> Result<(), FileError>,
) -> Result<Found, FileError> {
    let name = path.display().to_string();
    let failed = |error| FileError::io(&name, &error, "check the path");
    // Asks first: opening a pipe would wait for somebody who writes to it.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(FileError::not_a_file(&name));
    }
    read(&name, BufReader::new(File::open(path).map_err(failed)?), each)
}

/// Whether the bytes begin as a trace file does, of this format or of another.
pub fn is_trace(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    first(line).is_some()
}

/// The JSON Schema (2020-12) of a line, with that of a report within it: a check is in both.
pub fn schema(report: &str) -> String {
    let parsed = |text| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (mut schema, mut report) = (parsed(include_str!("../schemas/trace.json")), parsed(report));
    report["$id"] = "report.json".into();
    schema["$defs"]["report"] = report;
    // Cannot fail: the value was JSON before.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// The head, where there is a whole one, bytes of whole lines, and bytes of a torn line.
fn scan(
    name: &str,
    mut input: impl BufRead,
    mut each: impl FnMut(&Line<'_>) -> Result<(), FileError>,
) -> Result<(Option<Head>, u64, u64), FileError> {
    let (mut head, mut bytes, mut text) = (None, 0, Vec::new());
    for number in 1.. {
        let is_whole = next(&mut input, &mut text)
            .map_err(|error| FileError::io(name, &error, "name a trace file that can be read"))?;
        if !is_whole && text.len() as u64 >= LONGEST_LINE_BYTES {
            let what = format!("the line is longer than {} MiB", LONGEST_LINE_BYTES >> 20);
            return Err(FileError::line(name, (number, 1), what));
        }
        match &head {
            None if is_whole => head = Some(self::head(name, &text)?),
            None if BEGINNING.starts_with(&text) || text.starts_with(BEGINNING) => {}
            None => return Err(FileError::foreign(name)),
            Some(_) if is_whole => {
                if let Some(line) = Line::new(name, number, &text)? {
                    each(&line)?;
                    line.check()?;
                }
            }
            Some(_) => {}
        }
        if !is_whole {
            break;
        }
        bytes += text.len() as u64;
    }
    Ok((head, bytes, text.len() as u64))
}

/// Reads a line. `false` where it has no end.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    input.take(LONGEST_LINE_BYTES).read_until(b'\n', line)?;
    Ok(line.ends_with(b"\n"))
}

/// Kind and value of a line as [`Lines`] writes it, by its first and its last bytes.
fn written(text: &[u8]) -> Option<(Kind, &str)> {
    let text = std::str::from_utf8(text).ok()?.strip_prefix("{\"")?.strip_suffix('}')?;
    let (name, value) = text.split_once("\":")?;
    Some((kind(name)?, value)).filter(|(kind, _)| *kind != Kind::Trace)
}

fn kind(name: &str) -> Option<Kind> {
    Kind::deserialize(BorrowedStrDeserializer::<NotAKind>::new(name)).ok()
}

/// Every member of a line, whatever their order.
fn members<'a>(
    name: &str,
    number: usize,
    text: &'a [u8],
) -> Result<BTreeMap<String, &'a RawValue>, FileError> {
    serde_json::from_slice(text)
        .map_err(|error| FileError::line(name, (number, error.column().max(1)), of_json(&error)))
}

/// What the first line says of a head, which is null in a file from before there was one format. None
/// for a line of any other file.
fn first(line: &[u8]) -> Option<Value> {
    let mut line: Value = serde_json::from_slice(line).ok()?;
    // Journals of the mock and runs of the harness had a format each.
    let is_old = line.get("flinks-mock-journal").is_some() || line["type"] == "run";
    match line.get_mut("trace") {
        Some(head) if head["format"].is_u64() => Some(head.take()),
        _ => is_old.then_some(Value::Null),
    }
}

fn head(name: &str, line: &[u8]) -> Result<Head, FileError> {
    let head = first(line).ok_or_else(|| FileError::foreign(name))?;
    match &head["format"] {
        Value::Null => Err(FileError::other_format(name, "has the format of an older version")),
        format if *format == FORMAT => {
            Head::deserialize(&head).map_err(|error| FileError::line(name, (1, 1), of_json(&error)))
        }
        // The rest of a newer head may look like anything.
        format => Err(FileError::other_format(name, &format!("has format {format}"))),
    }
}

#[cfg(test)]
mod tests;
