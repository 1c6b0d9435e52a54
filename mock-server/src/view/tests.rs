use flinks_contract::fixture::Fixture;
use flinks_contract::schema::Message as Schema;

use super::*;
use crate::request::Members;

const ACCOUNT: &str = "ae1dac72-70da-4626-fed8-08d682e1ff4a";

fn detail() -> Value {
    json!({
        "HttpStatusCode": 200,
        "Accounts": [{
            "Transactions": [{ "Id": "t" }],
            "TransitNumber": "77777",
            "InstitutionNumber": "777",
            "OverdraftLimit": 0,
            "Title": "Chequing CAD",
            "AccountNumber": "1111000",
            "Balance": { "Available": null, "Current": 49993.96, "Limit": null },
            "Category": "Operations",
            "Type": "Chequing",
            "Currency": "CAD",
            "Holder": { "Name": "John Doe" },
            "Id": ACCOUNT,
        }],
        "Login": { "Type": "Personal" },
        "Institution": "FlinksCapital",
        "RequestId": "{{RequestId}}",
    })
}

fn view(form: Form, request: &Value) -> View {
    let members = Members::read(request.to_string().as_bytes()).unwrap();
    let options = Options::read(form, &members).unwrap();
    View::Accounts(form, (options != Options::default()).then(|| Arc::new(options)))
}

fn seen(form: Form, request: Value) -> Value {
    let message = Arc::new(Message::new(200, "", Arc::new(Fixture::of(&detail()))));
    view(form, &request).of(&message).unwrap_or(message).body.to_json()
}

#[test]
fn each_flag_leaves_out_what_it_names() {
    let table = [
        ("WithTransactions", "/Accounts/0/Transactions", json!([])),
        ("WithAccountIdentity", "/Accounts/0/TransitNumber", Value::Null),
        ("WithAccountIdentity", "/Accounts/0/InstitutionNumber", Value::Null),
        ("WithAccountIdentity", "/Accounts/0/AccountNumber", Value::Null),
        ("WithKYC", "/Accounts/0/Holder", Value::Null),
        ("WithBalance", "/Accounts/0/Balance/Current", Value::Null),
    ];
    for (flag, place, expected) in table {
        for value in [json!(false), json!("False")] {
            let body = seen(Form::Detail, json!({ flag: value }));
            assert_eq!(body.pointer(place), Some(&expected), "{flag}");
        }
        for value in [json!(true), Value::Null, json!("perhaps")] {
            assert_eq!(seen(Form::Detail, json!({ flag: value })), detail(), "{flag}");
        }
    }
    let all = WITHOUT.map(|flag| (flag.to_owned(), json!(false)));
    let body = seen(Form::Detail, Value::Object(all.into_iter().collect()));
    let account = json!({
        "Transactions": [], "TransitNumber": null, "InstitutionNumber": null, "OverdraftLimit": 0,
        "Title": "Chequing CAD", "AccountNumber": null,
        "Balance": { "Available": null, "Current": null, "Limit": null },
        "Category": "Operations", "Type": "Chequing", "Currency": "CAD", "Holder": null, "Id": ACCOUNT,
    });
    assert_eq!(body["Accounts"], json!([account]));
}

