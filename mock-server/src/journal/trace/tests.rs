use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use flinks_judge::client::judge;
use flinks_trace::{ClientEnd, Exchange, Moment, Outcome, Trace};

use crate::app::App;
use crate::clock::ClockMode;
use crate::journal::saved::{Saved, read as read_file};
use crate::log::Log;
use crate::mock::FlinksMock;
use crate::server::{CONNECTIONS, Port, serve};
use crate::story::Story;

const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

/// A client that does most of what there is, some of it wrong, and reads no answer but the first.
async fn call(app: &Arc<App>, customer: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v3/{customer}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(
        listener,
        Port::Plain,
        Arc::clone(app),
        CONNECTIONS,
        std::future::pending(),
    ));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = async |method: &str, path: &str, body: Value| {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = http.request(method, format!("{url}{path}")).body(body.to_string());
        let reply = request.send().await.ok()?;
        serde_json::from_str::<Value>(&reply.text().await.ok()?).ok()
    };
    let authorize = json!({ "LoginId": LOGIN, "Password": "secret" });
    let opened = send("POST", "/BankingServices/Authorize", authorize.clone()).await;
    let id = opened.and_then(|body| Some(body["RequestId"].as_str()?.to_owned()));
    let id = id.unwrap_or_default();
    send("POST", "/BankingServices/GetAccountsDetail", json!({ "RequestId": id })).await;
    for method in ["GET", "POST", "GET", "DELETE"] {
        let path = format!("/BankingServices/GetAccountsDetailAsync/{id}");
        send(method, &path, Value::Null).await;
    }
    let body = json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": true });
    send("POST", "/Investments", body).await;
    send("POST", "/Investment?apiKey=17", json!({})).await;
    send("POST", "/BankingServices/Authorize", authorize).await;
    server.abort();
}

fn app(scenario: &str, clock: ClockMode, journal: &PathBuf) -> Arc<App> {
    let builder = FlinksMock::builder().scenario(scenario).clock(clock).journal(journal);
    Arc::new(builder.app(Log::default()).unwrap())
}

#[tokio::test]
async fn a_saved_journal_is_judged_like_a_living_one() {
    for scenario in [
        "two-polls",
        "never-ready",
        "security-question",
        "pending-under-status-200",
        "reset-then-recovers",
        "too-many-requests-429",
        "authorize-retry-later",
        "extra-members",
    ] {
        let (_folder, path) = place();
        let app = app(scenario, ClockMode::Auto, &path);
        call(&app, "before-the-run").await;
        app.began(scenario, None).unwrap();
        call(&app, "ada").await;
        call(&app, "bob").await;
        call(&app, "eve").await;
        app.reset("eve").unwrap();
        app.finished(Some(1), None).unwrap();

        let living = app.trace(None).await.unwrap();
        let saved = read_file(&path).unwrap().trace;
        assert_eq!(living.exchanges.len(), 18, "{scenario}");
        assert_eq!(format!("{living:#?}"), format!("{saved:#?}"), "{scenario}");
        assert_eq!(judge(&living), judge(&saved), "{scenario}");

        let living = app.trace(Some("ada")).await.unwrap();
        let saved = saved.only(&flinks_trace::CustomerId::parse("ada"));
        assert_eq!(living.exchanges.len(), 9, "{scenario}");
        assert_eq!(format!("{living:#?}"), format!("{saved:#?}"), "{scenario}");
        assert_eq!(judge(&living), judge(&saved), "{scenario}");
    }
}

