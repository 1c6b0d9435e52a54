//! Summaries, statements, what the options of a request leave out, and DeleteCard.

use flinks_mock::FlinksMock;
use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const PENDING: &str = "[[step]]\non = \"data\"\ntimes = 2\nreply = \"pending\"\n";

impl Mock {
    /// GET, or DELETE.
    async fn ask(&self, method: &str, path: &str) -> Answer {
        self.send(method, &format!("/v3/{CUSTOMER}/BankingServices/{path}"), "").await
    }

    async fn ask_for(&self, name: &str, body: Value) -> Answer {
        self.post_as(CUSTOMER, name, body).await
    }
}

/// The position in the script is that of the accounts, and each 202 leads to the Async of its endpoint.
#[tokio::test]
async fn the_three_forms_are_one_collection() {
    let mock = Mock::own(PENDING).await;
    let id = mock.open().await;
    let body = json!({ "RequestId": id });
    let first = mock.ask_for("GetAccountsSummary", body.clone()).await;
    assert_eq!((first.status, &*first.text_at("/Links/0/href")), (202, "/GetAccountsSummaryAsync"));
    let example = format!("/GetAccountsSummaryAsync/{id}");
    assert_eq!(first.text_at("/Links/0/example"), example);
    let second = mock.ask_for("GetStatements", body).await;
    assert_eq!((second.status, &*second.text_at("/Links/0/href")), (202, "/GetStatementsAsync"));

    let summary = mock.ask("GET", &example[1..]).await;
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

    let statements = mock.ask("GET", &format!("GetStatementsAsync/{id}")).await;
    let statement = statements.json()["StatementsByAccount"][0]["Statements"][0].clone();
    assert_eq!((statements.status, &statement["FileType"]), (200, &json!("PDF")));
    assert!(statement["Base64Bytes"].as_str().unwrap().starts_with("JVBERi0xLjQK"), "%PDF-1.4");
    let detail = mock.ask_for("GetAccountsDetail", json!({ "RequestId": id })).await;
    assert_eq!(detail.status, 200);
    assert!(detail.json()["Accounts"][0]["Transactions"].is_array());

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-HTTP-001"], "this client sends no content type");
}

/// An Async brings what its POST asked for; each session and each form has its own.
#[tokio::test]
async fn flags_hold_for_the_polls_of_their_session() {
    let mock = Mock::own(PENDING).await;
    let (plain, without) = (mock.open().await, mock.open().await);
    let flags = json!({ "RequestId": without, "WithTransactions": false, "WithKYC": "false" });
    mock.ask_for("GetAccountsDetail", json!({ "RequestId": plain })).await;
    mock.ask_for("GetAccountsDetail", flags).await;
    for _ in 0..2 {
        for (id, transactions) in [(&plain, 2), (&without, 0)] {
            let data = mock.ask("GET", &format!("GetAccountsDetailAsync/{id}")).await;
            if data.status == 200 {
                let account = data.json()["Accounts"][0].clone();
                assert_eq!(account["Transactions"].as_array().unwrap().len(), transactions);
                assert_eq!(account["Holder"].is_null(), transactions == 0);
                assert_eq!(account["AccountNumber"], "1111000");
            }
        }
    }
    let summary = format!("GetAccountsSummaryAsync/{without}");
    let summary = mock.ask("GET", &summary).await;
    assert!(summary.json()["Accounts"][0]["Holder"].is_object());
    let again = json!({ "RequestId": without });
    let again = mock.ask_for("GetAccountsDetail", again).await;
    assert!(again.json()["Accounts"][0]["Holder"].is_object());
}

/// Accounts of the guides' login, and the transactions of the second, newest first.
const CHEQUING: &str = "ae1dac72-70da-4626-fed8-08d682e1ff4a";
const SAVINGS: &str = "e969650a-1b9f-42f3-a895-9ad6a19e2f62";
const UNKNOWN: &str = "0badc0de-1b9f-42f3-a895-9ad6a19e2f62";
const INTEREST: &str = "bbdc79ef-c388-417b-bdef-d3cf4e4665d2";
const WITHDRAWAL: &str = "389eef2f-79d0-4d1d-bf42-840f356fdc04";

