//! Adds lines to a trace file: a group of them whole, or none.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::{FileError, Found, Head, Kind, LONGEST_LINE_BYTES, Line, scan};

/// Lines that are written at once.
#[derive(Debug)]
pub struct Lines(Vec<u8>);

/// The end of a file that is locked as long as this lives.
#[derive(Debug)]
pub struct Appender {
    pub(super) file: File,
    /// The same with an offset of its own, which is there when the name is gone.
    pub(super) reader: File,
    /// Bytes of whole lines.
    pub(super) good: u64,
    /// Something stands behind the whole lines and does not go away.
    pub(super) is_broken: bool,
    /// The line that a file begins with.
    pub(super) head: Lines,
    pub(super) path: PathBuf,
    /// Whether lines are on the disk when they are written.
    pub(super) syncs: bool,
}

/// A file that is read to its end and locked.
#[derive(Debug)]
pub struct Opened {
    pub appender: Appender,
    pub found: Found,
}

/// Bytes that lines keep when they are taken out: those of a few hundred exchanges.
const MOST_ROOM: usize = 1 << 20;

impl Default for Lines {
    /// With room for the lines of a few exchanges.
    fn default() -> Self {
        Self(Vec::with_capacity(16 << 10))
    }
}

impl Lines {
    /// Adds a line.
    ///
    /// # Errors
    ///
    /// The value has no JSON, or is too long for a line. The lines are as before then.
    pub fn push(&mut self, kind: Kind, value: &impl Serialize) -> io::Result<()> {
        self.line(|line| serde_json::Serializer::new(line).collect_map([(kind, value)]))
    }

    /// Adds the line that `write` makes, without its line feed: an object with one member of a [`Kind`].
    ///
    /// # Errors
    ///
    /// As [`Self::push`].
    pub fn line(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
    ) -> io::Result<()> {
        let before = self.0.len();
        let written = write(&mut self.0);
        self.0.push(b'\n');
        let bytes = (self.0.len() - before) as u64;
        let written = match written {
            Ok(()) if bytes > LONGEST_LINE_BYTES => {
                let message = format!("a line of {bytes} bytes is too long for a trace file");
                Err(io::Error::new(io::ErrorKind::InvalidInput, message))
            }
            other => other.map_err(io::Error::from),
        };
        written.inspect_err(|_| self.0.truncate(before))
    }

    /// Takes all lines out. The room stays, as long as it is not much.
    pub fn clear(&mut self) {
        self.0.clear();
        self.0.shrink_to(MOST_ROOM);
    }

    /// Adds a line as it was read.
    pub fn copy(&mut self, line: &Line<'_>) {
        self.0.extend_from_slice(line.text);
        self.0.push(b'\n');
    }

    /// Bytes of all lines so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text of all lines.
    pub fn into_text(self) -> String {
        // Cannot fail: JSON is UTF-8.
        String::from_utf8(self.0).unwrap_or_default()
    }
}

/// Opens or makes the file, for this program alone, and hands every line after the head to `each`. A
/// torn last line is cut off.
///
/// A new file begins with `head` and can be read by its owner only; an existing one keeps its own.
///
/// # Errors
///
/// The file is in use, is not a trace file, has another format or is broken within. It stays as it is
/// then, down to the last byte.
pub fn open(
    path: &Path,
    head: Head,
    each: impl FnMut(&Line<'_>) -> Result<(), FileError>,
) -> Result<Opened, FileError> {
    let name = path.display().to_string();
    let failed =
        |error| FileError::io(&name, &error, "name a file in a folder that can be written to");
    let file = lock(path, &name)?;
    let (there, good, torn_bytes) = scan(&name, BufReader::new(&file), each)?;
    if torn_bytes > 0 {
        file.set_len(good).map_err(failed)?;
    }
    let mut first = Lines::default();
    first.push(Kind::Trace, there.as_ref().unwrap_or(&head)).map_err(failed)?;
    // Where the path is a link, the file keeps its place and the link stays one.
    let path = path.canonicalize().map_err(failed)?;
    let reader = File::open(&path).map_err(failed)?;
    let (is_broken, syncs) = (false, false);
    let mut appender = Appender { file, reader, good, is_broken, head: first, path, syncs };
    if there.is_none() {
        appender.begin().map_err(failed)?;
    }
    let found = Found { head: there.unwrap_or(head), bytes: good, torn_bytes };
    Ok(Opened { appender, found })
}

fn lock(path: &Path, name: &str) -> Result<File, FileError> {
    let failed =
        |error| FileError::io(name, &error, "name a file in a folder that can be written to");
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(FileError::not_a_file(name));
    }
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => {
            let help = "stop that one, or give each server a file of its own";
            FileError::new(name, "another server writes to it", help)
        }
        TryLockError::Error(error) => failed(error),
    })?;
    Ok(file)
}

impl Appender {
    /// Returns when the lines are with the operating system, where no kill of this program reaches
    /// them; of [`Self::synced`], when they are on the disk, where no death of the machine reaches them.
    ///
    /// # Errors
    ///
    /// None of the lines is in the file. The next ones may go well again.
    ///
    /// A file that somebody else has made shorter, as `copytruncate` does, begins anew; the answer is
    /// whether it did.
    pub fn append(&mut self, lines: &Lines) -> io::Result<bool> {
        if self.is_broken {
            return Err(io::Error::other("the file ends within a line that failed earlier"));
        }
        let is_cut = self.is_cut()?;
        if is_cut {
            self.begin()?;
        }
        self.write(&lines.0)?;
        Ok(is_cut)
    }

    /// From now on, lines are on the disk when they are written.
    #[must_use]
    pub fn synced(self) -> Self {
        Self { syncs: true, ..self }
    }

    /// Whether somebody else has made the file shorter.
    pub(super) fn is_cut(&self) -> io::Result<bool> {
        let now = self.file.metadata()?;
        Ok(now.is_file() && now.len() < self.good)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.good = 0;
        let head = std::mem::take(&mut self.head);
        let written = self.write(&head.0);
        self.head = head;
        written
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes);
        let written =
            written.and_then(|()| if self.syncs { self.file.sync_data() } else { Ok(()) });
        written.inspect_err(|_| {
            self.is_broken = self.file.set_len(self.good).is_err();
        })?;
        self.good += bytes.len() as u64;
        Ok(())
    }
}
