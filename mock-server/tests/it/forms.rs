//! Summaries, statements, what the `With…` flags leave out, and DeleteCard.

use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const PENDING: &str = "[[step]]\non = \"data\"\ntimes = 2\nreply = \"pending\"\n";

impl Mock {
    async fn banking(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/v3/{CUSTOMER}/BankingServices/{path}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send_with(method, &path, &[("content-type", "application/json")], &body).await
    }

    async fn opened(&self) -> String {
        let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
        self.banking("POST", "Authorize", body).await.text_at("/RequestId").to_owned()
    }
}

/// The position in the script is that of the accounts, and each 202 leads to the Async of its endpoint.
#[tokio::test]
async fn the_three_forms_are_one_collection() {
    let mock = Mock::own(PENDING).await;
    let id = mock.opened().await;
    let body = json!({ "RequestId": id });
    let first = mock.banking("POST", "GetAccountsSummary", body.clone()).await;
    assert_eq!((first.status, &*first.text_at("/Links/0/href")), (202, "/GetAccountsSummaryAsync"));
    let example = format!("/GetAccountsSummaryAsync/{id}");
    assert_eq!(first.text_at("/Links/0/example"), example);
    let second = mock.banking("POST", "GetStatements", body).await;
    assert_eq!((second.status, &*second.text_at("/Links/0/href")), (202, "/GetStatementsAsync"));

    let summary = mock.banking("GET", &example[1..], Value::Null).await;
    let account = summary.json()["Accounts"][0].clone();
    assert_eq!(summary.status, 200);
    assert_eq!(
        (&account["AccountNumber"], &account["Balance"]["Current"]),
        (&json!("1111000"), &json!(49993.96))
    );
    assert_eq!((account.get("Transactions"), account.get("TransitNumber")), (None, None));
    assert_eq!(
        (&account["AccountType"], &account["EftEligibleRatio"]),
        (&json!("Personal"), &json!(1))
    );
    assert_eq!(summary.text_at("/RequestId"), id);

    let statements = mock.banking("GET", &format!("GetStatementsAsync/{id}"), Value::Null).await;
    let statement = statements.json()["StatementsByAccount"][0]["Statements"][0].clone();
    assert_eq!((statements.status, &statement["FileType"]), (200, &json!("PDF")));
    assert!(statement["Base64Bytes"].as_str().unwrap().starts_with("JVBERi0xLjQK"), "%PDF-1.4");
    let detail = mock.banking("POST", "GetAccountsDetail", json!({ "RequestId": id })).await;
    assert_eq!(detail.status, 200);
    assert!(detail.json()["Accounts"][0]["Transactions"].is_array());

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-SEQ-002"; 0]);
}

/// An Async brings what its POST asked for; each session and each form has its own.
#[tokio::test]
async fn flags_hold_for_the_polls_of_their_session() {
    let mock = Mock::own(PENDING).await;
    let (plain, without) = (mock.opened().await, mock.opened().await);
    let flags = json!({ "RequestId": without, "WithTransactions": false, "WithKYC": "false" });
    mock.banking("POST", "GetAccountsDetail", json!({ "RequestId": plain })).await;
    mock.banking("POST", "GetAccountsDetail", flags).await;
    for _ in 0..2 {
        for (id, transactions) in [(&plain, 2), (&without, 0)] {
            let data =
                mock.banking("GET", &format!("GetAccountsDetailAsync/{id}"), Value::Null).await;
            if data.status == 200 {
                let account = data.json()["Accounts"][0].clone();
                assert_eq!(account["Transactions"].as_array().unwrap().len(), transactions);
                assert_eq!(account["Holder"].is_null(), transactions == 0);
                assert_eq!(account["AccountNumber"], "1111000");
            }
        }
    }
    let summary = format!("GetAccountsSummaryAsync/{without}");
    let summary = mock.banking("GET", &summary, Value::Null).await;
    assert!(summary.json()["Accounts"][0]["Holder"].is_object());
    let again = json!({ "RequestId": without });
    let again = mock.banking("POST", "GetAccountsDetail", again).await;
    assert!(again.json()["Accounts"][0]["Holder"].is_object());
}

#[tokio::test]
async fn a_deleted_card_is_gone_with_its_sessions() {
    let mock = Mock::own(PENDING).await;
    let id = mock.opened().await;
    let delete = format!("DeleteCard/{LOGIN}");
    mock.banking("POST", "GetAccountsDetail", json!({ "RequestId": id })).await;
    let busy = mock.banking("DELETE", &delete, Value::Null).await;
    assert_eq!(busy.short(), "400 CARD_IN_USE");
    let poll = format!("GetAccountsDetailAsync/{id}");
    for expected in [202, 200] {
        assert_eq!(mock.banking("GET", &poll, Value::Null).await.status, expected);
    }
    let gone = mock.banking("DELETE", &delete, json!({})).await;
    let text = format!("All of the information about LoginId {LOGIN} has been removed");
    assert_eq!((gone.status, gone.json()), (200, json!({ "StatusCode": 200, "Message": text })));
    assert_eq!(mock.banking("GET", &poll, Value::Null).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.banking("DELETE", &delete, Value::Null).await.short(), "401 INVALID_LOGIN");
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
    let refused = mock.banking("POST", "Authorize", body).await;
    assert_eq!(refused.short(), "401 INVALID_LOGIN");
    for unknown in ["DeleteCard/not-a-guid", "DeleteCard/0badc0de-1209-4f19-641c-08d6d484e2fe"] {
        assert_eq!(mock.banking("DELETE", unknown, Value::Null).await.short(), "401 INVALID_LOGIN");
    }
}
