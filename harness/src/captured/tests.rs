use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flinks_judge::server::{Parsed, ParsedRun};
use flinks_report::{Shown, Verdict};
use flinks_trace::redact::{Depth, Redactor};
use flinks_trace::{HarnessRun, Part, Probe, Role};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::hide;
use crate::sample;
use crate::self_test::body::{with, without};
use crate::self_test::play;

const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

fn runs(har: &Value) -> Result<Vec<Captured>, FileError> {
    read("a.har", har.to_string().as_bytes(), None)
}

fn one(har: &Value) -> Captured {
    let mut runs = runs(har).unwrap();
    assert_eq!(runs.len(), 1);
    runs.remove(0)
}

fn body_of(text: impl AsRef<[u8]>) -> Captured {
    read("a.json", text.as_ref(), None).unwrap().remove(0)
}

/// A call as a browser keeps it.
fn entry(exchange: &Parsed<'_>, customer: &str, id: &str, sent: &Value) -> Value {
    let path = exchange.path.replace("{customerId}", customer).replace("{requestId}", id);
    let at = exchange.arrived.as_duration();
    let (minute, second) = (at.as_secs() / 60, at.as_secs_f64() % 60.0);
    let post = json!({ "mimeType": "application/json", "text": sent.to_string() });
    json!({
        "startedDateTime": format!("2024-03-01T10:{minute:02}:{second:06.3}Z"),
        "time": 12.5,
        "request": {
            "method": exchange.method,
            "url": format!("https://toolbox-api.private.fin.ag{path}"),
            "postData": (exchange.method == "POST").then_some(post),
        },
        "response": {
            "status": exchange.status,
            "headers": [{ "name": "Content-Type", "value": "application/json; charset=utf-8" }],
            "content": {
                "size": exchange.text().len(),
                "mimeType": "application/json",
                "text": exchange.text(),
            },
        },
    })
}

fn log(entries: impl IntoIterator<Item = Value>) -> Value {
    let entries: Vec<Value> = entries.into_iter().collect();
    json!({ "log": { "version": "1.2", "creator": { "name": "test" }, "entries": entries } })
}

/// The calls of a sample, without its probes.
fn calls_of(run: &HarnessRun) -> Vec<Value> {
    let run = ParsedRun::from(run);
    let calls = run.exchanges.iter().filter(|exchange| exchange.part != Part::Probes);
    let entry = |exchange: &Parsed<'_>| {
        let is_first = exchange.part == Part::Accounts;
        let id = if is_first { sample::REQUEST_ID } else { sample::OTHER_REQUEST_ID };
        let login = sample::LOGIN_ID;
        let sent = json!({ "RequestId": id, "LoginId": login, "MostRecentCached": true });
        entry(exchange, CUSTOMER, id, &sent)
    };
    calls.map(entry).collect()
}

fn calls() -> Vec<Value> {
    calls_of(&sample::accounts())
}

fn har(run: &HarnessRun) -> Value {
    log(calls_of(run))
}

/// The accounts of the sample with an edit.
fn edited(edit: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut calls = calls();
    edit(&mut calls);
    log(calls)
}

fn roles(captured: &Captured) -> Vec<String> {
    let run = ParsedRun::from(&captured.run);
    let shown = run.exchanges.iter().map(|exchange| {
        let role = match exchange.role {
            Role::First => "first".to_owned(),
            Role::Open => "open".to_owned(),
            Role::Token => "token".to_owned(),
            other => other.label().unwrap(),
        };
        format!("{} {role}", exchange.part)
    });
    shown.collect()
}

const ACCOUNTS: [&str; 5] =
    ["accounts open", "accounts first", "accounts poll 1", "accounts poll 2", "accounts once more"];

