//! What the calls do.

use std::fs;

use flinks_mock::FlinksMock;
use flinks_mock::report::json::SCHEMA;
use serde_json::json;

use super::{BAD, assert_valid, checked, refusal, start};
use crate::support::program::{folder, run};
use crate::support::{Mock, OWN, OWN_LOGIN};

#[tokio::test]
async fn what_can_be_read() {
    let mock = start().await;
    let scenarios = mock.server.scenarios();
    checked(&mock.get("/health").await, "/health", "get");
    let ready = checked(&mock.get("/ready").await, "/ready", "get");
    assert_eq!(ready["scenarios"], scenarios.len());
    let described = mock.get("/openapi.json").await;
    assert_eq!(described.text, include_str!("../../../openapi.json"));

    let listed = checked(&mock.get("/scenarios").await, "/scenarios", "get");
    let listed = listed["scenarios"].as_array().unwrap();
    let names: Vec<_> = listed.iter().map(|scenario| scenario["name"].as_str().unwrap()).collect();
    assert_eq!(names, scenarios.iter().map(|it| &*it.name).collect::<Vec<_>>());
    let default = listed.iter().filter(|scenario| scenario["isDefault"] == true);
    assert_eq!(default.map(|it| &it["name"]).collect::<Vec<_>>(), ["two-polls"]);
}

