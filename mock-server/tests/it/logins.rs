//! What belongs to a login and not to a session: scheduled refresh, stored answers, deletion.

use flinks_mock::FlinksMock;
use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const UNKNOWN: &str = "0badc0de-1209-4f19-641c-08d6d484e2fe";

const ASKS: &str = r#"
[[step]]
on = "authorize"
times = 2
[[step.reply.challenge.ask]]
prompt = "What city?"
answer = ["Montreal", "Montréal"]
[[step.reply.challenge.ask]]
prompt = "What shape?"
answer = "Triangle"
"#;

impl Mock {
    async fn banking(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/v3/{CUSTOMER}/BankingServices/{path}"), &body).await
    }

    async fn schedule(&self, is_on: Value) -> Answer {
        let body = json!({ "loginId": LOGIN, "isActivated": is_on });
        self.banking("PATCH", "SetScheduledRefresh", body).await
    }

    async fn questions(&self) -> Value {
        let answer = self.banking("GET", &format!("GetMFAQuestions/{LOGIN}"), Value::Null).await;
        assert_eq!((answer.status, answer.text_at("/Message")), (200, "SUCCESS".to_owned()));
        answer.json()["Questions"].clone()
    }

    async fn store(&self, answers: &[(&str, &str)]) -> Answer {
        let pair =
            |(question, answer): &(&str, &str)| json!({ "Question": question, "Answer": answer });
        let questions: Value = answers.iter().map(pair).collect();
        let body = json!({ "LoginId": LOGIN, "Questions": questions });
        self.banking("PATCH", "AnswerMFAQuestions", body).await
    }

    async fn left_out(&self) -> Value {
        let answer = self.banking("GET", "GetNightlyRefreshStatus", Value::Null).await;
        assert_eq!(answer.short(), "200");
        answer.json()["IneligibleCards"].clone()
    }
}

/// Sessions of before keep what their Authorize said.
#[tokio::test]
async fn scheduled_refresh_shows_in_later_sessions() {
    let mock = Mock::playing("ready-at-once").await;
    let before = mock.open().await;
    let set = mock.schedule(json!(true)).await;
    let text = format!("LoginId {LOGIN} has now been activated for automatic refresh");
    assert_eq!((set.status, set.json()), (200, json!(text)));
    let after = mock.authorize(LOGIN).await;
    assert_eq!(after.json()["Login"]["IsScheduledRefresh"], true);
    for (id, expected) in [(after.text_at("/RequestId"), true), (before, false)] {
        let data = mock.detail(&id).await.json();
        assert_eq!(data["Login"]["IsScheduledRefresh"], expected);
        let summary = mock.banking("POST", "GetAccountsSummary", json!({ "RequestId": id })).await;
        assert_eq!(summary.json()["Login"]["IsScheduledRefresh"], expected);
        assert_eq!(summary.json()["Accounts"][0].get("Transactions"), None);
    }
    let unset = mock.schedule(json!("False")).await;
    assert!(unset.text.contains("deactivated"), "{unset:?}");
    assert_eq!(mock.authorize(LOGIN).await.json()["Login"]["IsScheduledRefresh"], false);
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true, "ScheduleRefresh": true });
    let own = mock.banking("POST", "Authorize", body).await;
    assert_eq!(own.json()["Login"]["IsScheduledRefresh"], true);

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-HTTP-001"], "this client sends no content type");
}

#[tokio::test]
async fn questions_are_kept_where_an_authorize_asked_for_it() {
    let mock = Mock::own(ASKS).await;
    assert_eq!(mock.questions().await, json!([]));
    for (save, expected) in [
        (false, json!([])),
        (true, json!([{ "Question": "What city?" }, { "Question": "What shape?" }])),
    ] {
        let body = json!({ "LoginId": LOGIN, "WithMfaQuestions": "true", "Save": save });
        assert_eq!(mock.banking("POST", "Authorize", body).await.status, 203);
        assert_eq!(mock.questions().await, expected);
    }
}

/// A wrong answer is stored as well, and helps nobody.
#[tokio::test]
async fn stored_answers_are_not_asked_for() {
    let mock = Mock::own(ASKS).await;
    let stored = mock.store(&[("What shape?", "Triangle"), ("What city?", "Laval")]).await;
    assert_eq!((stored.status, stored.json()), (200, json!({ "Message": "Answers updated" })));
    let questions = json!([{ "Question": "What shape?" }, { "Question": "What city?" }]);
    assert_eq!(mock.questions().await, questions);
    assert_eq!(mock.authorize(LOGIN).await.status, 203);
    mock.store(&[("what city? ", "MONTRÉAL")]).await;
    assert_eq!(mock.authorize(LOGIN).await.short(), "200");
}

