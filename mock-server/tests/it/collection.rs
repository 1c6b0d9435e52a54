//! Data is collected for a login, and its sessions share that.

use serde_json::json;

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const SHARED: &str = "session.ready = \"login\"\n";

impl Mock {
    /// Authorizes, asks for accounts once, and gives the status and both times of LastRefresh.
    async fn ask_anew(&self) -> (u16, String, String) {
        let json = [("content-type", "application/json")];
        let banking = format!("/v3/{CUSTOMER}/BankingServices");
        let cached = json!({ "LoginId": LOGIN, "MostRecentCached": true }).to_string();
        let opened = self.send_with("POST", &format!("{banking}/Authorize"), &json, &cached).await;
        let body = json!({ "RequestId": opened.text_at("/RequestId") }).to_string();
        let path = format!("{banking}/GetAccountsDetail");
        let data = self.send_with("POST", &path, &json, &body).await;
        let refreshed = |answer: &Answer| {
            let text = answer.json().pointer("/Login/LastRefresh").cloned().unwrap_or_default();
            text.as_str().unwrap_or_default().to_owned()
        };
        (data.status, refreshed(&opened), refreshed(&data))
    }
}

/// A new session for each call, 10 s after the last one.
#[tokio::test]
async fn a_client_that_authorizes_for_each_call_gets_the_data() {
    let steps = "[[step]]\non = \"accounts\"\nfor = \"25m\"\nreply = \"pending\"\n";
    let mock = Mock::own(steps).await;
    let before = "2019-05-09T13:47:46.5227901".to_owned();
    for call in 0..150 {
        assert_eq!(mock.ask_anew().await, (202, before.clone(), String::new()), "{call}");
    }
    let after = "2019-05-09T14:12:46.5227901".to_owned();
    assert_eq!(mock.ask_anew().await, (200, before, after.clone()));
    assert_eq!(mock.second(), 1_500.0);

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, [""; 0]);
    assert_eq!(mock.ask_anew().await, (202, after, String::new()), "then it begins anew");
}

/// What the accounts of three sessions get: the first two wait, whoever asks.
#[tokio::test]
async fn what_belongs_to_a_collection() {
    const PENDING: &str = "[[step]]\non = \"data\"\ntimes = 2\nreply = \"pending\"\n";
    #[rustfmt::skip]
    let table = [
        ("each session for itself", PENDING.to_owned(), [202, 202, 202]),
        ("with times and calls", format!("{PENDING}[[step]]\non = \"accounts\"\nfor = \"5s\"\nreply = \"pending\"\n"), [202, 202, 202]),
        ("with times alone", "[[step]]\non = \"data\"\nfor = \"15s\"\nreply = \"pending\"\n".to_owned(), [202, 202, 200]),
        ("with times, each session for itself", "session.ready = \"session\"\n[[step]]\non = \"data\"\nfor = \"15s\"\nreply = \"pending\"\n".to_owned(), [202, 202, 202]),
        ("one collection", format!("{SHARED}{PENDING}"), [202, 202, 200]),
        ("an error ends it", format!("{SHARED}{PENDING}[[step]]\non = \"data\"\nreply.error = \"AGGREGATION_ERROR\"\n"), [202, 202, 500]),
        ("what never waits", format!("{SHARED}[[step]]\non = \"data\"\ntimes = 1\nreply.error = \"AGGREGATION_ERROR\"\n"), [500, 500, 500]),
    ];
    for (name, text, expected) in table {
        let mock = Mock::own(&text).await;
        let mut statuses = [0; 3];
        for status in &mut statuses {
            *status = mock.ask_anew().await.0;
        }
        assert_eq!(statuses, expected, "{name}");
        if name == "an error ends it" {
            assert_eq!(mock.ask_anew().await.0, 202, "{name}");
        }
    }
}

/// Accounts that were delivered do not begin the investments anew.
#[tokio::test]
async fn accounts_and_investments_are_collected_each_for_itself() {
    let text = format!("{SHARED}[[step]]\non = \"investments\"\ntimes = 2\nreply = \"pending\"\n");
    let mock = Mock::own(&text).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let id = mock.open().await;
        statuses.push((mock.detail(&id).await.status, mock.investments(&id).await.status));
    }
    assert_eq!(statuses, [(200, 202), (200, 202), (200, 200)]);
}
