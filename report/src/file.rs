//! Reports as files.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;
use thiserror::Error;

/// Why a report is not where it should be. Nothing of it is there, and what was there before stays.
#[derive(Debug, Error)]
pub enum WriteError {
    #[error("cannot create the folder {}", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("cannot write {}: it is a folder", path.display())]
    IsFolder { path: PathBuf },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// Writes a file whole or not at all, and creates the folders it lies in.
///
/// A reader finds the old file or the new one, never half of one. Nothing takes the place of a pipe or
/// a device: they are written to. So is what is open already (`/dev/stdout`), at its end.
///
/// # Errors
///
/// Where a folder or the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let failed = |source| WriteError::Write { path: path.to_owned(), source };
    // Through a link, so that the file is replaced and the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(there) if there.is_dir() => {
            return Err(WriteError::IsFolder { path: path.to_owned() });
        }
        Ok(there) if !there.is_file() || is_open(path) => {
            let mut pipe = fs::OpenOptions::new().append(true).open(path).map_err(failed)?;
            return pipe.write_all(bytes).map_err(failed);
        }
        _ => {}
    }
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)
        .map_err(|source| WriteError::Folder { folder: folder.to_owned(), source })?;
    replace(&target, folder, bytes).map_err(failed)
}

/// Whether the path names what a process has open, which can be a file that is being written.
fn is_open(path: &Path) -> bool {
    let names = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];
    names.into_iter().any(|name| path.starts_with(name))
}

/// Replaces the file by one beside it that takes its name, and removes that one if something fails.
fn replace(target: &Path, folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = Builder::new();
    builder.prefix(".report-");
    // As a new file of the user would have it, not for the user alone: CI systems fetch reports as
    // another user. The umask is taken off.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(target)?;
    Ok(())
}
