//! Attributes, categorization, prepayment and the libraries. The expected values were added up by hand, and those
//! of ninety days by another program.

use flinks_contract::schema::Message;
use serde_json::{Value, json};

use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

const PENDING: &str = "[[step]]\non = \"data\"\ntimes = 2\nreply = \"pending\"\n";
const NINETY_DAYS: &str = "fixtures.accounts = \"ninety-days\"\n";

const CHEQUING: &str = "ae1dac72-70da-4626-fed8-08d682e1ff4a";
const SAVINGS: &str = "e969650a-1b9f-42f3-a895-9ad6a19e2f62";

impl Mock {
    async fn insight(&self, id: &str, name: &str) -> Answer {
        self.send("GET", &attributes(id, &format!("/{name}")), "").await
    }

    async fn attributes(&self, id: &str, body: Value) -> Answer {
        self.send("POST", &attributes(id, ""), &body.to_string()).await
    }

    /// The values of these attributes of the login.
    async fn values(&self, id: &str, names: &[&str], mut body: Value) -> Value {
        body["Attributes"] = json!({ "Card": names });
        let answer = self.attributes(id, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let card = answer.json()["Card"].clone();
        names.iter().map(|name| card[*name].clone()).collect()
    }
}

fn attributes(id: &str, name: &str) -> String {
    format!("/v3/{CUSTOMER}/insight/login/{LOGIN}/attributes/{id}{name}")
}

fn categorization(id: &str) -> String {
    format!("/v3/{CUSTOMER}/categorization/login/{LOGIN}/requestid/{id}")
}

fn prepayment(id: &str) -> String {
    format!("/v3/{CUSTOMER}/prepayment/login/{LOGIN}/{id}")
}

/// It takes a step of the collection, as GetAccountsDetail does, and there is no Async.
#[tokio::test]
async fn an_insight_during_a_collection_is_a_202_and_comes_when_it_is_over() {
    let mock = Mock::own(PENDING).await;
    let id = mock.open().await;
    assert_eq!(mock.detail(&id).await.short(), "202 OPERATION_PENDING");
    let early = mock.insight(&id, "GetAllAttributes").await;
    let expected = json!({
        "FlinksCode": "OPERATION_PENDING", "Links": [], "HttpStatusCode": 202,
        "Message": "Attributes endpoint called while GetAccountsDetail was still being processed.",
        "RequestId": id,
    });
    assert_eq!((early.status, early.json()), (202, expected));
    let paths = ["/GetAllAttributes", "/GetIncomeAttributes"].map(|name| attributes(&id, name));
    for path in paths.into_iter().chain([categorization(&id)]) {
        let answer = mock.send("GET", &path, "").await;
        assert_eq!((answer.status, answer.text_at("/RequestId")), (200, id.clone()), "{path}");
    }
    assert_eq!(mock.poll(&id).await.status, 200);

    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let broken = run.checks.iter().filter(|check| check.fails());
    let broken: Vec<_> = broken.map(|check| &*check.rule.id).collect();
    assert_eq!(broken, ["CLI-HTTP-001"], "this client sends no content type");
}

#[tokio::test]
async fn attributes_follow_from_the_transactions() {
    let mock = Mock::own("").await;
    let id = mock.open().await;
    let names = [
        "account_age_days",
        "count_active_days",
        "balance_current",
        "balance_min",
        "sum_total_credits_current_month",
        "sum_total_credits_previous_month",
        "total_debits_30_days",
        "average_monthly_free_cash_flow",
        "has_employer_income",
        "employer_name",
        "average_monthly_non_employer_income_complex",
    ];
    let all =
        json!([28, 5, 58209.63, 7962.25, 265.49, 0, 132.58, 132.91, "NO", "NONE_DETECTED", 3.42]);
    assert_eq!(mock.values(&id, &names, json!({})).await, all);
    let filters = json!({ "Filters": { "AccountCategory": "Operations" } });
    assert_eq!(mock.values(&id, &names, filters).await, all);
    let savings =
        json!([28, 3, 8215.67, 7962.25, 253.42, 0, 120.5, 132.92, "NO", "NONE_DETECTED", 3.42]);
    let filter = json!({ "AccountFilter": { "AccountID": [SAVINGS] } });
    assert_eq!(mock.values(&id, &names, filter).await, savings);
    let late = json!([9, 3, 58209.63, 8215.67, 15.49, 0, 12.08, 3.41, "NO", "NONE_DETECTED", 3.42]);
    for days in [json!(10), json!("10")] {
        assert_eq!(mock.values(&id, &names, json!({ "LimitDays": days })).await, late);
    }
    let limited = [("limitDays", "10")];
    let limited =
        mock.send_with("GET", &attributes(&id, "/GetLendingAttributes"), &limited, "").await;
    assert_eq!(limited.json()["Card"]["total_debits_30_days"], json!(12.08));
}

#[tokio::test]
async fn attributes_of_ninety_days_fit_to_the_cent() {
    let mock = Mock::own(NINETY_DAYS).await;
    let id = mock.open().await;
    let names = [
        "account_age_days",
        "count_active_days",
        "balance_current",
        "balance_min",
        "count_days_negative_balance_90_days",
        "sum_total_credits_current_month",
        "sum_total_credits_2_months_ago",
        "total_debits_30_days",
        "average_monthly_debit",
        "average_monthly_free_cash_flow",
        "has_employer_income",
        "employer_name",
        "sum_employer_income",
        "sum_employer_income_previous_month",
        "count_employer_income_current_month",
        "average_monthly_employer_income_complex",
        "average_monthly_payroll_deposits_biz",
    ];
    let expected = json!([
        89,
        84,
        19913.39,
        -1894.53,
        67,
        9910.44,
        6477.59,
        5781.16,
        6163.81,
        1593.68,
        "YES",
        "Payroll Pacocha and Witting and Sons",
        16886.59,
        4824.74,
        3,
        5628.86,
        5628.86
    ]);
    assert_eq!(mock.values(&id, &names, json!({})).await, expected);
    let operations = json!({ "Filters": { "accountCategory": ["Operations"] } });
    let names = ["sum_total_credits_current_month", "total_debits_30_days"];
    assert_eq!(mock.values(&id, &names, operations).await, json!([8015.91, 4127.73]));
}

/// The sums of a package come with their transactions, as they were recorded; a POST names those that it wants.
#[tokio::test]
async fn details_are_the_transactions_of_an_attribute() {
    let mock = Mock::own("").await;
    let id = mock.open().await;
    let detail = json!({
        "TransactionId": "ac25ab22-2828-4174-9653-23bb8918b7c4", "AccountId": CHEQUING,
        "Date": "2019/04/21", "Description": "john.doe@example.com", "Debit": null, "Credit": 12.07,
        "Balance": 50006.04,
    });
    let package = mock.insight(&id, "GetIncomeAttributes").await.json();
    let details = package["Card"]["AttributesDetail"].as_array().unwrap();
    let named: Vec<_> = details.iter().map(|detail| detail["Attribute"].clone()).collect();
    let sums = ["sum_total_credits_current_month", "sum_total_income_current_month"];
    assert_eq!((named, &details[0]["Transactions"][0]), (sums.map(Value::from).into(), &detail));
    assert_eq!(package["Card"]["Id"], LOGIN);

    let name = "sum_total_credits_current_month";
    for details in [
        json!({ "AttributesDetail": { "AttributesDetail": [name] } }),
        json!({ "AttributeDetails": { "Card": [name] } }),
        json!({ "AttributesDetail": [name] }),
    ] {
        let mut request = details;
        request["Attributes"] = json!({ "Card": [name, "count_active_days"] });
        let answer = mock.attributes(&id, request).await.json();
        assert_eq!(answer["Card"]["AttributesDetail"][0]["Transactions"][0], detail);
    }
    let plain = json!({ "Attributes": { "Card": [name] } });
    assert_eq!(mock.attributes(&id, plain).await.json()["Card"].get("AttributesDetail"), None);
}

#[tokio::test]
async fn each_package_has_its_attributes_and_keeps_its_schema() {
    let mock = Mock::own(NINETY_DAYS).await;
    let id = mock.open().await;
    let table = [
        ("GetIncomeAttributes", "employer_name", "count_nsf_90_days"),
        ("GetCreditRiskAttributes", "count_nsf_90_days", "has_employer_income"),
        ("GetLendingAttributes", "count_nsf_30_days", "employer_name"),
        ("GetUserAnalysisAttributes", "has_employer_income", "count_nsf_30_days"),
        ("GetAllAttributes", "count_nsf_30_days", "sum_operating_income_365_days_biz"),
        ("GetBusinessAnalysisAttributes", "sum_operating_income_365_days_biz", "balance_min"),
        ("GetAllBusinessAttributes", "sum_operating_income_365_days_biz", "balance_min"),
    ];
    for (name, has, has_not) in table {
        let answer = mock.insight(&id, name).await.json();
        assert_eq!(Message::AttributesOk.violations(&answer), [], "{name}");
        assert!(answer["Card"].get(has).is_some(), "{name}");
        assert_eq!(answer["Card"].get(has_not), None, "{name}");
    }
}

#[tokio::test]
async fn each_transaction_has_a_category_and_one_side() {
    let mock = Mock::own("").await;
    let id = mock.open().await;
    let answer = mock.send("GET", &categorization(&id), "").await.json();
    assert_eq!(Message::CategorizationOk.violations(&answer), []);
    assert_eq!((&answer["LoginId"], &answer["RequestId"]), (&json!(LOGIN), &json!(id)));
    let first = json!({
        "TransactionId": "633b976e-c713-4b59-9717-3ec407bdde8b", "AccountId": CHEQUING,
        "Description": "national money", "Category": "Shopping", "SubCategory": "Other",
        "Balance": 49993.96, "Debit": 12.08, "Date": "2019-04-22",
    });
    assert_eq!(answer["Transactions"][0], first);
    let rows = answer["Transactions"].as_array().unwrap();
    let named = rows.iter().map(|row| [&row["SubCategory"], &row["Credit"]]);
    let named: Vec<_> = named.map(|row| row.map(Value::to_string).join(" ")).collect();
    let expected = [
        r#""Other" null"#,
        r#""Deposit" 12.07"#,
        r#""Interest" 3.42"#,
        r#""Transfer" 250.00"#,
        r#""Cash Withdrawal" null"#,
    ];
    assert_eq!(named, expected);
}

/// Most money comes in on Fridays. Of 121 balances, 17 are below a payment of 4,000.
#[tokio::test]
async fn payments_have_their_days_and_their_risk() {
    let mock = Mock::own(NINETY_DAYS).await;
    let id = mock.open().await;
    let ask = async |frequency: &str| {
        let loan = json!({
            "loanfrequency": frequency, "ExpectedRepaymentTotal": "16000.00",
            "FundingDate": "2026-10-31", "Duration": 4,
        });
        mock.send("POST", &prepayment(&id), &loan.to_string()).await.json()
    };
    let answer = ask("Monthly").await;
    assert_eq!(Message::PrepaymentOk.violations(&answer), []);
    let user = json!({
        "Name": "Rubye Zulauf", "Address": "449 Pacocha Pines, Montréal, QC, H0H 0H0",
        "Email": "rubye.zulauf@example.com", "EFTEligibleAccounts": "2",
    });
    assert_eq!(answer["UserInformation"], user);
    let account = &answer["AccountsInformation"][0];
    assert_eq!(
        (&account["AccountName"], &account["OptimalDay"], &account["OverallPaymentRisk"]),
        (&json!("Chequing CAD"), &json!("Friday"), &json!("14.05"))
    );
    let table = [
        ("Monthly", ["12/04/2026", "01/01/2027", "01/29/2027", "02/26/2027"]),
        ("Weekly", ["11/06/2026", "11/13/2026", "11/20/2026", "11/27/2026"]),
        ("BiWeekly", ["11/13/2026", "11/27/2026", "12/11/2026", "12/25/2026"]),
        ("BiMonthly", ["11/13/2026", "12/04/2026", "12/18/2026", "01/01/2027"]),
    ];
    for (frequency, expected) in table {
        let answer = ask(frequency).await;
        let days = &answer["AccountsInformation"][0]["OptimalPayments"];
        assert_eq!(*days, json!(expected), "{frequency}");
    }
}

#[tokio::test]
async fn the_libraries_are_bare_lists_of_what_can_be_asked_for() {
    let mock = Mock::start().await;
    for (path, name) in
        [("", "count_nsf_90_days"), ("/business", "sum_operating_income_365_days_biz")]
    {
        let path = format!("/v3/{CUSTOMER}/attributes/library{path}");
        let library = mock.send("GET", &path, "").await;
        assert_eq!(library.status, 200);
        let groups = library.json();
        assert_eq!(Message::AttributesLibraryOk.violations(&groups), []);
        let groups = groups.as_array().unwrap();
        let names = groups.iter().flat_map(|group| group["Attributes"].as_array().unwrap());
        assert_eq!(names.filter(|attribute| attribute["Name"] == name).count(), 1);
    }
}

/// Nothing of them counts as a call for the accounts.
#[tokio::test]
async fn what_cannot_be_worked_out_is_refused() {
    let mock = Mock::own(PENDING).await;
    let id = mock.open().await;
    let with = |name: &str, value: Value| json!({ "Attributes": { "Card": ["balance_min"] }, name: value });
    let unknown = "0badc0de-1b9f-42f3-a895-9ad6a19e2f62";
    let filters = "One or more filters are invalid.";
    let none = "At least a single attribute must be provided.";
    let days = "limitDays must be a whole number from 1 to 365";
    let table = [
        (json!({}), none),
        (json!({ "Attributes": {} }), none),
        (json!({ "Attributes": { "Card": [] } }), none),
        (
            json!({ "Attributes": { "Card": ["balance"] } }),
            "The attribute name is not valid: balance",
        ),
        (
            with("AttributesDetail", json!(["balance_current"])),
            "The attribute name is not valid: balance_current",
        ),
        (with("Filters", json!({ "accountCategory": ["Credits"] })), filters),
        (with("Filters", json!({ "accountType": ["Operations"] })), filters),
        (with("Filters", json!("Operations")), filters),
        (
            with("AccountFilter", json!({ "AccountID": [] })),
            "At least one accountId must be provided when AccountFilter is present.",
        ),
        (
            with("AccountFilter", json!({ "AccountId": [CHEQUING, unknown] })),
            "The AccountId 0badc0de-1b9f-42f3-a895-9ad6a19e2f62 is not valid.",
        ),
        (with("limitDays", json!(0)), days),
        (with("limitDays", json!(366)), days),
        (with("limitDays", json!(true)), days),
        (
            json!({ "Attributes": { "Card": [1] } }),
            "The attributes and filters must be lists of strings.",
        ),
    ];
    for (request, expected) in table {
        let refused = mock.attributes(&id, request.clone()).await;
        let seen = (refused.short(), refused.text_at("/Message"));
        assert_eq!(seen, ("400 INVALID_REQUEST".to_owned(), expected.to_owned()), "{request}");
    }
    let broken = mock.send("POST", &attributes(&id, ""), "{").await;
    assert_eq!(broken.short(), "400 INVALID_REQUEST");
    let name = mock.insight(&id, "GetEverythingAttributes").await;
    assert_eq!(name.short(), "400 INVALID_REQUEST");
    let loan = json!({
        "LoanFrequency": "Weekly", "ExpectedRepaymentTotal": "1", "FundingDate": "2026-10-31",
        "Duration": "1",
    });
    for (name, value) in [
        ("LoanFrequency", json!("Daily")),
        ("ExpectedRepaymentTotal", json!("0")),
        ("FundingDate", json!("31/10/2026")),
        ("Duration", json!("521")),
        ("Duration", Value::Null),
    ] {
        let mut loan = loan.clone();
        loan[name] = value;
        let refused = mock.send("POST", &prepayment(&id), &loan.to_string()).await;
        assert_eq!(refused.short(), "400 INVALID_REQUEST", "{loan}");
        assert!(refused.text_at("/Message").starts_with(name), "{}", refused.text);
    }
    for expected in [202, 202, 200] {
        assert_eq!(mock.insight(&id, "GetAllAttributes").await.status, expected);
    }
}

/// The table of errors of its own: 400 where the other endpoints say 401.
#[tokio::test]
async fn a_session_that_is_over_or_not_there() {
    let mock = Mock::own("").await;
    let unknown = "0badc0de-1209-4f19-641c-08d6d484e2fe";
    let never = mock.insight(unknown, "GetAllAttributes").await;
    assert_eq!(never.short(), "400 SESSION_NONEXISTENT");
    let id = mock.open().await;
    let other = format!("/v3/{CUSTOMER}/insight/login/{unknown}/attributes/{id}/GetAllAttributes");
    assert_eq!(mock.send("GET", &other, "").await.short(), "401 INVALID_LOGIN");
    assert_eq!(mock.detail(&id).await.status, 200);
    mock.at(479).await;
    assert_eq!(mock.insight(&id, "GetAllAttributes").await.status, 200);
    mock.at(479 + 479).await;
    assert_eq!(mock.insight(&id, "GetAllAttributes").await.status, 200);
    mock.at(479 + 479 + 480).await;
    let late = mock.insight(&id, "GetAllAttributes").await;
    assert_eq!(late.short(), "400 SESSION_EXPIRED");
    assert_eq!(late.text_at("/Message"), "RequestId is invalid or session has ended.");
    assert_eq!(mock.detail(&id).await.status, 200, "it lives for 30 min");

    let mock = Mock::own("[[step]]\non = \"data\"\nreply.error = \"RETRY_LATER\"\n").await;
    let id = mock.open().await;
    let failed = mock.insight(&id, "GetAllAttributes").await;
    assert_eq!(
        (failed.short(), &failed.json()["HttpStatusCode"]),
        ("400 RETRY_LATER".into(), &json!(400))
    );
    assert_eq!(mock.detail(&id).await.short(), "401 RETRY_LATER");
}
