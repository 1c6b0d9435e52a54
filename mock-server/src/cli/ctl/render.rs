//! Answers of the admin API, for people to read.

use std::fmt::Write;

use flinks_report::clean;
use serde_json::Value;

pub(super) fn scenarios(value: &Value) -> String {
    table(&value["scenarios"], &["name", "loginId", "summary"])
}

pub(super) fn sessions(value: &Value) -> String {
    table(&value["sessions"], &["requestId", "state", "scenario", "opened"])
}

pub(super) fn customers(value: &Value) -> String {
    table(&value["customers"], &["id", "sessions", "scenario"])
}

/// An event as one line.
pub(super) fn event(name: &str, data: &Value) -> String {
    match name {
        "recorded" => exchange(data),
        "finished" => {
            let outcome = &data["outcome"];
            let end = match outcome["bytes"].as_u64() {
                Some(bytes) => format!("cut after {bytes} bytes"),
                None => "sent".to_owned(),
            };
            format!("{:>5}  {}  {end}", text(&data["seq"]), text(&outcome["at"]))
        }
        "forgotten" => format!("       customer {} was forgotten", text(&data["customer"])),
        "reloaded" => {
            let changes = ["added", "changed", "removed"].map(|change| {
                let names: Vec<_> = items(&data[change]).map(text).collect();
                if names.is_empty() {
                    String::new()
                } else {
                    format!(", {change} {}", names.join(", "))
                }
            });
            format!("       reloaded{}", changes.concat())
        }
        "bad-files" => {
            let problem = clean_lines(data["problem"].as_str().unwrap_or_default());
            format!("       not reloaded:\n       {}", problem.replace('\n', "\n       "))
        }
        "lost" => format!("       {} events were lost here", text(&data["lost"])),
        _ => clean(&format!("       {name} {data}")).into_owned(),
    }
}

/// An exchange as one line.
fn exchange(exchange: &Value) -> String {
    let part = |name: &str| text(&exchange[name]);
    let line = format!(
        "{:>5}  {}  {} {:20}  {:4} {}  {}",
        part("seq"),
        part("decided"),
        part("status"),
        part("code"),
        part("method"),
        part("path"),
        part("message"),
    );
    line.trim_end().to_owned()
}

pub(super) fn journal(page: &Value) -> String {
    let mut lines: Vec<_> = items(&page["exchanges"]).map(exchange).collect();
    if let Some(dropped @ 1..) = page["dropped"].as_u64() {
        lines.push(format!("{dropped} older exchanges were dropped to make room"));
    }
    lines.join("\n")
}

pub(super) fn session(session: &Value) -> String {
    let mut out = members(session);
    let ends = &session["ends"];
    if !ends["at"].is_null() {
        let (at, answer) = (text(&ends["at"]), text(&ends["answer"]));
        let _ = writeln!(out, "{:12}  {at}, then {answer}", "ends");
    }
    for data in ["accounts", "investments"] {
        let answer = &session["next"][data]["answer"];
        if !answer.is_null() {
            let _ = writeln!(out, "{data:12}  {} next", text(answer));
        }
    }
    out + &happened(&session["timeline"])
}

/// The new state of a session, and what its next calls get.
pub(super) fn forced(session: &Value) -> String {
    let next = |data: &str| text(&session["next"][data]["answer"]);
    let (accounts, investments) = (next("accounts"), next("investments"));
    let state = text(&session["forced"]);
    format!("forced {state}: GetAccountsDetail gets {accounts}, Investments gets {investments}\n")
}

/// Moments and what happened then, one per line.
fn happened(list: &Value) -> String {
    items(list).map(|it| format!("{}  {}\n", text(&it["at"]), text(&it["what"]))).collect()
}

pub(super) fn clock(clock: &Value) -> String {
    let next = match &clock["nextEvent"] {
        Value::Null => "nothing waits".to_owned(),
        moment => format!("next event at {}", text(moment)),
    };
    format!("{}  {}  {next}", text(&clock["now"]), text(&clock["mode"]))
}