/// Each edit is how some tool writes what another writes otherwise. None changes what is found.
#[test]
fn hars_of_several_tools() {
    type Edit = fn(&mut Value);
    let table: &[(&str, Edit)] = &[
        ("chrome", |_| {}),
        ("chrome with its own members", |entry| {
            entry["_initiator"] = json!({ "type": "script", "stack": { "callFrames": [{}] } });
            entry["_resourceType"] = json!("fetch");
            entry["cache"] = json!({});
            entry["timings"] = json!({ "blocked": 1.5, "dns": -1, "_queued": 0.1 });
            entry["response"]["_error"] = Value::Null;
        }),
        ("firefox: upper case host, zone", |entry| {
            let url = entry["request"]["url"].as_str().unwrap().to_owned();
            entry["request"]["url"] = url.replace("toolbox-api", "TOOLBOX-API").into();
            let started = entry["startedDateTime"].as_str().unwrap().to_owned();
            entry["startedDateTime"] =
                started.replace("10:00", "12:00").replace('Z', "+02:00").into();
        }),
        ("mitmproxy: null where there is nothing, base64", |entry| {
            entry["serverIPAddress"] = Value::Null;
            entry["response"]["content"]["encoding"] = json!("base64");
            let text = entry["response"]["content"]["text"].as_str().unwrap().to_owned();
            entry["response"]["content"]["text"] = STANDARD.encode(text).into();
        }),
        ("no headers are kept", |entry| entry["response"]["headers"] = json!([])),
        ("no post data member", |entry| {
            if entry["request"]["method"] == "GET" {
                entry["request"].as_object_mut().unwrap().remove("postData");
            }
        }),
        ("lower case", |entry| {
            entry["request"]["method"] =
                entry["request"]["method"].as_str().unwrap().to_ascii_lowercase().into();
            entry["response"]["headers"][0]["name"] = json!("content-type");
        }),
        ("a gateway and a query", |entry| {
            let url = entry["request"]["url"].as_str().unwrap().to_owned();
            entry["request"]["url"] = url.replace(".ag/v3", ".ag:8443/a/b/V3").into();
        }),
        ("no moments", |entry| {
            entry.as_object_mut().unwrap().remove("startedDateTime");
            entry["time"] = json!(-1);
        }),
    ];
    for (tool, edit) in table {
        let captured = one(&edited(|calls| calls.iter_mut().for_each(edit)));
        assert_eq!(roles(&captured), ACCOUNTS, "{tool}");
        let report = captured.judge(Some);
        assert_eq!(report.verdict, Verdict::Pass, "{tool}: {report:?}");
    }
}

#[test]
fn moments_are_those_of_the_file() {
    let captured = one(&har(&sample::accounts()));
    let exchanges = captured.run.exchanges().iter();
    let moments: Vec<_> =
        exchanges.map(|one| (one.arrived.as_millis(), one.ended().as_millis())).collect();
    let pair = |sent: u64| (sent, sent + 12);
    assert_eq!(moments, [pair(0), pair(0), pair(10_000), pair(20_000), pair(20_000)]);
    assert_eq!(captured.run.head.login_id, sample::LOGIN_ID);
}

/// The order of the file is no order: browsers sort by page.
#[test]
fn entries_are_put_in_order() {
    let har = edited(|calls| {
        calls[4]["startedDateTime"] = json!("2024-03-01T10:00:30.000Z");
        calls[1]["startedDateTime"] = json!("2024-03-01T10:00:01.000Z");
        calls.reverse();
    });
    assert_eq!(roles(&one(&har)), ACCOUNTS);
}

#[test]
fn sessions_are_told_apart() {
    let both = runs(&har(&sample::both())).unwrap();
    let names: Vec<&str> = both.iter().map(Captured::name).collect();
    // The look back at the first session is another call than the one that brought its data.
    assert_eq!(
        names,
        ["a.har, session 1, fetch 1", "a.har, session 1, fetch 2", "a.har, session 2"]
    );
    assert_eq!(roles(&both[0]), ACCOUNTS);
    assert_eq!(roles(&both[1]), ["accounts open", "accounts first"]);
    let expected = ["investments open", "investments first", "investments poll 1"];
    assert_eq!(roles(&both[2]), expected);
}

