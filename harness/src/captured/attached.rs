//! The files of a HAR that keeps bodies apart, as Playwright writes it: beside the HAR, or in one zip with it.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path};

use flinks_trace::file::FileError;
use zip::ZipArchive;

use super::fault;
use crate::kept::LONGEST_FILE_BYTES;

/// How a zip begins, and no JSON does.
pub(super) const ZIP: &[u8] = b"PK";

/// A zip, and the HAR in it.
pub(super) struct Zipped<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked: a small zip can hold many.
    left: u64,
}

impl<'a> Zipped<'a> {
    pub(super) fn of(path: &str, bytes: &'a [u8]) -> Result<Self, FileError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable(path))?;
        Ok(Self { archive, left: LONGEST_FILE_BYTES })
    }

    pub(super) fn har(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        let names = self.archive.file_names().filter_map(Result::ok);
        let name = names.map(String::from).find(|name| name.ends_with(".har"));
        name.and_then(|name| self.read(&name)).ok_or_else(|| unreadable(path))
    }

    pub(super) fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        let file = self.archive.by_name(name).ok()?;
        let bytes = whole(file, self.left)?;
        self.left -= bytes.len() as u64;
        Some(bytes)
    }
}

fn unreadable(path: &str) -> FileError {
    let help = "a trace of Playwright is another zip: record a HAR instead";
    fault(path, None, "there is no HAR in this zip that can be read".to_owned(), help)
}

/// A file in the folder of `har`, and nowhere else.
pub(super) fn beside(har: &str, name: &str) -> Option<Vec<u8>> {
    let mut parts = Path::new(name).components();
    let (Some(Component::Normal(file)), None) = (parts.next(), parts.next()) else { return None };
    let path = Path::new(har).with_file_name(file);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|file| file.is_file());
    if is_file { whole(fs::File::open(path).ok()?, LONGEST_FILE_BYTES) } else { None }
}

/// None where it is longer, or cannot be read.
fn whole(file: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}
