use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::{ClientEnd, Exchange, Moment, Outcome, Trace};

const HEAD: &str = concat!(
    r#"{"trace":{"format":2,"tool":{"name":"x","version":"1"},"contract":"0.1.0","seed":7}}"#,
    "\n"
);

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

fn head() -> Head {
    Head { seed: Some(7), ..Head::new("x", "1") }
}

/// The file, opened, with its lines of kind `put` as any JSON.
fn opened(path: &Path) -> Result<(Opened, Vec<Value>), FileError> {
    let mut puts = Vec::new();
    let opened = open(path, head(), |line| {
        puts.push(line.read()?);
        Ok(())
    })?;
    Ok((opened, puts))
}

fn append(opened: &mut Opened, value: &Value) -> io::Result<bool> {
    let mut lines = Lines::default();
    lines.push(Kind::Put, value)?;
    opened.appender.append(&lines)
}

#[test]
fn a_kill_at_any_byte_loses_the_last_line_at_most() {
    let whole = format!("{HEAD}{{\"put\":{{\"a\":1}}}}\n{{\"put\":[\"é\"]}}\n");
    for end in 0..=whole.len() {
        let (_folder, path) = place();
        let left = &whole.as_bytes()[..end];
        fs::write(&path, left).unwrap();
        let lines = left.iter().filter(|byte| **byte == b'\n').count();
        let torn = left.iter().rev().take_while(|byte| **byte != b'\n').count();
        let mut expected = [json!({"a": 1}), json!(["é"])][..lines.saturating_sub(1)].to_vec();

        let (mut first, found) = opened(&path).unwrap();
        assert_eq!(found, expected, "cut to {end} bytes");
        assert_eq!(first.found.torn_bytes, torn as u64, "cut to {end} bytes");
        append(&mut first, &json!("next")).unwrap();
        drop(first);

        expected.push(json!("next"));
        let (again, found) = opened(&path).unwrap();
        assert_eq!((found, again.found.torn_bytes), (expected, 0), "cut to {end} bytes");
        assert!(fs::read_to_string(&path).unwrap().starts_with(HEAD));
    }
}

#[test]
fn a_file_keeps_its_head_and_belongs_to_one_program_at_a_time() {
    let (_folder, path) = place();
    let text = HEAD.replace("\"seed\":7", "\"seed\":3,\"later\":[]");
    fs::write(&path, &text).unwrap();
    let (first, _) = opened(&path).unwrap();
    assert_eq!(first.found.head, Head { seed: Some(3), ..head() });
    let in_use = opened(&path).unwrap_err().to_string();
    assert_eq!(
        in_use,
        format!(
            "{}: another server writes to it\n  help: stop that one, or give each server a file of its \
             own",
            path.display()
        )
    );
    drop(first);
    assert!(opened(&path).is_ok());
}

