//! The ledger as a file, which several runs may want to write at once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::{FORMAT, Ledger};

/// Largest file: 4 MiB, ten times a full ledger of documented places.
const MOST_BYTES: u64 = 4 << 20;

const HEAD: &str = "\
# What flinks-harness has seen of a server, and what has changed. The program writes this file whole:
# a comment in it is lost. A reason belongs to a change: flinks-harness drift accept ID --because TEXT
# With the key and a report one can work out what the report hides: keep this file as private as that.
";

pub(crate) fn read(path: &Path) -> Result<Ledger, String> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let help = "help: flinks-harness run --ledger FILE makes one";
            format!("there is no ledger {}\n  {help}", path.display())
        }
        _ => unreadable(path, &error),
    })?;
    parse(path, &file)
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("cannot read {}: {error}", path.display())
}

/// Reads, edits and writes a ledger, or makes one. Nobody else writes meanwhile, and a reader sees the
/// old one or the new one. An error leaves the old one as it was.
pub(crate) fn edit<T>(
    path: &Path,
    edit: impl FnOnce(&mut Ledger) -> Result<T, String>,
) -> Result<T, String> {
    let is_new = !path.exists();
    let edited = locked(path).and_then(|file| {
        let mut ledger = parse(path, &file)?;
        let done = edit(&mut ledger)?;
        write(path, &ledger)?;
        // Only now may the next one read it.
        drop(file);
        Ok(done)
    });
    if edited.is_err() && is_new && fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        // The empty file was ours. Where it cannot go, it reads as a new ledger.
        let _ = fs::remove_file(path);
    }
    edited
}

/// Opens and locks the file. Whoever waits for the lock may hold a file that has been replaced since.
fn locked(path: &Path) -> Result<File, String> {
    loop {
        if path.exists() && !path.is_file() {
            return Err(format!("{} is not a file", path.display()));
        }
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.and_then(|file| file.lock().map(|()| file));
        let file = file.map_err(|error| unreadable(path, &error))?;
        if is_current(&file, path) {
            return Ok(file);
        }
    }
}

#[cfg(unix)]
fn is_current(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(held), Ok(named)) if same(&held, &named))
}

/// Whether this is still the file of that name. A locked file cannot be replaced.
#[cfg(not(unix))]
fn is_current(_: &File, _: &Path) -> bool {
    true
}

fn parse(path: &Path, file: &File) -> Result<Ledger, String> {
    let name = path.display();
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        return Err(format!("{name} is not a file"));
    }
    let mut text = String::new();
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    read.map_err(|error| unreadable(path, &error))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(format!("{name} is larger than {} MiB", MOST_BYTES >> 20));
    }
    if text.is_empty() {
        let mut key = [0; 32];
        getrandom::fill(&mut key)
            .map_err(|error| format!("the operating system gives no randomness: {error}"))?;
        return Ok(Ledger::new(key));
    }
    let ledger: Ledger = toml::from_str(&text)
        .map_err(|error| format!("{name} is not a complete ledger:\n{error}"))?;
    match (ledger.format, ledger.key()) {
        (FORMAT, Some(_)) => Ok(ledger),
        (FORMAT, None) => Err(format!(
            "{name} has no key of 64 hexadecimal digits\n  help: a ledger without one begins anew"
        )),
        (other, _) => {
            Err(format!("{name} has the format {other}, and this version knows {FORMAT}"))
        }
    }
}

fn write(path: &Path, ledger: &Ledger) -> Result<(), String> {
    let failed = |why: String| format!("cannot write {}: {why}", path.display());
    let text = toml::to_string(ledger).map_err(|error| failed(error.to_string()))?;
    replace(path, &format!("{HEAD}{text}")).map_err(|error| failed(error.to_string()))
}

/// Replaces the file by one beside it that takes its name. It holds a key, so only the user may read it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Through a link, so that the file is replaced and the link stays.
    let target = fs::canonicalize(path)?;
    let mut file = NamedTempFile::new_in(target.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.persist(target)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::sample::both;

    #[test]
    fn what_is_written_is_read_back() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("drift.toml");
        let note = || edit(&path, |ledger| Ok(ledger.note(&both(), "2026-11-16")));
        assert_eq!(note().unwrap(), Some(Vec::new()));
        let first = fs::read_to_string(&path).unwrap();
        assert!(first.starts_with("# What flinks-harness has seen"), "{first}");
        note().unwrap();
        assert_eq!(read(&path).unwrap().runs, 2);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }

    #[test]
    fn writers_wait_for_each_other() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("drift.toml");
        let writer = || {
            let path = path.clone();
            std::thread::spawn(move || {
                for _ in 0..20 {
                    edit(&path, |ledger| {
                        ledger.runs += 1;
                        Ok(())
                    })
                    .unwrap();
                }
            })
        };
        for writer in [writer(), writer(), writer()] {
            writer.join().unwrap();
        }
        assert_eq!(read(&path).unwrap().runs, 60);
    }

    #[test]
    fn files_that_are_no_ledger_stay_as_they_are() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("drift.toml");
        let table = [
            ("format = 1\nruns = ", "is not a complete ledger"),
            ("summary = \"a scenario\"\n", "is not a complete ledger"),
            ("format = 2\nruns = 0\n", "has the format 2, and this version knows 1"),
            ("format = 1\nruns = 0\n", "has no key of 64 hexadecimal digits"),
            ("format = 1\nkey = \"0é\"\nruns = 0\n", "has no key of 64 hexadecimal digits"),
            ("format = 1\nruns = 0\nmine = 1\n", "unknown field `mine`"),
        ];
        for (text, words) in table {
            fs::write(&path, text).unwrap();
            let error = edit(&path, |_| Ok(())).unwrap_err();
            assert!(error.contains(words), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let missing = read(&folder.path().join("none")).unwrap_err();
        assert!(missing.contains("there is no ledger"), "{missing}");
        let folder_itself = edit(folder.path(), |_| Ok(())).unwrap_err();
        assert!(folder_itself.contains("is not a file"), "{folder_itself}");
    }

    #[test]
    fn a_key_is_made_once_and_nobody_else_reads_it() {
        let folder = TempDir::new().unwrap();
        let key = |name: &str| {
            let path = folder.path().join(name);
            let key = edit(&path, |ledger| Ok(ledger.key())).unwrap().unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
            key
        };
        assert_eq!(key("a.toml"), key("a.toml"));
        assert_ne!(key("a.toml"), key("b.toml"));
    }

    #[test]
    fn an_edit_that_fails_leaves_nothing() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("drift.toml");
        edit(&path, |_| Err::<(), _>("x".to_owned())).unwrap_err();
        assert!(!path.exists());
    }

    #[test]
    fn a_ledger_is_bounded() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("drift.toml");
        fs::write(&path, "#".repeat(MOST_BYTES as usize + 1)).unwrap();
        assert!(read(&path).unwrap_err().contains("is larger than 4 MiB"));
    }
}
