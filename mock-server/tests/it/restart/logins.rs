//! What a client has said of its logins is kept, and so is what it opened for several of them.

use serde_json::{Value, json};

use super::served::start;
use super::traffic::{Call, post};
use crate::support::{LOGIN, OWN, OWN_LOGIN};

const ASKS: &str = r#"
[[step]]
on = "authorize"
[[step.reply.challenge.ask]]
prompt = "What shape?"
answer = "Nonagon"
"#;

#[tokio::test]
async fn logins_go_on_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    std::fs::write(scenarios.join("asks.toml"), format!("{OWN}{ASKS}")).unwrap();
    let args = ["--scenarios", scenarios.to_str().unwrap(), "--scenario", "ready-at-once"];
    let journal = folder.path().join("journal");
    let patch = |name, body: Value| Call { method: "PATCH", ..post("ada", name, &body) };
    let answer = json!({ "Question": "What shape?", "Answer": "Nonagon" });
    let other = "10000000-0000-4000-8000-000000000002";
    let calls = [
        patch("SetScheduledRefresh", json!({ "LoginId": LOGIN, "IsActivated": true })),
        patch("AnswerMFAQuestions", json!({ "LoginId": OWN_LOGIN, "Questions": [answer] })),
        post("ada", "AuthorizeMultiple", &json!({ "LoginIds": [LOGIN, other] })),
        post("ada", "AuthorizeAsync", &json!({ "LoginId": LOGIN })),
    ];
    let (served, caller) = start(&journal, &args);
    let mut bodies = Vec::new();
    for call in &calls {
        let reply = caller.call(call).await.unwrap();
        bodies.push(serde_json::from_str::<Value>(&reply.body).unwrap());
    }
    served.kill();
    drop(served);
    assert!(!std::fs::read_to_string(&journal).unwrap().contains("Nonagon"));

    let (_served, caller) = start(&journal, &args);
    let ask = async |call: Call| {
        let reply = caller.call(&call).await.unwrap();
        (reply.status, serde_json::from_str::<Value>(&reply.body).unwrap())
    };
    let (_, authorized) = ask(post("ada", "Authorize", &json!({ "LoginId": LOGIN }))).await;
    assert_eq!(authorized["Login"]["IsScheduledRefresh"], true);
    assert_eq!(ask(post("ada", "Authorize", &json!({ "LoginId": OWN_LOGIN }))).await.0, 200);
    let valid = bodies[2]["ValidLoginIds"].as_array().unwrap();
    assert_eq!(valid.len(), 2);
    for opened in valid {
        let detail = json!({ "RequestId": opened["RequestId"] });
        let (status, data) = ask(post("ada", "GetAccountsDetail", &detail)).await;
        assert!(matches!(status, 200 | 202), "{data}");
    }
    let next = json!({ "RequestId": bodies[3]["RequestId"] });
    let (status, authorized) = ask(post("ada", "AuthorizeAsync", &next)).await;
    assert_eq!((status, &authorized["Login"]["IsScheduledRefresh"]), (200, &json!(true)));
}