#[tokio::test]
async fn a_saved_journal_has_what_was_called() {
    let (_folder, path) = place();
    let app = app("too-many-requests-429", ClockMode::Manual, &path);
    call(&app, "ada").await;
    app.finished(None, Some(9)).unwrap();
    app.trace(None).await.unwrap();

    let Trace { name, exchanges: calls, end, .. } = read_file(&path).unwrap().trace;
    assert_eq!(name, "too-many-requests-429", "what was played");
    let seen = calls.iter().map(|call| {
        let endpoint = call.endpoint.map_or("-", |endpoint| endpoint.name());
        let outcome = match &call.outcome {
            Some(Outcome::Sent { .. }) => "sent",
            _ => "not sent",
        };
        let later = call.retry_after.map(|seconds| format!(", Retry-After {seconds}"));
        let repeats = call.repeats.map(|seq| format!(", repeats {seq}"));
        let more = [later, repeats].into_iter().flatten().collect::<String>();
        format!("{} {} {endpoint} {} {outcome}{more}", call.seq, call.method, call.status)
    });
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            "1 POST Authorize 200 sent",
            "2 POST GetAccountsDetail 429 sent, Retry-After 30",
            "3 GET GetAccountsDetailAsync 200 sent",
            "4 POST GetAccountsDetailAsync 200 sent",
            "5 GET GetAccountsDetailAsync 200 sent",
            "6 DELETE - 405 sent",
            "7 POST Investments 429 sent, Retry-After 30",
            "8 POST - 404 sent",
            "9 POST Authorize 200 sent, repeats 1",
        ]
    );
    assert!(calls.iter().all(|call| call.clock == flinks_trace::ClockMode::Manual));
    assert!(calls.iter().all(|call| call.due >= call.arrived));
    let end = end.unwrap();
    assert_eq!((end.exit, end.signal, end.moments.len()), (None, Some(9), 1));
    assert!(end.moments[0].at >= calls[8].arrived);
}

#[tokio::test]
async fn a_reply_is_due_when_its_delay_is_over() {
    let (_folder, path) = place();
    let app = app("slow-authorize", ClockMode::Auto, &path);
    call(&app, "ada").await;
    let calls = app.trace(None).await.unwrap().exchanges;
    let delays = calls.iter().map(|call| call.due.since(call.arrived).as_secs());
    assert_eq!(delays.collect::<Vec<_>>(), [45, 0, 0, 0, 0, 0, 0, 0, 45]);
    assert!(calls[0].outcome.as_ref().unwrap().at() >= calls[0].due);
}

/// One line of a call without a decision, or of one that was decided for a customer.
fn changed(seq: u64, customer: &str, born: Option<u64>) -> Value {
    let at = |ms: u64| json!({ "ms": ms, "text": "" });
    let exchange = json!({
        "seq": seq, "customer": customer, "arrived": at(1), "decided": at(2), "due": at(3),
        "method": "GET", "path": "/", "headers": [], "body": "", "endpoint": null,
        "requestId": null, "scenario": null, "status": 200, "code": "", "message": "",
        "replyBytes": 0, "note": [], "nearest": null, "why": null, "outcome": null,
    });
    let state = born.map(|born| json!({ "customer": customer, "born": born }));
    json!({ "changed": { "exchange": exchange, "state": state } })
}

fn reset(customer: Option<&str>, born: u64) -> Value {
    json!({ "reset": { "customer": customer, "born": born } })
}

fn head() -> String {
    json!({ "flinks-mock-journal": 1, "version": "0.1.0", "seed": 1 }).to_string() + "\n"
}

fn text(lines: &[Value]) -> String {
    lines.iter().fold(head(), |text, line| text + &line.to_string() + "\n")
}

fn read(lines: &[Value]) -> Trace {
    let (_folder, path) = place();
    std::fs::write(&path, text(lines)).unwrap();
    let Saved { trace, torn_bytes } = read_file(&path).unwrap();
    assert_eq!(torn_bytes, 0);
    trace
}

