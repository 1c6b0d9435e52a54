//! Which folders are looked at, and which changes in them count.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use flinks_contract::fixture::{KINDS, Kind};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind};

use crate::load::is_left_alone;

#[derive(Debug, Default)]
pub(super) struct Folders(Vec<Folder>);

#[derive(Debug)]
struct Folder {
    /// Absolute.
    path: PathBuf,
    /// Without links. Some systems name it in their events, others name `path`.
    real: PathBuf,
    inner: Vec<PathBuf>,
    /// The one file that counts in it; None where all do.
    only: Option<OsString>,
}

impl Folders {
    /// `files` count alone of what is in their folders.
    pub(super) fn new(
        scenarios: Option<&Path>,
        fixtures: Option<&Path>,
        files: &[PathBuf],
    ) -> Self {
        let scenarios = scenarios.map(|path| Folder::new(path, &[]));
        let fixtures = fixtures.map(|path| Folder::new(path, &KINDS.map(Kind::folder)));
        let files = files.iter().filter_map(|file| {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = Folder::new(folder.unwrap_or(Path::new(".")), &[]);
            Some(Folder { only: Some(file.file_name()?.to_owned()), ..folder })
        });
        Self(scenarios.into_iter().chain(fixtures).chain(files).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks at every folder that is there, and at what one that is not there must come back in.
    /// Gives the first that is there and cannot be looked at.
    pub(super) fn look(
        &self,
        mut watch: impl FnMut(&Path) -> notify::Result<()>,
    ) -> Option<notify::Error> {
        let mut trouble = None;
        for folder in &self.0 {
            come_back(&folder.path, &mut watch);
            for path in std::iter::once(&folder.path).chain(&folder.inner) {
                let failed = watch(path).err().filter(|_| path.exists());
                trouble = trouble.or(failed);
            }
        }
        trouble
    }

    /// Whether the files may have changed. Reading them is an event as well, and must not count: a
    /// reload would be the reason for the next.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        if event.kind.is_access() && event.kind != written {
            return false;
        }
        let paths = || event.paths.iter();
        event.need_rescan() || paths().any(|path| self.0.iter().any(|folder| folder.has(path)))
    }
}

impl Folder {
    fn new(path: &Path, inner: &[&str]) -> Self {
        let path = absolute(path);
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        let inner = inner.iter().map(|name| path.join(name)).collect();
        Self { path, real, inner, only: None }
    }

    /// The folder itself, what it lies in, or a file in it that is read.
    fn has(&self, changed: &Path) -> bool {
        [&self.path, &self.real].into_iter().any(|folder| {
            let below = changed.strip_prefix(folder);
            let is_read = |name| self.is_read(name);
            folder.starts_with(changed) || below.is_ok_and(|below| below.iter().all(is_read))
        })
    }

    /// Two dots at the start are no editor's: a folder that Kubernetes mounts has its files in `..data`.
    fn is_read(&self, name: &OsStr) -> bool {
        let is_mounted = name.to_str().is_some_and(|name| name.starts_with(".."));
        is_mounted
            || match &self.only {
                Some(only) => name == only,
                None => name.to_str().is_none_or(|name| !is_left_alone(name)),
            }
    }
}

/// Without links but for the last name, which may be a link that is exchanged.
fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let plain = match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => fs::canonicalize(parent).map(|parent| parent.join(name)),
        _ => fs::canonicalize(&path),
    };
    plain.unwrap_or(path)
}

/// Looks at the folder that `path` is in, or at the next one above that is there. Then down again,
/// because what was not there may have come meanwhile.
fn come_back(path: &Path, watch: &mut impl FnMut(&Path) -> notify::Result<()>) {
    let above: Vec<_> = path.ancestors().skip(1).collect();
    let there = above.iter().position(|folder| watch(folder).is_ok()).unwrap_or(above.len());
    for folder in above[..there].iter().rev() {
        let _ = watch(folder);
    }
}

#[cfg(test)]
mod tests;
