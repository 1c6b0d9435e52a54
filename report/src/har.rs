//! HAR 1.2 (HTTP Archive), for readers of traffic: a page for each run, an entry for each request.
//!
//! It has what the timeline has. A run has no date, so its time counts from 1970, and no host, so that is
//! `host.invalid`. A reply that was not kept has no text, and the comment of its content says what is known.

use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::event::Event;
use crate::report::{Report, Run};

/// The requests of all runs as one HAR file.
pub fn render(report: &Report) -> String {
    let runs = || report.runs.iter().zip(1..);
    let page = |(run, number): (&Run, usize)| {
        json!({
            "id": format!("run {number}"),
            "title": run.name,
            "startedDateTime": date(Duration::ZERO),
            "pageTimings": { "onLoad": -1 },
        })
    };
    let entries = runs().flat_map(|(run, number)| {
        run.timeline.iter().map(move |event| entry(event, &format!("run {number}")))
    });
    let log = json!({ "log": {
        "version": "1.2",
        "creator": { "name": report.tool.name, "version": report.tool.version },
        "pages": runs().map(page).collect::<Vec<_>>(),
        "entries": entries.collect::<Vec<_>>(),
    } });
    format!("{log:#}\n")
}

fn entry(event: &Event, page: &str) -> Value {
    let took = event.took.unwrap_or_default().as_millis() as u64;
    let note = event.note.iter().map(|note| format!(": {note}")).collect::<String>();
    json!({
        "pageref": page,
        "startedDateTime": date(event.at),
        "time": took,
        "request": request(event),
        "response": response(event),
        "cache": {},
        "timings": { "send": 0, "wait": took, "receive": 0 },
        "comment": format!("{}: {}, {}{note}", event.part, event.call, event.answer),
    })
}

fn request(event: &Event) -> Value {
    let text = event.wire.as_ref().map_or(&event.call, |wire| &wire.request);
    let Message { first, headers, body } = Message::of(text);
    let (method, path) = first.split_once(' ').unwrap_or((first, ""));
    let path = path.trim_end_matches(" HTTP/1.1");
    let mut request = json!({
        "method": method,
        "url": format!("http://host.invalid/{}", utf8_percent_encode(path.trim_start_matches('/'), NO_URL)),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": lines(&headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": body.len(),
    });
    if !body.is_empty() {
        let kind = value(&headers, "content-type").unwrap_or_default();
        request["postData"] = json!({ "mimeType": kind, "text": body });
    }
    request
}

/// A response. Status 0 means that there was no reply.
fn response(event: &Event) -> Value {
    let (text, is_kept) =
        event.wire.as_ref().map_or((&event.answer, false), |wire| (&wire.reply, wire.has_body));
    let Message { first, headers, body } = Message::of(text);
    let status = first.split(' ').find(|word| !word.starts_with("HTTP")).unwrap_or_default();
    let status: u16 = status.parse().unwrap_or_default();
    let kind = value(&headers, "content-type").unwrap_or_default();
    let (content, headers) = if is_kept && status > 0 {
        (json!({ "size": body.len(), "mimeType": kind, "text": body }), lines(&headers))
    } else {
        (json!({ "size": -1, "mimeType": kind, "comment": text }), json!([]))
    };
    json!({
        "status": status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// A request or a reply as the timeline has it.
struct Message<'a> {
    first: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

impl<'a> Message<'a> {
    fn of(text: &'a str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let (first, headers) = head.split_once('\n').unwrap_or((head, ""));
        let headers = headers.lines().filter_map(|line| line.split_once(": ")).collect();
        Self { first, headers, body }
    }
}

fn lines(headers: &[(&str, &str)]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn value<'a>(headers: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let (_, value) = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(value)
}

fn date(at: Duration) -> String {
    let at = OffsetDateTime::UNIX_EPOCH.saturating_add(at.try_into().unwrap_or_default());
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second, milli) = at.to_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// Characters that labels contain and an address may not.
const NO_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
