//! The files of a HAR that keeps bodies apart, as Playwright writes it: beside the HAR, or in one zip with it.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path};

use flinks_trace::file::FileError;
use zip::ZipArchive;

use super::fault;
use crate::kept::LONGEST_FILE_BYTES;

/// The first bytes of a zip. No JSON begins with them.
pub(super) const ZIP: &[u8] = b"PK";

/// A zip, and the HAR in it.
pub(super) struct Zipped<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked: a small zip can hold many.
    left: u64,
}

impl<'a> Zipped<'a> {
    pub(super) fn of(path: &str, bytes: &'a [u8]) -> Result<Self, FileError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            let help =
                "the file is cut off or damaged, perhaps a download that broke off: get it again";
            fault(path, None, format!("this zip cannot be read: {error}"), help)
        })?;
        Ok(Self { archive, left: LONGEST_FILE_BYTES })
    }

    pub(super) fn har(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        let names = self.archive.file_names().filter_map(Result::ok);
        let name = names.map(String::from).find(|name| name.ends_with(".har"));
        name.and_then(|name| self.read(&name)).ok_or_else(|| unreadable(path))
    }

    pub(super) fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        let file = self.archive.by_name(name).ok()?;
        let (bytes, is_whole) = unpacked(file, self.left);
        // What is unpacked in vain counts too, or an entry that is named often would be unpacked as often.
        self.left = self.left.saturating_sub(bytes.len() as u64);
        is_whole.then_some(bytes)
    }
}

fn unreadable(path: &str) -> FileError {
    let help = "a Playwright trace is a different kind of zip; record a HAR instead";
    fault(path, None, "this zip contains no readable HAR".to_owned(), help)
}

/// Opens a file in the folder of `har`. Names that lead elsewhere are refused.
pub(super) fn beside(har: &str, name: &str) -> Option<Vec<u8>> {
    let mut parts = Path::new(name).components();
    let (Some(Component::Normal(file)), None) = (parts.next(), parts.next()) else { return None };
    let path = Path::new(har).with_file_name(file);
    // Before it is opened: a pipe would be waited for.
    if !fs::symlink_metadata(&path).is_ok_and(|file| file.is_file()) {
        return None;
    }
    let (bytes, is_whole) = unpacked(fs::File::open(path).ok()?, LONGEST_FILE_BYTES);
    is_whole.then_some(bytes)
}

/// The content, and whether it is whole: not longer than `most`, and readable to its end.
fn unpacked(file: impl Read, most: u64) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    let is_whole = read.is_ok() && bytes.len() as u64 <= most;
    (bytes, is_whole)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_unpacked_in_vain_counts() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [("long", 20), ("short", 5)] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&vec![b'x'; bytes]).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let mut zipped = Zipped { left: 10, ..Zipped::of("x.zip", &bytes).unwrap() };
        assert_eq!(zipped.read("short").as_deref(), Some(&b"xxxxx"[..]));
        assert_eq!(zipped.read("long"), None);
        assert_eq!((zipped.left, zipped.read("short")), (0, None));
    }
}
