use flinks_trace::file::line_of;
use flinks_trace::{End, Ending, Exchange, Moment, Outcome, Part, Probe, Purpose, Role, Stop};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::run::judge;
use crate::sample;

fn set_role(exchange: &mut Exchange, role: Role) {
    exchange.purpose.as_mut().unwrap().role = role;
}

/// Records with everything that a line can hold.
fn records() -> Vec<HarnessRun> {
    let edited = |edit: fn(&mut HarnessRun)| {
        let mut record = sample::both();
        edit(&mut record);
        record
    };
    let mut records = vec![
        HarnessRun::new(sample::head()),
        sample::accounts(),
        edited(|record| {
            sample::lose(sample::find(record, Role::Poll(1)), "refused");
        }),
        edited(|record| {
            let text = "\u{fffd}{\u{1b}[2J\u{202e}\u{2028}\r\n\t\"";
            let exchange = sample::find(record, Role::First);
            let flaw = "invalid utf-8 sequence of 1 bytes from index 0".to_owned();
            exchange.reply_flaw = Some(flaw);
            exchange.status = 502;
            exchange.reply_headers = sample::content_type("text/html");
            exchange.set_reply_body(text.to_owned());
        }),
        edited(|record| {
            let exchange = sample::find(record, Role::First);
            exchange.purpose = Some(Purpose { part: Part::Accounts, role: Role::Retry(2) });
            exchange.method = "GET".to_owned();
            exchange.outcome = Some(Outcome::Sent { at: Moment::from_secs(1) });
            exchange.status = 200;
            exchange.reply_headers = Vec::new();
            exchange.set_reply_body("{\"a\":1e400,\"b\":12.10}".to_owned());
        }),
        edited(|record| set_role(record.trace.exchanges.last_mut().unwrap(), Role::Back)),
        edited(|record| set_role(&mut record.trace.exchanges[0], Role::Token)),
        edited(|record| record.head.mode = "200".parse().unwrap()),
    ];
    let reasons: [fn(String) -> Ending; 6] = [
        Ending::Terminal,
        Ending::NoSession,
        Ending::NoAnswer,
        Ending::Retired,
        Ending::Throttled,
        Ending::OverBudget,
    ];
    let endings = reasons.map(|ending| ending("why".to_owned())).into_iter();
    records.extend(endings.chain([Ending::Deadline]).map(|ending| {
        let endings = vec![(Part::Investments, ending)];
        HarnessRun { endings, ..sample::accounts() }
    }));
    let no_client = End::NoClient("no TLS".to_owned());
    let ends = [End::Stopped(Stop::Interrupt), End::Stopped(Stop::Terminate), no_client];
    records.extend(ends.map(|end| HarnessRun { end, ..sample::accounts() }));
    records.extend(Probe::ALL.map(|probe| {
        let mut record = sample::both();
        set_role(record.trace.exchanges.last_mut().unwrap(), Role::Probe(probe));
        record
    }));
    records
}

#[test]
fn what_is_read_is_what_was_written() {
    for record in records() {
        let report = judge(&record);
        let text = write(&record, &report);
        let kept = read("run.ndjson", text.as_bytes()).unwrap();
        assert_eq!(kept.torn, None);
        let again = judge(&kept.record);
        assert_eq!(again, report, "{text}");
        assert_eq!(write(&kept.record, &again), text);
        assert_eq!(kept.changes(&again), [""; 0]);
    }
}

