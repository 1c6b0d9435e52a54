//! A trace file is made shorter while lines are added to it.
//!
//! What stands in the file when a rewriting begins is read, and written anew into a file beside it. What is
//! appended meanwhile is copied as it is, and then the new file takes the name of the old one. A program that
//! is killed leaves the old file or the new one, each whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Appender, FileError, Line, Lines, next};

/// A new file that is to take the place of the one that an [`Appender`] writes to.
#[derive(Debug)]
pub struct Rewriting {
    from: File,
    /// Bytes of the old file that are rewritten.
    bytes: u64,
    /// Bytes of the old file that are in the new one, one way or the other.
    copied: u64,
    to: File,
    place: PathBuf,
    is_done: bool,
}

impl Appender {
    /// Bytes of all whole lines.
    pub fn bytes(&self) -> u64 {
        self.good
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file still has its name: nobody has removed, renamed or replaced it. Where that cannot
    /// be told, it has.
    pub fn is_in_place(&self) -> bool {
        match (fs::metadata(&self.path), self.file.metadata()) {
            (Err(error), _) => error.kind() != io::ErrorKind::NotFound,
            (Ok(there), Ok(own)) if cfg!(unix) => is_same(&there, &own),
            _ => true,
        }
    }

    /// Begins a rewriting: a file beside this one, with the same head.
    ///
    /// # Errors
    ///
    /// The new file cannot be made, or somebody has cut the old one, or put one with something in it in
    /// its place.
    pub fn rewriting(&self) -> io::Result<Rewriting> {
        self.free_place()?;
        if self.is_cut()? {
            return Err(another());
        }
        let from = self.reader.try_clone()?;
        let place = beside(&self.path);
        // What a kill has left.
        let _ = fs::remove_file(&place);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let to = options.open(&place)?;
        // Before it has its name, or another server could take it.
        to.try_lock()?;
        let bytes = self.good;
        let mut new = Rewriting { from, bytes, copied: bytes, to, place, is_done: false };
        new.to.write_all(self.head.as_bytes())?;
        Ok(new)
    }

    /// Puts the new file in the place of the old one, with what was appended meanwhile.
    ///
    /// # Errors
    ///
    /// Nothing has changed. Also where somebody has cut or replaced the old file meanwhile, but for an
    /// empty one in its place.
    pub fn replace(&mut self, mut new: Rewriting) -> io::Result<()> {
        let _locked = self.free_place()?;
        if self.is_broken || self.good < new.copied || self.is_cut()? {
            return Err(another());
        }
        new.catch_up(self.good)?;
        let file = new.to.try_clone()?;
        let good = file.metadata()?.len();
        let reader = File::open(&new.place)?;
        fs::rename(&new.place, &self.path)?;
        new.is_done = true;
        (self.file, self.reader, self.good) = (file, reader, good);
        Ok(())
    }

    /// Nothing is lost where a new file takes the name: this one has it, or none, or an empty one, as
    /// logrotate leaves it. That one is no other server's as long as the result lives.
    fn free_place(&self) -> io::Result<Option<File>> {
        let there = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            there => there?,
        };
        if is_same(&there, &self.file.metadata()?) {
            return Ok(None);
        }
        let taken = || io::Error::other("something else is in its place; move that away");
        if !there.is_file() {
            return Err(taken());
        }
        let there = File::open(&self.path)?;
        let is_free = there.try_lock().is_ok() && there.metadata()?.len() == 0;
        if is_free { Ok(Some(there)) } else { Err(taken()) }
    }
}

impl Rewriting {
    /// Bytes of the lines that are rewritten.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Hands every line after the head to `each`, with the byte that it begins at.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is broken, or what `each` says is wrong with a line.
    pub fn read(
        &self,
        mut each: impl FnMut(u64, &Line<'_>) -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        let name = self.place.display().to_string();
        let failed = |error| FileError::io(&name, &error, "name a trace file that can be read");
        (&self.from).seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut input = BufReader::new((&self.from).take(self.bytes));
        let (mut at, mut text) = (0, Vec::new());
        for number in 1.. {
            if !next(&mut input, &mut text).map_err(failed)? {
                break;
            }
            if number > 1
                && let Some(line) = Line::new(&name, number, &text)?
            {
                each(at, &line)?;
            }
            at += text.len() as u64;
        }
        Ok(())
    }

    /// Hands every line to `each`, which adds what is to stand in its place.
    ///
    /// # Errors
    ///
    /// As [`Self::read`], or the new file cannot be written.
    pub fn rewrite(
        &self,
        mut each: impl FnMut(u64, &Line<'_>, &mut Lines) -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        let mut lines = Lines::default();
        let write = |lines: &mut Lines| {
            let written = (&self.to).write_all(lines.as_bytes());
            lines.clear();
            let name = self.place.display().to_string();
            written.map_err(|error| FileError::io(&name, &error, "make room on the disk"))
        };
        self.read(|at, line| {
            each(at, line, &mut lines)?;
            if lines.as_bytes().len() < BUFFER_BYTES { Ok(()) } else { write(&mut lines) }
        })?;
        write(&mut lines)
    }

    /// Copies what was appended, up to so many bytes of the old file. All is on the disk then, so that
    /// [`Appender::replace`] has little left to do.
    ///
    /// # Errors
    ///
    /// The one cannot be read, or the other not be written.
    pub fn catch_up(&mut self, bytes: u64) -> io::Result<()> {
        self.from.seek(SeekFrom::Start(self.copied))?;
        let rest = bytes - self.copied;
        if io::copy(&mut (&self.from).take(rest), &mut self.to)? != rest {
            return Err(another());
        }
        self.copied = bytes;
        self.to.sync_data()
    }
}

impl Drop for Rewriting {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = fs::remove_file(&self.place);
        }
    }
}

/// Bytes that are written at once.
const BUFFER_BYTES: usize = 64 << 10;

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

fn another() -> io::Error {
    io::Error::other("another program has cut the file")
}
