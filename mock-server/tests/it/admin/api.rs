//! What the calls do.

use std::fs;
use std::process::Command;

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::json;

use super::{Admin, checked, refusal, response};

#[tokio::test]
async fn probes() {
    let admin = Admin::start().await;
    checked(&admin.call("GET", "/health").await, &response("/health", "get"));
    let ready = checked(&admin.call("GET", "/ready").await, &response("/ready", "get"));
    assert_eq!(ready["scenarios"], admin.server.scenarios().len());
}

#[tokio::test]
async fn the_description_is_the_file() {
    let admin = Admin::start().await;
    let described = admin.call("GET", "/openapi.json").await;
    assert_eq!(described.text, include_str!("../../../openapi.json"));
}

#[tokio::test]
async fn scenarios_are_listed() {
    let admin = Admin::start().await;
    let listed = admin.call("GET", "/scenarios").await;
    let listed = checked(&listed, &response("/scenarios", "get"));
    let listed = listed["scenarios"].as_array().unwrap();
    let names: Vec<_> = listed.iter().map(|scenario| scenario["name"].as_str().unwrap()).collect();
    let expected: Vec<_> = admin.server.scenarios().into_iter().map(|it| it.name).collect();
    assert_eq!(names, expected);
    let default: Vec<_> = listed.iter().filter(|scenario| scenario["isDefault"] == true).collect();
    assert_eq!(default.len(), 1);
    assert_eq!(default[0]["name"], "two-polls");
}

#[tokio::test]
async fn a_scenario_is_explained_as_the_command_line_does() {
    let admin = Admin::start().await;
    let explained = admin.call("GET", "/scenarios/two-polls/explain").await;
    assert_eq!(explained.headers["content-type"], "text/plain; charset=utf-8");
    let program =
        Command::new(env!("CARGO_BIN_EXE_flinks-mock")).args(["explain", "two-polls"]).output();
    assert_eq!(explained.text, String::from_utf8(program.unwrap().stdout).unwrap());
}

#[tokio::test]
async fn mistakes_are_explained() {
    let admin = Admin::start().await;
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
    ];
    for (method, path, body, expected, detail) in table {
        let answer = admin.json(method, path, body).await;
        assert_eq!(refusal(&answer), expected, "{method} {path} {body}");
        assert_eq!(answer.text_at("/detail"), detail, "{method} {path} {body}");
    }
    let longest = format!("/customers/{}", "x".repeat(128));
    assert_ne!(admin.call("GET", &longest).await.status, 422);
    assert_eq!(refusal(&admin.call("GET", &format!("{longest}x")).await), "422 invalid");
}

#[tokio::test]
async fn a_scenario_with_mistakes_is_refused_with_every_one_of_them() {
    let admin = Admin::start().await;
    let toml = "summary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\n\
                [[step]]\non = \"data\"\ntime = 2\nreply = \"pending\"\n";
    let refused = admin.send("PUT", "/scenarios/mine", "application/toml", toml).await;
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

const MINE: &str =
    "# Mine.\nsummary = \"Mine.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";

#[tokio::test]
async fn a_scenario_is_handed_in_played_and_replaced() {
    let admin = Admin::start().await;
    let put = admin.send("PUT", "/scenarios/mine", "application/toml", MINE).await;
    let put = checked(&put, &response("/scenarios/{name}", "put"));
    assert_eq!((&put["name"], &put["summary"]), (&json!("mine"), &json!("Mine.")));
    let source = admin.call("GET", "/scenarios/mine").await;
    assert_eq!(source.headers["content-type"], "application/toml");
    assert_eq!(source.text, MINE);

    let body = r#"{"LoginId":"20000000-0000-4000-8000-000000000001","MostRecentCached":true}"#;
    let url = format!("{}/v3/ada/BankingServices/Authorize", admin.server.url());
    let authorized = super::answer(admin.http.post(url).body(body)).await;
    assert_eq!(authorized.status, 200);

    let changed = MINE.replace("Mine.", "Changed.");
    let put = admin.send("PUT", "/scenarios/mine", "application/toml", &changed).await;
    assert_eq!(put.text_at("/summary"), "Changed.");

    let twice = admin.send("PUT", "/scenarios/other", "application/toml", MINE).await;
    assert_eq!(refusal(&twice), "422 bad-files", "two scenarios with one LoginId");
    let kept = admin.call("GET", "/scenarios/other").await;
    assert_eq!(refusal(&kept), "404 unknown-scenario");
    for name in ["Mine", "a.b", "%C3%A9", &"x".repeat(65)] {
        let path = format!("/scenarios/{name}");
        let wrong = admin.send("PUT", &path, "application/toml", MINE).await;
        assert_eq!(refusal(&wrong), "422 invalid", "{name}");
    }
}

#[tokio::test]
async fn a_reload_takes_what_is_good_and_nothing_of_what_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, MINE).unwrap();
    let builder = FlinksMock::builder().scenarios(folder.path());
    let admin = Admin::with(builder, ClockMode::Auto).await;

    fs::write(&file, MINE.replace("Mine.", "Changed.")).unwrap();
    let reloaded = checked(&admin.json("POST", "/reload", "").await, &response("/reload", "post"));
    assert_eq!(reloaded["changed"], json!(["mine"]));
    assert_eq!(reloaded["added"], json!([]));

    fs::write(&file, MINE.replace("summary", "sumary")).unwrap();
    let refused = admin.json("POST", "/reload", "").await;
    assert_eq!(refusal(&refused), "422 bad-files");
    assert!(refused.text_at("/detail").contains("did you mean `summary`?"), "{refused:?}");
    assert!(admin.call("GET", "/scenarios/mine").await.text.contains("Changed."));
}