#[tokio::test]
async fn the_nightly_refresh_leaves_out_what_it_cannot_refresh() {
    let mock = Mock::own(ASKS).await;
    assert_eq!(mock.left_out().await, json!([]));
    mock.schedule(json!(true)).await;
    assert_eq!(mock.left_out().await, json!([]));
    mock.authorize(LOGIN).await;
    let card = |state: &str| {
        json!([{
            "LoginId": LOGIN, "LastRefreshDate": "2019-05-09T13:47:46.5227901",
            "LastRefreshState": state, "LastRefreshErrorCode": null,
        }])
    };
    assert_eq!(mock.left_out().await, card("AnsweringSecurityChallenge"));
    mock.authorize(LOGIN).await;
    assert_eq!(mock.authorize(LOGIN).await.short(), "200");
    assert_eq!(mock.left_out().await, json!([]));
    mock.at(7 * 24 * 60 * 60).await;
    assert_eq!(mock.left_out().await, json!([]));
    mock.at(7 * 24 * 60 * 60 + 1).await;
    assert_eq!(mock.left_out().await, card("Completed"));
    let wealth = mock.banking("GET", "GetWealthNightlyRefreshStatus/", Value::Null).await;
    assert_eq!(wealth.json(), json!({ "HttpStatusCode": 200, "IneligibleWealths": [] }));
    mock.at(28 * 24 * 60 * 60 + 1).await;
    let wealth = mock.banking("GET", "GetWealthNightlyRefreshStatus/", Value::Null).await;
    assert_eq!(wealth.text_at("/IneligibleWealths/0/Institution"), "FlinksCapital");
    mock.banking("DELETE", &format!("DeleteCard/{LOGIN}"), Value::Null).await;
    assert_eq!(mock.left_out().await, json!([]));
}

/// 1,001 LoginIds, the last one first. A week after the start none was ever refreshed.
#[tokio::test]
async fn a_nightly_status_lists_the_first_1000_logins_and_notes_that_there_are_more() {
    let mock = Mock::with(FlinksMock::builder().any_login(true)).await;
    let id = |number: u32| format!("00000000-0000-4000-8000-{number:012}");
    let endpoints = [
        ("GetNightlyRefreshStatus", "IneligibleCards"),
        ("GetWealthNightlyRefreshStatus/", "IneligibleWealths"),
    ];
    for number in (0..1_001).rev() {
        if number == 0 {
            mock.at(28 * 24 * 60 * 60 + 1).await;
            for (endpoint, list) in endpoints {
                let all = mock.banking("GET", endpoint, Value::Null).await;
                assert_eq!(all.json()[list].as_array().unwrap().len(), 1_000, "{list}");
                assert_eq!(all.headers.get("x-mock-note"), None, "{list}");
            }
        }
        let body = json!({ "LoginId": id(number), "IsActivated": true });
        assert_eq!(mock.banking("PATCH", "SetScheduledRefresh", body).await.status, 200);
    }
    for (endpoint, list) in endpoints {
        let first = mock.banking("GET", endpoint, Value::Null).await;
        let note = "there are more: this mock lists the first 1000 by LoginId";
        assert_eq!(first.headers["x-mock-note"], note, "{list}");
        let cards = first.json()[list].clone();
        let ids = cards.as_array().unwrap().iter().map(|card| card["LoginId"].clone());
        let expected: Vec<_> = (0..1_000).map(|number| json!(id(number))).collect();
        assert_eq!(ids.collect::<Vec<_>>(), expected, "{list}");
    }
}

#[tokio::test]
async fn a_login_that_the_bank_refuses_is_left_out_with_its_code() {
    for (scenario, code) in
        [("authorize-new-account", "NEW_ACCOUNT"), ("authorize-retry-later", "")]
    {
        let mock = Mock::playing(scenario).await;
        mock.schedule(json!(true)).await;
        mock.authorize(LOGIN).await;
        let left_out = mock.left_out().await;
        let found = left_out[0]["LastRefreshErrorCode"].as_str().unwrap_or_default();
        assert_eq!(found, code, "{scenario}");
    }
}

#[tokio::test]
async fn investments_delete_ends_the_login() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let path = format!("/v3/{CUSTOMER}/Investments/Delete/{}", LOGIN.to_uppercase());
    mock.schedule(json!(true)).await;
    let gone = mock.send("DELETE", &path, "").await;
    let text = format!("All of the information about LoginId {LOGIN} has been removed");
    assert_eq!((gone.status, gone.json()), (200, json!({ "Message": text })));
    assert_eq!(mock.poll(&id).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.authorize(LOGIN).await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.send("DELETE", &path, "").await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.schedule(json!(true)).await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.store(&[("a", "b")]).await.short(), "401 INVALID_LOGIN");
}

