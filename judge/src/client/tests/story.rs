//! A trace as a few lines of text, so that a test is a table of stories.
//!
//! ```text
//! clock 180; open A
//! 0.2   Detail A -> pending
//! 10.2  Async A -> pending due=0.5 took=0.7
//! 20.9  Async A -> 202 lost
//! 31.0  POST Async A -> 200 analysis={"unusual":["/New is new"]}
//! stall 11.0 12.5
//! end 40 exit=1
//! ```
//!
//! A line, or a part up to `; `, is `SECONDS [METHOD] ENDPOINT [SESSION] [option=value].. -> STATUS [CODE]
//! [how] [option=value]..`; what begins with `#` is a remark. Numbers of calls count from 1, in their order.
//!
//! - `open A` is `0 Authorize A -> 200`; `ask A` goes on with `0.1 Detail A -> pending`.
//! - `polls 10 3 6 -> pending` are six `Async A`: the first 10 s after 0.1, then one every 3 s.
//! - METHOD: that of the endpoint, where it is left out.
//! - STATUS: `pending` is `202 OPERATION_PENDING`, `dispatched` is `202 OPERATION_DISPATCHED`.
//! - ENDPOINT: `Authorize`, `Detail`, `Async`, `Investments`, `Token` (GenerateAuthorizeToken), `AccessToken` (Token), `Report`
//!   (the client's report of what it read), or `-` for a path that the mock does not know, with `path=`.
//! - SESSION: a capital is a session that the mock knows; a small letter is the same RequestId on the
//!   wire where the mock finds no session (`a` is the id of `A`).
//! - Options of the request: `customer=ada`, `login=1` (the LoginId, a digit), `id=TEXT` (the RequestId
//!   on the wire), `path=`, `header=name:value`, `body={..}`; `body=` takes all up to the arrow.
//! - How: `lost` (cut by the mock), `left` (by the client), `open` (no end).
//! - Options of the reply: `due=` and `took=` in seconds after the arrival (none: at once), `repeats=3`,
//!   `retry-after=5`, `why=WORD`, `scripted=true`, `analysis={..}`; `facts=` takes the rest of the line.
//! - `clock`: `real` (without the line), `auto`, `manual`, or how many times real. For what follows it.

use flinks_report::{Finding, Outcome, Run};
use serde_json::{Map, Value, json};

use flinks_trace::Trace;

use crate::client::judge;

/// What the judge says of a story.
pub(in crate::client) fn run(story: &str) -> Run {
    judge(&trace(story))
}

/// The ids of the rules that are broken, SHOULD rules included, in the order of the catalogue.
pub(in crate::client) fn broken(story: &str) -> Vec<String> {
    let checks = run(story).checks.into_iter();
    let broken = checks.filter(|check| matches!(check.outcome, Outcome::Failed { .. }));
    broken.map(|check| check.rule.id).collect()
}

/// What came of one rule.
pub(in crate::client) fn outcome(story: &str, rule: &str) -> Outcome {
    let check = run(story).checks.into_iter().find(|check| check.rule.id == rule);
    check.expect("the rule is in the catalogue").outcome
}

/// What was found against one rule; empty where it is not broken.
pub(in crate::client) fn findings(story: &str, rule: &str) -> Vec<Finding> {
    match outcome(story, rule) {
        Outcome::Failed { findings, .. } => findings,
        _ => Vec::new(),
    }
}

/// Asserts what the first finding of a rule says.
#[track_caller]
pub(in crate::client) fn assert_said(story: &str, rule: &str, said: [&str; 3]) {
    let found = &findings(story, rule)[0];
    let [expected, actual] = [&found.expected, &found.actual].map(ToString::to_string);
    let note = found.note.as_deref().unwrap_or_default();
    assert_eq!([&*expected, &*actual, note], said, "{rule}: {story}");
}

/// Asserts that a rule is undecided, for this reason.
#[track_caller]
pub(in crate::client) fn assert_open(story: &str, rule: &str, reason: &str) {
    let reason = reason.to_owned();
    assert_eq!(outcome(story, rule), Outcome::Inconclusive { reason }, "{rule}: {story}");
}

/// The RequestId of a session: `A` is `aaaaaaaa-0000-4000-8000-000000000001`.
pub(in crate::client) fn request_id(session: char) -> String {
    format!("{}-0000-4000-8000-000000000001", session.to_string().to_lowercase().repeat(8))
}

