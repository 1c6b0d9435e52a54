//! Every documented state that a client can meet comes in the scenario that is named for it.

use std::collections::{BTreeMap, BTreeSet};

use flinks_contract::coverage::{ITEMS, met};
use flinks_mock::FlinksMock;
use serde_json::{Value, json};

use crate::support::{CUSTOMER, LOGIN, Mock};

type Met = BTreeSet<String>;

#[tokio::test]
async fn every_item_comes_in_its_scenario() {
    let mut played: BTreeMap<&str, Met> = BTreeMap::new();
    for item in ITEMS.iter() {
        let name = format!("{}/{}", item.group, item.name);
        if !played.contains_key(item.scenario) {
            played.insert(item.scenario, play(item.scenario).await);
        }
        let met = &played[item.scenario];
        assert!(met.contains(&name), "{}: no {name} in {met:?}", item.scenario);
    }
}

/// What the journal has of a client that calls everything, and repeats what is no end.
async fn play(scenario: &str) -> Met {
    let mock = Mock::with(FlinksMock::builder().scenario(scenario).admin(true)).await;
    let client = Client { mock: &mock };
    let session = client.authorize().await;
    if let Some(id) = session["RequestId"].as_str() {
        client.accounts(id).await;
        let body = json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": true });
        client.until_the_end("POST", "Investments", &body).await;
    }
    let page = mock.admin("GET", &format!("/customers/{CUSTOMER}/journal?limit=1000"), "").await;
    page.json()["exchanges"].as_array().unwrap().iter().flat_map(items).collect()
}

struct Client<'a> {
    mock: &'a Mock,
}

impl Client<'_> {
    /// With a token where it is refused without one.
    async fn authorize(&self) -> Value {
        let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
        let session = self.call("POST", "BankingServices/Authorize", "", &body).await;
        if session["HttpStatusCode"] != 401 {
            return session;
        }
        let token = "BankingServices/GenerateAuthorizeToken";
        let token = self.call("POST", token, "", &json!({})).await;
        let token = token["Token"].as_str().unwrap();
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
        let request = self.mock.request(method, &format!("/v3/{CUSTOMER}/{path}"));
        let request = request.header("flinks-auth-key", token).body(body.to_string());
        let Ok(response) = request.send().await else { return Value::Null };
        serde_json::from_str(&response.text().await.unwrap_or_default()).unwrap_or_default()
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