/// How many transactions each account has.
fn counts(data: &Answer) -> Vec<usize> {
    let data = data.json();
    let accounts = data["Accounts"].as_array().unwrap();
    accounts.iter().map(|account| account["Transactions"].as_array().unwrap().len()).collect()
}

/// The POST and the Async after it bring the same.
#[tokio::test]
async fn accounts_and_transactions_are_those_that_were_asked_for() {
    let mock = Mock::own("").await;
    let id = mock.open().await;
    let delta =
        |account, transaction| json!([{ "AccountId": account, "transactionid": transaction }]);
    let table = [
        (json!({}), vec![2, 3]),
        (json!({ "AccountsFilter": [SAVINGS] }), vec![3]),
        (json!({ "accountsfilter": [UNKNOWN, CHEQUING.to_uppercase()] }), vec![2]),
        (json!({ "AccountsFilter": [UNKNOWN] }), vec![]),
        (json!({ "AccountsFilter": [] }), vec![2, 3]),
        (json!({ "AccountsFilter": null, "DaysOfTransactions": "Days365" }), vec![2, 3]),
        (json!({ "DateTo": "2019-04-21" }), vec![1, 2]),
        (json!({ "RefreshDelta": delta(SAVINGS, WITHDRAWAL) }), vec![2, 2]),
        (json!({ "RefreshDelta": delta(SAVINGS, INTEREST) }), vec![2, 0]),
        (json!({ "RefreshDelta": delta(SAVINGS, UNKNOWN) }), vec![2, 3]),
        (json!({ "RefreshDelta": delta(UNKNOWN, INTEREST) }), vec![2, 3]),
    ];
    for (mut request, expected) in table {
        request["RequestId"] = json!(id);
        let post = mock.ask_for("GetAccountsDetail", request.clone()).await;
        assert_eq!(
            (counts(&post), counts(&mock.poll(&id).await)),
            (expected.clone(), expected),
            "{request}"
        );
    }
    let filter = json!({ "RequestId": id, "AccountsFilter": [CHEQUING] });
    let statements = mock.ask_for("GetStatements", filter.clone()).await;
    assert_eq!(statements.json()["StatementsByAccount"].as_array().unwrap().len(), 1);
    let summary = mock.ask_for("GetAccountsSummary", filter).await;
    assert_eq!(summary.json()["Accounts"].as_array().unwrap().len(), 2, "documented for neither");
}

#[tokio::test]
async fn an_option_that_is_not_readable_is_an_invalid_request() {
    let mock = Mock::own("").await;
    let id = mock.open().await;
    let guids = "must be a list of GUIDs";
    let delta = "must be a list of objects with AccountId and TransactionId, both GUIDs";
    let date = "must be a date, YYYY-MM-DD";
    let table = [
        ("AccountsFilter", json!(CHEQUING), guids),
        ("AccountsFilter", json!(["first"]), guids),
        ("AccountsFilter", json!([1]), guids),
        ("DaysOfTransactions", json!("Days30"), "must be Days90 or Days365"),
        ("DaysOfTransactions", json!(90), "must be a string"),
        ("DateFrom", json!("01/04/2019"), date),
        ("DateTo", json!("2019-02-30"), date),
        ("DateTo", json!(20190430), "must be a string"),
        ("RefreshDelta", json!({ "AccountId": CHEQUING }), delta),
        ("RefreshDelta", json!([{ "AccountId": CHEQUING }]), delta),
        ("RefreshDelta", json!([{ "AccountId": CHEQUING, "TransactionId": "last" }]), delta),
    ];
    for (member, value, expected) in table {
        let request = json!({ "RequestId": id, member: value });
        let refused = mock.ask_for("GetAccountsDetail", request.clone()).await;
        assert_eq!(refused.short(), "401 INVALID_REQUEST", "{request}");
        assert_eq!(refused.json()["ValidationDetails"], json!({ member: [expected] }));
        assert_eq!(mock.ask_for("GetAccountsSummary", request).await.status, 200);
    }
}