/// A LoginId: `1` is `11111111-0000-4000-8000-000000000002`.
pub(in crate::client) fn login_id(digit: char) -> String {
    format!("{}-0000-4000-8000-000000000002", digit.to_string().repeat(8))
}

/// The trace that a story tells.
pub(in crate::client) fn trace(story: &str) -> Trace {
    let mut trace = Trace { name: "story".to_owned(), ..Trace::default() };
    let mut clock = json!("real");
    let mut customers = vec!["ada".to_owned()];
    let story = story.replace("; ", "\n");
    let lines = story.lines().map(str::trim).flat_map(|line| match line.split_once(' ') {
        Some(("open", session)) => vec![format!("0 Authorize {session} -> 200")],
        Some(("ask", session)) => vec![
            format!("0 Authorize {session} -> 200"),
            format!("0.1 Detail {session} -> pending"),
        ],
        Some(("polls", polls)) => self::polls(polls),
        _ => vec![line.to_owned()],
    });
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let line = line.as_str();
        let words: Vec<&str> = line.split_whitespace().collect();
        match *words.as_slice() {
            ["clock", mode] => {
                clock = mode.parse().map_or(json!(mode), |speed: u32| json!({ "scaled": speed }));
            }
            ["stall", from, to] => {
                let stall = json!({ "customer": "ada", "from": moment(from), "to": moment(to) });
                trace.stalls.push(serde_json::from_value(stall).unwrap());
            }
            ["end", at, ref how @ ..] => {
                let moments = customers.iter();
                let moments = moments.map(|name| json!({ "customer": name, "at": moment(at) }));
                let mut end = json!({ "exit": 0, "moments": moments.collect::<Vec<_>>() });
                for (name, number) in how.iter().filter_map(|how| how.split_once('=')) {
                    end["exit"] = Value::Null;
                    end[name] = number.parse::<i32>().unwrap().into();
                }
                trace.end = Some(serde_json::from_value(end).unwrap());
            }
            _ => {
                let call = call(line, trace.exchanges.len() + 1, &clock);
                let customer = call["customer"].as_str().unwrap().to_owned();
                if !customers.contains(&customer) {
                    customers.push(customer);
                }
                let call = serde_json::from_value(call);
                trace.exchanges.push(call.unwrap_or_else(|error| panic!("{line}: {error}")));
            }
        }
    }
    trace
}

/// `FIRST EVERY COUNT -> REPLY`.
fn polls(polls: &str) -> Vec<String> {
    let (times, reply) = polls.split_once(" -> ").expect("a reply");
    let times: Vec<f64> = times.split(' ').map(|time| time.parse().expect("a number")).collect();
    let [first, every, count] = *times else { panic!("not three numbers: {polls}") };
    let at = |number: u32| 0.1 + first + every * f64::from(number);
    (0..count as u32).map(|number| format!("{:.3} Async A -> {reply}", at(number))).collect()
}

fn call(line: &str, seq: usize, clock: &Value) -> Value {
    let (asked, replied) = line.split_once(" ->").unwrap_or_else(|| panic!("no arrow: {line}"));
    let (asked, body) = tail(asked, " body=");
    let (replied, analysis) = tail(replied, " analysis=");
    let mut asked = asked.split_whitespace();
    let mut next = || asked.next().unwrap_or_else(|| panic!("too short: {line}"));
    let (arrived, word) = (seconds(next()), next());
    let is_method = word.chars().all(|c| c.is_ascii_uppercase());
    let name = endpoint(if is_method { next() } else { word });
    let usual = if name == "GetAccountsDetailAsync" { "GET" } else { "POST" };
    let method = if is_method { word } else { usual };
    let (options, words) = options(asked);
    let session = words.first().and_then(|word| word.chars().next());
    let session = session.filter(char::is_ascii_alphabetic);
    let customer = option(&options, "customer").unwrap_or("ada");
    let id = option(&options, "id").map(str::to_owned);
    let id = id.or_else(|| session.map(request_id)).unwrap_or_default();
    let login = login_id(option(&options, "login").unwrap_or("1").chars().next().unwrap());
    let body = body.map_or_else(|| default_body(name, &id, &login), str::to_owned);
    let path = option(&options, "path").map(str::to_owned);
    let path = path.unwrap_or_else(|| match name {
        "GetAccountsDetailAsync" => format!("/v3/{customer}/BankingServices/{name}/{id}"),
        "Understood" => format!("/v3/{customer}/_mock/understood"),
        _ => format!("/v3/{customer}/BankingServices/{name}"),
    });
    let mut headers = Vec::new();
    if !body.is_empty() {
        headers.push(json!({ "name": "content-type", "value": "application/json" }));
    }
    for (_, header) in options.iter().filter(|(name, _)| *name == "header") {
        let (name, value) = header.split_once(':').unwrap_or_else(|| panic!("a header: {line}"));
        headers.retain(|header| header["name"] != name);
        headers.push(json!({ "name": name, "value": value }));
    }
    let mut call = json!({
        "seq": seq, "customer": customer, "clock": clock, "arrived": moment_at(arrived),
        "decided": moment_at(arrived), "method": method, "path": path, "headers": headers,
        "body": body, "endpoint": (name != "-").then_some(name),
        "requestId": session.filter(char::is_ascii_uppercase).map(request_id),
        "scenario": "story", "message": "", "replyBytes": 100, "note": [],
    });
    reply(&mut call, arrived, replied, analysis);
    call
}