/// What the harness sends and a mock answers, as a proxy between them has it.
#[tokio::test(flavor = "multi_thread")]
async fn clean_traffic_is_no_false_alarm() {
    for scenario in ["two-polls", "texts-of-all-kinds", "investments-slower"] {
        let record = play(scenario).await;
        for part in [&[Part::Probes][..], &[]] {
            let runs = runs(&traffic(&record, part)).unwrap();
            assert!(runs.len() >= 2, "{scenario}");
            for run in runs {
                let report = run.judge(Some);
                let failed = report.runs[0].failures().map(|check| &*check.rule.id);
                let failed: Vec<&str> = failed.collect();
                assert_eq!(failed, [""; 0], "{scenario}, {}: {:?}", run.name(), roles(&run));
            }
        }
    }
}

/// A record as HAR, without some parts.
fn traffic(record: &HarnessRun, without: &[Part]) -> Value {
    let run = ParsedRun::from(record);
    let session = run.request_id(Part::Accounts).unwrap();
    let shown = run.exchanges.iter().filter(|exchange| !without.contains(&exchange.part));
    log(shown.map(|exchange| {
        let (customer, id) = match exchange.role {
            Role::Probe(Probe::AsyncUnknownRequestId) => (CUSTOMER, sample::OTHER_REQUEST_ID),
            Role::Probe(Probe::ForeignRequestId) => (sample::OTHER_REQUEST_ID, session),
            _ => (CUSTOMER, session),
        };
        entry(exchange, customer, id, exchange.sent().unwrap_or(&Value::Null))
    }))
}

/// What calls of a session are: after the data another call begins a new fetch, failed tries to
/// open belong to the session that is opened next.
#[test]
fn calls_and_their_roles() {
    let calls = calls();
    let with = |call: usize, status: u16| {
        let mut call = calls[call].clone();
        call["response"]["status"] = status.into();
        call
    };
    let without_id = {
        let mut call = with(1, 400);
        call["request"]["postData"]["text"] = json!("{}");
        call
    };
    let table: &[(&[Value], &[&[&str]])] = &[
        (
            &[with(0, 401), calls[0].clone(), with(1, 401), calls[1].clone()],
            &[&["accounts open", "accounts open", "accounts first", "accounts retry 1"]],
        ),
        (
            &[calls[0].clone(), calls[3].clone(), with(1, 200), with(1, 200)],
            &[
                &["accounts open", "accounts first"],
                &["accounts open", "accounts first", "accounts once more"],
            ],
        ),
        (&[with(0, 401), with(0, 401)], &[&["accounts open", "accounts open"]]),
        (&[calls[2].clone(), calls[3].clone()], &[&["accounts first", "accounts poll 1"]]),
        (&[calls[0].clone(), without_id], &[&["accounts open", "probes without RequestId"]]),
    ];
    for (row, (entries, expected)) in table.iter().enumerate() {
        // Without moments the order is that of the file.
        let mut entries = entries.to_vec();
        entries.iter_mut().for_each(|entry| entry["startedDateTime"] = Value::Null);
        let runs = runs(&log(entries)).unwrap();
        let found: Vec<Vec<String>> = runs.iter().map(roles).collect();
        assert_eq!(found, *expected, "row {row}");
    }
}

#[test]
fn what_is_ignored_is_counted() {
    let with =
        |call: usize, pointer: &str, value: Value| with(&calls()[call], pointer, value).unwrap();
    let preflight = with(0, "/request/method", json!("OPTIONS"));
    let evicted = with(2, "/response/content", json!({ "size": 300 }));
    let score =
        format!("https://toolbox-api.private.fin.ag/v3/{CUSTOMER}/BankingServices/GetScore");
    let other = with(1, "/request/url", json!(score));
    let page = json!({ "request": { "method": "GET", "url": "https://example.com/v3/x" } });
    let ignored = [preflight, evicted, page, json!({}), other];
    let captured = one(&edited(|calls| calls.extend(ignored)));
    assert_eq!(roles(&captured), ACCOUNTS);
    assert_eq!(
        captured.run.head.facts[1].1,
        "entries ignored: 3 of other addresses, 1 with other methods, \
         1 without the body of their answer"
    );
}

