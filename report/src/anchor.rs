//! A file of the user's repository at which findings are shown, since a request has none.

use std::env;
use std::ffi::OsString;
use std::path::{Component, Path};

use crate::report::Anchor;

/// The first of `words` that names a file below the current folder, as it is named from the root of the
/// repository.
pub fn anchor(words: &[OsString]) -> Option<Anchor> {
    let here = env::current_dir().ok()?;
    let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    first(words, &here, root)
}

fn first(words: &[OsString], here: &Path, root: &Path) -> Option<Anchor> {
    let words = words.iter().map(Path::new);
    let file = words.map(|path| here.join(path)).find(|path| is_below(path, here))?;
    let parts = file.strip_prefix(root).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    Some(Anchor { file: parts.join("/"), line: 1 })
}

fn is_below(path: &Path, here: &Path) -> bool {
    let is_plain = |part: Component<'_>| !matches!(part, Component::ParentDir);
    path.starts_with(here) && path.components().all(is_plain) && path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_below_the_current_folder() {
        let root = tempfile::tempdir().unwrap();
        let here = root.path().join("shop");
        std::fs::create_dir_all(here.join("src")).unwrap();
        for file in ["shop/src/poll.js", "shop/expected.toml", "outside.js"] {
            std::fs::write(root.path().join(file), "").unwrap();
        }
        let whole = here.join("src/poll.js");
        let table: &[(&[&str], Option<&str>)] = &[
            (&["node", "src/poll.js", "expected.toml"], Some("shop/src/poll.js")),
            (&["./src/poll.js"], Some("shop/src/poll.js")),
            (&[whole.to_str().unwrap()], Some("shop/src/poll.js")),
            (&["npm", "test", "expected.toml"], Some("shop/expected.toml")),
            (&["src", "../outside.js", "src/../../outside.js", "/dev/null", ""], None),
        ];
        for (words, expected) in table {
            let words: Vec<OsString> = words.iter().map(Into::into).collect();
            let anchor = first(&words, &here, root.path());
            let expected = expected.map(|file| Anchor { file: file.to_owned(), line: 1 });
            assert_eq!(anchor, expected, "{words:?}");
        }
    }
}
