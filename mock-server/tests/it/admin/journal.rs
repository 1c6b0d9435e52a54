//! The journal and the events, read by a test while the client under test runs.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

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
        mock.authorize_as("ada").await
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
}

/// Names and data of the first `count` events.
async fn events(
    mock: &Mock,
    path: &str,
    count: usize,
    act: impl Future<Output = ()>,
) -> Vec<(String, Value)> {
    let mut stream = mock.connect_admin().await;
    let head = format!("Host: localhost\r\nAuthorization: Bearer {}\r\n", mock.token());
    stream.write_all(format!("GET {path} HTTP/1.1\r\n{head}\r\n").as_bytes()).await.unwrap();
    let mut lines = BufReader::new(stream).lines();
    assert_eq!(lines.next_line().await.unwrap().unwrap(), "HTTP/1.1 200 OK");
    let mut content_type = None;
    loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(value) = line.strip_prefix("content-type: ") {
            content_type = Some(value.to_owned());
        }
        if line.is_empty() {
            break;
        }
    }
    assert_eq!(content_type.as_deref(), Some("text/event-stream"));
    act.await;
    let (mut events, mut name) = (Vec::new(), String::new());
    while events.len() < count {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(event) = line.strip_prefix("event: ") {
            event.clone_into(&mut name);
        }
        if let Some(data) = line.strip_prefix("data: ") {
            events.push((name.clone(), serde_json::from_str(data).unwrap()));
        }
    }
    events
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
