//! Reads the files to judge.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::kept::LONGEST_FILE_BYTES;

/// Stands for stdin on a command line.
const STDIN: &str = "-";

/// Reads a file or stdin to its end.
///
/// # Errors
///
/// A message: the file does not exist, is a folder, or is too large.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |why: &dyn std::fmt::Display| format!("error: cannot read {}: {why}", name(path));
    let mut bytes = Vec::new();
    let read = if path == Path::new(STDIN) {
        io::stdin().lock().take(LONGEST_FILE_BYTES + 1).read_to_end(&mut bytes)
    } else {
        if fs::metadata(path).map_err(|error| failed(&error))?.is_dir() {
            return Err(failed(&"it is a folder"));
        }
        let file = File::open(path).map_err(|error| failed(&error))?;
        file.take(LONGEST_FILE_BYTES + 1).read_to_end(&mut bytes)
    };
    read.map_err(|error| failed(&error))?;
    if bytes.len() as u64 > LONGEST_FILE_BYTES {
        return Err(failed(&format_args!("it is larger than {} MiB", LONGEST_FILE_BYTES >> 20)));
    }
    Ok(bytes)
}

/// The name of a file in messages.
pub(super) fn name(path: &Path) -> String {
    if path == Path::new(STDIN) { "stdin".to_owned() } else { path.display().to_string() }
}

/// # Errors
///
/// A file is named twice, so its runs could not be told apart.
pub(super) fn each_once(paths: &[PathBuf]) -> Result<(), String> {
    let twice = paths.iter().enumerate().find(|(index, path)| paths[..*index].contains(path));
    twice.map_or(Ok(()), |(_, path)| {
        Err(format!("error: {} is named twice\n  help: name each file once", name(path)))
    })
}
