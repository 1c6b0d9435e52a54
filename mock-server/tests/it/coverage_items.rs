//! Every documented state that a client can meet comes in the scenario that is named for it, and a
//! client comes to every rule in the scenario of that rule.

use std::collections::{BTreeMap, BTreeSet};

use flinks_contract::coverage::{ITEMS, met};
use flinks_contract::rule::client::CLIENT_RULES;
use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::{Value, json};

use crate::support::{CUSTOMER, LOGIN};

type Met = BTreeSet<String>;

#[tokio::test]
async fn every_item_comes_in_its_scenario() {
    let mut stories: BTreeMap<&str, Met> = BTreeMap::new();
    for item in ITEMS.iter() {
        let name = format!("{}/{}", item.group, item.name);
        if !stories.contains_key(item.scenario) {
            stories.insert(item.scenario, play(item.scenario).await);
        }
        let story = &stories[item.scenario];
        assert!(story.contains(&name), "{}: no {name} in {story:?}", item.scenario);
    }
}

/// What has to come before a client can keep or break the rules of a scenario.
#[tokio::test]
async fn every_rule_is_reached_in_its_scenario() {
    const POLL: &str = "GetAccountsDetailAsync/202 OPERATION_PENDING";
    const DATA: &str = "GetAccountsDetailAsync/200";
    const AT_ONCE: &str = "GetAccountsDetail/200";
    #[rustfmt::skip]
    let table: &[(&str, &[&str])] = &[
        ("two-polls", &["Authorize/200", "GetAccountsDetail/202 OPERATION_PENDING", POLL, DATA, "Investments/202 OPERATION_PENDING", "Investments/200"]),
        ("data-after-25-minutes", &[POLL, DATA]),
        ("slow-body", &[AT_ONCE]),
        ("never-ready", &[POLL]),
        ("dispatched-after-210-seconds", &["GetAccountsDetail/202 OPERATION_DISPATCHED", DATA]),
        ("session-lost-during-poll", &[POLL, "Session end/400 SESSION_NONEXISTENT"]),
        ("authorize-retry-later", &["Authorize/401 RETRY_LATER"]),
        ("reset-then-recovers", &["HTTP/connection lost", DATA]),
        // A lie is no documented state; the data comes after it, for who reads the body.
        ("pending-under-status-200", &[DATA]),
        ("authorize-invalid-password", &["Authorize/401 INVALID_PASSWORD"]),
        ("too-many-requests-429", &["HTTP/429", AT_ONCE]),
        ("token-required", &["Authorize/401 ACCESS_DENIED", "Authorize/200"]),
        ("extra-members", &[AT_ONCE]),
        ("texts-of-all-kinds", &[AT_ONCE]),
        ("security-question", &["MFA/203"]),
    ];
    for client in CLIENT_RULES.iter() {
        let known = table.iter().any(|(scenario, _)| *scenario == client.scenario);
        assert!(known, "{}: {}", client.rule.id, client.scenario);
    }
    for (scenario, expected) in table {
        let story = play(scenario).await;
        let missing: Vec<_> = expected.iter().filter(|name| !story.contains(**name)).collect();
        assert!(missing.is_empty(), "{scenario}: no {missing:?} in {story:?}");
    }
}

/// What the journal has of a client that calls everything, and repeats what is no end.
async fn play(scenario: &str) -> Met {
    let client = Client::start(scenario).await;
    let session = client.authorize().await;
    if let Some(id) = session["RequestId"].as_str() {
        client.accounts(id).await;
        let body = json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": true });
        client.until_the_end("POST", "Investments", &body).await;
    }
    client.met().await
}

struct Client {
    server: FlinksMock,
    http: reqwest::Client,
}

impl Client {
    async fn start(scenario: &str) -> Self {
        let builder = FlinksMock::builder().scenario(scenario).clock(ClockMode::Auto).admin(true);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { server: builder.start().await.unwrap(), http }
    }

    /// With a token where it is refused without one.
    async fn authorize(&self) -> Value {
        let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
        let session = self.call("POST", "BankingServices/Authorize", "", &body).await;
        if session["HttpStatusCode"] != 401 {
            return session;
        }
        let made =
            self.call("POST", "BankingServices/GenerateAuthorizeToken", "", &json!({})).await;
        let token = made["Token"].as_str().unwrap();
        self.call("POST", "BankingServices/Authorize", token, &body).await
    }

    async fn accounts(&self, id: &str) {
        let body = json!({ "RequestId": id });
        let path = "BankingServices/GetAccountsDetail";
        for _ in 0..MOST {
            match self.call("POST", path, "", &body).await["HttpStatusCode"].as_u64() {
                Some(202) => break,
                Some(200) => return,
                _ => {}
            }
        }
        let poll = format!("BankingServices/GetAccountsDetailAsync/{id}");
        self.until_the_end("GET", &poll, &Value::Null).await;
    }

    /// An error that is no lost connection and no gateway's is the end.
    async fn until_the_end(&self, method: &str, path: &str, body: &Value) {
        for _ in 0..MOST {
            let answer = self.call(method, path, "", body).await;
            if answer["HttpStatusCode"].as_u64().is_some_and(|status| status != 202) {
                return;
            }
        }
    }

    /// Null where the answer was lost or is no JSON.
    async fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request =
            self.http.request(method, format!("{}/v3/{CUSTOMER}/{path}", self.server.url()));
        let request = request.header("flinks-auth-key", token).body(body.to_string());
        let Ok(response) = request.send().await else { return Value::Null };
        let text = response.text().await.unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn met(&self) -> Met {
        let url = self.server.admin_url().unwrap();
        let url = format!("{url}/customers/{CUSTOMER}/journal?limit=1000");
        let token = self.server.admin_token().unwrap();
        let page = self.http.get(url).bearer_auth(token).send().await.unwrap();
        let page: Value = serde_json::from_str(&page.text().await.unwrap()).unwrap();
        let exchanges = page["exchanges"].as_array().unwrap();
        exchanges.iter().flat_map(items).collect()
    }
}

/// Calls that a conversation takes at most; the longest of them has 181.
const MOST: usize = 200;

fn items(exchange: &Value) -> impl Iterator<Item = String> {
    let status = exchange["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let lost = exchange["outcome"]["kind"] == "cut";
    let code = exchange["code"].as_str().unwrap();
    let items: Vec<_> = met(exchange["endpoint"].as_str(), status.unwrap(), code, lost).collect();
    items.into_iter().map(|item| format!("{}/{}", item.group, item.name))
}
