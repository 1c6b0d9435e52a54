//! Files of a folder: each opened once, and judged by what was opened.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flinks_contract::diagnostic::Diagnostic;

/// A file that was read.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Relative to the folder, with `/`: `accounts/seed.json`.
    pub(crate) name: String,
    /// As the user knows it.
    pub(crate) path: String,
    pub(crate) source: Arc<str>,
}

/// Largest file that is read: 8 MiB. The largest fixture a bank would send is far below.
const FILE_LIMIT_BYTES: u64 = 8 << 20;

/// Most files that are read from one folder.
const FILES_LIMIT: usize = 10_000;

/// Reads every `*.{extension}` of `folder` and, with `depth` 1, of its folders.
///
/// Hidden files, `*.md` and what editors leave behind are left alone; anything else is a mistake,
/// because a file that is silently not read costs its author an afternoon.
///
/// Fails with every file that cannot be read, is too large, is not UTF-8, or lies outside `folder` by a link.
pub(crate) fn folder(
    folder: &Path,
    extension: &str,
    depth: usize,
) -> Result<Vec<Text>, Vec<Diagnostic>> {
    let shown = folder.display().to_string();
    if folder.is_file() {
        let title = format!("this is a file; expected a folder of *.{extension} files");
        return Err(vec![Diagnostic::file(&shown, title)]);
    }
    let root = fs::canonicalize(folder).map_err(|error| {
        vec![Diagnostic::file(&shown, format!("cannot read this folder: {error}"))]
    })?;
    let mut reader = Reader { root, extension, texts: Vec::new(), problems: Vec::new() };
    reader.walk(folder, "", depth);
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    if reader.texts.is_empty() {
        let title = format!("there is no *.{extension} file in this folder");
        return Err(vec![Diagnostic::file(&shown, title)]);
    }
    reader.texts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(reader.texts)
}

struct Reader<'a> {
    root: PathBuf,
    extension: &'a str,
    texts: Vec<Text>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn walk(&mut self, folder: &Path, prefix: &str, depth: usize) {
        let unread =
            |error: io::Error| (folder.to_owned(), format!("cannot read this folder: {error}"));
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(unread(error)),
        };
        for entry in entries {
            let path = entry.map(|entry| entry.path()).map_err(unread);
            let read = path
                .and_then(|path| self.entry(&path, prefix, depth).map_err(|title| (path, title)));
            if let Err(refused) = read {
                self.refuse(refused);
            }
            if self.texts.len() > FILES_LIMIT {
                return self.refuse((folder.to_owned(), format!("more than {FILES_LIMIT} files")));
            }
        }
    }

    /// Fails with what is wrong with it.
    fn entry(&mut self, path: &Path, prefix: &str, depth: usize) -> Result<(), String> {
        let file =
            path.file_name().and_then(|name| name.to_str()).ok_or("the name is not UTF-8")?;
        if is_left_alone(file) {
            return Ok(());
        }
        let real = fs::canonicalize(path);
        let real = real.map_err(|error| format!("cannot read this file: {error}"))?;
        if !real.starts_with(&self.root) {
            return Err("the link leads out of the folder".to_owned());
        }
        if real.is_dir() {
            let inner = depth.checked_sub(1).ok_or("no folder is expected here")?;
            self.walk(path, &format!("{prefix}{file}/"), inner);
            return Ok(());
        }
        if real.extension().is_none_or(|extension| extension != self.extension) {
            let extension = self.extension;
            return Err(format!("not a *.{extension} file; move it elsewhere or rename it"));
        }
        let (name, source) = (format!("{prefix}{file}"), read_unlinked(&real)?.into());
        self.texts.push(Text { name, path: path.display().to_string(), source });
        Ok(())
    }

    fn refuse(&mut self, (path, title): (PathBuf, String)) {
        self.problems.push(Diagnostic::file(&path.display().to_string(), title));
    }
}

/// Emacs leaves `x.toml~` and `#x.toml#` beside the file that it writes, vim the first for a moment.
pub(crate) fn is_left_alone(file: &str) -> bool {
    let autosaved = file.starts_with('#') && file.ends_with('#');
    autosaved || file.starts_with('.') || file.ends_with(".md") || file.ends_with('~')
}

/// One file that the user has named.
pub(crate) fn file(path: &Path) -> Result<Text, Diagnostic> {
    let shown = path.display().to_string();
    match open(path).and_then(|(file, metadata)| text(file, metadata.len())) {
        Ok(source) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Text { name, path: shown, source: source.into() })
        }
        Err(title) => Err(Diagnostic::file(&shown, title)),
    }
}

/// `real` has no link in it. One that was put there meanwhile gains nothing.
fn read_unlinked(real: &Path) -> Result<String, String> {
    let (file, metadata) = open(real)?;
    if !is_at(&metadata, real) {
        return Err("the file was exchanged while it was read".to_owned());
    }
    text(file, metadata.len())
}

/// What is opened is what is judged: what the path names a moment later is another matter.
fn open(path: &Path) -> Result<(File, Metadata), String> {
    let mut options = OpenOptions::new();
    options.read(true);
    // A pipe would otherwise be waited for until somebody writes to it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let opened = options.open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = opened.map_err(|error| format!("cannot read this file: {error}"))?;
    if metadata.is_file() { Ok((file, metadata)) } else { Err("not a regular file".to_owned()) }
}

/// Whether `real` still has no link in it, and is the file that was opened.
fn is_at(opened: &Metadata, real: &Path) -> bool {
    let has_no_link = fs::canonicalize(real).is_ok_and(|now| now == real);
    has_no_link && fs::symlink_metadata(real).is_ok_and(|now| same(opened, &now))
}

#[cfg(unix)]
fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere a file has no number that the standard library can tell.
#[cfg(not(unix))]
fn same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// `length` is what the file says; one that grows, or that lies, is cut off at the limit all the same.
fn text(file: impl Read, length: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    if length <= FILE_LIMIT_BYTES {
        let read = file.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("cannot read this file: {error}"))?;
    }
    if length.max(bytes.len() as u64) > FILE_LIMIT_BYTES {
        let most = FILE_LIMIT_BYTES >> 20;
        return Err(format!("larger than {most} MiB; a scenario has at most 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("not UTF-8: byte {} is wrong", error.utf8_error().valid_up_to() + 1)
    })
}

#[cfg(test)]
mod tests;
