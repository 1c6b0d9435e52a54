//! Answers as a person reads them.

use serde_json::Value;

use super::args::{Clock, Command};

pub(super) fn show(command: &Command, value: &Value) -> String {
    match command {
        Command::Scenarios => table(value, "/scenarios", &["name", "loginId", "summary"]),
        Command::Sessions => {
            table(value, "/sessions", &["requestId", "state", "scenario", "opened"])
        }
        Command::Session { .. } | Command::Force { .. } => session(value),
        Command::Journal(_) | Command::Wait(_) => journal(value),
        Command::Clock { command: None | Some(Clock::Show | Clock::Mode { .. }) } => clock(value),
        Command::Clock { .. } => advanced(value),
        Command::Verdict { .. } => verdict(value),
        _ => members(value),
    }
}

/// One exchange in a line.
pub(super) fn exchange(exchange: &Value) -> String {
    let Some(path) = exchange["path"].as_str() else { return clean(&exchange.to_string()) };
    let part = |name: &str| text(&exchange[name]);
    let line = format!(
        "{:>5}  {}  {} {:20}  {:4} {}  {}",
        part("seq"),
        part("decided"),
        part("status"),
        part("code"),
        part("method"),
        clean(path),
        part("message"),
    );
    line.trim_end().to_owned()
}

/// Something that happened, in a line.
pub(super) fn event(name: &str, data: &Value) -> String {
    match name {
        "recorded" => exchange(data),
        "finished" => format!("{:>5}  {}", text(&data["seq"]), outcome(&data["outcome"])),
        "forgotten" => format!("       customer {} was forgotten", text(&data["customer"])),
        "reloaded" => {
            let names = |what: &str| {
                let names = data[what].as_array().into_iter().flatten().map(text);
                let names: Vec<_> = names.collect();
                if names.is_empty() {
                    String::new()
                } else {
                    format!(", {what} {}", names.join(", "))
                }
            };
            format!("       reloaded{}{}{}", names("added"), names("changed"), names("removed"))
        }
        "bad-files" => {
            let problem = data["problem"].as_str().unwrap_or_default();
            let lines = problem.lines().map(|line| format!("       {}\n", clean(line)));
            format!("       not reloaded:\n{}", lines.collect::<String>().trim_end())
        }
        "lost" => format!("       {} events were lost here", text(&data["lost"])),
        _ => clean(&format!("       {name} {data}")),
    }
}

fn outcome(outcome: &Value) -> String {
    let at = text(&outcome["at"]);
    match outcome["bytes"].as_u64() {
        Some(bytes) => format!("{at}  cut after {bytes} bytes"),
        None => format!("{at}  sent"),
    }
}

fn journal(page: &Value) -> String {
    let exchanges = page["exchanges"].as_array().into_iter().flatten();
    let mut lines: Vec<_> = exchanges.map(exchange).collect();
    if let Some(dropped @ 1..) = page["dropped"].as_u64() {
        lines.push(format!("{dropped} older exchanges had to make room and are lost"));
    }
    lines.join("\n")
}

fn session(session: &Value) -> String {
    let mut session = session.clone();
    let timeline = happened(&session["timeline"]);
    let [next, ends] = ["next", "ends"].map(|name| {
        let members = session.as_object_mut();
        members.and_then(|members| members.shift_remove(name)).unwrap_or_default()
    });
    let calls = ["accounts", "investments"].map(|data| (data, &next[data]["answer"]));
    let calls = calls.iter().filter(|(_, answer)| !answer.is_null());
    let next: String =
        calls.map(|(data, answer)| format!("{data:12}  {} next\n", text(answer))).collect();
    let ends = match &ends["at"] {
        Value::Null => String::new(),
        at => format!("{:12}  {}, then {}\n", "ends", text(at), text(&ends["answer"])),
    };
    format!("{}{ends}{next}{timeline}", self::members(&session))
}

