//! Bodies as the guides print them: those of the sample, with other ids.

use serde_json::{Value, json};

use crate::sample;

/// The body of a reply of the sample.
fn reply(exchange: usize, request_id: &str, login_id: &str) -> Value {
    let run = sample::accounts();
    let body = run.exchanges()[exchange].reply_body.as_deref().expect("a reply");
    let body = body.replace(sample::REQUEST_ID, request_id).replace(sample::LOGIN_ID, login_id);
    serde_json::from_str(&body).expect("the bodies of the sample are JSON")
}

pub(crate) fn session(request_id: &str, login_id: &str) -> Value {
    reply(0, request_id, login_id)
}

pub(crate) fn pending(request_id: &str) -> Value {
    let mut body = reply(1, request_id, "");
    body["Links"] = json!([{
        "rel": "GetAccountsDetailAsync",
        "href": "/GetAccountsDetailAsync",
        "example": format!("/GetAccountsDetailAsync/{request_id}"),
    }]);
    body
}

pub(crate) fn accounts(request_id: &str, login_id: &str) -> Value {
    reply(3, request_id, login_id)
}

pub(crate) fn investments(request_id: &str) -> Value {
    json!({
        "HttpStatusCode": 200,
        "Investments": [{
            "Name": "ExampleBank",
            "Id": "c5db956e-2ec2-4fa5-b99d-b6559031fb3e",
            "Accounts": [{
                "Id": "abdc9cc7-df83-4fa0-a0c4-d484f5ce5038",
                "FullAccountId": "TFSA 7770001 CAD",
                "AccountId": "7770001",
                "Name": "Tax-Free Savings Account",
                "Type": "tfsa",
                "Registered": true,
                "Currency": "cad",
                "Cash": 1250.5,
                "AccountValue": 1250.5,
                "CurrencyValue": 1250.5,
                "Positions": [],
                "Transactions": [],
            }],
        }],
        "Message": "SUCCESS",
        "RequestId": request_id,
    })
}

pub(crate) fn error(status: u16, code: &str) -> (u16, Value) {
    (status, json!({ "HttpStatusCode": status, "FlinksCode": code, "Message": "It was refused" }))
}