/// A line feed within a text is none of the file, and nothing in it acts on a terminal.
#[test]
fn every_line_is_as_the_schema_says() {
    let schema = serde_json::from_str(&file::schema(json::SCHEMA)).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for record in records() {
        let text = write(&record, &judge(&record));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{2028}', '\r']), "{text}");
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            let errors: Vec<String> = schema
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0], "{line}");
        }
    }
    for wrong in [json!({ "other": 1 }), json!({ "end": {} }), json!([])] {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn an_exchange_stands_where_reports_point() {
    let record = sample::both();
    let text = write(&record, &judge(&record));
    let lines: Vec<&str> = text.lines().collect();
    for exchange in record.exchanges() {
        let number = exchange.seq;
        let line: Value = serde_json::from_str(lines[line_of(number) as usize - 1]).unwrap();
        assert_eq!(line["exchange"]["seq"], json!(number));
    }
}

#[test]
fn the_first_lines_look_like_this() {
    let mut record = sample::accounts();
    record.trace.exchanges.truncate(2);
    record.trace.exchanges[1].arrived = Moment::from_secs(2);
    sample::lose(&mut record.trace.exchanges[1], "refused");
    let text = write(&record, &judge(&record));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"trace":{"format":2,"tool":{"name":"flinks-harness","version":"0.1.0"},"contract":"0.1.0","run":{"name":"two-polls","facts":[],"mode":"auto","loginId":"5e115eac-1209-4f19-641c-08d6d484e2fe"}}}"#
    );
    let exchange: Value = serde_json::from_str(lines[2]).unwrap();
    let exchange = &exchange["exchange"];
    let outcome = json!({ "kind": "noReply", "at": exchange["outcome"]["at"], "reason": "refused", "passes": true });
    assert_eq!(exchange["outcome"], outcome);
    assert_eq!(exchange["purpose"], json!({ "part": "accounts", "role": "first" }));
    assert_eq!(exchange["arrived"], json!({ "ms": 2_000, "text": "t+00:02.000" }));
    assert_eq!(lines[3], r#"{"ending":{"part":"accounts","ending":"data"}}"#);
    assert_eq!(lines[4], r#"{"end":"played"}"#);
    assert!(lines[5].starts_with(r#"{"check":{"rule":{"id":"FLK-"#), "{}", lines[5]);
    let last = lines.last().unwrap();
    assert!(last.starts_with(r#"{"verdict":{"verdict":{"kind":""#), "{last}");
}

fn text() -> String {
    let record = sample::accounts();
    write(&record, &judge(&record))
}

#[test]
fn a_file_that_breaks_off() {
    let text = text();
    let whole = text.find("{\"end\"").unwrap();
    let exchange = text.find("{\"exchange\":{\"seq\":4").unwrap();
    let umlaut = text.find("Montréal").unwrap() + "Montr".len() + 1;
    let interrupted = "; judged as a run that was interrupted";
    // How much of it is there, how many exchanges, what is told.
    let table = [
        (text.len(), 5, None),
        (text.len() - 9, 5, Some("the last line was never finished")),
        (whole, 5, Some("f: the file breaks off; judged as a run that was interrupted")),
        (exchange, 3, Some(interrupted)),
        (exchange + 9, 3, Some("f: the last line was never finished (9 bytes)")),
        (umlaut, 3, Some(interrupted)),
    ];
    for (length, exchanges, told) in table {
        let kept = read("f", &text.as_bytes()[..length]).unwrap();
        assert_eq!(kept.record.exchanges().len(), exchanges, "{length}");
        let torn = kept.torn.unwrap_or_default();
        assert!(told.map_or(torn.is_empty(), |told| torn.contains(told)), "{length}: {torn}");
        let is_stopped = matches!(kept.record.end, End::Stopped(Stop::Interrupt));
        assert_eq!(is_stopped, torn.contains(interrupted), "{length}: {torn}");
    }
}

/// One change of a file that is right, the line and the words of the error.
#[test]
fn what_is_refused() {
    let no_reply = "an exchange has either an HTTP status and a body, or no reply";
    let ending = "{\"ending\":{\"part\":\"accounts\",\"ending\":\"data\"}}\n{\"end\"";
    #[rustfmt::skip]
    let table: &[(&str, &str, Option<usize>, &str)] = &[
        ("\"mode\":\"auto\"", "\"mode\":\"x\"", Some(1), "unknown variant `x`"),
        ("\"mode\":\"auto\",", "", Some(1), "missing field `mode`"),
        ("\"seq\":3", "\"seq\":4", Some(4), "exchange 4 is in the place of exchange 3"),
        ("\"seq\":3", "\"seq\":0", Some(4), "exchange 0 is in the place of exchange 3"),
        ("\"role\":\"first\"", "\"role\":\"last\"", Some(3), "unknown variant `last`"),
        ("{\"poll\":1}", "{\"poll\":-1}", Some(4), "invalid value: integer `-1`"),
        ("\"ms\":10000,", "\"ms\":99999999999999999,", None, "more than 366 days"),
        ("\"status\":202", "\"status\":99", Some(3), no_reply),
        ("\"status\":202", "\"status\":0", Some(3), no_reply),
        ("\"kind\":\"sent\"", "\"kind\":\"cut\",\"bytes\":1", Some(2), no_reply),
        ("\"purpose\"", "\"later\"", None, "not from a run of flinks-harness"),
        ("{\"end\"", ending, Some(8), "accounts ended before"),
    ];
    for (old, new, at, words) in table {
        let text = text();
        assert!(text.contains(old), "{old}: {text}");
        let error = read("f", text.replacen(old, new, 1).as_bytes()).unwrap_err();
        assert!(error.what.contains(words), "{new}: {error}");
        assert!(at.is_none_or(|at| error.at.is_some_and(|(line, _)| line == at)), "{new}: {error}");
    }
    let mock = r#"{"trace":{"format":2,"tool":{"name":"flinks-mock","version":"1"},"contract":"1","seed":1}}"#;
    let error = read("f", format!("{mock}\n").as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "f: this trace file is not from a run of flinks-harness\n  help: judge its client with \
         `flinks-mock judge f`"
    );
}

#[test]
fn the_number_of_exchanges_is_bounded() {
    let text = text();
    let lines: Vec<&str> = text.lines().collect();
    let exchange =
        |number: usize| lines[1].replacen("\"seq\":1,", &format!("\"seq\":{number},"), 1);
    let exchanges: Vec<String> = (1..=10_001).map(exchange).collect();
    let error = read("f", format!("{}\n{}\n", lines[0], exchanges.join("\n")).as_bytes());
    let error = error.unwrap_err();
    assert_eq!(
        (error.at, &*error.what),
        (Some((10_002, 1)), "there are more than 10000 exchanges")
    );
}

#[test]
fn a_change_is_told() {
    let record = sample::accounts();
    let report = judge(&record);
    let text = write(&record, &report);
    let passed = r#""outcome":{"kind":"passed""#;
    let recorded = |outcome: &str| text.replacen(passed, outcome, 1);
    let id = &report.runs[0]
        .checks
        .iter()
        .find(|check| matches!(check.outcome, flinks_report::Outcome::Passed { .. }));
    let id = &id.unwrap().rule.id;
    let table = [
        (
            r#""outcome":{"kind":"failed","findings":[{}]"#,
            format!("{id} was FAIL, is pass under 0.1.0"),
        ),
        (r#""outcome":{"kind":"notReached""#, format!("{id} was not reached, is pass under 0.1.0")),
        (r#""outcome":{"kind":"later""#, format!("{id} was something else, is pass under 0.1.0")),
    ];
    for (outcome, expected) in table {
        let kept = read("f", recorded(outcome).as_bytes()).unwrap();
        assert_eq!(kept.changes(&report), [expected]);
    }

    let mut broken = sample::accounts();
    sample::body(sample::find(&mut broken, Role::First))["HttpStatusCode"] = json!(200);
    let mut worse = broken.clone();
    sample::body(sample::find(&mut worse, Role::Poll(1)))["HttpStatusCode"] = json!(200);
    let (broken, worse) = (judge(&broken), judge(&worse));
    let kept = read("f", write(&record, &broken).as_bytes()).unwrap();
    let changes = kept.changes(&worse);
    let expected = "FLK-ENV-001 was FAIL at 1 places, is FAIL at 2 under 0.1.0";
    assert!(changes.iter().any(|change| change == expected), "{changes:?}");

    let without = text.lines().filter(|line| !line.contains("\"id\":\"FLK-ENV-001\""));
    let without: String = without.map(|line| line.to_owned() + "\n").collect();
    let kept = read("f", without.as_bytes()).unwrap();
    assert_eq!(kept.changes(&report), [""; 0]);
    let changes = kept.changes(&worse);
    let expected = "FLK-ENV-001 was not checked, is FAIL under 0.1.0";
    assert!(changes.iter().any(|change| change == expected), "{changes:?}");
}

#[test]
fn a_file_has_no_more_replies_than_a_run() {
    let mut record = sample::accounts();
    let body = format!("[{}0]", r#"{"a":0},"#.repeat(300_000));
    sample::find(&mut record, Role::First).set_reply_body(body);
    let text = write(&record, &judge(&sample::accounts()));
    let error = read("f", text.as_bytes()).unwrap_err();
    assert_eq!(error.at, Some((3, 1)));
    assert!(error.what.ends_with("they take more than 128 MiB in all"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Nothing that somebody does to a file makes a panic, in reading or in judging.
    #[test]
    fn no_file_is_too_strange(
        at in 0usize..20_000,
        take in 0usize..40,
        put in prop_oneof![
            Just("null".to_owned()), Just("99999999999999999999".to_owned()), Just("-1".to_owned()),
            Just("{}".to_owned()), Just("\n".to_owned()), Just("\"".to_owned()), ".{0,8}",
        ],
    ) {
        let mut bytes = text().into_bytes();
        let start = at % bytes.len();
        let end = (start + take).min(bytes.len());
        bytes.splice(start..end, put.into_bytes());
        if let Ok(kept) = read("f", &bytes[..]) {
            let report = judge(&kept.record);
            let _ = kept.changes(&report);
            prop_assert!(!write(&kept.record, &report).is_empty());
        }
    }
}
