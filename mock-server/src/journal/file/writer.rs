//! Adds records to the file, each whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::LONGEST_LINE_BYTES;

/// The end of a file that is locked as long as this lives.
#[derive(Debug)]
pub(crate) struct Writer(Mutex<End>);

#[derive(Debug)]
struct End {
    file: File,
    /// Bytes of whole lines.
    good: u64,
    /// Something stands behind the whole lines and does not go away.
    is_broken: bool,
}

impl Writer {
    pub(super) fn new(file: File, good: u64) -> Self {
        Self(Mutex::new(End { file, good, is_broken: false }))
    }

    /// Returns when the record is with the operating system, where no kill of the server reaches it.
    ///
    /// # Errors
    ///
    /// The record is not in the file: it has no JSON, is longer than 16 MiB, or the disk is full. The
    /// next one may go well again.
    pub(crate) fn append(&self, record: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        if line.len() as u64 > LONGEST_LINE_BYTES {
            let message = format!("a record of {} bytes is too long for the journal", line.len());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append(&line)
    }
}

impl End {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("the journal ends within a record that failed earlier"));
        }
        match self.file.write_all(line) {
            Ok(()) => self.good += line.len() as u64,
            Err(error) => {
                self.is_broken = self.file.set_len(self.good).is_err();
                return Err(error);
            }
        }
        Ok(())
    }
}