/// Playwright keeps bodies in files beside the HAR, or all of it in a zip.
#[test]
fn bodies_in_files_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut files = Vec::new();
    let har = edited(|calls| {
        for (number, call) in calls.iter_mut().enumerate() {
            let text = call["response"]["content"]["text"].as_str().unwrap().to_owned();
            call["response"]["content"] = json!({ "size": -1, "_file": format!("{number}.json") });
            files.push((format!("{number}.json"), text));
            if let Some(sent) = call["request"]["postData"]["text"].take().as_str() {
                call["request"]["postData"] = json!({ "_file": format!("{number}-sent.json") });
                files.push((format!("{number}-sent.json"), sent.to_owned()));
            }
        }
    });
    let read = |name: &str, bytes: &[u8]| super::read(&path(name), bytes, None);
    let text = har.to_string();
    let none = read("trace.har", text.as_bytes()).unwrap_err();
    assert!(none.what.ends_with("entries ignored: 5 without the body of their answer"), "{none}");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files.iter().chain([&("har.har".to_owned(), text.clone())]) {
        std::fs::write(path(name), text).unwrap();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    for (name, bytes) in [("trace.har", text.as_bytes()), ("elsewhere/trace.har.zip", &zip)] {
        let mut runs = read(name, bytes).unwrap();
        assert_eq!(
            (runs.len(), roles(&runs[0])),
            (1, ACCOUNTS.map(str::to_owned).to_vec()),
            "{name}"
        );
        let report = runs.remove(0).judge(Some);
        assert_eq!(report.verdict, Verdict::Pass, "{name}: {report:?}");
    }
    let empty =
        zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner();
    for (bytes, what) in [
        (&empty[..], "this zip contains no readable HAR"),
        (&zip[..zip.len() / 2], "this zip cannot be read: "),
        (b"PK\x03\x04", "this zip cannot be read: "),
    ] {
        let fault = read("a.zip", bytes).unwrap_err();
        assert!(fault.what.starts_with(what), "{fault}");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(path("0.json"), path("link.json")).unwrap();
    assert!(attached::beside(&path("trace.har"), "0.json").is_some());
    for name in ["../trace.har", "/etc/hostname", "..", "", "no-such-file", "link.json"] {
        assert_eq!(attached::beside(&path("trace.har"), name), None, "{name}");
    }
}

#[test]
fn how_a_capture_ends() {
    let calls = calls();
    let with =
        |call: usize, pointer: &str, value: Value| with(&calls[call], pointer, value).unwrap();
    let refusal = json!({ "HttpStatusCode": 401, "FlinksCode": "INVALID_LOGIN", "Message": "no" });
    let refused = json!({ "status": 401, "content": { "text": refusal.to_string() } });
    let no_session = with(0, "/response", refused.clone());
    let refused = with(2, "/response", refused);
    let aborted = json!({ "status": 0, "_error": "net::ERR_ABORTED", "content": {} });
    let aborted = with(2, "/response", aborted);
    let late = with(2, "/startedDateTime", json!("2024-03-01T10:30:00Z"));
    let (open, first) = (&calls[0], &calls[1]);
    let pending = "202 OPERATION_PENDING, the last answer in the file";
    let table = [
        (vec![open, first, &calls[3]], "pass", ""),
        (vec![open, first], "inconclusive", pending),
        (vec![open, first, &late], "inconclusive", "still pending 30 min after"),
        (vec![open, first, &refused], "inconclusive", "401 INVALID_LOGIN"),
        (vec![open, first, &aborted], "couldNotTest", "net::ERR_ABORTED"),
        (vec![&no_session], "couldNotTest", "Authorize answered 401 INVALID_LOGIN"),
    ];
    for (entries, kind, words) in table {
        let report = one(&log(entries.into_iter().cloned())).judge(Some);
        let verdict = serde_json::to_value(&report.verdict).unwrap();
        assert_eq!(verdict["kind"], kind, "{verdict}");
        assert!(report.verdict.reason().unwrap_or_default().contains(words), "{verdict}");
    }
}

/// Rules that a capture cannot show are never passed by it.
#[test]
fn what_cannot_be_seen_is_not_reached() {
    let body = body_of(reply(0).to_string());
    let untyped = edited(|calls| {
        for entry in calls {
            entry["response"]["headers"] = json!([]);
            entry["response"]["content"]["mimeType"] = json!("");
            entry["request"]["postData"]["text"] = json!("{}");
        }
    });
    let table: &[(Captured, &[&str])] = &[
        (body, &["FLK-AUT-001", "FLK-CLI-001", "FLK-ENV-001", "FLK-ENV-002", "FLK-FLOW-001"]),
        (one(&har(&sample::accounts())), &["FLK-CLI-001"]),
        (one(&untyped), &["FLK-CLI-001", "FLK-ENV-002", "FLK-AUT-001"]),
    ];
    for (captured, unseen) in table {
        let report = captured.judge(Some);
        for check in &report.runs[0].checks {
            let is_reached = !matches!(check.outcome, Outcome::NotReached { .. });
            let id = &*check.rule.id;
            assert!(!(is_reached && unseen.contains(&id)), "{id} {:?}", check.outcome);
        }
    }
}

/// The body of a reply of the sample.
fn reply(exchange: usize) -> Value {
    let body = sample::accounts().exchanges()[exchange].reply_body.clone().unwrap();
    serde_json::from_str(&body).unwrap()
}

/// Rule and place in the file of each finding.
fn places(captured: &Captured) -> Vec<(String, String)> {
    let report = captured.judge(Some);
    let mut places = Vec::new();
    for mut check in report.runs.into_iter().flat_map(|run| run.checks) {
        for finding in check.outcome.findings_mut() {
            let file = finding.details.iter().find(|fact| fact.name == "file").unwrap();
            places.push((check.rule.id.clone(), file.value.clone()));
        }
    }
    places
}

#[test]
fn findings_say_where_in_the_file_they_are() {
    let mut detail = reply(3);
    detail["Accounts"][0]["Title"] = json!(7);
    let captured = body_of(serde_json::to_string_pretty(&detail).unwrap());
    assert_eq!(places(&captured), [("FLK-SCH-003".to_owned(), "a.json".to_owned())]);

    let har = edited(|calls| {
        calls[3]["response"]["content"]["text"] = detail.to_string().into();
        calls.truncate(4);
    });
    let found = places(&one(&har));
    assert_eq!(found, [("FLK-SCH-003".to_owned(), "a.har, entry 4".to_owned())]);
}

/// A body that is no JSON is a finding where somebody says what it was to be.
#[test]
fn a_body_that_is_no_json() {
    let read = |kind| read("a.json", b"{\n  \"Accounts\": x", kind);
    let captured = read(Some(Kind::Accounts)).unwrap();
    assert_eq!(places(&captured[0]), [("FLK-ENV-002".to_owned(), "a.json".to_owned())]);
    let fault = read(None).unwrap_err().to_string();
    assert!(fault.contains("its message cannot be recognized"), "{fault}");
}

#[test]
fn what_is_not_judged() {
    let har = |edit: fn(&mut Value)| edited(|calls| edit(&mut calls[0])).to_string();
    let table: &[(String, &str)] = &[
        (String::new(), "not JSON"),
        ("[{}]".to_owned(), "nothing in this JSON says which message it is"),
        ("null".to_owned(), "nothing in this JSON says which message it is"),
        ("{\"RequestId\": 1}".to_owned(), "name it with --as"),
        ("{\"log\": {}}".to_owned(), "this HAR has no entries"),
        (
            "{\"log\": {\"entries\": [{}]}}".to_owned(),
            "there is no call of the Flinks API in this HAR: entries ignored: 1 of other addresses",
        ),
        ("{\"log\": [7]}".to_owned(), "another type than in HAR 1.2"),
        (har(|entry| entry["time"] = json!("4111111111111111")), "another type than in HAR 1.2"),
        (har(|entry| entry["response"]["status"] = json!(70_000)), "70000 is not an HTTP status"),
        (har(|entry| entry["response"]["content"]["encoding"] = json!("zip")), "nor base64"),
        (har(|entry| entry["response"]["content"]["encoding"] = json!("base64")), "content: "),
        ("{\"type\":\"run\"}\n{}".to_owned(), "flinks-harness replay a.har"),
    ];
    for (text, words) in table {
        let fault = read("a.har", text.as_bytes(), None).unwrap_err();
        let shown = fault.to_string();
        assert!(shown.contains(words), "{text}: {shown}");
        assert!(!shown.contains("4111111111111111"), "{shown}");
    }
}

/// What is in a capture is somebody's: nothing of it is shown that is not harmless.
#[test]
fn values_are_hidden_unless_asked_for() {
    let mut body = reply(3);
    body["Accounts"][0]["Title"] = json!({ "Canary": "Rumpelstilzchen" });
    body["Accounts"][0]["Holder"]["Name"] = json!(4_711_471_147_114_711_u64);
    let har = edited(|calls| {
        calls[3]["response"]["content"]["text"] = body.to_string().into();
    });
    for (depth, is_shown) in [(Depth::Everything, false), (Depth::SecretsOnly, true)] {
        let mut redactor = Redactor::new(depth);
        let runs = runs(&har).unwrap();
        let mut report = runs[0].judge(Some);
        hide::learn(&mut redactor, &runs[0].run);
        hide::report(&mut redactor, &mut report);
        let text = flinks_report::json::render(&report);
        assert_eq!(report.exit_code(), 1);
        for canary in ["Rumpelstilzchen", "4711471147114711", "Greatday", sample::REQUEST_ID] {
            assert!(is_shown || !text.contains(canary), "{canary}");
            assert!(!format!("{runs:?}").contains(canary), "{canary}");
        }
        assert_eq!(text.contains("Rumpelstilzchen"), is_shown);
    }
}

/// What real servers were recorded to answer, each as an edit of a body that is as in the guide. None
/// breaks a MUST; the last column is the rules that warn.
#[test]
fn bodies_as_they_were_recorded() {
    let [session, detail] = [0, 3].map(reply);
    let set = |pointer, value| with(&detail, pointer, value).unwrap();
    let gone = |body, pointer| without(body, pointer).unwrap();
    let (account, refresh) = ("/Accounts/0", "/Login/LastRefresh");
    let place = |name: &str| format!("{account}/{name}");
    let nobody = json!({ "Name": null, "Address": null, "Email": null, "PhoneNumber": null });
    let mut questions = gone(&session, "/Login");
    questions["HttpStatusCode"] = json!(203);
    questions["SecurityChallenges"] = json!([{ "Type": "QuestionAndAnswer", "Prompt": "?" }]);
    let refused = |status: u16, code: &str, message: Value| json!({ "HttpStatusCode": status, "FlinksCode": code, "Message": message });
    let mut no_text = refused(401, "INVALID_LOGIN", Value::Null);
    no_text["SecurityChallenges"] = Value::Null;
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("as in the guide", detail.clone(), &[]),
        ("no OverdraftLimit", gone(&detail, &place("OverdraftLimit")), &[]),
        ("OverdraftLimit null", set(&place("OverdraftLimit"), Value::Null), &[]),
        ("a holder with a name", set(&place("Holder"), json!({ "Name": "A" })), &[]),
        ("a holder without anything", set(&place("Holder"), json!({})), &[]),
        ("a holder of nulls", set(&place("Holder"), nobody), &[]),
        ("AccountType null", extended(&detail, "AccountType"), &[]),
        ("LastFourDigits null", extended(&detail, "LastFourDigits"), &[]),
        ("no Login", gone(&detail, "/Login"), &[]),
        ("six digits", set(refresh, json!("2026-01-02T03:04:05.123456")), &[]),
        ("seven digits", set(refresh, json!("2026-01-02T03:04:05.1234567Z")), &[]),
        ("a card's debt that grows", set("/Accounts", owed("Credits")), &[]),
        ("a current account's", set("/Accounts", owed("Operations")), &["FLK-TXN-006"]),
        ("no Login of Authorize", gone(&session, "/Login"), &[]),
        ("a question", questions, &[]),
        ("400", refused(400, "SESSION_EXPIRED", json!("over")), &[]),
        ("400, later", refused(400, "RETRY_LATER", json!("later")), &[]),
        ("no text", no_text, &["FLK-SCH-005"]),
        ("an unknown code", refused(400, "BRAND_NEW", json!("m")), &["FLK-SCH-005"]),
        ("a code in small letters", refused(400, "Brand_New", json!("m")), &["FLK-SCH-005"]),
        ("flat investments", flat_investments(), &[]),
    ];
    for (name, body, warned) in table {
        let report = body_of(body.to_string()).judge(Some);
        let failed = report.runs[0].checks.iter();
        let failed = failed.filter(|check| matches!(check.outcome, Outcome::Failed { .. }));
        let failed: Vec<_> = failed.map(|check| &*check.rule.id).collect();
        assert_eq!(failed, warned, "{name}");
        assert_eq!(report.exit_code(), 0, "{name}");
    }
}

