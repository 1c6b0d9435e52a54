//! What is kept of a login and its sessions: where its collection stands, when the last one ended, and
//! what a session was asked for.

use serde_json::{Value, json};

use super::served::start;
use super::traffic::{Call, post};
use crate::support::{LOGIN, OWN};

#[tokio::test]
async fn a_collection_goes_on_in_the_session_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let text = "extends = \"two-polls\"\nsession.ready = \"login\"\n";
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    std::fs::write(scenarios.join("shared.toml"), format!("{OWN}{text}")).unwrap();
    let args = ["--scenarios", scenarios.to_str().unwrap(), "--scenario", "shared"];
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (served, caller) = start(&folder.path().join("journal"), &args);
        let authorize = post("ada", "Authorize", &json!({ "LoginId": LOGIN }));
        let opened = caller.call(&authorize).await.unwrap();
        let opened: Value = serde_json::from_str(&opened.body).unwrap();
        let detail = json!({ "RequestId": opened["RequestId"] });
        let data = caller.call(&post("ada", "GetAccountsDetail", &detail)).await.unwrap();
        let refreshed = opened["Login"]["LastRefresh"].as_str().unwrap().to_owned();
        seen.push((refreshed, data.status));
        served.kill();
    }
    let (before, after) = ("2019-05-09T13:47:46.5227901", "2019-05-09T13:47:47.5227901");
    let expected = [(before, 202), (before, 202), (after, 200), (after, 202), (after, 202)];
    assert_eq!(seen, expected.map(|(refreshed, status)| (refreshed.to_owned(), status)));
}

#[tokio::test]
async fn a_poll_after_the_restart_brings_what_was_asked_for_before() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let (served, caller) = start(&journal, &[]);
    let authorize = post("ada", "Authorize", &json!({ "LoginId": LOGIN }));
    let opened = caller.call(&authorize).await.unwrap();
    let opened: Value = serde_json::from_str(&opened.body).unwrap();
    let id = opened["RequestId"].as_str().unwrap();
    let account = "e969650a-1b9f-42f3-a895-9ad6a19e2f62";
    let known =
        json!([{ "AccountId": account, "TransactionId": "389eef2f-79d0-4d1d-bf42-840f356fdc04" }]);
    let options = json!({
        "RequestId": id, "WithKYC": false, "AccountsFilter": [account], "DateTo": "2019-04-16",
        "RefreshDelta": known,
    });
    assert_eq!(caller.call(&post("ada", "GetAccountsDetail", &options)).await.unwrap().status, 202);
    served.kill();

    let (_served, caller) = start(&journal, &[]);
    let poll = post("ada", &format!("GetAccountsDetailAsync/{id}"), &json!({}));
    let poll = Call { method: "GET", body: String::new(), ..poll };
    assert_eq!(caller.call(&poll).await.unwrap().status, 202);
    let data: Value = serde_json::from_str(&caller.call(&poll).await.unwrap().body).unwrap();
    let accounts = data["Accounts"].as_array().unwrap();
    assert_eq!((accounts.len(), &accounts[0]["Holder"]), (1, &Value::Null));
    let transactions = accounts[0]["Transactions"].as_array().unwrap();
    assert_eq!(transactions.iter().map(|it| &it["Date"]).collect::<Vec<_>>(), ["2019-04-15"]);
}

#[tokio::test]
async fn a_session_keeps_its_dates_over_a_restart_on_another_day() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let (served, caller) = start(&journal, &["--dates", "2026-01-31"]);
    let opened =
        caller.call(&post("ada", "Authorize", &json!({ "LoginId": LOGIN }))).await.unwrap();
    let opened: Value = serde_json::from_str(&opened.body).unwrap();
    assert_eq!(opened["Login"]["LastRefresh"], "2026-01-30T12:00:00.5227901");
    let detail = post("ada", "GetAccountsDetail", &json!({ "RequestId": opened["RequestId"] }));
    assert_eq!(caller.call(&detail).await.unwrap().status, 202);
    served.kill();

    let (_served, caller) = start(&journal, &["--dates", "2027-01-31"]);
    assert_eq!(caller.call(&detail).await.unwrap().status, 202);
    let data: Value = serde_json::from_str(&caller.call(&detail).await.unwrap().body).unwrap();
    assert_eq!(data["Accounts"][0]["Transactions"][0]["Date"], "2026-01-22");
    let again = caller.call(&post("ada", "Authorize", &json!({ "LoginId": LOGIN }))).await.unwrap();
    let again: Value = serde_json::from_str(&again.body).unwrap();
    assert_eq!(
        again["Login"]["LastRefresh"], "2026-01-30T12:00:00.5227901",
        "the customer's calendar"
    );
}
