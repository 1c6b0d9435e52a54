//! A client that stops before the end of the story does not pass, whatever the scenario.

use flinks_mock::builtin_scenarios;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Mock, http};

/// Their whole story is an Authorize that only the user can put right, or nobody.
const REFUSED: [&str; 10] = [
    "authorize-access-denied",
    "authorize-disabled-login",
    "authorize-invalid-login",
    "authorize-invalid-password",
    "authorize-invalid-request",
    "authorize-invalid-security-response",
    "authorize-invalid-username",
    "authorize-method-not-available",
    "authorize-new-account",
    "authorize-question-not-found",
];

/// The reply to the first data call never ends.
const HANGS: [&str; 2] = ["hangs-once", "stalls-in-the-body"];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stops {
    AtOnce,
    /// After `GET /`.
    AfterLook,
    AfterAuthorize,
    AfterDataCall,
}

#[tokio::test]
async fn who_stops_before_the_end_of_the_story_does_not_pass() {
    use Stops::{AfterAuthorize, AfterDataCall, AfterLook, AtOnce};
    let (mock, http) = (Mock::start().await, http());
    for scenario in builtin_scenarios() {
        let name = &*scenario.name;
        for stops in [AtOnce, AfterLook, AfterAuthorize, AfterDataCall] {
            if stops == AfterDataCall && HANGS.contains(&name) {
                continue;
            }
            let bank = mock.server.customer();
            bank.play(name).unwrap();
            if stops == AfterLook {
                answer(http.get(mock.server.url())).await;
            }
            let mut has_data = false;
            if matches!(stops, AfterAuthorize | AfterDataCall) {
                let login = scenario.login_id;
                has_data = play(&http, bank.base_url(), login, stops == AfterDataCall).await;
            }
            let verdict = bank.verdict().await.verdict;
            let is_refused = stops != AfterLook && stops != AtOnce && REFUSED.contains(&name);
            let is_pass = verdict.word() == "PASS";
            assert_eq!(is_pass, is_refused || has_data, "{name} {stops:?}: {verdict:?}");
        }
    }
}

/// Authorizes, and asks for the accounts once. Whether it has got them.
async fn play(http: &Client, base: String, login: uuid::Uuid, asks: bool) -> bool {
    let body = json!({ "LoginId": login, "MostRecentCached": true });
    let (_, opened) = answer(http.post(format!("{base}/Authorize")).json(&body)).await;
    let Some(id) = opened["RequestId"].as_str().filter(|_| asks) else { return false };
    let body = json!({ "RequestId": id });
    let (status, reply) = answer(http.post(format!("{base}/GetAccountsDetail")).json(&body)).await;
    status == 200 && reply["Accounts"].is_array()
}

/// Null where nothing can be read.
async fn answer(request: RequestBuilder) -> (u16, Value) {
    let Ok(reply) = request.send().await else { return (0, Value::Null) };
    (reply.status().as_u16(), reply.json().await.unwrap_or_default())
}
