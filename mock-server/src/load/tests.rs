use std::io;

use super::*;

fn titles(problems: Vec<Diagnostic>) -> Vec<String> {
    problems.into_iter().map(|problem| problem.title).collect()
}

fn names(folder_path: &Path, extension: &str, depth: usize) -> Vec<String> {
    let texts = folder(folder_path, extension, depth).unwrap();
    texts.into_iter().map(|text| text.name).collect()
}

#[test]
fn what_editors_leave_behind_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.toml", "x.toml~", "#x.toml#", ".x.toml.swp", "README.md"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    assert_eq!(names(folder.path(), "toml", 0), ["x.toml"]);

    fs::write(folder.path().join("#1.toml"), "").unwrap();
    assert_eq!(names(folder.path(), "toml", 0), ["#1.toml", "x.toml"]);
}

#[test]
fn a_folder_that_is_named_like_a_file_is_none() {
    let outer = tempfile::tempdir().unwrap();
    fs::create_dir_all(outer.path().join("accounts/x.json")).unwrap();
    fs::create_dir(outer.path().join("x.toml")).unwrap();

    let scenarios = folder(outer.path(), "toml", 0).unwrap_err();
    assert_eq!(titles(scenarios), ["no folder is expected here", "no folder is expected here"]);
    fs::remove_dir(outer.path().join("x.toml")).unwrap();
    let fixtures = folder(outer.path(), "json", 1).unwrap_err();
    assert_eq!(titles(fixtures), ["no folder is expected here"]);
    assert_eq!(file(outer.path()).unwrap_err().title, "not a regular file");
}

#[test]
fn a_file_that_grows_is_cut_off_at_the_limit() {
    assert_eq!(
        text(io::repeat(b'#'), 0),
        Err("larger than 8 MiB; a scenario has at most 1 MiB".to_owned())
    );
    assert_eq!(
        text(io::empty(), (8 << 20) + 1),
        Err("larger than 8 MiB; a scenario has at most 1 MiB".to_owned())
    );
    assert_eq!(text(io::repeat(b'#').take(8 << 20), 8 << 20).unwrap().len(), 8 << 20);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    /// Nobody writes to it: to open it as a file would wait for ever.
    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let outer = tempfile::tempdir().unwrap();
        let pipe = outer.path().join("x.toml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());

        assert_eq!(titles(folder(outer.path(), "toml", 0).unwrap_err()), ["not a regular file"]);
    }

    #[test]
    fn a_link_may_lead_to_a_file_of_the_folder_alone() {
        let [outer, outside] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let (inner, secret) = (outer.path().join("..data"), outside.path().join("x.toml"));
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("x.toml"), "").unwrap();
        fs::write(&secret, "").unwrap();
        symlink("..data/x.toml", outer.path().join("x.toml")).unwrap();
        assert_eq!(names(outer.path(), "toml", 0), ["x.toml"]);

        symlink(&secret, outer.path().join("y.toml")).unwrap();
        let refused = titles(folder(outer.path(), "toml", 0).unwrap_err());
        assert_eq!(refused, ["the link leads out of the folder"]);
    }

    /// Between the check of the path and the opening of the file, and after it.
    #[test]
    fn a_file_that_is_exchanged_for_a_link_is_refused() {
        let outer = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(outer.path()).unwrap();
        let (file, other) = (root.join("x.toml"), root.join("other"));
        fs::write(&file, "").unwrap();
        fs::write(&other, "secret").unwrap();
        let (_, opened) = open(&file).unwrap();
        assert!(is_at(&opened, &file));

        fs::rename(&file, root.join("away")).unwrap();
        fs::write(&file, "another").unwrap();
        assert!(!is_at(&opened, &file), "another file");
        fs::remove_file(&file).unwrap();
        symlink(&other, &file).unwrap();
        let exchanged = Err("the file was exchanged while it was read".to_owned());
        assert_eq!(read_unlinked(&file), exchanged);
    }

    #[test]
    fn a_folder_that_is_exchanged_for_a_link_is_refused() {
        let [outer, outside] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let root = fs::canonicalize(outer.path()).unwrap();
        let file = root.join("accounts/x.json");
        fs::create_dir(root.join("accounts")).unwrap();
        fs::write(&file, "{}").unwrap();
        let (_, opened) = open(&file).unwrap();
        assert_eq!(read_unlinked(&file), Ok("{}".to_owned()));

        fs::rename(root.join("accounts"), outside.path().join("accounts")).unwrap();
        symlink(outside.path().join("accounts"), root.join("accounts")).unwrap();
        assert!(!is_at(&opened, &file), "the same file, by a link");
    }
}