#[tokio::test]
async fn each_login_of_authorize_multiple_gets_a_session() {
    let mock = Mock::start().await;
    const QUESTION: &str = "10000000-0000-4000-8000-000000000050";
    let ids = [LOGIN, UNKNOWN, "no-guid", QUESTION, LOGIN];
    let opened = mock.banking("POST", "AuthorizeMultiple", json!({ "LoginIds": ids })).await;
    let body = opened.json();
    assert_eq!((opened.status, body["ValidLoginIds"].as_array().unwrap().len()), (200, 1));
    assert_eq!(body["ValidLoginIds"][0]["LoginId"], LOGIN);
    assert_eq!(body["InvalidLoginIds"], json!([UNKNOWN, "no-guid", QUESTION]));
    let id = opened.text_at("/ValidLoginIds/0/RequestId");
    let statuses = [mock.detail(&id).await, mock.poll(&id).await, mock.poll(&id).await];
    assert_eq!(statuses.map(|answer| answer.status), [202, 202, 200]);
    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-HTTP-001"], "this client sends no content type");
    let path = format!("/v3/{CUSTOMER}/BankingServices/AuthorizeMultiple");
    let body = json!({ "LoginIds": [LOGIN] }).to_string();
    for (scenario, expected) in [("two-poll", 400), ("two-polls", 200)] {
        let headers = [("x-mock-scenario", scenario)];
        assert_eq!(mock.send_with("POST", &path, &headers, &body).await.status, expected);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let mock = Mock::start().await;
    let long = "x".repeat(201);
    let pairs = |count: usize| -> Value {
        (0..count).map(|number| json!({ "Question": number.to_string(), "Answer": "a" })).collect()
    };
    let many = vec![LOGIN; 101];
    #[rustfmt::skip]
    let table = [
        ("SetScheduledRefresh", json!({}), "LoginId is required; IsActivated is required"),
        ("SetScheduledRefresh", json!({ "LoginId": LOGIN }), "IsActivated is required"),
        ("SetScheduledRefresh", json!({ "LoginId": 5, "IsActivated": true }), "LoginId must be a string"),
        ("SetScheduledRefresh", json!({ "LoginId": LOGIN, "IsActivated": "yes" }), "IsActivated must be true or false"),
        ("SetScheduledRefresh", json!([1]), "the body is not a JSON object"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN }), "Questions is required"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN, "Questions": "a" }), "Questions must be a list of 1 to 10 objects"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN, "Questions": [] }), "Questions must be a list of 1 to 10 objects"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN, "Questions": [{ "Question": "a" }] }), "Questions must be a list"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN, "Questions": [{ "Question": "a", "Answer": long }] }), "Questions must be a list"),
        ("AnswerMFAQuestions", json!({ "LoginId": LOGIN, "Questions": pairs(11) }), "Questions must be a list"),
        ("AuthorizeMultiple", json!({}), "LoginIds is required"),
        ("AuthorizeMultiple", json!({ "LoginIds": LOGIN }), "LoginIds must be a list of at most 100 strings"),
        ("AuthorizeMultiple", json!({ "LoginIds": [LOGIN, 5] }), "LoginIds must be a list of at most 100 strings"),
        ("AuthorizeMultiple", json!({ "LoginIds": many }), "LoginIds must be a list of at most 100 strings"),
    ];
    for (name, body, message) in table {
        let method = if name == "AuthorizeMultiple" { "POST" } else { "PATCH" };
        let refused = mock.banking(method, name, body.clone()).await;
        assert_eq!(refused.short(), "401 INVALID_REQUEST", "{name} {body}");
        assert!(refused.text_at("/Message").starts_with(message), "{refused:?}");
    }
    assert_eq!(mock.store(&[("Other?", "a")]).await.status, 200);
    let body = json!({ "LoginId": LOGIN, "Questions": pairs(10) });
    let over = mock.banking("PATCH", "AnswerMFAQuestions", body).await;
    assert_eq!(over.short(), "401 INVALID_REQUEST");
    for id in ["not-a-guid", UNKNOWN, "%00", "..%2f"] {
        let refused = mock.banking("GET", &format!("GetMFAQuestions/{id}"), Value::Null).await;
        assert_eq!(refused.short(), "401 INVALID_LOGIN", "{id}");
    }
    let post = mock.banking("POST", "SetScheduledRefresh", json!({})).await;
    assert_eq!(
        (post.short().as_str(), &post.headers["allow"]),
        ("405 INVALID_REQUEST", &"PATCH".parse().unwrap())
    );
}