#[test]
fn what_was_forgotten_is_no_evidence() {
    let stalled = |customer: &str| {
        let at = |ms: u64| json!({ "ms": ms, "text": "" });
        json!({ "stalled": { "customer": customer, "from": at(1), "to": at(2) } })
    };
    let began = json!({ "began": { "name": "x" } });
    #[rustfmt::skip]
    let table: [(&str, &[Value], &[u64], usize); 10] = [
        ("in the order of decisions", &[changed(2, "ada", Some(1)), changed(1, "ada", Some(1))], &[1, 2], 0),
        ("with what was refused", &[changed(1, "ada", None), changed(2, "ada", Some(1)), changed(3, "bob", Some(1)), reset(Some("ada"), 1)], &[3], 0),
        ("decided before, written after", &[changed(1, "ada", Some(1)), reset(Some("ada"), 1), changed(2, "ada", Some(1)), changed(3, "ada", Some(4))], &[3], 0),
        ("a reset that comes late", &[changed(1, "ada", Some(4)), reset(Some("ada"), 1)], &[1], 0),
        ("all", &[changed(1, "ada", Some(1)), changed(2, "bob", Some(2)), changed(3, "bob", None), changed(4, "", None), reset(None, 3)], &[4], 0),
        ("not who was forgotten before", &[changed(1, "ada", Some(1)), reset(Some("ada"), 1), changed(2, "ada", None), reset(None, 3)], &[2], 0),
        ("all, one of them late", &[reset(None, 3), changed(1, "ada", Some(1)), changed(2, "bob", Some(4))], &[2], 0),
        ("the stalls", &[stalled("ada"), stalled("bob"), changed(1, "ada", Some(1)), reset(Some("ada"), 1)], &[], 1),
        ("an earlier run", &[changed(1, "ada", Some(1)), stalled("ada"), began, changed(2, "ada", Some(1))], &[2], 0),
        ("a restart", &[changed(1, "ada", Some(1)), json!({ "put": { "name": "x", "source": "" } }), changed(2, "ada", Some(1))], &[1, 2], 0),
    ];
    for (what, lines, expected, stalls) in table {
        let trace = read(lines);
        let seqs: Vec<_> = trace.exchanges.iter().map(|call| call.seq).collect();
        assert_eq!((&*seqs, trace.stalls.len()), (expected, stalls), "{what}");
    }
}

#[test]
fn a_line_adds_to_its_exchange() {
    let at = json!({ "ms": 5, "text": "" });
    let outcomes = [
        (json!({ "kind": "sent", "at": at }), Outcome::Sent { at: moment(5) }),
        (json!({ "kind": "cut", "bytes": 7, "at": at }), Outcome::Cut { bytes: 7, at: moment(5) }),
        (
            json!({ "kind": "left", "bytes": 7, "at": at }),
            Outcome::Left { bytes: 7, at: moment(5) },
        ),
    ];
    for (written, expected) in outcomes {
        let ended = json!({ "ended": { "seq": 1, "outcome": written } });
        let gone = json!({ "ended": { "seq": 9, "outcome": written } });
        let trace = read(&[changed(1, "ada", Some(1)), ended, gone]);
        assert_eq!(trace.exchanges[0].outcome, Some(expected));
    }
    let end = json!({ "finished": { "exit": 1, "signal": null, "moments": [] } });
    let end = read(&[end]).end;
    assert_eq!(end, Some(ClientEnd { exit: Some(1), signal: None, moments: Vec::new() }));
}

fn moment(ms: u64) -> Moment {
    Moment::START.plus(std::time::Duration::from_millis(ms))
}

#[test]
fn a_name_where_no_run_was_begun() {
    let played = |seq: u64, scenario: &str| {
        let mut line = changed(seq, "ada", Some(1));
        line["changed"]["exchange"]["scenario"] = scenario.into();
        line
    };
    let table = [
        (vec![], "nothing was played"),
        (vec![changed(1, "ada", None)], "nothing was played"),
        (vec![changed(1, "ada", None), played(2, "a"), played(3, "a")], "a"),
        (vec![played(1, "a"), played(2, "b")], "several scenarios"),
    ];
    for (lines, expected) in table {
        assert_eq!(read(&lines).name, expected);
    }
}