/// With a member of the first account that is null.
fn extended(body: &Value, name: &str) -> Value {
    let mut body = body.clone();
    body["Accounts"][0][name] = Value::Null;
    body
}

/// What is owed is positive, and a Debit lets it grow.
fn owed(category: &str) -> Value {
    let transaction = |id: u8, date: &str, debit: f64, balance: f64| {
        json!({
            "Date": date, "Code": null, "Description": "d", "Debit": debit, "Credit": null,
            "Balance": balance, "Id": format!("633b976e-c713-4b59-9717-3ec407bdde0{id}"),
        })
    };
    let mut account = reply(3)["Accounts"][0].take();
    account["Category"] = json!(category);
    account["Balance"]["Current"] = json!(62.5);
    account["Transactions"] =
        json!(
            [transaction(1, "2019-04-21", 12.5, 62.5), transaction(2, "2019-04-20", 50.0, 50.0),]
        );
    json!([account])
}

fn flat_investments() -> Value {
    json!({
        "HttpStatusCode": 200,
        "Accounts": [{
            "Id": "x", "FullAccountId": "a:b:cad", "AccountId": "1", "Name": "Pot", "Type": "tfsa",
            "Registered": true, "Currency": "CAD", "Cash": 1.25, "AccountValue": 2, "CurrencyValue": 2,
            "Positions": null, "Transactions": null,
        }],
        "Securities": [{ "Id": "y" }],
        "Value": 2, "Cash": 1.25,
        "Institution": { "Id": 7, "Name": "Somewhere" },
        "RequestId": sample::REQUEST_ID,
    })
}