/// With the members and their order of the page.
#[test]
fn a_summary_has_no_transactions() {
    let expected = json!({
        "HttpStatusCode": 200,
        "Accounts": [{
            "EftEligibleRatio": 1,
            "ETransferEligibleRatio": 1,
            "Title": "Chequing CAD",
            "AccountNumber": "1111000",
            "LastFourDigits": null,
            "Balance": { "Available": null, "Current": 49993.96, "Limit": null },
            "Category": "Operations",
            "Type": "Chequing",
            "Currency": "CAD",
            "Holder": { "Name": "John Doe" },
            "AccountType": "Personal",
            "Id": ACCOUNT,
        }],
        "Links": [
            { "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null },
            { "rel": "Statements", "href": "/GetStatements", "example": null },
        ],
        "Login": { "Type": "Personal" },
        "Institution": "FlinksCapital",
        "RequestId": "{{RequestId}}",
    });
    assert_eq!(seen(Form::Summary, json!({})).to_string(), expected.to_string());
    let body = seen(Form::Summary, json!({ "WithBalance": false }));
    assert_eq!(body.pointer("/Accounts/0/Balance/Current"), Some(&Value::Null));
}

#[test]
fn statements_are_as_many_as_were_asked_for() {
    let table = [
        (json!({}), 1),
        (json!({ "NumberOfStatements": "MostRecent" }), 1),
        (json!({ "NumberOfStatements": "Months3" }), 3),
        (json!({ "NumberOfStatements": "Months12" }), 12),
        (json!({ "NumberOfStatements": "Months7" }), 1),
        (json!({ "NumberOfStatements": 3 }), 1),
    ];
    for (request, expected) in table {
        let body = seen(Form::Statements, request);
        let account = &body["StatementsByAccount"][0];
        assert_eq!(account["AccountNumber"], "1111000");
        let statements = account["Statements"].as_array().unwrap();
        assert_eq!(statements.len(), expected);
        let ids: std::collections::HashSet<_> =
            statements.iter().map(|statement| statement["UniqueId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), expected);
        assert!(body.get("Accounts").is_none());
        assert_eq!(Schema::StatementsOk.violations(&with_guid(body)), []);
    }
}

fn with_guid(mut body: Value) -> Value {
    body["RequestId"] = ACCOUNT.into();
    body.as_object_mut().unwrap().remove("Login");
    body
}

/// Each entry of the table of a PDF has to be where its object begins, or readers refuse the file.
#[test]
fn the_table_of_a_statement_leads_to_its_objects() {
    let file = pdf("Statement 1 of account 1111000");
    let text = String::from_utf8(file).unwrap();
    let begin: usize =
        text.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    let table: Vec<_> = text[begin..].lines().skip(3).take(5).collect();
    for (position, entry) in table.into_iter().enumerate() {
        let at: usize = entry[..10].parse().unwrap();
        assert!(text[at..].starts_with(&format!("{} 0 obj\n", position + 1)), "{entry}");
    }
    assert!(text.contains("(Statement 1 of account 1111000) Tj"));
    assert_eq!(plain(&json!("42)(*\\é 1")), "42* 1");
}

#[test]
fn a_pending_answer_names_the_async_of_its_endpoint() {
    let body = json!({ "Links": [{ "href": "/GetAccountsDetailAsync" }], "HttpStatusCode": 202 });
    let pending = Message::new(202, "OPERATION_PENDING", Arc::new(Fixture::of(&body)));
    let pending = Arc::new(pending);
    let table =
        [(Form::Summary, "/GetAccountsSummaryAsync"), (Form::Statements, "/GetStatementsAsync")];
    for (form, expected) in table {
        let view = View::Accounts(form, None);
        assert_eq!(view.of(&pending).unwrap().body.to_json()["Links"][0]["href"], expected);
    }
    assert!(View::Accounts(Form::Detail, None).of(&pending).is_none());
    let error = Message::of(crate::answer::code("SESSION_NONEXISTENT"));
    assert!(View::Accounts(Form::Summary, None).of(&error).is_none());
}

fn asked(form: Form, statements: u8) -> View {
    let options = Options { statements, ..Options::default() };
    View::Accounts(form, Some(Arc::new(options)))
}

/// A view is made once, and one that was asked for twice is the same message.
#[test]
fn views_are_kept() {
    let message = Message::new(200, "", Arc::new(Fixture::of(&detail())));
    let view = |form, statements| asked(form, statements).of(&message).unwrap();
    assert!(Arc::ptr_eq(&view(Form::Summary, 0), &view(Form::Summary, 0)));
    assert!(!Arc::ptr_eq(&view(Form::Summary, 0), &view(Form::Statements, 0)));
    let mut copy = Message::clone(&message);
    copy.body = Arc::new(Fixture::of(&json!({ "Accounts": [] })));
    let copy = asked(Form::Summary, 0).of(&copy).unwrap();
    assert_eq!(copy.body.to_json()["Accounts"], json!([]));
}

/// However many a client asks for. The one that is in use stays.
#[test]
fn views_are_bounded() {
    let message = Message::new(200, "", Arc::new(Fixture::of(&detail())));
    let view = |count| asked(Form::Statements, count).of(&message).unwrap();
    let [used, unused] = [view(0), view(1)];
    for count in 2..=MOST_VIEWS as u8 {
        view(count);
        assert!(Arc::ptr_eq(&view(0), &used));
    }
    assert_eq!(message.views.made.lock().unwrap().len(), MOST_VIEWS);
    assert!(!Arc::ptr_eq(&view(1), &unused));
}

/// Days count back from the newest transaction of the login, which is of 30 April 2019.
#[test]
fn a_window_of_days_or_dates_cuts_transactions() {
    let transaction = |(name, date): &(&str, &str)| json!({ "Description": name, "Date": date });
    let account = |dates: &[(&str, &str)]| json!({ "Transactions": dates.iter().map(transaction).collect::<Vec<_>>() });
    let one = account(&[("a", "2019-04-30"), ("b", "2019-01-31"), ("c", "2019-01-30T12:00:00")]);
    let other = account(&[("d", "2018-05-01"), ("e", "2018-04-30"), ("f", "yesterday")]);
    let message = json!({ "Accounts": [one, other] });
    let message = Message::new(200, "", Arc::new(Fixture::of(&message)));
    let table = [
        (json!({}), "abf"),
        (json!({ "DaysOfTransactions": "Days90" }), "abf"),
        (json!({ "DaysOfTransactions": null, "DateFrom": "" }), "abf"),
        (json!({ "DaysOfTransactions": "Days365" }), "abcdf"),
        (json!({ "DaysOfTransactions": "Days360" }), "abcdf"),
        (json!({ "DateFrom": "2018-04-30" }), "abcdef"),
        (json!({ "DateFrom": "2019-01-31" }), "abf"),
        (json!({ "DateTo": "2019-01-30", "DaysOfTransactions": "Days90" }), "cdef"),
        (json!({ "DateFrom": "2019-01-30", "DateTo": "2019-01-31T00:00:00" }), "bcf"),
        (json!({ "DateFrom": "2020-01-01" }), "f"),
    ];
    for (request, expected) in table {
        let body = view(Form::Detail, &request)
            .of(&message)
            .map_or_else(|| message.body.to_json(), |viewed| viewed.body.to_json());
        let accounts = body["Accounts"].as_array().unwrap();
        let left = accounts.iter().flat_map(transactions);
        let left: String = left.map(|it| it["Description"].as_str().unwrap()).collect();
        assert_eq!(left, expected, "{request}");
    }
}

/// However long the lists of a request are, a session keeps what its fixture has.
#[test]
fn accounts_that_a_login_does_not_have_are_forgotten() {
    let message = Message::new(200, "", Arc::new(Fixture::of(&detail())));
    let unknown = "0badc0de-70da-4626-fed8-08d682e1ff4a";
    let pair = |account: &str| json!({ "AccountId": account, "TransactionId": unknown });
    let request = json!({
        "AccountsFilter": [unknown, ACCOUNT, ACCOUNT],
        "RefreshDelta": [pair(unknown), pair(ACCOUNT), pair(ACCOUNT)],
    });
    let members = Members::read(request.to_string().as_bytes()).unwrap();
    let options = Options::read(Form::Detail, &members).unwrap();
    let options = options.among(|account| message.has_account(account));
    let account = Uuid::try_parse(ACCOUNT).unwrap();
    assert_eq!((options.accounts, options.known.len()), (Some(vec![account]), 1));
}
