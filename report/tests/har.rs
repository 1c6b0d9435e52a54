//! HAR, as its readers expect it.

mod sample;

use std::time::Duration;

use flinks_report::{Event, Wire, har};
use insta::assert_snapshot;
use serde_json::Value;

fn entries(events: Vec<Event>) -> Vec<Value> {
    let mut report = sample::empty(flinks_report::Verdict::Pass);
    report.runs[0].timeline = events;
    let log: Value = serde_json::from_str(&har::render(&report)).expect("a HAR file is JSON");
    log["log"]["entries"].as_array().expect("a HAR file has entries").clone()
}

#[test]
fn a_whole_file() {
    let mut report = sample::matrix();
    report.runs.truncate(2);
    report.runs.iter_mut().for_each(|run| run.timeline.truncate(1));
    assert_snapshot!(har::render(&report));
}

#[test]
fn what_there_is_of_each_request() {
    let event = |request: &str, reply: &str, has_body| Event {
        at: Duration::from_millis(90_061_001),
        wire: Some(Wire { request: request.to_owned(), reply: reply.to_owned(), has_body }),
        ..sample::event("session 1", 1, 0, "GET Async", "202")
    };
    let posted = "POST /v3/[customer 1]\ncontent-type: application/json\n\n{\"a\":\n\n1}";
    let got = "HTTP 200\nDate: x\ncontent-type: text/plain\n\nhello";
    let missing = Event { wire: None, took: None, ..event("", "", true) };
    let found = entries(vec![
        event(posted, got, true),
        event("GET /", "202\nFlinksCode: X\n\n[5 bytes of body]", false),
        event("GET /", "no answer: refused", true),
        missing,
    ]);
    let of = |pointer: &str| found.iter().map(|entry| entry.pointer(pointer)).collect::<Vec<_>>();
    let text = |pointer: &str| {
        of(pointer)
            .into_iter()
            .map(|it| it.map_or("-".into(), Value::to_string))
            .collect::<Vec<_>>()
    };
    assert_eq!(text("/startedDateTime")[0], "\"1970-01-02T01:01:01.001Z\"");
    assert_eq!(text("/time"), ["40", "40", "40", "0"]);
    assert_eq!(text("/request/method"), ["\"POST\"", "\"GET\"", "\"GET\"", "\"GET\""]);
    assert_eq!(text("/request/url")[0], "\"http://host.invalid/v3/%5Bcustomer%201%5D\"");
    assert_eq!(text("/request/postData/text"), [r#""{\"a\":\n\n1}""#, "-", "-", "-"]);
    assert_eq!(text("/response/status"), ["200", "202", "0", "202"]);
    assert_eq!(text("/response/content/text"), ["\"hello\"", "-", "-", "-"]);
    assert_eq!(text("/response/content/mimeType")[0], "\"text/plain\"");
    assert_eq!(text("/response/headers/0/name"), ["\"Date\"", "-", "-", "-"]);
    let comment = text("/response/content/comment");
    assert_eq!(comment[1], r#""202\nFlinksCode: X\n\n[5 bytes of body]""#);
    assert_eq!(comment[2], "\"no answer: refused\"");
}
