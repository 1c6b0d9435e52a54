//! Bodies as the guides print them, with synthetic data.

use serde_json::{Value, json};

pub(crate) fn session(request_id: &str, login_id: &str) -> Value {
    json!({
        "Links": [{ "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null }],
        "HttpStatusCode": 200,
        "Login": login(login_id),
        "Institution": "ExampleBank",
        "RequestId": request_id,
    })
}

pub(crate) fn pending(request_id: &str) -> Value {
    json!({
        "FlinksCode": "OPERATION_PENDING",
        "Links": [{
            "rel": "GetAccountsDetailAsync",
            "href": "/GetAccountsDetailAsync",
            "example": format!("/GetAccountsDetailAsync/{request_id}"),
        }],
        "HttpStatusCode": 202,
        "Message": "Your operation is still processing",
        "RequestId": request_id,
    })
}

pub(crate) fn accounts(request_id: &str, login_id: &str) -> Value {
    json!({
        "HttpStatusCode": 200,
        "Accounts": [{
            "Transactions": [
                {
                    "Date": "2019-05-08", "Code": null, "Description": "pharmacy",
                    "Debit": 64.35, "Credit": null, "Balance": 1935.65,
                    "Id": "237be315-b9d3-47ae-ae4d-0b0d8941d09d",
                },
                {
                    "Date": "2019-05-06", "Code": null, "Description": "payroll",
                    "Debit": null, "Credit": 500.25, "Balance": 2000,
                    "Id": "95e9a770-6643-43fe-8b33-5295c424eea2",
                },
            ],
            "TransitNumber": "77777",
            "InstitutionNumber": "777",
            "OverdraftLimit": 0,
            "Title": "Chequing CAD",
            "AccountNumber": "1111100",
            "Balance": { "Available": 1935.65, "Current": 1935.65, "Limit": null },
            "Category": "Operations",
            "Type": "Chequing",
            "Currency": "CAD",
            "Holder": {
                "Name": "Ann Example",
                "Address": {
                    "CivicAddress": "1 Example Street", "City": "Montréal", "Province": "QC",
                    "PostalCode": "H3B 5E8", "POBox": null, "Country": "CA",
                },
                "Email": "ann@example.com",
                "PhoneNumber": "(514) 555-0142",
            },
            "Id": "05a53693-ef10-4863-bfdb-1d3fb2f14a56",
        }],
        "Login": login(login_id),
        "Institution": "ExampleBank",
        "RequestId": request_id,
    })
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

fn login(id: &str) -> Value {
    json!({
        "Username": "Greatday",
        "IsScheduledRefresh": false,
        "LastRefresh": "2019-05-09T13:47:46.5227901",
        "Type": "Personal",
        "Id": id,
    })
}
