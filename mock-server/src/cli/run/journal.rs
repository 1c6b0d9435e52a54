//! Where the journal of each run is kept.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flinks_trace::file::BEGINNING;

/// A file for one run, or a folder with a file for each.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Journals {
    place: Option<PathBuf>,
    is_folder: bool,
}

const NOT_REPLACED: &str = "this is not a trace file of this version, and stays as it is\n  help: name \
    another file, or remove this one";

impl Journals {
    pub(super) fn new(place: Option<&Path>, runs: usize) -> Self {
        let is_folder = runs > 1 || place.is_some_and(Path::is_dir);
        Self { place: place.map(Path::to_owned), is_folder }
    }

    /// The file of a run, with the journal of an earlier one taken away; nothing where none is kept.
    ///
    /// # Errors
    ///
    /// The file is something else, or cannot be made; ready to be shown.
    pub(super) fn file(&self, scenario: &str) -> Result<Option<PathBuf>, String> {
        let Some(place) = &self.place else { return Ok(None) };
        let file = match self.is_folder {
            true => place.join(format!("{scenario}.jsonl")),
            false => place.clone(),
        };
        make_room(&file).map_err(|problem| {
            format!("error: --journal: {}\n  because: {problem}", file.display())
        })?;
        Ok(Some(file))
    }
}

fn make_room(file: &Path) -> Result<(), String> {
    let text = |error: io::Error| error.to_string();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(text)?;
    }
    match File::open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(text(error)),
        Ok(open) => {
            let mut bytes = Vec::new();
            open.take(BEGINNING.len() as u64).read_to_end(&mut bytes).map_err(text)?;
            if !bytes.is_empty() && bytes != BEGINNING {
                return Err(NOT_REPLACED.to_owned());
            }
            fs::remove_file(file).map_err(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_one_run_and_a_folder_for_several() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("there")).unwrap();
        let table = [
            ("new/a.jsonl", 1, "new/a.jsonl"),
            ("many", 2, "many/two-polls.jsonl"),
            ("there", 1, "there/two-polls.jsonl"),
        ];
        for (place, runs, expected) in table {
            let file = Journals::new(Some(&at(place)), runs).file("two-polls").unwrap();
            assert_eq!(file, Some(at(expected)), "{place} {runs}");
            assert!(at(expected).parent().unwrap().is_dir());
        }
        assert_eq!(Journals::new(None, 2).file("two-polls"), Ok(None));
    }

    #[test]
    fn only_a_journal_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.jsonl");
        for (before, expected) in [
            ("{\"trace\":{\"format\":2,\"seed\":1}}\n{}\n", true),
            ("", true),
            ("{\"trace\"", false),
            ("my notes", false),
        ] {
            fs::write(&file, before).unwrap();
            let taken = Journals::new(Some(&file), 1).file("two-polls");
            assert_eq!(taken.is_ok(), expected, "{before}");
            assert_eq!(file.exists(), !expected, "{before}");
        }
        let refused = Journals::new(Some(&file), 1).file("two-polls").unwrap_err();
        assert!(
            refused
                .contains("because: this is not a trace file of this version, and stays as it is"),
            "{refused}"
        );
    }
}
