use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use flinks_judge::client::judge;
use flinks_report::{Outcome as Checked, Run};
use flinks_trace::{CustomerId, Exchange, Outcome, Trace, file};

use super::super::Filter;
use crate::app::App;
use crate::clock::ClockMode;
use crate::log::Log;
use crate::mock::FlinksMock;
use crate::note::NoteLines;
use crate::note::tests::assert_line;
use crate::scenario::CompiledScenario;
use crate::server::{Port, Ports};
use crate::snapshot::Snapshot;

const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    (folder, path)
}

/// A client that does most of what there is, some of it wrong, and reads no answer but the first.
async fn call(app: &Arc<App>, customer: &str) {
    let mut ports = Ports::default();
    let address =
        ports.open(std::net::SocketAddr::from(([127, 0, 0, 1], 0)), Port::Plain).await.unwrap();
    let url = format!("http://{address}/v3/{customer}");
    let _servers = ports.serve(app, 100);
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
}

fn app(scenario: &str, clock: ClockMode, journal: &PathBuf) -> Arc<App> {
    let builder = FlinksMock::builder().scenario(scenario).clock(clock).journal(journal);
    Arc::new(builder.app(Log::default()).unwrap())
}

#[derive(serde::Deserialize)]
struct Written {
    snapshot: Snapshot,
}

#[tokio::test]
async fn a_saved_journal_is_judged_like_a_living_one() {
    let schema = serde_json::from_str(&file::schema(flinks_report::json::SCHEMA)).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
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
        app.journal.begin(scenario, None).unwrap();
        call(&app, "ada").await;
        call(&app, "bob").await;
        call(&app, "eve").await;
        app.reset("eve").unwrap();
        app.finished(Some(1), None).unwrap();

        let living = app.trace(None).await;
        let notes = app.journal.read(&Filter::default(), 0, usize::MAX).exchanges;
        let mut lines = NoteLines::default();
        notes.iter().for_each(|note| assert_line(&mut lines, note));
        let (saved, torn) = file::trace(&path).unwrap();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Ok(Written { snapshot }) = serde_json::from_str(line) {
                let snapshot = serde_json::to_string(&snapshot).unwrap();
                assert_eq!(line, format!("{{\"snapshot\":{snapshot}}}"), "as serde writes it");
            }
            let line: Value = serde_json::from_str(line).unwrap();
            schema.validate(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        assert_eq!((living.exchanges.len(), torn), (27, None), "{scenario}");
        assert_eq!(judge(&living), judge(&saved), "{scenario}");
        assert_eq!(format!("{:#?}", shown(living)), format!("{saved:#?}"), "{scenario}");

        let living = app.trace(Some("ada")).await;
        let saved = saved.only(&CustomerId::parse("ada"));
        assert_eq!(living.exchanges.len(), 9, "{scenario}");
        assert_eq!(judge(&living), judge(&saved), "{scenario}");
        assert_eq!(format!("{:#?}", shown(living)), format!("{saved:#?}"), "{scenario}");
    }
}

/// As it is written: the judge has real values.
fn shown(mut trace: Trace) -> Trace {
    assert!(trace.exchanges[0].body.contains("\"Password\":\"secret\""));
    let exchanges = trace.exchanges.into_iter();
    trace.exchanges = exchanges.map(Exchange::without_secrets).collect();
    trace
}

