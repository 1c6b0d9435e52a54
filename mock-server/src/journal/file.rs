//! A file of records that survives the death of the server at any point.
//!
//! The first line says what the file is, every other one is a record in JSON. A record is there when
//! its line has an end; what stands after the last end was being written when the server died.
//! Nothing is synced: the file survives a kill of the server, not of the machine.

mod error;
mod writer;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use error::Wish;
pub(crate) use error::{Fault, FileError};
pub(crate) use writer::Writer;

/// A file that is read to its end and locked.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) writer: Writer,
    pub(crate) head: Head,
    /// Bytes of a last line that never got its end; they were cut off.
    pub(crate) torn_bytes: u64,
}

/// The first line, as the server wrote it that made the file.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Head {
    #[serde(rename = "flinks-mock-journal")]
    format: u64,
    /// Version of the program.
    pub(crate) version: String,
    pub(crate) seed: u64,
}

/// The beginning of every head that this program writes.
const MAGIC: &[u8] = b"{\"flinks-mock-journal\":1,";

/// The format that this program writes, and the newest that it reads.
const FORMAT: u64 = 1;

/// Bytes of the first line with its end: a foreign file need not have one.
const LONGEST_HEAD_BYTES: u64 = 1 << 10;

/// Bytes of a record with its end.
pub(crate) const LONGEST_LINE_BYTES: u64 = 16 << 20;

/// Opens or makes the file, for this server alone, and hands every record to `each`, in order.
///
/// A new file can be read by its owner only. `seed` is what a new file says; one that is there keeps
/// its own, see [`Opened::head`].
///
/// # Errors
///
/// The file is in use, is none of ours, is of a newer version or is broken within. It stays as it is
/// then, down to the last byte.
pub(crate) fn open<T: DeserializeOwned>(
    path: &Path,
    seed: u64,
    each: impl FnMut(T),
) -> Result<Opened, FileError> {
    let opened = lock(path).and_then(|file| read(file, seed, each));
    opened.map_err(|fault| FileError { path: path.to_owned(), fault, wish: Wish::Keep })
}

/// Hands every record of a file to `each`, in order, and says how many bytes of a last line never got
/// their end. Changes nothing and locks nothing: a server may be writing to the file.
///
/// # Errors
///
/// As [`open`], and what `each` says is wrong with a line.
pub(crate) fn scan(
    path: &Path,
    each: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<u64, FileError> {
    let scanned = regular(path).and_then(|file| {
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        match next(&mut reader, LONGEST_HEAD_BYTES, &mut line)? {
            true => head(&line)?,
            false => return Err(Fault::Foreign),
        };
        Ok(records(&mut reader, each)?.torn_bytes)
    });
    scanned.map_err(|fault| FileError { path: path.to_owned(), fault, wish: Wish::Judge })
}

/// Asks first: opening a pipe would wait for somebody who writes to it.
fn regular(path: &Path) -> Result<File, Fault> {
    if !fs::metadata(path)?.is_file() {
        return Err(Fault::NoFile);
    }
    Ok(File::open(path)?)
}

fn lock(path: &Path) -> Result<File, Fault> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Fault::NoFile);
    }
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Fault::InUse,
        TryLockError::Error(error) => Fault::Io(error),
    })?;
    Ok(file)
}

fn read<T: DeserializeOwned>(
    file: File,
    seed: u64,
    mut each: impl FnMut(T),
) -> Result<Opened, Fault> {
    let mut reader = BufReader::new(&file);
    let mut line = Vec::new();
    let head = match next(&mut reader, LONGEST_HEAD_BYTES, &mut line)? {
        true => head(&line)?,
        false if is_torn_head(&line) => return begin(file, seed, line.len() as u64),
        false => return Err(Fault::Foreign),
    };
    let head_bytes = line.len() as u64;
    let Records { bytes, torn_bytes } = records(&mut reader, |line| {
        each(serde_json::from_slice(line).map_err(|error| error.to_string())?);
        Ok(())
    })?;
    let good = head_bytes + bytes;
    if torn_bytes > 0 {
        file.set_len(good)?;
    }
    Ok(Opened { writer: Writer::new(file, good), head, torn_bytes })
}

/// What follows the head, in bytes.
struct Records {
    bytes: u64,
    torn_bytes: u64,
}

fn records(
    reader: &mut impl BufRead,
    mut each: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<Records, Fault> {
    let mut line = Vec::new();
    let mut bytes = 0;
    let mut number = 2;
    while next(reader, LONGEST_LINE_BYTES, &mut line)? {
        each(&line).map_err(|error| Fault::line(number, &error))?;
        bytes += line.len() as u64;
        number += 1;
    }
    if line.len() as u64 >= LONGEST_LINE_BYTES {
        return Err(Fault::line(number, &"it is longer than any record"));
    }
    Ok(Records { bytes, torn_bytes: line.len() as u64 })
}

/// Reads a line of at most `most` bytes. `false` when it has no end.
fn next(reader: &mut impl BufRead, most: u64, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    reader.take(most).read_until(b'\n', line)?;
    Ok(line.ends_with(b"\n"))
}

/// Whether the server died over the first line, or before it.
fn is_torn_head(line: &[u8]) -> bool {
    let is_whole = line.len() as u64 >= LONGEST_HEAD_BYTES;
    !is_whole && (MAGIC.starts_with(line) || line.starts_with(MAGIC))
}

fn begin(file: File, seed: u64, torn_bytes: u64) -> Result<Opened, Fault> {
    let head = Head { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned(), seed };
    file.set_len(0)?;
    let writer = Writer::new(file, 0);
    writer.append(&head)?;
    Ok(Opened { writer, head, torn_bytes })
}

fn head(line: &[u8]) -> Result<Head, Fault> {
    let any: Value = serde_json::from_slice(line).map_err(|_| Fault::Foreign)?;
    match any.get("flinks-mock-journal").and_then(Value::as_u64) {
        Some(FORMAT) => Head::deserialize(any).map_err(|error| Fault::line(1, &error)),
        Some(format) if format > FORMAT => Err(Fault::Newer { format }),
        _ => Err(Fault::Foreign),
    }
}

#[cfg(test)]
mod tests;
