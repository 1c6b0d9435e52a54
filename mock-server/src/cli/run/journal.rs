//! Where the journal of each run is kept.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flinks_trace::file::BEGINNING;

/// The file of one of `runs` runs, with the journal of an earlier one taken away. `place` is the file
/// of one run, or a folder with a file for each.
pub(super) fn file(place: &Path, runs: usize, scenario: &str) -> Result<PathBuf, String> {
    let is_folder = runs > 1 || place.is_dir();
    let file = if is_folder { place.join(format!("{scenario}.jsonl")) } else { place.to_owned() };
    let problem = match make_room(&file) {
        Ok(true) => return Ok(file),
        Ok(false) => "this is not a trace file of this version, and stays as it is\n  \
                      help: name another file, or remove this one"
            .to_owned(),
        Err(error) => error.to_string(),
    };
    Err(format!("error: --journal: {}\n  because: {problem}", file.display()))
}

/// Makes room for the file. False if something is still in the way.
fn make_room(file: &Path) -> io::Result<bool> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let open = match File::open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        open => open?,
    };
    let mut bytes = Vec::new();
    open.take(BEGINNING.len() as u64).read_to_end(&mut bytes)?;
    let is_journal = bytes.is_empty() || bytes == BEGINNING;
    if is_journal {
        fs::remove_file(file)?;
    }
    Ok(is_journal)
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
            let file = file(&at(place), runs, "two-polls").unwrap();
            assert_eq!(file, at(expected), "{place} {runs}");
            assert!(at(expected).parent().unwrap().is_dir());
        }
    }

    /// That another file stays is seen through the program.
    #[test]
    fn an_earlier_journal_is_replaced_and_a_torn_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        for (before, expected) in [
            ("{\"trace\":{\"format\":2,\"seed\":1}}\n{}\n", true),
            ("", true),
            ("{\"trace\"", false),
        ] {
            fs::write(&path, before).unwrap();
            assert_eq!(file(&path, 1, "two-polls").is_ok(), expected, "{before}");
            assert_eq!(path.exists(), !expected, "{before}");
        }
    }
}