/// Another password is another try. A file has no passwords, and says that it cannot know.
#[tokio::test]
async fn what_a_file_can_no_longer_prove_is_open() {
    let (_folder, path) = place();
    let mock = FlinksMock::builder()
        .scenario("authorize-invalid-password")
        .journal(&path)
        .start()
        .await
        .unwrap();
    let url = format!("{}/v3/ada/BankingServices/Authorize", mock.url());
    for password in ["canary-1", "canary-2"] {
        let body = json!({ "LoginId": LOGIN, "Password": password }).to_string();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        assert_eq!(http.post(&url).body(body).send().await.unwrap().status(), 401);
    }
    let run = mock.customer_with_id("ada").verdict().await;
    let outcome = |run: &Run| {
        let check = run.checks.iter().find(|check| check.rule.id == "CLI-ERR-005");
        check.unwrap().outcome.clone()
    };
    assert_eq!(outcome(&run), Checked::Passed { places: 2 });
    let text = format!("{run:?}");
    assert!(text.contains("[redacted]") && !text.contains("canary"), "{text}");

    let saved = outcome(&judge(&file::trace(&path).unwrap().0));
    let reason = "the trace file hides whether the password of an Authorize is another one";
    assert_eq!(saved, Checked::Inconclusive { reason: reason.to_owned() });
}

#[tokio::test]
async fn a_saved_journal_has_what_was_called() {
    let (_folder, path) = place();
    let app = app("too-many-requests-429", ClockMode::Manual, &path);
    call(&app, "ada").await;
    app.finished(None, Some(9)).unwrap();
    app.trace(None).await;

    let Trace { name, exchanges: calls, end, .. } = file::trace(&path).unwrap().0;
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
    let calls = app.trace(None).await.exchanges;
    let delays = calls.iter().map(|call| call.due.since(call.arrived).as_secs());
    assert_eq!(delays.collect::<Vec<_>>(), [45, 0, 0, 0, 0, 0, 0, 0, 45]);
    assert!(calls[0].outcome.as_ref().unwrap().at() >= calls[0].due);
}

/// What the scenarios ask for is no fault of the mock, and without being asked it makes none.
#[tokio::test]
async fn the_mock_finds_no_fault_in_itself() {
    let (_folder, path) = place();
    let app = app("two-polls", ClockMode::Auto, &path);
    let library = app.library();
    let ends = |story: &&Arc<CompiledScenario>| {
        !["hangs-once", "stalls-in-the-body"].contains(&&*story.name)
    };
    for story in library.stories().iter().filter(ends) {
        app.choose(&story.name, Some(&story.name)).unwrap();
        call(&app, &story.name).await;
        let trace = app.trace(Some(&story.name)).await;
        assert_eq!(trace.exchanges.len(), 9, "{}", story.name);
        for call in trace.exchanges {
            let Exchange { status, path, analysis, .. } = call;
            let faults = analysis.unwrap().faults;
            assert!(faults.is_empty(), "{}: {status} {path} {faults:?}", story.name);
        }
    }
}

/// Nor is a status that no document has for its code, where the scenario says so; nor a fixture that may
/// depart from its schema.
#[tokio::test]
async fn what_was_asked_for_is_no_fault() {
    const ODD: &str = "summary = \"Odd.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\
        [[step]]\non = \"accounts\"\nreply.error = \"INVALID_LOGIN\"\nstatus = 418\n";
    let (folder, _) = place();
    let [scenarios, fixtures] = ["scenarios", "fixtures"].map(|name| folder.path().join(name));
    std::fs::create_dir(&scenarios).unwrap();
    std::fs::write(scenarios.join("odd.toml"), ODD).unwrap();
    std::fs::create_dir_all(fixtures.join("accounts")).unwrap();
    std::fs::write(fixtures.join("accounts/seed.json"), "{\"Accounts\":7}").unwrap();
    let odd = FlinksMock::builder().scenarios(scenarios).scenario("odd");
    let waived = FlinksMock::builder().fixtures(fixtures).scenario("ready-at-once");
    for (builder, status) in [(odd, 418), (waived.allow_invalid_fixtures(true), 200)] {
        let app = Arc::new(builder.clock(ClockMode::Auto).app(Log::default()).unwrap());
        call(&app, "ada").await;
        let calls = app.trace(None).await.exchanges;
        assert_eq!(calls[1].status, status);
        assert!(calls.iter().all(|call| call.analysis.as_ref().unwrap().faults.is_empty()));
    }
}
