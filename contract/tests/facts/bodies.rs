//! Bodies that keep the contract: those of the two guides, which are fixtures as well, and one of each
//! message the guides do not show.

use serde_json::{Value, json};

const LOGIN_ID: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";
const REQUEST_ID: &str = "1243c283-e0ca-4fda-a5e4-343068430190";

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
    of_fixture(include_str!("../../../fixtures/authorize/authorized.json"))
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

/// The first account of the guide, and one with the members of today.
pub(crate) fn accounts_detail_ok() -> Value {
    let mut body = of_fixture(include_str!("../../../fixtures/accounts/seed.json"));
    let current = of_fixture(include_str!("../../../fixtures/accounts/current.json"));
    body["Accounts"][1] = current["Accounts"][0].clone();
    body
}

pub(crate) fn pending() -> Value {
    of_fixture(include_str!("../../../fixtures/pending/accounts.json"))
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

pub(crate) fn summary_request() -> Value {
    json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190", "WithBalance": true,
        "WithAccountIdentity": "true", "DirectRefresh": false,
    })
}

/// In the shape of a body that was recorded in 2025, with made-up values.
pub(crate) fn summary_ok() -> Value {
    json!({
        "HttpStatusCode": 200,
        "Accounts": [{
            "EftEligibleRatio": 0.99, "ETransferEligibleRatio": 0.5, "Title": "Everyday account",
            "AccountNumber": "9000001", "LastFourDigits": null,
            "Balance": { "Available": null, "Current": 120.0, "Limit": null },
            "Category": "Operations", "Currency": "CAD", "Holder": null, "AccountType": "Personal",
            "Id": "5e1b7c22-3f0d-4d1c-9a77-1c2d3e4f5a6b",
        }],
        "Links": [{ "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null }],
        "InstitutionName": "FlinksCapital", "InstitutionId": 14, "Institution": "FlinksCapital",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
    })
}

pub(crate) fn statements_request() -> Value {
    json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190", "NumberOfStatements": "Months12",
        "AccountsFilter": ["ae1dac72-70da-4626-fed8-08d682e1ff4a"],
    })
}

pub(crate) fn statements_ok() -> Value {
    json!({
        "HttpStatusCode": 200,
        "StatementsByAccount": [{
            "AccountNumber": "9000001",
            "Statements": [{ "UniqueId": "0A1b", "FileType": "PDF", "Base64Bytes": "JVBERi0xLjQK" }],
        }],
        "Institution": "FlinksCapital",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
    })
}

pub(crate) fn delete_card_ok() -> Value {
    json!({ "StatusCode": 200, "Message": "All of the information has been removed" })
}

pub(crate) fn message_ok() -> Value {
    json!({ "Message": "Answers updated" })
}

pub(crate) fn scheduled_refresh_request() -> Value {
    json!({ "loginId": LOGIN_ID, "isActivated": "true" })
}

pub(crate) fn scheduled_refresh_ok() -> Value {
    json!(
        "LoginId 5e115eac-1209-4f19-641c-08d6d484e2fe has now been activated for automatic refresh"
    )
}

pub(crate) fn questions_ok() -> Value {
    json!({ "Message": "SUCCESS", "Questions": [{ "Question": "What city were you born in?" }] })
}

pub(crate) fn questions_request() -> Value {
    let question = json!({ "Question": "What city were you born in?", "Answer": "Montreal" });
    json!({ "LoginId": LOGIN_ID, "Questions": [question] })
}

fn left_out() -> Value {
    json!({
        "LoginId": LOGIN_ID, "LastRefreshDate": "2019-05-09T13:47:46.5227901",
        "LastRefreshState": "AnsweringSecurityChallenge", "LastRefreshErrorCode": null
    })
}

pub(crate) fn nightly_refresh_ok() -> Value {
    json!({ "HttpStatusCode": 200, "IneligibleCards": [left_out()] })
}

pub(crate) fn wealth_refresh_ok() -> Value {
    let mut left_out = left_out();
    left_out["Institution"] = "FlinksCapital".into();
    json!({ "HttpStatusCode": 200, "IneligibleWealths": [left_out] })
}

pub(crate) fn institution_ok() -> Value {
    let url = json!({ "Type": "Main", "Url": "https://flinkscapital.example" });
    json!({
        "Id": 14, "Localizations": [{ "Language": "en", "Name": "FlinksCapital", "Urls": [url] }],
        "Status": "Enabled", "Country": "US", "RoutingNumbers": ["990000014"]
    })
}

pub(crate) fn institutions_ok() -> Value {
    json!({ "Data": [institution_ok()], "Count": 249 })
}

