//! A record that keeps every rule, and hands on it. For tests only.

use flinks_mock::clock::{ClockMode, Moment};
use flinks_report::Place;
use serde_json::{Value, json};

use crate::exchange::{Exchange, Part, Reply, Role};
use crate::operation::{Method, Operation};
use crate::probe::Probe;
use crate::record::{Ending, Head, Record};
use crate::sheet::Sheet;

pub(crate) const LOGIN_ID: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";
pub(crate) const REQUEST_ID: &str = "1243c283-e0ca-4fda-a5e4-343068430190";
pub(crate) const OTHER_REQUEST_ID: &str = "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6";

/// The role of the exchange that brings the accounts.
pub(crate) const DATA: Role = Role::Poll(2);

pub(crate) fn head() -> Head {
    Head {
        name: "two-polls".to_owned(),
        facts: Vec::new(),
        mode: ClockMode::Auto,
        login_id: LOGIN_ID.to_owned(),
    }
}

/// The only header of a reply.
pub(crate) fn content_type(value: &str) -> Vec<(String, String)> {
    vec![("content-type".to_owned(), value.to_owned())]
}

/// Authorize, 202, 202, and the sample of the Flinks guide "Make API calls" as the 200.
pub(crate) fn accounts() -> Record {
    let mut record = Record::new(head());
    let part = Part::Accounts;
    push(&mut record, part, Role::Open, 0, (200, session(REQUEST_ID)));
    push(&mut record, part, Role::First, 0, (202, pending(REQUEST_ID)));
    push(&mut record, part, Role::Poll(1), 10, (202, pending(REQUEST_ID)));
    push(&mut record, part, DATA, 20, (200, detail()));
    push(&mut record, part, Role::Again, 20, (200, detail()));
    record.endings.push((part, Ending::Data));
    record
}

/// The same, then Investments, the accounts once more, and every probe.
pub(crate) fn both() -> Record {
    let mut record = accounts();
    let part = Part::Investments;
    push(&mut record, part, Role::Open, 20, (200, session(OTHER_REQUEST_ID)));
    push(&mut record, part, Role::First, 20, (202, pending(OTHER_REQUEST_ID)));
    push(&mut record, part, Role::Poll(1), 30, (200, json!({ "Investments": [] })));
    record.endings.push((part, Ending::Data));
    push(&mut record, Part::Accounts, Role::Back, 30, (200, detail()));
    for probe in Probe::ALL {
        push(&mut record, Part::Probes, Role::Probe(probe), 30, refusal(probe));
    }
    record
}

pub(crate) fn find(record: &mut Record, role: Role) -> &mut Exchange {
    let found = record.exchanges.iter_mut().find(|exchange| exchange.role == role);
    found.expect("the sample has this role")
}

pub(crate) fn find_in(record: &mut Record, part: Part, role: Role) -> &mut Exchange {
    let mut exchanges = record.exchanges.iter_mut();
    let found = exchanges.find(|exchange| exchange.part == part && exchange.role == role);
    found.expect("the sample has this role in this part")
}

pub(crate) fn reply(exchange: &mut Exchange) -> &mut Reply {
    exchange.result.as_mut().expect("the sample's exchanges are all answered")
}

pub(crate) fn body(exchange: &mut Exchange) -> &mut Value {
    reply(exchange).json.as_mut().expect("the sample's bodies are all JSON")
}

pub(crate) fn sheet(check: fn(&Record, &mut Sheet), record: &Record) -> Sheet {
    let mut sheet = Sheet::default();
    check(record, &mut sheet);
    sheet
}

/// The places at which a rule is broken.
pub(crate) fn broken(check: fn(&Record, &mut Sheet), record: &Record, rule: &str) -> Vec<String> {
    let sheet = sheet(check, record);
    let row = sheet.row(rule).into_iter();
    row.flat_map(|row| &row.found).map(|found| place(&found.finding.place)).collect()
}

/// Every broken rule with its places.
pub(crate) fn all_broken(
    check: fn(&Record, &mut Sheet),
    record: &Record,
) -> Vec<(&'static str, String)> {
    let rules = flinks_contract::rule::RULES.iter().map(|rule| rule.id);
    rules
        .flat_map(|rule| broken(check, record, rule).into_iter().map(move |place| (rule, place)))
        .collect()
}

pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Body { pointer, .. } => pointer.clone(),
        Place::Outside(words) => words.clone(),
    }
}

fn push(record: &mut Record, part: Part, role: Role, second: u64, reply: (u16, Value)) {
    let operation = operation(part, role);
    let (status, json) = reply;
    record.push(Exchange {
        number: 0,
        part,
        role,
        operation,
        method: operation.method(),
        sent: (operation.method() == Method::Post).then(|| json!({ "the same": "each time" })),
        sent_at: Moment::from_secs(second),
        answered_at: Moment::from_secs(second),
        result: Ok(Reply {
            status,
            headers: content_type("application/json"),
            text: json.to_string(),
            json: Ok(json),
        }),
    });
}

