//! What the calls do.

use serde_json::{Value, json};

use super::{Admin, refusal};
use crate::support::Answer;

/// The body, which has the schema `name` of the document or one that is given there.
fn checked(answer: &Answer, pointer: &str) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    let document: Value = serde_json::from_str(include_str!("../../../openapi.json")).unwrap();
    let schema = json!({
        "$ref": format!("#{pointer}"),
        "paths": document["paths"],
        "components": document["components"],
    });
    let body = answer.json();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let problems: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {answer:?}");
    body
}

fn response(path: &str, method: &str) -> String {
    let path = path.replace('/', "~1");
    format!("/paths/{path}/{method}/responses/200/content/application~1json/schema")
}

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
async fn mistakes_are_explained() {
    let admin = Admin::start().await;
    #[rustfmt::skip]
    let table = [
        ("GET", "/scenarios/two-pols", "", "404 unknown-scenario", "did you mean `two-polls`?"),
        ("PUT", "/customers/ada/clock", r#"{"mod":"auto"}"#, "422 invalid", "there is no `mod`; did you mean `mode`?"),
        ("PUT", "/customers/ada/clock", "{}", "422 invalid", "`mode` is missing"),
        ("PUT", "/customers/ada/clock", "{", "400 malformed", "the body is no JSON: EOF while parsing an object at line 1 column 1"),
        ("PUT", "/customers/ada/scenario", r#"{"scenario":"two-pols"}"#, "404 unknown-scenario", "did you mean `two-polls`?"),
        ("GET", "/customers/ada/sessions/7", "", "404 unknown-session", "a RequestId is a GUID"),
        ("GET", "/journal?limt=5", "", "422 invalid", "there is no `limt`; did you mean `limit`?"),
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
