//! What every reply has in common: JSON, and a status that is told twice.

use flinks_contract::code::{CODES, Code};
use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::exchange::{Exchange, Reply};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| !record.is_farewell(exchange)) {
        let Some(reply) = exchange.reply().filter(|_| !exchange.is_refused_method()) else {
            continue;
        };
        json(exchange, reply, sheet);
        status(exchange, reply, sheet);
        if reply.status >= 300 {
            error(exchange, reply, sheet);
        }
    }
}

fn json(exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    sheet.applied(rule::ENV_JSON, 1);
    if !is_json(reply.header("content-type")) {
        let actual =
            Shown::words(reply.header("content-type").unwrap_or("nothing: there is no header"));
        let expected = Shown::words("application/json");
        let found = Found::outside(exchange, "header content-type", expected, actual);
        sheet.broken(rule::ENV_JSON, found);
    }
    let expected = Shown::words("one JSON object");
    match &reply.json {
        Ok(Value::Object(_)) => {}
        Ok(other) => {
            let found = Found::in_body(exchange, "", expected, Shown::json(other));
            sheet.broken(rule::ENV_JSON, found);
        }
        Err(why) if why.starts_with(TOO_DEEP) => {
            let actual = Shown::words("deeper than the 128 levels that the harness reads");
            sheet.broken(rule::ENV_JSON, Found::in_body(exchange, "", expected, actual));
        }
        Err(why) => {
            let found = Found::in_body(exchange, "", expected, Shown::words(excerpt(&reply.text)));
            let note = match reply.text.strip_prefix('\u{feff}') {
                Some(_) => "not JSON: it begins with a byte order mark (EF BB BF)".to_owned(),
                None => format!("not JSON: {why}"),
            };
            sheet.broken(rule::ENV_JSON, found.note(note));
        }
    }
}

/// What serde_json says of it.
const TOO_DEEP: &str = "recursion limit exceeded";

/// `application/json` in any case. JSON is UTF-8, so that no other charset may be named.
fn is_json(content_type: Option<&str>) -> bool {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    let charset = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    });
    is_json && charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

/// Both ends of a body that is not JSON.
fn excerpt(text: &str) -> String {
    let count = text.chars().count();
    match text.len() {
        0 => "nothing: the body is empty".to_owned(),
        _ if count <= 240 => text.to_owned(),
        length => {
            let start: String = text.chars().take(120).collect();
            let end: String = text.chars().skip(count - 60).collect();
            format!("{start} ({length} bytes) {end}")
        }
    }
}

/// A missing member is the schema's business: Investments 200 is documented without it.
fn status(exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    let Some(told @ Value::Number(_)) = reply.member("HttpStatusCode") else { return };
    sheet.applied(rule::ENV_STATUS, 1);
    if told.as_u64() == Some(reply.status.into()) {
        return;
    }
    let expected = Shown::json(&Value::from(reply.status));
    let found = Found::in_body(exchange, "/HttpStatusCode", expected, Shown::json(told));
    sheet.broken(
        rule::ENV_STATUS,
        found.note(format!("the run believed the HTTP status and took this as {}", taken(reply))),
    );
}

fn taken(reply: &Reply) -> &'static str {
    match reply.status {
        200 => "the 200",
        202 => "pending",
        _ => "an error",
    }
}

fn error(exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    sheet.applied(rule::ENV_ERROR, 1);
    let Some(Value::String(name)) = reply.member("FlinksCode") else {
        sheet.broken(rule::ENV_ERROR, nameless(exchange, reply));
        return;
    };
    let statuses = statuses(name);
    if statuses.is_empty() {
        let expected = Shown::words("a FlinksCode of the catalogue");
        let actual = Shown::member(reply.member("FlinksCode"));
        sheet.broken(rule::ENV_ERROR, Found::in_body(exchange, "/FlinksCode", expected, actual));
    } else if !statuses.contains(&reply.status) {
        let listed: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let expected = Shown::words(format!("{} with {name}", listed.join(" or ")));
        let actual = Shown::words(reply.status.to_string());
        sheet.broken(rule::ENV_ERROR, Found::outside(exchange, "status", expected, actual));
    }
}

fn nameless(exchange: &Exchange, reply: &Reply) -> Found {
    let expected = Shown::words("FlinksCode and Message beside this status");
    let found = Found::in_body(
        exchange,
        "/FlinksCode",
        expected,
        Shown::words(format!("{} without a FlinksCode", reply.status)),
    );
    match reply.header("location") {
        Some(location) => {
            found.note(format!("redirects are not followed; this one leads to {location}"))
        }
        None => found,
    }
}

