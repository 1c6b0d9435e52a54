//! The client's word: what it took from the accounts.

use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const PATH: &str = "/v3/43387ca6-0391-4c82-857d-70d95f087ecb/_mock/understood";

impl Mock {
    async fn understood(&self, body: &str) -> Answer {
        self.send("POST", PATH, body).await
    }
}

#[tokio::test]
async fn a_word_is_taken_with_nothing_to_say_about_it() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let word = json!({
        "requestId": id, "accounts": 2, "transactions": "5", "balances": "-12.30",
        "debits": 1e2, "credits": 0.1, "characters": null, "webhooks": false,
    });
    for body in [word.to_string(), json!({ "REQUESTID": id }).to_string()] {
        let answer = mock.understood(&body).await;
        assert_eq!((answer.status, &*answer.text), (204, ""));
        assert_eq!(answer.headers.get("content-type"), None);
        let note = "not a path of Flinks: what the client reports here is for the judge";
        assert_eq!(answer.headers["x-mock-note"], note);
    }
    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let calls: Vec<_> = run.timeline.iter().map(|event| (&*event.call, &*event.answer)).collect();
    let word = ("POST Understood", "204");
    assert_eq!(calls, [("POST Authorize", "200"), word, word]);
}

#[tokio::test]
async fn a_word_that_nobody_could_use_is_refused() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let with = |name: &str, value: Value| json!({ "requestId": id, name: value }).to_string();
    let decimal = "must be a decimal, as a number or as text";
    let whole = "must be a whole number, 0 or more";
    #[rustfmt::skip]
    let table = [
        ("{".to_owned(), "the body is not valid JSON: EOF while parsing an object at line 1 column 1".to_owned()),
        ("[]".to_owned(), "the body is not a JSON object".to_owned()),
        (String::new(), "requestId is required: whose accounts are they?; see docs/judge.md".to_owned()),
        (json!({ "requestId": 7 }).to_string(), "requestId must be a string; see docs/judge.md".to_owned()),
        (json!({ "requestId": LOGIN }).to_string(), format!("this customer has no session {LOGIN}; see docs/judge.md")),
        (with("accounts", json!(1.5)), format!("accounts {whole}; see docs/judge.md")),
        (with("characters", json!(-1)), format!("characters {whole}; see docs/judge.md")),
        (with("transactions", json!([])), format!("transactions {whole}; see docs/judge.md")),
        (with("balances", json!("1,50")), format!("balances {decimal}; see docs/judge.md")),
        (with("credits", json!(true)), format!("credits {decimal}; see docs/judge.md")),
        (with("webhooks", json!("yes")), "webhooks must be true or false; see docs/judge.md".to_owned()),
        (with("balance", json!(1)), "there is no member balance; did you mean `balances`?; see docs/judge.md".to_owned()),
    ];
    for (body, expected) in table {
        let answer = mock.understood(&body).await;
        assert_eq!((answer.status, answer.text_at("/Message")), (400, expected), "{body}");
    }
    let body = json!({ "requestId": id }).to_string();
    let other = mock.send("POST", "/v3/bob/_mock/understood", &body).await;
    assert_eq!(other.status, 400, "another customer's session");
    assert_eq!(mock.send("GET", PATH, "").await.status, 405);
}

/// The scenario goes on as if it had not been said.
#[tokio::test]
async fn a_report_changes_nothing() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        assert_eq!(mock.understood(&json!({ "requestId": id }).to_string()).await.status, 204);
        answers.push(mock.detail(&id).await.status);
    }
    assert_eq!(answers, [202, 202, 200]);
}