fn operation(part: Part, role: Role) -> Operation {
    match (part, role) {
        (_, Role::Token) => Operation::GenerateAuthorizeToken,
        (_, Role::Open)
        | (_, Role::Probe(Probe::AuthorizeWithoutLoginId | Probe::UnknownLoginId)) => {
            Operation::Authorize
        }
        (Part::Accounts, Role::First | Role::Back)
        | (
            _,
            Role::Probe(
                Probe::DetailWithoutRequestId
                | Probe::UnknownRequestId
                | Probe::ForeignRequestId
                | Probe::UsedUpRequestId
                | Probe::DetailByGet,
            ),
        ) => Operation::GetAccountsDetail,
        (Part::Accounts, _)
        | (_, Role::Probe(Probe::AsyncUnknownRequestId | Probe::AsyncByPost)) => {
            Operation::GetAccountsDetailAsync
        }
        _ => Operation::Investments,
    }
}

/// What each probe is answered.
fn refusal(probe: Probe) -> (u16, Value) {
    let (status, code) = match probe {
        Probe::WithoutRequestId
        | Probe::WithoutLoginId
        | Probe::WithoutMostRecentCached
        | Probe::AuthorizeWithoutLoginId
        | Probe::DetailWithoutRequestId => (401, "INVALID_REQUEST"),
        Probe::UnknownLoginId => (401, "INVALID_LOGIN"),
        Probe::UnknownRequestId
        | Probe::AsyncUnknownRequestId
        | Probe::ForeignRequestId
        | Probe::UsedUpRequestId => (400, "SESSION_NONEXISTENT"),
        Probe::DetailByGet | Probe::AsyncByPost => (405, "METHOD_NOT_AVAILABLE"),
    };
    (status, json!({ "HttpStatusCode": status, "FlinksCode": code, "Message": "no" }))
}

fn session(request_id: &str) -> Value {
    json!({
        "Links": [{ "rel": "AccountsDetail", "href": "/GetAccountsDetail", "example": null }],
        "HttpStatusCode": 200,
        "Login": login(),
        "Institution": "FlinksCapital",
        "RequestId": request_id,
    })
}

fn pending(request_id: &str) -> Value {
    json!({
        "FlinksCode": "OPERATION_PENDING",
        "Links": [],
        "HttpStatusCode": 202,
        "Message": "Your operation is still processing",
        "RequestId": request_id,
    })
}

fn login() -> Value {
    json!({
        "Username": "Greatday",
        "IsScheduledRefresh": false,
        "LastRefresh": "2019-05-09T13:47:46.5227901",
        "Type": "Personal",
        "Id": LOGIN_ID,
    })
}

fn detail() -> Value {
    let accounts = r#"[{
        "Transactions": [
            {
                "Date": "2019-04-22", "Code": null, "Description": "national money",
                "Debit": 12.08, "Credit": null, "Balance": 49993.96,
                "Id": "633b976e-c713-4b59-9717-3ec407bdde8b"
            },
            {
                "Date": "2019-04-21", "Code": null, "Description": "transfer",
                "Debit": null, "Credit": 12.07, "Balance": 50006.04,
                "Id": "ac25ab22-2828-4174-9653-23bb8918b7c4"
            }
        ],
        "TransitNumber": "77777", "InstitutionNumber": "777", "OverdraftLimit": 0,
        "Title": "Chequing CAD", "AccountNumber": "1111000",
        "Balance": { "Available": null, "Current": 49993.96, "Limit": null },
        "Category": "Operations", "Type": "Chequing", "Currency": "CAD",
        "Holder": {
            "Name": "John Doe",
            "Address": {
                "CivicAddress": "1 Example Street", "City": "Montréal", "Province": "QC",
                "PostalCode": "H3B 5E8", "POBox": null, "Country": "CA"
            },
            "Email": "john@example.com", "PhoneNumber": "(514) 333-7777"
        },
        "Id": "ae1dac72-70da-4626-fed8-08d682e1ff4a"
    }]"#;
    let accounts: Value = serde_json::from_str(accounts).expect("this is JSON");
    json!({
        "HttpStatusCode": 200,
        "Accounts": accounts,
        "Login": login(),
        "Institution": "FlinksCapital",
        "RequestId": REQUEST_ID,
    })
}

#[test]
fn the_sample_keeps_every_rule() {
    for record in [accounts(), both()] {
        let sheet = super::check(&record);
        for rule in flinks_contract::rule::RULES.iter() {
            let found = sheet.row(rule.id).map_or(&[][..], |row| &row.found);
            assert_eq!(found, [], "{}", rule.id);
        }
    }
}