/// What stands in a file, the place in it, and what is said. Nothing is changed.
#[test]
fn what_is_not_a_trace_file_stays_as_it_is() {
    let line = |text: &str| format!("{HEAD}{{\"put\":1}}\n{text}");
    let foreign = ":1:1: this is not a trace file\n  help: `flinks-mock run --journal FILE`";
    let old = ":1:1: this trace file has the format of an older version, and this program knows \
        format 2\n  help: use the version of the program that wrote it, or begin a new file";
    #[rustfmt::skip]
    let table = [
        ("\n".to_owned(), foreign),
        ("x".to_owned(), foreign),
        ("{}\n1\n".to_owned(), foreign),
        ("{\"trace\":{}}\n".to_owned(), foreign),
        ("{\"trace\" :{\"format".to_owned(), foreign),
        ("{\"flinks-mock-journal\":1,\"version\":\"0.1.0\",\"seed\":1}\n".to_owned(), old),
        ("{\"type\":\"run\",\"format\":1,\"tool\":{}}\n".to_owned(), old),
        ("{\"trace\":{\"format\":3,\"tool\":7}}\n?\n".to_owned(), ":1:1: this trace file has format 3, and"),
        ("{\"trace\":{\"format\":2}}\n".to_owned(), ":1:1: missing field `tool`\n  help: the file is damaged at this line"),
        (line("{\"put\":\n"), ":3:7: EOF while parsing a value\n"),
        (line("{\"put\":1} 2\n{\"put\":2}"), ":3:11: trailing characters\n"),
        (line("\0\0\n"), ":3:1: expected value\n"),
        (line("[]\n"), ":3:1: invalid type: sequence, expected a map\n"),
        (line(HEAD), ":3:1: a second head stands here; a trace file has one\n"),
    ];
    for (text, expected) in table {
        let (_folder, path) = place();
        fs::write(&path, &text).unwrap();
        let name = path.display().to_string();
        let read = read_path(&path, |_| Ok(())).unwrap_err().to_string();
        let opened = opened(&path).unwrap_err().to_string();
        assert_eq!(read, opened, "{text}");
        assert!(read.starts_with(&format!("{name}{expected}")), "{text}: {read}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    assert!(read("x", "".as_bytes(), |_| Ok(())).unwrap_err().what.contains("not a trace file"));
}

#[test]
fn what_a_later_program_adds_is_skipped() {
    let text =
        format!("{HEAD}\r\n{{\"later\":{{\"x\":1e999}}}}\n\n{{\"new\":1,\"end\":\"played\"}}\n");
    let mut seen = Vec::new();
    let found = read("x", text.as_bytes(), |line| {
        seen.push((line.number, line.kind));
        Ok(())
    });
    assert_eq!(found.unwrap().torn("x"), None);
    assert_eq!(seen, [(5, Kind::End)]);
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_no_control() {
    let long = "x".repeat(100_000);
    let table = [
        (
            "{\"ended\":{\"seq\":-1}}\n".to_owned(),
            ":2:18: invalid value: integer `-1`, expected u64",
        ),
        (
            format!(
                "{{\"ended\": {{\"seq\":1,\"outcome\":{{\"kind\":\"\u{1b}\u{202e}{long}\"}}}}}}\n"
            )
            .replace('\u{1b}', "\\u001b"),
            ":2:100048: unknown variant `\\u{1b}\\u{202e}xxx",
        ),
    ];
    for (text, expected) in table {
        let text = format!("{HEAD}{text}");
        let error = read("x", text.as_bytes(), |line| line.read::<Ended>().map(drop)).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with(&format!("x{expected}")) && error.len() < 500, "{error}");
    }
}

#[test]
fn no_line_is_longer_than_the_cap() {
    let (_folder, path) = place();
    drop(opened(&path).unwrap());
    // A hole takes no room on the disk.
    let file = File::options().append(true).open(&path).unwrap();
    file.set_len(HEAD.len() as u64 + LONGEST_LINE_BYTES).unwrap();
    let error = opened(&path).unwrap_err();
    assert_eq!((error.at, &*error.what), (Some((2, 1)), "the line is longer than 64 MiB"));
}

/// The kernel refuses every write, as on a full disk, and takes nothing back.
#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_that_stays_breaks_the_file() {
    let (_folder, path) = place();
    let (mut opened, _) = opened(&path).unwrap();
    opened.appender.file = File::options().append(true).open("/dev/full").unwrap();
    let full = append(&mut opened, &json!(1)).unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    let again = append(&mut opened, &json!(1)).unwrap_err().to_string();
    assert_eq!(again, "the file ends within a line that failed earlier");
}

/// That device takes every byte and can sync none.
#[cfg(target_os = "linux")]
#[test]
fn what_is_not_on_the_disk_is_not_written_where_that_was_asked_for() {
    let (_folder, path) = place();
    let (mut opened, _) = opened(&path).unwrap();
    opened.appender.file = File::options().append(true).open("/dev/null").unwrap();
    assert!(append(&mut opened, &json!(1)).is_ok());
    opened.appender = opened.appender.synced();
    assert!(append(&mut opened, &json!(2)).is_err());
}

#[test]
fn a_file_that_somebody_cuts_begins_anew() {
    let (_folder, path) = place();
    let (mut opened, _) = opened(&path).unwrap();
    append(&mut opened, &json!(1)).unwrap();
    File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    assert!(append(&mut opened, &json!(2)).unwrap());
    assert!(!append(&mut opened, &json!(3)).unwrap());
    drop(opened);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(HEAD) && text.lines().count() == 3, "{text}");
}