#[test]
fn what_cannot_be_judged_says_why_and_stays_as_it_is() {
    let mut old = changed(1, "ada", Some(1));
    old["changed"]["exchange"].as_object_mut().unwrap().remove("due");
    let whole = text(&[changed(1, "ada", Some(1))]);
    #[rustfmt::skip]
    let table = [
        (String::new(), "it is not a journal"),
        ("{}\n".to_owned(), "it is not a journal"),
        (head().replace(":1,", ":2,"), "its format is 2, and this program knows 1"),
        (whole.clone() + "{\"ended\":{}}\n", "line 3 is broken: missing field `seq` at line 1 column 11"),
        (whole.clone() + "x\n", "line 3 is broken: expected value at line 1 column 1"),
        (text(&[old]), "line 2 is broken: an older flinks-mock wrote it, which did not note when replies were due"),
    ];
    for (text, because) in table {
        let (_folder, path) = place();
        std::fs::write(&path, &text).unwrap();
        let error = read_file(&path).unwrap_err().to_string();
        let shown = path.display();
        let help = "judge takes a file that flinks-mock serve --journal, or flinks-mock run, wrote";
        assert_eq!(error, format!("cannot judge {shown}\n  because: {because}\n  help: {help}"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    let (folder, path) = place();
    assert!(read_file(&path).unwrap_err().to_string().contains("No such file"));
    let error = read_file(folder.path()).unwrap_err().to_string();
    assert!(error.contains("it is not a regular file"), "{error}");
}

#[test]
fn a_torn_line_is_left_out_and_left_there() {
    let (_folder, path) = place();
    let text = text(&[changed(1, "ada", Some(1))]) + "{\"changed\":";
    std::fs::write(&path, &text).unwrap();
    let Saved { trace, torn_bytes } = read_file(&path).unwrap();
    assert_eq!((trace.exchanges.len(), torn_bytes), (1, 11));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

/// What the scenarios ask for is no fault of the mock, and without being asked it makes none.
#[tokio::test]
async fn the_mock_finds_no_fault_in_itself() {
    let (_folder, path) = place();
    let app = app("two-polls", ClockMode::Auto, &path);
    let library = app.library();
    let ends = |story: &&Arc<Story>| !["hangs-once", "stalls-in-the-body"].contains(&&*story.name);
    for story in library.stories().iter().filter(ends) {
        app.choose(&story.name, Some(&story.name)).unwrap();
        call(&app, &story.name).await;
        let trace = app.trace(Some(&story.name)).await.unwrap();
        assert_eq!(trace.exchanges.len(), 9, "{}", story.name);
        for call in trace.exchanges {
            let Exchange { status, path, analysis, .. } = call;
            let faults = analysis.unwrap().faults;
            assert!(faults.is_empty(), "{}: {status} {path} {faults:?}", story.name);
        }
    }
}

/// Nor is a status that no document has for its code, where the scenario says so.
#[tokio::test]
async fn a_status_that_was_asked_for_is_no_fault() {
    const ODD: &str = "summary = \"Odd.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\
        [[step]]\non = \"accounts\"\nreply.error = \"INVALID_LOGIN\"\nstatus = 418\n";
    let (folder, _) = place();
    std::fs::write(folder.path().join("odd.toml"), ODD).unwrap();
    let builder = FlinksMock::builder().scenarios(folder.path()).scenario("odd");
    let app = Arc::new(builder.clock(ClockMode::Auto).app(Log::default()).unwrap());
    call(&app, "ada").await;
    let calls = app.trace(None).await.unwrap().exchanges;
    assert_eq!(calls[1].status, 418);
    assert!(calls.iter().all(|call| call.analysis.as_ref().unwrap().faults.is_empty()));
}

/// A fixture that may depart from its schema is not reported.
#[tokio::test]
async fn a_fixture_that_was_waived_is_no_fault() {
    let (folder, _) = place();
    std::fs::create_dir(folder.path().join("accounts")).unwrap();
    std::fs::write(folder.path().join("accounts/seed.json"), "{\"Accounts\":7}").unwrap();
    let builder = FlinksMock::builder().fixtures(folder.path()).scenario("ready-at-once");
    let builder = builder.allow_invalid_fixtures(true).clock(ClockMode::Auto);
    let app = Arc::new(builder.app(Log::default()).unwrap());
    call(&app, "ada").await;
    let calls = app.trace(None).await.unwrap().exchanges;
    assert_eq!(calls[1].status, 200);
    assert!(calls.iter().all(|call| call.analysis.as_ref().unwrap().faults.is_empty()));
}

#[tokio::test]
async fn a_journal_that_is_in_use_can_be_judged() {
    let (_folder, path) = place();
    let app = app("two-polls", ClockMode::Auto, &path);
    call(&app, "ada").await;
    assert_eq!(read_file(&path).unwrap().trace.exchanges.len(), 9);
    call(&app, "ada").await;
    assert_eq!(read_file(&path).unwrap().trace.exchanges.len(), 18);
}