fn reply(call: &mut Value, arrived: u64, replied: &str, analysis: Option<&str>) {
    let mut replied = replied.split_whitespace();
    let (status, code) = match replied.next().unwrap_or_default() {
        "pending" => (202, "OPERATION_PENDING"),
        "dispatched" => (202, "OPERATION_DISPATCHED"),
        status => (status.parse::<u16>().expect("a status"), ""),
    };
    let (options, words) = options(replied);
    let after = |name| option(&options, name).map(|after| arrived + seconds(after));
    let due = after("due").unwrap_or(arrived);
    let at = moment_at(after("took").unwrap_or(due));
    let (mut code, mut outcome) = (code, json!({ "kind": "sent", "at": at }));
    for word in words {
        match word {
            "lost" => outcome = json!({ "kind": "cut", "bytes": 100, "at": at }),
            "left" => outcome = json!({ "kind": "left", "bytes": 0, "at": at }),
            "open" => outcome = Value::Null,
            name => code = name,
        }
    }
    call["status"] = status.into();
    call["code"] = code.into();
    call["due"] = moment_at(due);
    call["outcome"] = outcome;
    call["why"] = option(&options, "why").into();
    call["scripted"] = option(&options, "scripted").map(|is| is == "true").into();
    call["repeats"] = option(&options, "repeats").map(|seq| seq.parse::<u64>().unwrap()).into();
    call["retryAfter"] = option(&options, "retry-after").map(|s| s.parse::<u64>().unwrap()).into();
    call["analysis"] = analysis.unwrap_or("{}").parse().expect("an analysis is JSON");
}

/// What stands after `name` goes to the end.
fn tail<'a>(text: &'a str, name: &str) -> (&'a str, Option<&'a str>) {
    text.split_once(name).map_or((text, None), |(before, after)| (before, Some(after.trim())))
}

type Options<'a> = Vec<(&'a str, &'a str)>;

fn options<'a>(words: impl Iterator<Item = &'a str>) -> (Options<'a>, Vec<&'a str>) {
    let (mut options, mut rest) = (Vec::new(), Vec::new());
    for word in words {
        match word.split_once('=') {
            Some(option) => options.push(option),
            None => rest.push(word),
        }
    }
    (options, rest)
}

fn option<'a>(options: &Options<'a>, name: &str) -> Option<&'a str> {
    options.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
}

fn endpoint(name: &str) -> &str {
    match name {
        "Detail" => "GetAccountsDetail",
        "Async" => "GetAccountsDetailAsync",
        "Token" => "GenerateAuthorizeToken",
        "AccessToken" => "Token",
        "Report" => "Understood",
        name => name,
    }
}

fn default_body(endpoint: &str, id: &str, login: &str) -> String {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    match endpoint {
        "Authorize" => {
            put("LoginId", login.into());
            put("MostRecentCached", true.into())
        }
        "GetAccountsDetail" => put("RequestId", id.into()),
        "Investments" => {
            put("RequestId", id.into());
            put("LoginId", login.into());
            put("MostRecentCached", true.into())
        }
        _ => return String::new(),
    };
    Value::Object(members).to_string()
}

/// In milliseconds.
fn seconds(text: &str) -> u64 {
    let seconds: f64 = text.parse().unwrap_or_else(|_| panic!("no seconds: {text}"));
    (seconds * 1_000.0).round() as u64
}

fn moment(text: &str) -> Value {
    moment_at(seconds(text))
}

fn moment_at(ms: u64) -> Value {
    json!({ "ms": ms, "text": "" })
}
