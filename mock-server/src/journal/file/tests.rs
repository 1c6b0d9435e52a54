use std::fs;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use super::*;

const HEAD: &str = concat!(
    r#"{"flinks-mock-journal":1,"version":""#,
    env!("CARGO_PKG_VERSION"),
    r#"","seed":7}"#,
    "\n"
);

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

fn records(path: &Path) -> Result<(Opened, Vec<Value>), FileError> {
    let mut records = Vec::new();
    let opened = open(path, 7, |record| records.push(record))?;
    Ok((opened, records))
}

fn fault(path: &Path) -> Fault {
    records(path).unwrap_err().fault
}

#[test]
fn what_was_written_is_read() {
    let (_folder, path) = place();
    let (opened, found) = records(&path).unwrap();
    assert_eq!((found, opened.torn_bytes), (vec![], 0));
    opened.writer.append(&json!({"a": "b\nc"})).unwrap();
    opened.writer.append(&json!(2)).unwrap();
    drop(opened);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{HEAD}{{\"a\":\"b\\nc\"}}\n2\n"));

    let (opened, found) = records(&path).unwrap();
    assert_eq!(found, [json!({"a": "b\nc"}), json!(2)]);
    opened.writer.append(&json!(3)).unwrap();
    drop(opened);
    assert_eq!(records(&path).unwrap().1.len(), 3);
}

#[test]
fn a_file_keeps_its_head() {
    let (_folder, path) = place();
    fs::write(&path, "{\"flinks-mock-journal\":1,\"version\":\"0.0.9\",\"seed\":3,\"x\":1}\n")
        .unwrap();
    let head = records(&path).unwrap().0.head;
    assert_eq!(head, Head { format: 1, version: "0.0.9".to_owned(), seed: 3 });
}

#[test]
fn a_kill_at_any_byte_loses_the_last_line_at_most() {
    let whole = format!("{HEAD}{{\"a\":1}}\n[\"é\"]\n");
    for end in 0..=whole.len() {
        let (_folder, path) = place();
        let left = &whole.as_bytes()[..end];
        fs::write(&path, left).unwrap();
        let lines = left.iter().filter(|byte| **byte == b'\n').count();
        let torn = left.iter().rev().take_while(|byte| **byte != b'\n').count();
        let mut expected = [json!({"a": 1}), json!(["é"])][..lines.saturating_sub(1)].to_vec();

        let (opened, found) = records(&path).unwrap();
        assert_eq!(found, expected, "cut to {end} bytes");
        assert_eq!(opened.torn_bytes, torn as u64, "cut to {end} bytes");
        opened.writer.append(&json!("next")).unwrap();
        drop(opened);

        expected.push(json!("next"));
        let (opened, found) = records(&path).unwrap();
        assert_eq!((found, opened.torn_bytes), (expected, 0), "cut to {end} bytes");
        assert!(fs::read_to_string(&path).unwrap().starts_with(HEAD));
    }
}

#[test]
fn one_server_at_a_time() {
    let (_folder, path) = place();
    let first = records(&path).unwrap();
    let text = records(&path).unwrap_err().to_string();
    let expected = format!(
        "cannot use {} as a journal\n  because: another server writes to it\n  \
         help: stop that one, or give each server a file of its own",
        path.display()
    );
    assert_eq!(text, expected);
    drop(first);
    assert!(records(&path).is_ok());
}