pub(crate) fn field_match_request() -> Value {
    json!({ "loginId": LOGIN_ID, "fullName": "John Doe", "threshold": 0.8 })
}

pub(crate) fn field_match_ok() -> Value {
    json!({
        "overallMatch": true, "fieldLevelMatch": { "fullName": true, "email": null, "noData": [] },
        "overallMatchRate": 0.97, "fieldLevelMatchRate": { "fullName": 0.97, "email": null, "noData": [] }
    })
}

pub(crate) fn categories_ok() -> Value {
    json!([{ "PrimaryCategoryName": "Income", "Description": "Money in", "SubCategories": [{ "SubCategoryName": "Payroll", "Description": "Pay" }] }])
}

pub(crate) fn token_ok() -> Value {
    json!({ "access_token": "17", "expires_in": 1_800 })
}

pub(crate) fn authorize_multiple_ok() -> Value {
    let valid = json!({ "LoginId": LOGIN_ID, "RequestId": REQUEST_ID });
    json!({ "ValidLoginIds": [valid], "InvalidLoginIds": ["no-guid"] })
}

pub(crate) fn attributes_request() -> Value {
    json!({
        "Attributes": { "Card": ["count_nsf_90_days"] },
        "Filters": { "accountCategory": ["Operations"] },
        "AccountFilter": { "AccountID": ["ae1dac72-70da-4626-fed8-08d682e1ff4a"] },
        "AttributesDetail": { "AttributesDetail": ["count_nsf_90_days"] },
        "LimitDays": 90,
    })
}

pub(crate) fn attributes_ok() -> Value {
    json!({
        "HttpStatusCode": 200,
        "Card": {
            "Id": "5e115eac-1209-4f19-641c-08d6d484e2fe", "employer_name": "NONE_DETECTED",
            "sum_total_credits_current_month": 12.07,
            "AttributesDetail": [{
                "Attribute": "sum_total_credits_current_month",
                "Transactions": [{
                    "TransactionId": "ac25ab22-2828-4174-9653-23bb8918b7c4",
                    "AccountId": "ae1dac72-70da-4626-fed8-08d682e1ff4a", "Date": "2019/04/21",
                    "Description": "deposit", "Debit": null, "Credit": 12.07, "Balance": 50006.04,
                }],
            }],
        },
        "Login": authorize_ok()["Login"],
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
    })
}

pub(crate) fn attributes_library_ok() -> Value {
    json!([{ "Category": "Risk", "Attributes": [{ "Name": "a", "Description": "b" }] }])
}

pub(crate) fn categorization_ok() -> Value {
    json!({
        "HttpStatusCode": 200, "LoginId": "5e115eac-1209-4f19-641c-08d6d484e2fe",
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
        "Transactions": [{
            "TransactionId": "ac25ab22-2828-4174-9653-23bb8918b7c4",
            "AccountId": "ae1dac72-70da-4626-fed8-08d682e1ff4a", "Description": "deposit",
            "Category": "Income", "SubCategory": "Interest", "Balance": 50006.04, "Credit": 12.07,
            "Date": "2019-04-21",
        }],
    })
}

pub(crate) fn prepayment_request() -> Value {
    json!({
        "LoanFrequency": "BiWeekly", "ExpectedRepaymentTotal": "1200.00",
        "FundingDate": "2019-05-01", "Duration": "4",
    })
}

pub(crate) fn prepayment_ok() -> Value {
    json!({
        "UserInformation": {
            "Name": "John Doe", "Address": null, "Email": null, "EFTEligibleAccounts": "1",
        },
        "AccountsInformation": [{
            "AccountName": "Chequing CAD", "AccountNumber": "9000001", "InstitutionNumber": "777",
            "SortCode": "77777", "RoutingNumber": null, "OptimalPayments": ["05/15/2019"],
            "OptimalDay": "Wednesday", "OverallPaymentRisk": "0",
        }],
    })
}

pub(crate) fn error() -> Value {
    json!({
        "HttpStatusCode": 401, "Message": "You must provide a valid auth key",
        "FlinksCode": "UNAUTHORIZED"
    })
}

/// With ids of the guides in its places.
fn of_fixture(text: &str) -> Value {
    let text = text
        .replace("{{RequestId}}", "1243c283-e0ca-4fda-a5e4-343068430190")
        .replace("{{LoginId}}", "5e115eac-1209-4f19-641c-08d6d484e2fe")
        .replace("{{LastRefresh}}", "2019-05-09T13:47:46.5227901");
    serde_json::from_str(&text).unwrap()
}