/// A client that authorizes again while it waits, and one that kept a request without sending it.
#[test]
fn what_needs_no_end_of_its_own() {
    let calls = calls();
    let mut again = vec![calls[0].clone(), calls[1].clone()];
    again.extend(calls.iter().map(|call| {
        let text = call.to_string().replace(sample::REQUEST_ID, sample::OTHER_REQUEST_ID);
        let mut call: Value = serde_json::from_str(&text).unwrap();
        let started = call["startedDateTime"].as_str().unwrap().replace("T10:00", "T10:05");
        call["startedDateTime"] = started.into();
        call
    }));
    let runs = runs(&log(again)).unwrap();
    let codes: Vec<_> = runs.iter().map(|run| run.judge(Some).exit_code()).collect();
    assert_eq!(codes, [0, 0]);

    let mut never_sent = calls[0].clone();
    never_sent["response"] = json!({ "status": 0, "headers": [], "content": { "size": 0 } });
    let captured = one(&log([never_sent].into_iter().chain(calls)));
    assert_eq!(captured.run.head.facts[1].1, "entries ignored: 1 that was never answered");
    assert_eq!(captured.judge(Some).exit_code(), 0);
}

/// A Debit with three decimals, and a Balance that is therefore off by half a cent.
const HALF_A_CENT: &str = r#"{"HttpStatusCode":200,"Accounts":[{"Transactions":[
    {"Date":"2026-07-16","Code":null,"Description":"Groceries","Debit":12.505,"Credit":null,"Balance":87.5,
     "Id":"1a2b3c4d-0000-4000-8000-000000000001"},
    {"Date":"2026-07-15","Code":null,"Description":"Pay","Debit":null,"Credit":100,"Balance":100,
     "Id":"1a2b3c4d-0000-4000-8000-000000000002"}],
    "Balance":{"Available":87.5,"Current":87.5,"Limit":null}}],
    "RequestId":"6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901"}"#;