pub(super) fn advanced(advanced: &Value) -> String {
    let told = items(&advanced["happened"]).count() as u64;
    let rest = match advanced["count"].as_u64().unwrap_or_default().saturating_sub(told) {
        0 => String::new(),
        rest => format!("and {rest} more\n"),
    };
    happened(&advanced["happened"]) + &rest + &clock(&advanced["clock"])
}

/// The members with one value, one per line.
pub(super) fn members(value: &Value) -> String {
    let is_plain =
        |value: &Value| value.get("text").is_some() || !(value.is_array() || value.is_object());
    let members = value.as_object().into_iter().flatten();
    let plain = members.filter(|(_, value)| is_plain(value) && !value.is_null());
    plain.map(|(name, value)| format!("{:12}  {}\n", clean(name), text(value))).collect()
}

fn table(list: &Value, columns: &[&str]) -> String {
    let width = |name: &&str| items(list).map(|item| text(&item[*name]).chars().count()).max();
    let widths: Vec<_> = columns.iter().map(|name| width(name).unwrap_or_default()).collect();
    let line = |item: &Value| {
        let cells = columns.iter().zip(&widths);
        let cells = cells.map(|(name, width)| format!("{:width$}", text(&item[*name])));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    items(list).map(line).collect()
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// One line: text as it is, the text of a moment, nothing for null.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => clean(text).into_owned(),
        Value::Object(members) if members.contains_key("text") => text(&members["text"]),
        other => clean(&other.to_string()).into_owned(),
    }
}

/// The text without what would control a terminal: some of it comes from the client under test.
pub(super) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_person_reads() {
        let at = |text: &str| json!({ "ms": 0, "text": text });
        #[rustfmt::skip]
        let exchange = json!({
            "seq": 7, "decided": at("t+00:10.000"), "status": 202, "code": "OPERATION_PENDING",
            "method": "GET", "path": "/v3/ada\u{1b}[2J", "message": "still\u{9b}1m",
        });
        let page = json!({ "exchanges": [exchange], "dropped": 3, "lastSeq": 7 });
        assert_eq!(
            journal(&page),
            "    7  t+00:10.000  202 OPERATION_PENDING     GET  /v3/ada\\u{1b}[2J  still\\u{9b}1m\n\
             3 older exchanges were dropped to make room"
        );

        let now = json!({ "mode": "manual", "now": at("t+25:00.000"), "nextEvent": null });
        assert_eq!(clock(&now), "t+25:00.000  manual  nothing waits");
        let fired = json!([{ "at": at("t+10:00.000"), "what": "a reply" }]);
        let waits =
            json!({ "mode": "manual", "now": at("t+10:00.000"), "nextEvent": at("t+11:00.000") });
        assert_eq!(
            advanced(&json!({ "clock": waits, "happened": fired, "count": 3 })),
            "t+10:00.000  a reply\nand 2 more\nt+10:00.000  manual  next event at t+11:00.000"
        );

        let one = json!({ "requestId": "7", "state": "ready", "timeline": fired });
        assert_eq!(session(&one), "requestId     7\nstate         ready\nt+10:00.000  a reply\n");

        #[rustfmt::skip]
        let events = [
            ("finished", json!({ "seq": 7, "outcome": { "kind": "sent", "at": at("t+00:10.000") } }), "    7  t+00:10.000  sent"),
            ("finished", json!({ "seq": 7, "outcome": { "kind": "cut", "bytes": 5, "at": at("t+00:10.000") } }), "    7  t+00:10.000  cut after 5 bytes"),
            ("forgotten", json!({ "customer": "ada" }), "       customer ada was forgotten"),
            ("lost", json!({ "lost": 12 }), "       12 events were lost here"),
            ("reloaded", json!({ "added": ["a", "b"], "changed": [], "removed": ["c"] }), "       reloaded, added a, b, removed c"),
            ("bad-files", json!({ "problem": "error: x\n --> y" }), "       not reloaded:\n       error: x\n        --> y"),
        ];
        for (name, data, expected) in events {
            assert_eq!(event(name, &data), expected);
        }

        let list = json!({ "scenarios": [
            { "name": "a", "loginId": "1", "summary": "First." },
            { "name": "long", "loginId": "2", "summary": "Second." },
        ] });
        assert_eq!(scenarios(&list), "a     1  First.\nlong  2  Second.\n");
    }
}
