//! The journal and the events, read by a test while the client under test runs.

use serde_json::{Value, json};

use super::{checked, refusal, start};
use crate::support::{Answer, LOGIN, Mock};

impl Mock {
    async fn authorize_as(&self, customer: &str) {
        let body = json!({ "LoginId": LOGIN, "Password": "hunter2" });
        self.post_as(customer, "Authorize", body).await;
    }

    /// The numbers of the exchanges of a page.
    async fn page(&self, path: &str) -> Vec<u64> {
        let template =
            if path.starts_with("/journal") { "/journal" } else { "/customers/{customer}/journal" };
        let page = checked(&self.get(path).await, template, "get");
        let exchanges = page["exchanges"].as_array().unwrap().clone();
        exchanges.iter().map(|exchange| exchange["seq"].as_u64().unwrap()).collect()
    }

    async fn wait(&self, customer: &str, body: &str) -> Answer {
        self.admin("POST", &format!("/customers/{customer}/journal/wait"), body).await
    }
}

#[tokio::test]
async fn pages_of_one_customer_or_of_all() {
    let mock = start().await;
    mock.authorize_as("ada").await;
    mock.authorize_as("bob").await;
    mock.send("GET", "/v3/ada/BankingServices/Authorise", "").await;

    for (path, expected) in [
        ("/journal", &[1, 2, 3][..]),
        ("/journal?after=1", &[2, 3]),
        ("/journal?limit=2", &[1, 2]),
        ("/journal?after=1&limit=1000", &[2, 3]),
        ("/customers/ada/journal", &[1, 3]),
        ("/customers/ada/journal?unmatched=true", &[3]),
        ("/customers/ada/journal?endpoint=Authorize", &[1]),
        ("/journal?status=404", &[3]),
        ("/journal?code=INVALID_REQUEST", &[3]),
        ("/journal?requestId=x", &[]),
        ("/customers/eve/journal", &[]),
    ] {
        assert_eq!(mock.page(path).await, expected, "{path}");
    }
    let all = mock.get("/journal").await;
    assert!(!all.text.contains("hunter2"), "{all:?}");
}

#[tokio::test]
async fn a_wait_ends_as_soon_as_enough_match() {
    let mock = start().await;
    mock.authorize_as("ada").await;
    let wait = mock.wait("ada", r#"{"count":2,"endpoint":"Authorize","timeoutSeconds":60}"#);
    let call = async {
        mock.authorize_as("bob").await;
        mock.authorize_as("ada").await;
    };
    let (waited, _) = tokio::join!(wait, call);
    let page = checked(&waited, "/customers/{customer}/journal/wait", "post");
    let exchanges = page["exchanges"].as_array().unwrap();
    assert_eq!(exchanges.len(), 2);
    assert!(exchanges.iter().all(|exchange| exchange["customer"] == "ada"), "{page}");
    assert_eq!(page["lastSeq"], exchanges[1]["seq"]);
}

#[tokio::test]
async fn a_wait_that_is_over_says_how_many_there_were() {
    let mock = start().await;
    mock.authorize_as("ada").await;
    let waited = mock.wait("ada", r#"{"count":3,"timeoutSeconds":0}"#).await;
    assert_eq!(refusal(&waited), "409 too-few");
    assert_eq!(waited.text_at("/detail"), "1 of 3 exchanges match after 0 s");
    let waited = mock.wait("bob", r#"{"timeoutSeconds":0}"#).await;
    let detail = "0 of 1 exchanges match after 0 s; this customer has not called";
    assert_eq!(waited.text_at("/detail"), detail);
}

/// Names and data of the first `count` events.
async fn events(
    mock: &Mock,
    path: &str,
    count: usize,
    act: impl Future<Output = ()>,
) -> Vec<(String, Value)> {
    let request = mock.admin_request("GET", path).bearer_auth(mock.token());
    let mut response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    act.await;
    let mut text = String::new();
    while text.matches("\n\n").count() < count {
        text += std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap();
    }
    let member = |event: &str, name: &str| {
        event.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned()
    };
    let events = text.split("\n\n").take(count).map(|event| {
        let data = serde_json::from_str(&member(event, "data: ")).unwrap();
        (member(event, "event: "), data)
    });
    events.collect()
}

#[tokio::test]
async fn events_come_as_they_happen_and_of_the_customer_that_is_meant() {
    let mock = start().await;
    let act = async {
        mock.authorize_as("bob").await;
        mock.authorize_as("ada").await;
        mock.admin("DELETE", "/customers/ada", "").await;
    };
    let seen = events(&mock, "/events?customer=ada", 3, act).await;
    let names: Vec<_> = seen.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["recorded", "finished", "forgotten"]);
    assert!(seen.iter().all(|(_, data)| data["customer"] == "ada"), "{seen:?}");
    assert_eq!(seen[1].1["outcome"]["kind"], "sent");

    let all = events(&mock, "/events", 2, mock.authorize_as("bob")).await;
    assert_eq!(all[0].1["customer"], "bob");
}