#[cfg(unix)]
#[test]
fn a_new_file_is_its_owners_and_only_files_are_taken() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = place();
    drop(opened(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for (path, expected) in [
        (Path::new("/dev/null"), "this is not a regular file"),
        (folder.path(), "Is a directory"),
        (&folder.path().join("no/such"), "No such file or directory"),
    ] {
        assert!(opened(path).unwrap_err().what.starts_with(expected), "{}", path.display());
    }
    assert_eq!(
        read_path(folder.path(), |_| Ok(())).unwrap_err().what,
        "this is not a regular file"
    );
}

/// An exchange of a customer, in its line.
fn exchange(seq: u64, customer: &str, scenario: &str) -> Value {
    let scenario = Some(scenario.to_owned()).filter(|name| !name.is_empty());
    let customer = crate::CustomerId::parse(customer);
    json!({ "exchange": Exchange { seq, customer, scenario, ..Exchange::default() } })
}

fn trace_of(lines: &[Value]) -> Trace {
    let (_folder, path) = place();
    let text = lines.iter().fold(HEAD.to_owned(), |text, line| text + &line.to_string() + "\n");
    fs::write(&path, text).unwrap();
    trace(&path).unwrap().0
}

#[test]
fn what_was_forgotten_is_no_evidence() {
    let at = |ms: u64| json!({ "ms": ms, "text": "" });
    let stalled =
        |customer: &str| json!({ "stalled": { "customer": customer, "from": at(1), "to": at(2) } });
    let [one, two] = [exchange(1, "ada", ""), exchange(2, "ada", "")];
    let began = json!({ "began": { "name": "x" } });
    let put = json!({ "put": { "name": "x", "source": "" } });
    let reset = json!({ "reset": "ada" });
    #[rustfmt::skip]
    let table: [(&str, &[Value], &[u64], usize); 6] = [
        ("in the order of decisions", &[two.clone(), one.clone()], &[1, 2], 0),
        ("before a reset", &[one.clone(), reset.clone(), two.clone(), exchange(3, "bob", "")], &[2, 3], 0),
        ("the stalls", &[stalled("ada"), stalled("bob"), one.clone(), reset.clone()], &[], 1),
        ("not of a run", &[began.clone(), one.clone(), stalled("ada"), reset.clone(), two.clone()], &[1, 2], 1),
        ("an earlier run", &[one.clone(), stalled("ada"), began, two.clone()], &[2], 0),
        ("a restart", &[one, put, two], &[1, 2], 0),
    ];
    for (what, lines, expected, stalls) in table {
        let trace = trace_of(lines);
        let seqs: Vec<_> = trace.exchanges.iter().map(|call| call.seq).collect();
        assert_eq!((&*seqs, trace.stalls.len()), (expected, stalls), "{what}");
    }
}

/// The client of a run could otherwise better its verdict.
#[test]
fn a_reset_in_a_run_begins_a_customer_apart() {
    let reset = json!({ "reset": "ada" });
    let stalled = json!({ "stalled": { "customer": "ada", "from": { "ms": 1, "text": "" }, "to": { "ms": 2, "text": "" } } });
    let trace = trace_of(&[
        json!({ "began": { "name": "x" } }),
        exchange(1, "ada", ""),
        exchange(2, "bob", ""),
        stalled,
        reset.clone(),
        exchange(3, "ada", ""),
        reset,
        exchange(4, "ada", ""),
    ]);
    let names: Vec<_> = trace.exchanges.iter().map(|call| call.customer.as_str()).collect();
    assert_eq!(names, ["ada before reset 1", "bob", "ada before reset 2", "ada"]);
    assert_eq!(trace.stalls[0].customer, "ada before reset 1");
}

#[test]
fn a_line_adds_to_its_exchange_and_to_its_run() {
    let sent = Outcome::Sent { at: Moment::from_millis(5) };
    let ended = |seq| json!({ "ended": Ended { seq, outcome: sent.clone() } });
    let end = ClientEnd { exit: Some(1), signal: None, moments: Vec::new() };
    let trace =
        trace_of(&[exchange(1, "ada", ""), ended(1), ended(9), json!({ "finished": end.clone() })]);
    assert_eq!(trace.exchanges[0].outcome, Some(sent));
    assert_eq!(trace.end, Some(end));
}

#[test]
fn what_is_missing_is_said() {
    let began = json!({ "began": { "name": "x" } });
    let finished = json!({ "finished": ClientEnd::default() });
    let reset = json!({ "reset": "ada" });
    let [one, two, three] = [1, 2, 3].map(|seq| exchange(seq, "ada", ""));
    let end = Some("the file has the beginning of the run, and not its end");
    let second = Some("exchange 2 is missing in the file");
    #[rustfmt::skip]
    let table: [(&str, &[&Value], Option<&str>); 7] = [
        ("a whole run", &[&began, &one, &two, &finished], None),
        ("a server", &[&one, &two], None),
        ("forgotten", &[&one, &two, &reset, &three], None),
        ("no end", &[&began, &one], end),
        ("the end of an earlier run", &[&began, &one, &finished, &began, &two], end),
        ("a gap", &[&began, &one, &three, &finished], second),
        ("the first of a later run", &[&began, &one, &finished, &began, &three, &finished], second),
    ];
    for (what, lines, expected) in table {
        let lines: Vec<Value> = lines.iter().copied().cloned().collect();
        assert_eq!(trace_of(&lines).incomplete.as_deref(), expected, "{what}");
    }
}

#[test]
fn a_name_where_no_run_was_begun() {
    let table = [
        (vec![], "nothing was played"),
        (vec![exchange(1, "ada", "")], "nothing was played"),
        (vec![exchange(1, "ada", ""), exchange(2, "ada", "a"), exchange(3, "ada", "a")], "a"),
        (vec![exchange(1, "ada", "a"), exchange(2, "ada", "b")], "several scenarios"),
    ];
    for (lines, expected) in table {
        assert_eq!(trace_of(&lines).name, expected);
    }
}

#[test]
fn a_torn_line_is_left_out_and_left_there() {
    let (_folder, path) = place();
    let text = format!("{HEAD}{}\n{{\"exchange\":", exchange(1, "ada", ""));
    fs::write(&path, &text).unwrap();
    let (trace, torn) = trace(&path).unwrap();
    let told = format!("{}: the last line was never finished (12 bytes)", path.display());
    assert_eq!((trace.exchanges.len(), torn), (1, Some(told)));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

/// Only so is a member noticed that was added to a line and not to the schema.
#[test]
fn the_schema_is_closed() {
    fn walk(value: &Value, objects: &mut usize) {
        if value.get("type").is_some_and(|kind| kind == "object") {
            assert_eq!(value["additionalProperties"], false, "{value}");
            *objects += 1;
        }
        match value {
            Value::Object(members) => members.values().for_each(|value| walk(value, objects)),
            Value::Array(items) => items.iter().for_each(|value| walk(value, objects)),
            _ => {}
        }
    }
    let mut objects = 0;
    walk(&serde_json::from_str(include_str!("../../schemas/trace.json")).unwrap(), &mut objects);
    assert!(objects > 20, "{objects}");
}

/// Several threads have them, a mebibyte at a time.
#[test]
fn of_many_lines_the_first_that_is_wrong_is_told() {
    let (_folder, path) = place();
    let mut lines = vec![HEAD.to_owned()];
    for seq in 1..=40 {
        let exchange = Exchange { seq, body: "x".repeat(300_000), ..Exchange::default() };
        lines.push(json!({ "exchange": exchange }).to_string() + "\n");
    }
    fs::write(&path, lines.concat()).unwrap();
    let seqs = trace(&path).unwrap().0.exchanges;
    assert!(seqs.iter().map(|call| call.seq).eq(1..=40));
    for wrong in [30, 17, 9] {
        lines[wrong].replace_range(..1, "[");
        fs::write(&path, lines.concat()).unwrap();
        assert_eq!(trace(&path).unwrap_err().at, Some((wrong + 1, 1)));
    }
}

#[test]
fn exchanges_are_in_the_order_of_their_numbers() {
    let (_folder, path) = place();
    let ended =
        "{\"ended\":{\"seq\":2,\"outcome\":{\"kind\":\"sent\",\"at\":{\"ms\":5,\"text\":\"\"}}}}";
    let lines = [2, 1, 3].map(|seq| exchange(seq, "ada", "a").to_string());
    fs::write(&path, format!("{HEAD}{}\n{ended}\n", lines.join("\n"))).unwrap();
    let read = trace(&path).unwrap().0.exchanges;
    let found: Vec<_> = read.iter().map(|call| (call.seq, call.outcome.is_some())).collect();
    assert_eq!(found, [(1, false), (2, true), (3, false)]);
}

#[test]
fn lines_of_other_customers_are_passed_by() {
    let (_folder, path) = place();
    let text = [
        HEAD,
        &format!("{}\n", exchange(1, "ada", "a")),
        "{\"exchange\":{\"seq\":2,\"customer\":\"bob\",?}}\n",
        "{\"snapshot\":{\"customer\":\"bob\",?}}\n",
        "{\"ended\":{\"seq\":2,\"outcome\":{\"kind\":\"sent\",\"at\":{\"ms\":5,\"text\":\"\"}}}}\n",
        &format!("{}\n", exchange(4, "ada", "a")),
    ];
    fs::write(&path, text.concat()).unwrap();
    assert_eq!(trace(&path).unwrap_err().at, Some((3, 39)));
    let ada = customer_trace(&path, &crate::CustomerId::parse("ada")).unwrap().0;
    assert_eq!((&*ada.name, ada.exchanges.len()), ("a", 2));
    assert_eq!(ada.incomplete.as_deref(), Some("exchange 3 is missing in the file"));
    fs::write(&path, text.concat().replace("bob", "b\\u006fb")).unwrap();
    assert!(customer_trace(&path, &crate::CustomerId::parse("ada")).is_err(), "not by its look");
}