#[tokio::test]
async fn a_scenario_is_explained_as_the_command_line_does() {
    let mock = start().await;
    let explained = mock.get("/scenarios/two-polls/explain").await;
    assert_eq!(explained.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(explained.text, run(&["explain", "two-polls"]).out);
}

#[tokio::test]
async fn mistakes_are_explained() {
    let mock = start().await;
    #[rustfmt::skip]
    let table = [
        ("GET", "/scenarios/two-pols", "", "404 unknown-scenario", "did you mean `two-polls`?"),
        ("PUT", "/customers/ada/clock", r#"{"mod":"auto"}"#, "422 invalid", "there is no `mod`; did you mean `mode`?"),
        ("PUT", "/customers/ada/clock", "{}", "422 invalid", "missing field `mode` at line 1 column 2"),
        ("PUT", "/customers/ada/clock", "{", "400 malformed", "the body is not JSON: EOF while parsing an object at line 1 column 1"),
        ("PUT", "/customers/ada/scenario", r#"{"scenario":"two-pols"}"#, "404 unknown-scenario", "there is no scenario two-pols; did you mean two-polls?"),
        ("POST", "/customers/ada/sessions/7/force", r#"{"state":"ready"}"#, "404 unknown-session", "a RequestId is a GUID"),
        ("GET", "/journal?limt=5", "", "422 invalid", "there is no `limt`; did you mean `limit`?"),
        ("GET", "/journal?limit=5&limit=6", "", "422 invalid", "duplicate field `limit`"),
        ("PUT", "/customers/ada/clock", "[]", "400 malformed", "the body is not a JSON object"),
        ("PUT", "/customers/ada/clock", r#"{"mode":5}"#, "422 invalid", "invalid type: integer `5`, expected a string at line 1 column 9"),
        ("PUT", "/customers/ada/clock", r#"{"x":1}"#, "422 invalid", "there is no `x`; expected one of `mode`"),
        ("POST", "/reload", r#"{"x":1}"#, "422 invalid", "there is no `x`; none is taken here"),
        ("POST", "/customers/ada/clock/advance", r#"{"by":"1m","to":"1m"}"#, "422 invalid", "give either `by` or `to`, such as {\"by\": \"25m\"}"),
        ("GET", "/", "", "404 no-such-path", "GET /openapi.json describes all paths"),
        ("GET", "/senarios", "", "404 no-such-path", "did you mean /scenarios?"),
        ("GET", "/customers/ada/clocks", "", "404 no-such-path", "did you mean /customers/ada/clock?"),
        ("GET", "/customers/a%2Fb", "", "404 no-such-path", "a part of the path is `.` or `..`, or has a slash or a control character"),
        ("PATCH", "/customers/ada/clock", "", "405 wrong-method", "use GET, PUT"),
        ("GET", "/scenarios?x=5", "", "422 invalid", "there is no `x`; none is taken here"),
        ("GET", "/scenarios", "{}", "400 malformed", "this call takes no body"),
        ("DELETE", "/customers/ada", "{}", "400 malformed", "this call takes no body"),
        ("GET", "/customers/%20", "", "422 invalid", "a customer id has 1 to 128 characters"),
        ("GET", "/customers/", "", "404 no-such-path", "did you mean /customers?"),
        ("GET", "/customers/ada/session/7", "", "404 no-such-path", "did you mean /customers/ada/sessions/7?"),
        ("GET", "/customers/ada/sessions/7/", "", "404 no-such-path", "did you mean /customers/ada/sessions/7?"),
        ("GET", "/something/else", "", "404 no-such-path", "GET /openapi.json describes all paths"),
        ("GET", "/journal?limit=0", "", "422 invalid", "`limit` must be a whole number from 1 to 1000, not 0"),
        ("GET", "/journal?limit=1001", "", "422 invalid", "`limit` must be a whole number from 1 to 1000, not 1001"),
        ("GET", "/journal?limit=", "", "422 invalid", "limit: cannot parse integer from empty string"),
        ("GET", "/journal?after=-1", "", "422 invalid", "after: invalid digit found in string"),
        ("GET", "/journal?status=20", "", "422 invalid", "`status` must be a whole number from 100 to 999, not 20"),
        ("GET", "/journal?unmatched=yes", "", "422 invalid", "unmatched: provided string was not `true` or `false`"),
        ("GET", "/journal?endpoint=Authorise", "", "422 invalid", "`endpoint` is `Authorise`; did you mean `Authorize`?"),
        ("GET", "/journal?code=OPERATION_PENDNG", "", "422 invalid", "`code` is `OPERATION_PENDNG`; did you mean `OPERATION_PENDING`?"),
        ("POST", "/customers/ada/journal/wait", r#"{"count":0}"#, "422 invalid", "`count` must be a whole number from 1 to 1000, not 0"),
        ("POST", "/customers/ada/journal/wait", r#"{"count":1001}"#, "422 invalid", "`count` must be a whole number from 1 to 1000, not 1001"),
        ("POST", "/customers/ada/journal/wait", r#"{"timeoutSeconds":61}"#, "422 invalid", "`timeoutSeconds` must be a whole number from 0 to 60, not 61"),
        ("POST", FORCE, r#"{"state":"redy"}"#, "422 invalid", "`state` is `redy`; did you mean `ready`?"),
        ("POST", FORCE, r#"{"state":"failed"}"#, "422 invalid", "`failed` needs the `code` to fail with, such as \"INVALID_LOGIN\""),
        ("POST", FORCE, r#"{"state":"ready","code":"INVALID_LOGIN"}"#, "422 invalid", "only `failed` takes a `code`"),
        ("POST", FORCE, r#"{"state":"failed","code":"INVALID_LOGN"}"#, "422 invalid", "there is no error code INVALID_LOGN; did you mean INVALID_LOGIN?"),
        ("POST", FORCE, r#"{"state":"failed","code":"OPERATION_PENDING"}"#, "422 invalid", "there is no error code OPERATION_PENDING"),
    ];
    for (method, path, body, expected, detail) in table {
        let answer = mock.admin(method, path, body).await;
        assert_eq!(refusal(&answer), expected, "{method} {path} {body}");
        assert_eq!(answer.text_at("/detail"), detail, "{method} {path} {body}");
    }
    let longest = format!("/customers/{}", "x".repeat(128));
    assert_ne!(mock.get(&longest).await.status, 422);
    assert_eq!(refusal(&mock.get(&format!("{longest}x")).await), "422 invalid");
    let too_long_to_compare = mock.get(&format!("{longest}{longest}/session/7")).await;
    assert_eq!(too_long_to_compare.text_at("/detail"), "GET /openapi.json describes all paths");
}

const FORCE: &str = "/customers/ada/sessions/00000000-0000-4000-8000-000000000000/force";

#[tokio::test]
async fn a_scenario_with_mistakes_is_refused_with_every_one_of_them() {
    let mock = start().await;
    let refused = mock.put_toml("/scenarios/mine", BAD).await;
    assert_eq!(refusal(&refused), "422 bad-files");
    let diagnostics = &refused.json()["diagnostics"];
    assert_eq!(
        diagnostics,
        &json!([{
            "path": "mine.toml",
            "line": 6,
            "column": 1,
            "title": "unknown field `time`",
            "help": "did you mean `times`?"
        }])
    );
    assert!(refused.text_at("/detail").contains("--> mine.toml:6:1"), "{refused:?}");
}

#[tokio::test]
async fn a_scenario_is_handed_in_played_and_replaced() {
    let mock = start().await;
    let put = mock.put_toml("/scenarios/mine", OWN).await;
    let put = checked(&put, "/scenarios/{name}", "put");
    assert_eq!((&put["name"], &put["summary"]), (&json!("mine"), &json!("Own.")));
    let source = mock.get("/scenarios/mine").await;
    assert_eq!(source.headers["content-type"], "application/toml");
    assert_eq!(source.text, OWN);
    assert_eq!(mock.authorize(OWN_LOGIN).await.status, 200);

    let put = mock.put_toml("/scenarios/mine", &OWN.replace("Own.", "Changed.")).await;
    assert_eq!(put.text_at("/summary"), "Changed.");

    let twice = mock.put_toml("/scenarios/other", OWN).await;
    assert_eq!(refusal(&twice), "422 bad-files", "two scenarios with one LoginId");
    let unknown = mock.get("/scenarios/other").await;
    assert_eq!(refusal(&unknown), "404 unknown-scenario");
    let (longest, longer) = ("x".repeat(64), "x".repeat(65));
    assert_eq!(
        refusal(&mock.put_toml(&format!("/scenarios/{longest}"), OWN).await),
        "422 bad-files"
    );
    for name in ["A", "a.b", "a%20b", "%C3%A9", "a_b", &longer] {
        let wrong = mock.put_toml(&format!("/scenarios/{name}"), OWN).await;
        assert_eq!(refusal(&wrong), "422 invalid", "{name}");
    }
}

#[tokio::test]
async fn a_reload_takes_what_is_good_and_nothing_of_what_is_not() {
    let (_folder, path) = folder(&[("mine.toml", OWN)]);
    let mock = Mock::with(FlinksMock::builder().scenarios(&path).admin(true)).await;
    let file = format!("{path}/mine.toml");

    fs::write(&file, OWN.replace("Own.", "Changed.")).unwrap();
    let reloaded = checked(&mock.admin("POST", "/reload", "").await, "/reload", "post");
    assert_eq!(reloaded["changed"], json!(["mine"]));
    assert_eq!(reloaded["added"], json!([]));

    fs::write(&file, OWN.replace("summary", "sumary")).unwrap();
    let refused = mock.admin("POST", "/reload", "").await;
    assert_eq!(refusal(&refused), "422 bad-files");
    assert!(refused.text_at("/detail").contains("did you mean `summary`?"), "{refused:?}");
    assert!(mock.get("/scenarios/mine").await.text.contains("Changed."));
}

#[tokio::test]
async fn a_verdict_is_a_report_of_one_run() {
    let mock = start().await;
    let path = "/customers/{customer}/verdict";
    let nothing = checked(&mock.get("/customers/ada/verdict").await, path, "get");
    let reason = "no request reached the mock; docs/clients.md says how it gets there";
    assert_eq!(nothing["verdict"]["reason"], reason);

    let session = mock.open_as("ada").await;
    mock.detail_as("ada", &session).await;
    let report = checked(&mock.get("/customers/ada/verdict?done=true").await, path, "get");
    assert_eq!(report["title"], "the client of customer ada");
    assert_eq!(report["runs"][0]["timeline"].as_array().unwrap().len(), 2);
    assert_valid(&serde_json::from_str(SCHEMA).unwrap(), &report);

    let wrong = mock.get("/customers/ada/verdict?done=perhaps").await;
    assert_eq!(wrong.status, 422);
}