/// Every status that some source gives for a code; none where the catalogue has no such code.
fn statuses(name: &str) -> Vec<u16> {
    let mut statuses: Vec<u16> = CODES.iter().flat_map(|code| statuses_of(code, name)).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn statuses_of(code: &'static Code, name: &str) -> impl Iterator<Item = u16> {
    let own = std::iter::once((code.name, code.status));
    let variants = code
        .variants
        .iter()
        .map(|variant| (variant.name.unwrap_or(code.name), variant.status.unwrap_or(code.status)));
    own.chain(variants).filter(move |(named, _)| *named == name).map(|(_, status)| status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::Role;
    use crate::probe::Probe;
    use serde_json::json;

    #[test]
    fn what_breaks_the_envelope() {
        type Edit = fn(&mut Reply);
        #[rustfmt::skip]
        let table: &[(&str, &str, Edit)] = &[
            (rule::ENV_STATUS, "/HttpStatusCode", |reply| reply.json = Ok(json!({"HttpStatusCode": 200}))),
            (rule::ENV_STATUS, "/HttpStatusCode", |reply| reply.json = Ok(json!({"HttpStatusCode": -1}))),
            (rule::ENV_JSON, "", |reply| reply.json = Ok(json!([]))),
            (rule::ENV_JSON, "", |reply| reply.json = Err("why".to_owned())),
            (rule::ENV_JSON, "header content-type", |reply| reply.headers.clear()),
            (rule::ENV_JSON, "header content-type", |reply| reply.headers = sample::content_type("text/html")),
            (rule::ENV_JSON, "header content-type", |reply| reply.headers = sample::content_type("application/json; charset=iso-8859-1")),
            (rule::ENV_ERROR, "/FlinksCode", |reply| (reply.status, reply.json) = (401, Ok(json!({"HttpStatusCode": 401})))),
            (rule::ENV_ERROR, "/FlinksCode", |reply| (reply.status, reply.json) = (401, Ok(json!({"FlinksCode": "NO_SUCH"})))),
            (rule::ENV_ERROR, "/FlinksCode", |reply| (reply.status, reply.json) = (302, Ok(json!({})))),
            (rule::ENV_ERROR, "status", |reply| (reply.status, reply.json) = (500, Ok(json!({"FlinksCode": "INVALID_LOGIN"})))),
        ];
        for (rule, place, edit) in table {
            let mut record = sample::accounts();
            let exchange = sample::find(&mut record, Role::Poll(1));
            edit(sample::reply(exchange));
            assert_eq!(sample::broken(check, &record, rule), [*place], "{rule}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_named() {
        let mut record = sample::accounts();
        let reply = sample::reply(sample::find(&mut record, Role::Poll(1)));
        let text = format!("\u{feff}{}", reply.text);
        *reply = Reply::new(reply.status, reply.headers.clone(), text, None);
        let sheet = sample::sheet(check, &record);
        let found = &sheet.row(rule::ENV_JSON).unwrap().found[0].finding;
        let expected = "not JSON: it begins with a byte order mark (EF BB BF)";
        assert_eq!(found.note.as_deref(), Some(expected));
    }

    /// Whoever refuses a method is often no part of the API, and has a page of its own.
    #[test]
    fn a_refused_method_may_say_so_in_any_way() {
        for (status, breaks) in [(404, false), (405, false), (500, true)] {
            let mut record = sample::both();
            let reply = sample::reply(sample::find(&mut record, Role::Probe(Probe::DetailByGet)));
            *reply = Reply::new(status, Vec::new(), "Not here".to_owned(), None);
            assert_eq!(!sample::all_broken(check, &record).is_empty(), breaks, "{status}");
        }
    }

    /// The run ends there; before that, a page is no answer of Flinks' API.
    #[test]
    fn a_gateway_that_lets_nothing_more_through() {
        let page = |record: &mut Record| {
            let last = record.exchanges.last_mut().unwrap();
            *sample::reply(last) =
                Reply::new(429, sample::content_type("text/html"), "<html>".to_owned(), None);
        };
        let mut record = sample::accounts();
        page(&mut record);
        assert!(sample::all_broken(check, &record).is_empty());
        record.push(record.exchanges[0].clone());
        assert_eq!(sample::broken(check, &record, rule::ENV_JSON), ["header content-type", ""]);
    }

    #[test]
    fn what_keeps_the_envelope() {
        for content_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/json;CHARSET=\"UTF-8\"",
            "application/json; version=1",
        ] {
            let mut record = sample::accounts();
            let reply = sample::reply(sample::find(&mut record, Role::Poll(1)));
            reply.headers = sample::content_type(content_type);
            assert!(sample::all_broken(check, &record).is_empty(), "{content_type}");
        }
    }

    #[test]
    fn statuses_of_every_source_count() {
        let table: &[(&str, &[u16])] = &[
            ("SESSION_NONEXISTENT", &[400]),
            ("INVALID_LOGIN", &[400, 401]),
            ("INVALID_SECURITY_RESPONSE_NO_RETRY", &[401]),
            ("AGGREGATION_ERROR", &[500]),
            ("invalid_login", &[]),
        ];
        for (name, expected) in table {
            assert_eq!(statuses(name), *expected, "{name}");
        }
    }
}
