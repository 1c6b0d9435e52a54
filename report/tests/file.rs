//! Reports as files.

use std::fs;
use std::path::Path;

use flinks_report::file;

#[test]
fn folders_are_made_and_an_old_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/report.xml");
    file::write(&path, b"one, and long").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "one, and long");
    file::write(&path, b"two").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "two");
    assert_eq!(names(path.parent().unwrap()), ["report.xml"]);
}

#[test]
fn what_cannot_be_written_leaves_all_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "old").unwrap();
    let inside = file.join("report.xml");
    let table = [
        (folder.path(), format!("cannot write {}: it is a folder", folder.path().display())),
        (&*inside, format!("cannot create the folder {}", file.display())),
    ];
    for (path, expected) in table {
        assert_eq!(file::write(path, b"new").unwrap_err().to_string(), expected);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(names(folder.path()), ["file"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    fs::write(folder.path().join("file"), "old").unwrap();
    std::os::unix::fs::symlink("file", &link).unwrap();
    file::write(&link, b"new").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "new");
}

/// With a pipe of its own: where this goes wrong the pipe is replaced, and /dev/stdout would be too.
#[cfg(unix)]
#[test]
fn a_pipe_is_written_to() {
    use std::io::Read;
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    // Open at both ends, so that nobody waits for the other one.
    let mut pipe = fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    file::write(&path, b"new").unwrap();
    assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    let mut read = [0; 3];
    pipe.read_exact(&mut read).unwrap();
    assert_eq!(&read, b"new");
}

/// As `--report json=/dev/stdout` with standard output in a file: what was written before stays.
#[cfg(target_os = "linux")]
#[test]
fn what_is_open_already_is_added_to() {
    use std::io::Write;
    use std::os::fd::AsRawFd;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let mut open = fs::File::create(&path).unwrap();
    open.write_all(b"old ").unwrap();
    file::write(Path::new(&format!("/dev/fd/{}", open.as_raw_fd())), b"new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old new");
}

#[cfg(unix)]
#[test]
fn others_can_read_it_as_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (report, other) = (folder.path().join("report"), folder.path().join("other"));
    file::write(&report, b"").unwrap();
    fs::write(&other, b"").unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&report), mode(&other));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| name(entry.expect("its entries can be read"))).collect()
}
