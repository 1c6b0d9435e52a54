//! One answer, as the lines of the step that plays it.

use flinks_judge::server::Parsed;
use flinks_trace::Part;
use std::time::Duration;

use flinks_contract::code;
use flinks_contract::fixture::Kind;
use flinks_contract::scenario::LONGEST_TEXT;
use serde_json::{Value, json};

use super::Bodies;
use super::body::Ids;
use super::script::{patch, quoted};

/// What an endpoint answers when no step is left: the first fixture of its kind.
pub(super) const NORMAL: &str = "reply = \"normal\"";

pub(super) const LOST: &str = "fault = \"close\"";

/// Answers that came sooner are recorded without a delay, because no network is twice the same.
const SLOW: Duration = Duration::from_secs(10);

/// Code from which the mock makes an error whose own code is in no catalogue.
const UNKNOWN_CODE: &str = "INVALID_REQUEST";

/// What stands in a step after `on` and `times`, or why no scenario can play it.
pub(super) fn lines(
    exchange: &Parsed<'_>,
    kind: Kind,
    ids: &Ids<'_>,
    bodies: &mut Bodies<'_>,
) -> Result<Vec<String>, String> {
    let Some(reply) = exchange.reply() else { return Ok(vec![LOST.to_owned()]) };
    let status = reply.status;
    if !(200..=599).contains(&status) {
        return Err(format!("HTTP status {status} cannot be played: a scenario has 200 to 599"));
    }
    let mut lines = Vec::new();
    let took = exchange.ended().since(exchange.arrived);
    if took >= SLOW {
        lines.push(format!("delay = \"{}s\"", took.as_secs()));
    }
    let content_type = reply.reply_header("content-type").unwrap_or_default();
    let mut headers = Vec::new();
    if !is_json(content_type) {
        headers.push(format!("Content-Type = {}", quoted(content_type)));
    }
    let json = reply.parsed().ok().filter(|body| body.is_object());
    let (played, body) = match (json, status) {
        (Some(body), 200) => (vec![fixture(reply, body, kind, ids, bodies)], None),
        (Some(body), 202) if kind != Kind::Authorize => pending(ids.places(body), reply.part),
        (Some(body), 400..) => error(ids.places(body), status),
        // No Flinks message, or none that the mock has a form for. It has no places.
        _ => {
            fits(reply.text().len(), LONGEST_TEXT)?;
            // Its type stands beside it.
            headers.clear();
            let (content_type, body) = (quoted(content_type), quoted(reply.text()));
            let about = format!("status = {status}, content-type = {content_type}, body = {body}");
            (vec![format!("reply.raw = {{ {about} }}")], None)
        }
    };
    lines.extend(played);
    for (shown, name) in [("Location", "location"), ("Retry-After", "retry-after")] {
        let value = reply.reply_header(name);
        headers.extend(value.map(|value| format!("{shown} = {}", quoted(value))));
    }
    if !headers.is_empty() {
        lines.push(format!("headers = {{ {} }}", headers.join(", ")));
    }
    if let Some(body) = body {
        fits(body.to_string().len(), LONGEST_TEXT - 64)?;
        lines.push(format!("patch = {}", patch(&body)));
    }
    Ok(lines)
}

fn fits(length: usize, most: usize) -> Result<(), String> {
    let kib = length >> 10;
    let why = "cannot be played unless it is a fixture: a scenario takes 64";
    if length > most { Err(format!("a body of {kib} KiB {why}")) } else { Ok(()) }
}

fn fixture(
    reply: &Parsed<'_>,
    body: &Value,
    kind: Kind,
    ids: &Ids<'_>,
    bodies: &mut Bodies<'_>,
) -> String {
    let message = reply.endpoint.reply(reply.status);
    let is_valid = message.is_none_or(|message| message.violations(body).is_empty());
    let name = bodies.keep(kind, &ids.places(body), is_valid);
    let is_first = name == bodies.name;
    if is_first { NORMAL.to_owned() } else { format!("reply.fixture = {}", quoted(&name)) }
}

/// The lines of a reply, and its whole body where it is not the one that the mock gives by itself.
type Played = (Vec<String>, Option<Value>);

fn pending(body: Value, part: Part) -> Played {
    let dispatched = body["FlinksCode"] == "OPERATION_DISPATCHED" && part == Part::Accounts;
    let (reply, own) = match (dispatched, part) {
        (true, _) => ("reply = \"dispatched\"", DISPATCHED),
        (false, Part::Accounts) => ("reply = \"pending\"", PENDING_ACCOUNTS),
        (false, _) => ("reply = \"pending\"", PENDING_INVESTMENTS),
    };
    let is_own = serde_json::from_str::<Value>(own).is_ok_and(|own| own == body);
    (vec![reply.to_owned()], (!is_own).then_some(body))
}

fn error(body: Value, status: u16) -> Played {
    let named = body["FlinksCode"].as_str().and_then(code::find);
    let Some(code) = named.or_else(|| code::find(UNKNOWN_CODE)) else {
        return (vec![LOST.to_owned()], None);
    };
    let mut lines = vec![format!("reply.error = \"{}\"", code.name)];
    let message = body["Message"].as_str();
    let own = json!({
        "HttpStatusCode": code.status, "Message": message, "FlinksCode": code.name,
    });
    let message = message.filter(|message| *message != code.text());
    let has_place = message.is_some_and(|message| message.contains("{{"));
    let is_own = body == own && body["Message"].is_string() && !has_place;
    lines.extend(message.filter(|_| is_own).map(|text| format!("message = {}", quoted(text))));
    if status != code.status {
        lines.push(format!("http-status = {status}"));
    }
    (lines, (!is_own).then_some(body))
}

/// The answers of the mock, from which a recording departs where it has to.
const PENDING_ACCOUNTS: &str = include_str!("../../fixtures/pending/accounts.json");
const PENDING_INVESTMENTS: &str = include_str!("../../fixtures/pending/investments.json");
const DISPATCHED: &str = include_str!("../../fixtures/pending/dispatched.json");

/// Whether the content type is JSON as the mock sends it, apart from parameters that change nothing.
fn is_json(content_type: &str) -> bool {
    let mut pieces = content_type.split(';').map(|piece| piece.trim().to_ascii_lowercase());
    pieces.next().is_some_and(|media_type| media_type == "application/json")
        && pieces.all(|parameter| matches!(&*parameter, "" | "charset=utf-8" | "charset=\"utf-8\""))
}