/// Whatever is hidden, each rule names its one place, and nothing of an amount is shown but the
/// difference.
#[test]
fn half_a_cent_is_found_in_every_run() {
    let table = [
        (Depth::SecretsOnly, "100 (/Accounts/0/Transactions/1/Balance) - 12.505 (Debit)", "87.5"),
        (
            Depth::Everything,
            "[number 1] (/Accounts/0/Transactions/1/Balance) - [amount 1] (Debit)",
            "[amount 2]",
        ),
    ];
    for (depth, sum, actual) in table {
        for _ in 0..40 {
            let run = body_of(HALF_A_CENT);
            let mut report = run.judge(Some);
            let mut redactor = Redactor::new(depth);
            hide::learn(&mut redactor, &run.run);
            hide::report(&mut redactor, &mut report);
            assert_eq!(report.exit_code(), 1);
            let checks = &report.runs[0].checks;
            let found =
                |rule: &str| match &checks.iter().find(|it| it.rule.id == rule).unwrap().outcome {
                    Outcome::Failed { findings, .. } => findings.clone(),
                    other => panic!("{other:?}"),
                };
            let [running] = &found(rules::transactions::RUNNING)[..] else { panic!("one place") };
            let [decimals] = &found(rules::amounts::ID)[..] else { panic!("one place") };
            assert_eq!(running.place.name(), "/Accounts/0/Transactions/0/Balance");
            assert_eq!(decimals.place.name(), "/Accounts/0/Transactions/0/Debit");
            assert_eq!(running.arithmetic.as_deref(), Some(sum));
            assert_eq!(running.off_by.as_deref(), Some("+0.005"));
            assert_eq!(
                running.actual,
                Shown::Json { text: actual.to_owned(), kind: "number".into() }
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Nothing that somebody does to a HAR makes a panic.
    #[test]
    fn no_har_is_too_strange(
        at in 0usize..50_000,
        take in 0usize..40,
        put in prop_oneof![
            Just("null".to_owned()), Just("1e999".to_owned()), Just("\\ud800".to_owned()),
            Just("[]".to_owned()), Just("\\u00e9".to_owned()), Just("\"".to_owned()), ".{0,8}",
        ],
    ) {
        let mut bytes = har(&sample::both()).to_string().into_bytes();
        let start = at % bytes.len();
        let end = (start + take).min(bytes.len());
        bytes.splice(start..end, put.into_bytes());
        if let Ok(runs) = read("f", &bytes, None) {
            runs.iter().for_each(|run| drop(run.judge(Some)));
        }
    }
}