/// A POST that is lost before it counts leaves the session as it was.
#[tokio::test]
async fn options_of_a_call_that_does_not_count_are_forgotten() {
    let lost = "[[fault]]\non = \"data\"\nfirst = 1\nplay = \"reset\"\ncommit = false\n";
    let mock = Mock::own(lost).await;
    let id = mock.open().await;
    let flags = json!({ "RequestId": id, "WithKYC": false }).to_string();
    let path = format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetail");
    assert!(mock.request("POST", &path).body(flags).send().await.is_err());
    assert!(mock.poll(&id).await.json()["Accounts"][0]["Holder"].is_object());
}

/// That of the summary asks for an Authorize only.
#[tokio::test]
async fn a_strict_server_wants_a_post_before_an_async() {
    for (name, expected) in [
        ("GetAccountsDetailAsync", "400 SESSION_NONEXISTENT"),
        ("GetStatementsAsync", "400 SESSION_NONEXISTENT"),
        ("GetAccountsSummaryAsync", "202 OPERATION_PENDING"),
    ] {
        let mock = Mock::with(FlinksMock::builder().strict(true)).await;
        let id = mock.open().await;
        assert_eq!(mock.ask("GET", &format!("{name}/{id}")).await.short(), expected, "{name}");
    }
}

#[tokio::test]
async fn a_deleted_card_is_gone_with_its_sessions() {
    let mock = Mock::own(PENDING).await;
    let id = mock.open().await;
    let delete = format!("DeleteCard/{LOGIN}");
    mock.ask_for("GetAccountsDetail", json!({ "RequestId": id })).await;
    let busy = mock.ask("DELETE", &delete).await;
    assert_eq!(busy.short(), "400 CARD_IN_USE");
    for expected in [202, 200] {
        assert_eq!(mock.poll(&id).await.status, expected);
    }
    let gone = mock.ask("DELETE", &delete).await;
    let text = format!("All of the information about LoginId {LOGIN} has been removed");
    assert_eq!((gone.status, gone.json()), (200, json!({ "StatusCode": 200, "Message": text })));
    assert_eq!(mock.poll(&id).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.ask("DELETE", &delete).await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.authorize(LOGIN).await.short(), "401 INVALID_LOGIN");
    for unknown in ["DeleteCard/not-a-guid", "DeleteCard/0badc0de-1209-4f19-641c-08d6d484e2fe"] {
        assert_eq!(mock.ask("DELETE", unknown).await.short(), "401 INVALID_LOGIN");
    }
}

#[tokio::test]
async fn a_tag_is_echoed_in_each_reply_of_its_session() {
    let mock = Mock::own(PENDING).await;
    let tag = "user\"1\u{e9}";
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true, "Tag": tag });
    let opened = mock.ask_for("Authorize", body.clone()).await;
    assert_eq!(opened.text_at("/Tag"), tag);
    let id = opened.text_at("/RequestId");
    let asked = json!({ "RequestId": id });
    let pending = mock.ask_for("GetAccountsDetail", asked.clone()).await;
    assert_eq!((pending.status, pending.json().get("Tag")), (202, None));
    mock.ask("GET", &format!("GetAccountsDetailAsync/{id}")).await;
    for name in ["GetAccountsDetail", "GetAccountsSummary", "GetStatements"] {
        let answer = mock.ask_for(name, asked.clone()).await;
        assert_eq!((answer.status, answer.text_at("/Tag")), (200, tag.to_owned()), "{name}");
    }
    for (tag, expected) in [("", None), (&*"x".repeat(501), None), ("y", Some(json!("y")))] {
        let mut body = body.clone();
        body["Tag"] = tag.into();
        let opened = mock.ask_for("Authorize", body).await;
        assert_eq!(opened.json().get("Tag"), expected.as_ref(), "{}", tag.len());
    }
}
