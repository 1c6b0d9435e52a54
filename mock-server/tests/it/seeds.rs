//! The curl commands of the two Flinks guides, with only the host changed: the answers have exactly
//! the members the guides show.
//!
//! Sources: Flinks guides "Make API calls" and "Start to retrieve Investments data".

use assert_json_diff::assert_json_eq;
use serde_json::{Value, json};

use crate::support::{LOGIN, Mock};

/// Names of members, in order, with those of inner objects and of the first of each array.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), shape(value))).collect()
        }
        Value::Array(items) => items.first().map_or_else(|| json!([]), |item| json!([shape(item)])),
        _ => json!("."),
    }
}

fn names(text: &str) -> String {
    let value: Value = serde_json::from_str(text).unwrap();
    value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_banking_guide() {
    let mock = Mock::start().await;
    let curl =
        "{\n\"LoginId\":\"5e115eac-1209-4f19-641c-08d6d484e2fe\",\n\"MostRecentCached\":true\n}";

    let authorized = mock.post("Authorize", curl).await;
    assert_eq!(authorized.status, 200);
    assert_eq!(names(&authorized.text), "Links HttpStatusCode Login Institution RequestId");
    let id = authorized.text_at("/RequestId");
    assert_json_eq!(
        authorized.json(),
        json!({
            "Links": [
                { "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null },
                { "rel": "AccountsSummary", "href": "/GetAccountsSummary", "example": null },
                { "rel": "Statements", "href": "/GetStatements", "example": null },
            ],
            "HttpStatusCode": 200,
            "Login": {
                "Username": "Greatday",
                "IsScheduledRefresh": false,
                "LastRefresh": "2019-05-09T13:47:46.5227901",
                "Type": "Personal",
                "Id": LOGIN,
            },
            "Institution": "FlinksCapital",
            "RequestId": id,
        })
    );

    let pending = mock.detail(&id).await;
    assert_eq!(pending.status, 202);
    assert_eq!(names(&pending.text), "FlinksCode Links HttpStatusCode Message RequestId");
    assert_eq!(pending.text_at("/FlinksCode"), "OPERATION_PENDING");
    assert_eq!(pending.text_at("/Message"), "Your operation is still processing");
    assert_eq!(pending.text_at("/RequestId"), id);

    assert_eq!(mock.poll(&id).await.text, pending.text, "the same pending body");
    let data = mock.poll(&id).await;
    assert_eq!(data.status, 200);
    assert_json_eq!(
        shape(&data.json()),
        json!({
            "HttpStatusCode": ".",
            "Accounts": [{
                "Transactions": [{
                    "Date": ".", "Code": ".", "Description": ".", "Debit": ".", "Credit": ".",
                    "Balance": ".", "Id": ".",
                }],
                "TransitNumber": ".", "InstitutionNumber": ".", "OverdraftLimit": ".",
                "Title": ".", "AccountNumber": ".",
                "Balance": { "Available": ".", "Current": ".", "Limit": "." },
                "Category": ".", "Type": ".", "Currency": ".",
                "Holder": {
                    "Name": ".",
                    "Address": {
                        "CivicAddress": ".", "City": ".", "Province": ".", "PostalCode": ".",
                        "POBox": ".", "Country": ".",
                    },
                    "Email": ".", "PhoneNumber": ".",
                },
                "Id": ".",
            }],
            "Login": {
                "Username": ".", "IsScheduledRefresh": ".", "LastRefresh": ".", "Type": ".",
                "Id": ".",
            },
            "Institution": ".",
            "RequestId": ".",
        })
    );
    assert_json_eq!(data.json()["Login"], authorized.json()["Login"]);
    assert_eq!(data.text_at("/RequestId"), id);
    assert_eq!(mock.poll(&id).await.text, data.text, "the 200 is stable");
    assert_eq!(mock.detail(&id).await.text, data.text, "and the POST gives the same");
}

#[tokio::test]
async fn the_investments_guide() {
    let mock = Mock::start().await;
    let id = mock.open().await;

    let pending = mock.investments(&id).await;
    assert_eq!(pending.status, 202);
    assert_eq!(names(&pending.text), "FlinksCode Links HttpStatusCode Message RequestId");
    assert_eq!(mock.investments(&id).await.text, pending.text);
    let data = mock.investments(&id).await;
    assert_eq!(data.status, 200);
    let account = &data.json()["Investments"][0]["Accounts"][0];
    let members = "Id FullAccountId AccountId Name Type Registered Currency Cash AccountValue \
                   CurrencyValue Positions Transactions";
    for member in members.split(' ') {
        assert!(account.get(member).is_some(), "{member} in {account}");
    }
    assert_eq!(mock.investments(&id).await.text, data.text, "the 200 is stable");
}
