//! A run that keeps every rule, and handles on it. For tests only; the harness includes it too.

use std::ops::{Deref, DerefMut};

use flinks_contract::endpoint::Endpoint;
use flinks_trace::{
    ClockMode, Ending, Exchange, HarnessRun, Head, Header, Moment, Part, Probe, Purpose, Role,
};
use serde_json::{Value, json};

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
pub(crate) fn content_type(value: &str) -> Vec<Header> {
    vec![Header::new("content-type", value)]
}

/// Authorize, 202, 202, and the sample of the Flinks guide "Make API calls" as the 200.
pub(crate) fn accounts() -> HarnessRun {
    let mut run = HarnessRun::new(head());
    let part = Part::Accounts;
    push(&mut run, part, Role::Open, 0, (200, session(REQUEST_ID)));
    push(&mut run, part, Role::First, 0, (202, pending(REQUEST_ID)));
    push(&mut run, part, Role::Poll(1), 10, (202, pending(REQUEST_ID)));
    push(&mut run, part, DATA, 20, (200, detail()));
    push(&mut run, part, Role::Again, 20, (200, detail()));
    run.endings.push((part, Ending::Data));
    run
}

/// The same, then Investments, the accounts once more, and every probe.
pub(crate) fn both() -> HarnessRun {
    let mut run = accounts();
    let part = Part::Investments;
    push(&mut run, part, Role::Open, 20, (200, session(OTHER_REQUEST_ID)));
    push(&mut run, part, Role::First, 20, (202, pending(OTHER_REQUEST_ID)));
    push(&mut run, part, Role::Poll(1), 30, (200, json!({ "Investments": [] })));
    run.endings.push((part, Ending::Data));
    push(&mut run, Part::Accounts, Role::Back, 30, (200, detail()));
    for probe in Probe::ALL {
        push(&mut run, Part::Probes, Role::Probe(probe), 30, refusal(probe));
    }
    run
}

/// [`both`] with other accounts, each time that they come.
#[allow(dead_code, reason = "the judge's own tests change single replies")]
pub(crate) fn with_accounts(edit: impl Fn(&mut Value)) -> HarnessRun {
    let mut run = both();
    for role in [DATA, Role::Again, Role::Back] {
        edit(&mut body(find(&mut run, role)));
    }
    run
}

pub(crate) fn find(run: &mut HarnessRun, role: Role) -> &mut Exchange {
    let found = run.trace.exchanges.iter_mut().find(|exchange| exchange.role() == Some(role));
    found.expect("the sample has this role")
}

pub(crate) fn find_in(run: &mut HarnessRun, part: Part, role: Role) -> &mut Exchange {
    let purpose = Some(Purpose { part, role });
    let found = run.trace.exchanges.iter_mut().find(|exchange| exchange.purpose == purpose);
    found.expect("the sample has this role in this part")
}

/// Replies something else.
pub(crate) fn reply(exchange: &mut Exchange, status: u16, json: &Value) {
    exchange.status = status;
    exchange.set_reply_body(json.to_string());
}

/// Takes the reply away.
pub(crate) fn lose(exchange: &mut Exchange, reason: &str) {
    (exchange.status, exchange.code, exchange.reply_body) = (0, String::new(), None);
    *exchange = exchange.clone().unanswered(reason.to_owned(), true, exchange.ended());
}

/// The reply's body, which can be changed.
pub(crate) struct Body<'a> {
    exchange: &'a mut Exchange,
    json: Value,
}

pub(crate) fn body(exchange: &mut Exchange) -> Body<'_> {
    let text = exchange.reply_body.as_deref().unwrap_or_default();
    let json = serde_json::from_str(text).expect("the sample's bodies are all JSON");
    Body { exchange, json }
}

impl Deref for Body<'_> {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.json
    }
}

impl DerefMut for Body<'_> {
    fn deref_mut(&mut self) -> &mut Value {
        &mut self.json
    }
}

impl Drop for Body<'_> {
    fn drop(&mut self) {
        self.exchange.set_reply_body(self.json.to_string());
    }
}

fn push(run: &mut HarnessRun, part: Part, role: Role, second: u64, reply: (u16, Value)) {
    let endpoint = endpoint(part, role);
    let at = Moment::from_secs(second);
    let method = endpoint.method();
    let sent = json!({ "the same": "each time" }).to_string();
    let exchange = Exchange {
        purpose: Some(Purpose { part, role }),
        endpoint: Some(endpoint),
        method: method.to_owned(),
        path: endpoint.paths()[0].to_owned(),
        body: if method == "POST" { sent } else { String::new() },
        arrived: at,
        decided: at,
        due: at,
        ..Exchange::default()
    };
    let (status, json) = reply;
    let headers = content_type("application/json");
    run.push(exchange.replied(status, headers, json.to_string(), at));
}

fn endpoint(part: Part, role: Role) -> Endpoint {
    match (part, role) {
        (_, Role::Probe(probe)) => probe.endpoint(),
        (_, Role::Token) => Endpoint::GenerateAuthorizeToken,
        (_, Role::Open) => Endpoint::Authorize,
        (Part::Accounts, Role::First | Role::Back) => Endpoint::GetAccountsDetail,
        (Part::Accounts, _) => Endpoint::GetAccountsDetailAsync,
        _ => Endpoint::Investments,
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
