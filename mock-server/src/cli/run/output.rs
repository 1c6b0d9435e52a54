//! What a run and its command print: at once, or kept until the runs before it have printed theirs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::process::Stdio;

use crate::log;

/// Nothing is kept of output that is printed at once.
#[derive(Debug, Default)]
pub(super) struct Output(Option<Vec<Piece>>);

#[derive(Debug)]
enum Piece {
    Line(String),
    Out(File),
    Err(File),
}

impl Output {
    pub(super) fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// Prints a line of our own to stderr.
    pub(super) fn tell(&mut self, line: String) {
        match &mut self.0 {
            Some(pieces) => pieces.push(Piece::Line(line)),
            None => log::tell(&line),
        }
    }

    /// Stdout and stderr of the command. Kept output is in files without a name: a command that has
    /// ended may leave processes behind that have them open, and nobody waits for those. Where both
    /// go to one place, one file keeps them in order.
    pub(super) fn of_command(&mut self) -> io::Result<[Stdio; 2]> {
        let Some(pieces) = &mut self.0 else { return Ok([Stdio::inherit(), Stdio::inherit()]) };
        let (out, read) = file()?;
        pieces.push(Piece::Out(read));
        let err = if is_one_place() {
            out.try_clone()?
        } else {
            let (err, read) = file()?;
            pieces.push(Piece::Err(read));
            err
        };
        Ok([out.into(), err.into()])
    }

    /// Prints what was kept. Whoever has gone away wants no more.
    pub(super) fn print(self) {
        for piece in self.0.into_iter().flatten() {
            let _ = match piece {
                Piece::Line(line) => {
                    log::tell(&line);
                    Ok(())
                }
                Piece::Out(file) => copy(file, io::stdout().lock()),
                Piece::Err(file) => copy(file, io::stderr().lock()),
            };
        }
    }
}

/// Two handles of a new file: one appends, one reads from the beginning.
fn file() -> io::Result<(File, File)> {
    let file = tempfile::Builder::new().append(true).tempfile()?;
    let read = file.reopen()?;
    Ok((file.into_file(), read))
}

fn copy(mut file: File, mut to: impl Write) -> io::Result<()> {
    io::copy(&mut file, &mut to)?;
    to.flush()
}

/// Whether our stdout and stderr are one file, pipe or terminal.
#[cfg(unix)]
fn is_one_place() -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path| fs::metadata(path).ok().map(|about| (about.dev(), about.ino()));
    place("/dev/stdout").is_some_and(|out| place("/dev/stderr") == Some(out))
}

#[cfg(not(unix))]
fn is_one_place() -> bool {
    false
}
