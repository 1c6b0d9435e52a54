//! AuthorizeAsync: a 202 with the RequestId, and the bank's answer with a later call.

use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const ASKS: &str = r#"
[[step]]
on = "authorize"
[[step.reply.challenge.ask]]
prompt = "What shape?"
answer = "Triangle"
"#;

impl Mock {
    async fn start_async(&self, body: Value) -> String {
        let started = self.call_async(body).await;
        assert_eq!(started.short(), "202 OPERATION_PENDING");
        started.text_at("/RequestId")
    }

    async fn call_async(&self, body: Value) -> Answer {
        self.post_as(CUSTOMER, "AuthorizeAsync", body).await
    }

    async fn next(&self, id: &str) -> Answer {
        self.call_async(json!({ "RequestId": id })).await
    }

    async fn answered(&self, id: &str, shape: &str) -> String {
        let responses = json!({ "What shape?": [shape] });
        self.call_async(json!({ "RequestId": id, "SecurityResponses": responses })).await.short()
    }
}

#[tokio::test]
async fn it_is_polled_with_its_request_id() {
    let mock = Mock::playing("ready-at-once").await;
    let body =
        json!({ "Username": "Greatday", "Password": "Everyday", "Institution": "FlinksCapital" });
    let id = mock.start_async(body).await;
    assert_eq!(mock.detail(&id).await.short(), "400 SESSION_NONEXISTENT");
    let authorized = mock.next(&id).await;
    assert_eq!(
        (authorized.short(), authorized.text_at("/RequestId")),
        ("200".to_owned(), id.clone())
    );
    assert_eq!(authorized.text_at("/Login/Id"), LOGIN);
    assert_eq!(mock.next(&id).await.short(), "401 ALREADY_AUTHORIZED");
    assert_eq!(mock.detail(&id).await.short(), "200");
}

#[tokio::test]
async fn questions_are_asked_and_answered() {
    let mock = Mock::own(ASKS).await;
    let id = mock.start_async(json!({ "LoginId": LOGIN, "MostRecentCached": false })).await;
    for _ in 0..2 {
        let asked = mock.next(&id).await;
        assert_eq!(
            (asked.short(), asked.text_at("/SecurityChallenges/0/Prompt")),
            ("203".to_owned(), "What shape?".to_owned())
        );
    }
    assert_eq!(mock.answered(&id, "Triangle").await, "202 OPERATION_PENDING");
    assert_eq!(mock.next(&id).await.short(), "200");
    assert_eq!(mock.detail(&id).await.short(), "200");

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-HTTP-001"], "this client sends no content type");
}

#[tokio::test]
async fn refusals_come_with_the_call_after_the_202() {
    let mock = Mock::own(ASKS).await;
    let id = mock.start_async(json!({ "LoginId": LOGIN })).await;
    mock.next(&id).await;
    assert_eq!(mock.answered(&id, "Circle").await, "401 INVALID_SECURITY_RESPONSE");
    assert_eq!(mock.next(&id).await.short(), "400 SESSION_NONEXISTENT");

    let mock = Mock::playing("authorize-new-account").await;
    let id = mock.start_async(json!({ "LoginId": LOGIN })).await;
    assert_eq!(mock.next(&id).await.short(), "401 NEW_ACCOUNT");
    assert_eq!(mock.next(&id).await.short(), "400 SESSION_NONEXISTENT");
    let unknown = json!({ "LoginId": "0badc0de-1209-4f19-641c-08d6d484e2fe" });
    assert_eq!(mock.call_async(unknown).await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.call_async(json!({ "RequestId": 5 })).await.short(), "401 INVALID_REQUEST");
    assert_eq!(mock.next("no-guid").await.short(), "400 SESSION_NONEXISTENT");
}