#[test]
fn what_is_no_journal_stays_as_it_is() {
    let long = format!("{}{}", &HEAD[..HEAD.len() - 1], " ".repeat(2_000));
    #[rustfmt::skip]
    let table = [
        ("\n", "it is not a journal"),
        ("x", "it is not a journal"),
        ("{\n", "it is not a journal"),
        ("{}\n1\n", "it is not a journal"),
        ("[1]\n", "it is not a journal"),
        ("{\"flinks-mock-journal\":\"1\"}\n", "it is not a journal"),
        ("{\"flinks-mock-journal\":0}\n", "it is not a journal"),
        ("{\"flinks-mock-journal\":1 ", "it is not a journal"),
        (&long, "it is not a journal"),
        ("{\"flinks-mock-journal\":2,\"seed\":{}}\n?\n", "its format is 2, and this program knows 1"),
        ("{\"flinks-mock-journal\":1,\"version\":\"0\"}\n", "line 1 is broken: missing field `seed`"),
    ];
    for (text, expected) in table {
        let (_folder, path) = place();
        fs::write(&path, text).unwrap();
        let message = records(&path).unwrap_err().to_string();
        assert!(message.contains(&format!("because: {expected}")), "{text}: {message}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_broken_line_is_named_and_nothing_is_lost() {
    for (broken, because) in
        [("{\"a\":", "EOF"), ("", "EOF"), ("1 2", "trailing"), ("\0\0", "expected value")]
    {
        for rest in ["3\n", "3", ""] {
            let (_folder, path) = place();
            let text = format!("{HEAD}1\n{broken}\n{rest}");
            fs::write(&path, &text).unwrap();
            let message = records(&path).unwrap_err().to_string();
            assert!(message.contains(&format!("line 3 is broken: {because}")), "{message}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}

#[test]
fn a_record_of_another_shape_is_a_broken_line() {
    let (_folder, path) = place();
    fs::write(&path, format!("{HEAD}1\n\"x\"\n")).unwrap();
    let fault = open(&path, 7, |_: u32| {}).unwrap_err().fault;
    assert!(matches!(fault, Fault::Line { number: 3, .. }), "{fault:?}");
}

#[test]
fn no_line_is_longer_than_the_cap() {
    let (_folder, path) = place();
    let (opened, _) = records(&path).unwrap();
    let longest = "x".repeat(LONGEST_LINE_BYTES as usize - 3);
    let error = opened.writer.append(&format!("{longest}x")).unwrap_err();
    assert_eq!(error.to_string(), "a record of 16777217 bytes is too long for the journal");
    opened.writer.append(&longest).unwrap();
    drop(opened);
    assert_eq!(records(&path).unwrap().1.len(), 1);

    fs::write(&path, format!("{HEAD}\"{longest}x\"")).unwrap();
    assert!(matches!(fault(&path), Fault::Line { number: 2, .. }), "not taken for a torn one");
}

#[test]
fn a_failed_write_that_stays_breaks_the_writer() {
    let (_folder, path) = place();
    fs::write(&path, "").unwrap();
    let writer = Writer::new(File::open(&path).unwrap(), 0);
    assert!(writer.append(&1).is_err(), "it is open for reading only");
    let again = writer.append(&1).unwrap_err().to_string();
    assert_eq!(again, "the journal ends within a record that failed earlier");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    /// In the environment of a process that cannot write more than a few hundred bytes to a file.
    const CRAMPED: &str = "FLINKS_MOCK_TEST_CRAMPED_JOURNAL";

    #[test]
    fn a_new_file_is_its_owners() {
        let (_folder, path) = place();
        records(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn folders_pipes_and_devices_are_refused() {
        let (folder, path) = place();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(matches!(fault(&path), Fault::NoFile));
        assert!(matches!(fault(Path::new("/dev/null")), Fault::NoFile));
        assert!(matches!(fault(folder.path()), Fault::Io(_)));
        assert!(matches!(fault(&folder.path().join("no/such")), Fault::Io(_)));
    }

    /// A limit of the shell stands for a full disk: the write that passes it is cut short.
    #[test]
    fn a_write_cut_short_is_taken_back() {
        if let Some(path) = std::env::var_os(CRAMPED) {
            return write_until_full(Path::new(&path));
        }
        let (_folder, path) = place();
        let test = "journal::file::tests::unix::a_write_cut_short_is_taken_back";
        let done = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", test])
            .env(CRAMPED, &path)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && told.contains("1 passed"), "{told}");

        let (opened, found) = records(&path).unwrap();
        assert_eq!(opened.torn_bytes, 0);
        assert!(found.len() > 2 && found.last() == Some(&json!(1)), "{found:?}");
    }

    fn write_until_full(path: &Path) {
        let (opened, _) = records(path).unwrap();
        let record = "x".repeat(97);
        let error = (0..100).find_map(|_| opened.writer.append(&record).err());
        assert!(error.is_some(), "the limit does not hold");
        opened.writer.append(&1).unwrap();
    }
}

/// Writes are taken and refused by the kernel, as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_of_each_record() {
    let file = OpenOptions::new().append(true).open("/dev/full").unwrap();
    let writer = Writer::new(file, 0);

    assert_eq!(writer.append(&1).unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert!(writer.append(&2).is_err(), "never taken for written");
}