/// What is broken and what is open, and last the verdict.
fn verdict(report: &Value) -> String {
    let checks = report.pointer("/runs/0/checks").and_then(Value::as_array);
    let shown: String = checks.into_iter().flatten().map(check).collect();
    let tally = |name: &str| text(&report["tally"][name]);
    let word = word(report);
    let reason = match text(&report["verdict"]["reason"]) {
        reason if reason.is_empty() => reason,
        reason => format!(": {reason}"),
    };
    let [passed, failed, warned, open, not_reached] =
        ["passed", "failed", "warned", "inconclusive", "notReached"].map(tally);
    format!(
        "{shown}{word}{reason}\n{passed} passed, {failed} failed, {warned} warned, {open} open, \
         {not_reached} not reached\n"
    )
}

/// The verdict in one word: `PASS`.
pub(super) fn word(report: &Value) -> &'static str {
    match report["verdict"]["kind"].as_str() {
        Some("pass") => "PASS",
        Some("fail") => "FAIL",
        Some("harnessFault") => "HARNESS FAULT",
        _ => "INCONCLUSIVE",
    }
}

fn check(check: &Value) -> String {
    let (rule, outcome) = (&check["rule"], &check["outcome"]);
    let head = |word: &str| {
        format!(
            "{word}  {} {}: {}\n",
            text(&rule["id"]),
            text(&rule["strength"]).to_uppercase(),
            text(&rule["sentence"])
        )
    };
    let shown = |value: &Value| match value {
        Value::Object(members) => members.values().next().map_or(String::new(), text),
        other => text(other),
    };
    match outcome["kind"].as_str() {
        Some("failed") => {
            let findings = outcome["findings"].as_array().into_iter().flatten().map(|finding| {
                let [expected, actual] = ["expected", "actual"].map(|name| shown(&finding[name]));
                format!(
                    "    {}\n    expected {expected}\n    actual   {actual}\n",
                    text(&finding["at"])
                )
            });
            head("broken") + &findings.collect::<String>()
        }
        Some("inconclusive") => head("open  ") + &format!("    {}\n", text(&outcome["reason"])),
        _ => String::new(),
    }
}

/// Moments and what happened then, one a line.
fn happened(list: &Value) -> String {
    let lines = list.as_array().into_iter().flatten();
    lines.map(|it| format!("{}  {}\n", text(&it["at"]), text(&it["what"]))).collect()
}

fn clock(clock: &Value) -> String {
    let next = match &clock["nextEvent"] {
        Value::Null => "nothing waits".to_owned(),
        moment => format!("next event at {}", text(moment)),
    };
    format!("{}  {}  {next}", text(&clock["now"]), text(&clock["mode"]))
}

fn advanced(advanced: &Value) -> String {
    let told = advanced["happened"].as_array().map_or(0, Vec::len) as u64;
    let rest = match advanced["count"].as_u64().unwrap_or_default().saturating_sub(told) {
        0 => String::new(),
        rest => format!("and {rest} more\n"),
    };
    happened(&advanced["happened"]) + &rest + &clock(&advanced["clock"])
}

/// The members that are no lists, one a line.
fn members(value: &Value) -> String {
    let members = value.as_object().into_iter().flatten();
    let shown = members.filter(|(_, value)| !value.is_array() && !value.is_null());
    shown.map(|(name, value)| format!("{:12}  {}\n", clean(name), text(value))).collect()
}

/// The list at `pointer`, in columns.
fn table(value: &Value, pointer: &str, columns: &[&str]) -> String {
    let list = value.pointer(pointer).and_then(Value::as_array);
    let rows = list
        .into_iter()
        .flatten()
        .map(|item| columns.iter().map(|name| text(&item[*name])).collect::<Vec<_>>());
    let rows: Vec<_> = rows.collect();
    let width =
        |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// A moment by its text, text as it is, nothing for nothing.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => clean(text),
        Value::Object(members) if members.contains_key("text") => text(&members["text"]),
        other => clean(&other.to_string()),
    }
}

/// Without what would steer a terminal: some of it comes from the client under test.
pub(super) fn clean(text: &str) -> String {
    let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    let shown = |c: char| {
        if harmless(c) { c.to_string() } else { c.escape_default().to_string() }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pictures() {
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
             3 older exchanges had to make room and are lost"
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
        assert_eq!(show(&Command::Scenarios, &list), "a     1  First.\nlong  2  Second.\n");
    }
}
