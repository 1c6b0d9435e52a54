//! Bodies that keep the contract: those of the two guides with their `[...]` and `{...}` filled in,
//! and one of each message the guides do not show.

use serde_json::{Value, json};

pub(crate) fn authorize_request() -> Value {
    json!({ "LoginId": "5e115eac-1209-4f19-641c-08d6d484e2fe", "MostRecentCached": true })
}

pub(crate) fn credentials_request() -> Value {
    json!({
        "Username": "Greatday", "Password": "Everyday", "Institution": "FlinksCapital",
        "Language": "en", "MostRecentCached": false, "Save": true
    })
}

pub(crate) fn answer_request() -> Value {
    json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
        "SecurityResponses": { "What shape do people like most?": ["Triangle"] }
    })
}

pub(crate) fn authorize_ok() -> Value {
    json!({
        "Links": [
            { "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null },
            { "rel": "AccountsSummary", "href": "/GetAccountsSummary", "example": null },
            { "rel": "Statements", "href": "/GetStatements", "example": null }
        ],
        "HttpStatusCode": 200, "Login": login(), "Institution": "FlinksCapital",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
    })
}

pub(crate) fn authorize_challenge() -> Value {
    json!({
        "Links": [{ "rel": "Authorization", "href": "/Authorize", "example": null }],
        "HttpStatusCode": 203,
        "SecurityChallenges": [
            { "Type": "QuestionAndAnswer", "Prompt": "What shape do people like most?" },
            {
                "Type": "MultipleChoice", "Prompt": "What is the best country on earth?",
                "Iterables": ["Canada", "France"]
            }
        ],
        "Institution": "FlinksCapital", "InstitutionName": "FlinksCapital", "InstitutionId": 14,
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
    })
}

pub(crate) fn accounts_detail_request() -> Value {
    json!({ "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190" })
}

pub(crate) fn full_accounts_detail_request() -> Value {
    json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190", "WithAccountIdentity": true,
        "WithKYC": "true", "WithTransactions": "False", "WithBalance": false,
        "AccountsFilter": ["ae1dac72-70da-4626-fed8-08d682e1ff4a"], "DaysOfTransactions": "Days365",
        "DateFrom": "2019-01-01", "DateTo": "2019-04-30",
        "RefreshDelta": [{
            "AccountId": "ae1dac72-70da-4626-fed8-08d682e1ff4a",
            "TransactionId": "633b976e-c713-4b59-9717-3ec407bdde8b"
        }],
        "WithDetailsAndBankingStatements": false, "NumberOfBankingStatements": "MostRecent"
    })
}

pub(crate) fn accounts_detail_ok() -> Value {
    json!({
        "HttpStatusCode": 200, "Accounts": [chequing(), savings()], "Login": login(),
        "Institution": "FlinksCapital", "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
    })
}

pub(crate) fn pending() -> Value {
    json!({
        "FlinksCode": "OPERATION_PENDING",
        "Links": [{
            "rel": "GetAccountsDetailAsync", "href": "/GetAccountsDetailAsync",
            "example": "/GetAccountsDetailAsync/1243c283-e0ca-4fda-a5e4-343068430190"
        }],
        "HttpStatusCode": 202, "Message": "Your operation is still processing",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
    })
}

pub(crate) fn investments_request() -> Value {
    json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
        "LoginId": "5e115eac-1209-4f19-641c-08d6d484e2fe", "MostRecentCached": true
    })
}

pub(crate) fn investments_ok() -> Value {
    json!({
        "HttpStatusCode": 200, "Investments": [investment_institution()], "Message": "SUCCESS",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190"
    })
}

pub(crate) fn investment_institution() -> Value {
    json!({
        "Name": "FlinksCapital", "Id": "14",
        "Accounts": [{
            "Id": "7d0f7e0b-3c1c-4c0e-9a57-0a52d5b7a111", "FullAccountId": "RRSP 55501 CAD",
            "AccountId": "55501", "Name": "RRSP", "Type": "rrsp", "Registered": true,
            "Currency": "cad", "Cash": 100.25, "AccountValue": 1100.25, "CurrencyValue": 1100.25,
            "Positions": [{ "Quantity": 10 }], "Transactions": [{}]
        }]
    })
}

pub(crate) fn error() -> Value {
    json!({
        "HttpStatusCode": 401, "Message": "You must provide a valid auth key",
        "FlinksCode": "UNAUTHORIZED"
    })
}

fn login() -> Value {
    json!({
        "Username": "Greatday", "IsScheduledRefresh": false,
        "LastRefresh": "2019-05-09T13:47:46.5227901", "Type": "Personal",
        "Id": "5e115eac-1209-4f19-641c-08d6d484e2fe"
    })
}

fn chequing() -> Value {
    json!({
        "Transactions": [
            {
                "Date": "2019-04-22", "Code": null, "Description": "national money", "Debit": 12.08,
                "Credit": null, "Balance": 49993.96, "Id": "633b976e-c713-4b59-9717-3ec407bdde8b"
            },
            {
                "Date": "2019-04-21", "Code": null, "Description": "john.doe@example.com",
                "Debit": null, "Credit": 12.07, "Balance": 50006.04,
                "Id": "ac25ab22-2828-4174-9653-23bb8918b7c4"
            }
        ],
        "TransitNumber": "77777", "InstitutionNumber": "777", "OverdraftLimit": 0,
        "Title": "Chequing CAD", "AccountNumber": "1111000",
        "Balance": { "Available": null, "Current": 49993.96, "Limit": null },
        "Category": "Operations", "Type": "Chequing", "Currency": "CAD", "Holder": holder(),
        "Id": "ae1dac72-70da-4626-fed8-08d682e1ff4a"
    })
}

fn savings() -> Value {
    json!({
        "Transactions": [], "TransitNumber": null, "InstitutionNumber": null,
        "OverdraftLimit": 100.5, "Title": "Savings USD", "AccountNumber": "1111001",
        "LastFourDigits": null, "Balance": { "Available": 0.99, "Current": 1.00, "Limit": 0 },
        "Category": "Products", "Type": "Savings", "Currency": "USD", "Holder": holder(),
        "AccountType": "Personal", "EftEligibleRatio": 0.0, "ETransferEligibleRatio": 1.00,
        "Id": "b7a2f9a4-5b1e-4c6d-9d21-08d682e1ff4b"
    })
}

fn holder() -> Value {
    json!({
        "Name": "John Doe",
        "Address": {
            "CivicAddress": "1275 avenue des Canadiens-de-Montréal", "City": "Montréal",
            "Province": "QC", "PostalCode": "H3B 5E8", "POBox": null, "Country": "CA"
        },
        "Email": "john.doe@example.com", "PhoneNumber": "(514) 333-7777"
    })
}
