//! The rules one by one: the sample with one reply changed, and where that breaks a rule.

use super::rules::applied;
use super::*;
use Change::{Answer, Edit, Set};
use flinks_trace::Exchange;
use serde_json::Value;

enum Change {
    /// A member of the body, or the whole body at "".
    Set(&'static str, Value),
    Answer(u16, Value),
    Edit(fn(&mut Exchange)),
}

type Reply = (Part, Role);

const SESSION: Reply = (Part::Accounts, Role::Open);
const OTHER_SESSION: Reply = (Part::Investments, Role::Open);
const FIRST: Reply = (Part::Accounts, Role::First);
const POLL: Reply = (Part::Accounts, Role::Poll(1));
const DATA: Reply = (Part::Accounts, sample::DATA);
const AGAIN: Reply = (Part::Accounts, Role::Again);
const BACK: Reply = (Part::Accounts, Role::Back);
const INVESTMENTS: Reply = (Part::Investments, Role::Poll(1));

const OTHER: &str = "9022abc2-8a2e-4b06-a06e-c3e5449c4d10";

/// The reply, its change, and the rules that are looked at: one, or all that begin so. Last the places at
/// which they are broken, each after its rule where more than one is looked at.
type Break = (Reply, Change, &'static str, &'static [&'static str]);

#[test]
fn what_breaks_each_rule() {
    for (reply, change, watched, expected) in bodies().into_iter().chain(flow()).chain(refusals()) {
        let mut run = sample::both();
        let exchange = sample::find_in(&mut run, reply.0, reply.1);
        match change {
            Set(pointer, value) => sample::set(exchange, pointer, value),
            Answer(status, body) => sample::reply(exchange, status, &body),
            Edit(edit) => edit(exchange),
        }
        let changed = format!("{} {:?}", exchange.status, exchange.reply_body);
        let findings = applied(&(&run).into());
        let rules = RULES.iter().filter(|rule| rule.id.starts_with(watched));
        let broken = rules.filter_map(|rule| Some((rule.id, findings.of(rule.id)?)));
        let found = broken.flat_map(|(id, rule)| rule.broken.iter().map(move |found| (id, found)));
        let found = found.map(|(id, finding)| match sample::place(&finding.place) {
            place if id == watched => place,
            place => format!("{id} {place}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{watched}: {changed}");
    }
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a JSON number")
}

fn typed(exchange: &mut Exchange, content_type: &str) {
    exchange.reply_headers = sample::content_type(content_type);
}

fn text(exchange: &mut Exchange, status: u16, text: &str) {
    exchange.status = status;
    exchange.set_reply_body(text.to_owned());
}

#[rustfmt::skip]
fn bodies() -> Vec<Break> {
    let ids = |ids: &[&str]| -> Value { ids.iter().map(|id| json!({ "Id": id })).collect() };
    let transaction = |one: Value| Set("/Accounts", json!([{ "Title": "T", "Transactions": [one] }]));
    let dates = |dates: &[&str]| {
        let dates: Vec<_> = dates.iter().map(|date| json!({ "Date": date })).collect();
        Set("/Accounts", json!([{ "Transactions": dates }]))
    };
    let link = |href: &str, example: Value| Set("/Links", json!([{ "rel": "x", "href": href, "example": example }]));
    let poll = |id: &str| link("/GetAccountsDetailAsync", json!(format!("/GetAccountsDetailAsync/{id}")));
    vec![
        (POLL, Set("/HttpStatusCode", json!(200)), "FLK-ENV-001", &["/HttpStatusCode"]),
        (POLL, Set("/HttpStatusCode", json!(-1)), "FLK-ENV-001", &["/HttpStatusCode"]),
        (POLL, Set("/HttpStatusCode", json!("200")), "FLK-ENV-001", &[]),

        (POLL, Edit(|poll| text(poll, 202, "[]")), "FLK-ENV-002", &[""]),
        (POLL, Edit(|poll| text(poll, 202, "{")), "FLK-ENV-002", &[""]),
        (POLL, Edit(|poll| poll.reply_flaw = Some("invalid utf-8".to_owned())), "FLK-ENV-002", &[""]),
        (POLL, Edit(|poll| poll.reply_headers.clear()), "FLK-ENV-002", &["header content-type"]),
        (POLL, Edit(|poll| typed(poll, "text/html")), "FLK-ENV-002", &["header content-type"]),
        (POLL, Edit(|poll| typed(poll, "application/json; charset=iso-8859-1")), "FLK-ENV-002", &["header content-type"]),
        (POLL, Edit(|poll| typed(poll, "Application/JSON; charset=utf-8")), "FLK-ENV-002", &[]),
        (POLL, Edit(|poll| typed(poll, "application/json;CHARSET=\"UTF-8\"")), "FLK-ENV-002", &[]),
        (POLL, Edit(|poll| typed(poll, "application/json; version=1")), "FLK-ENV-002", &[]),
        (POLL, Set("", json!({})), "FLK-ENV-002", &[]),
        // Whoever refuses a method is often no part of the API, and has a page of its own.
        (probe(Probe::DetailByGet), Edit(|one| text(one, 404, "Not here")), "FLK-ENV-002", &[]),
        (probe(Probe::DetailByGet), Edit(|one| text(one, 405, "Not here")), "FLK-ENV-002", &[]),
        (probe(Probe::DetailByGet), Edit(|one| text(one, 500, "Not here")), "FLK-ENV-002", &[""]),

        (DATA, Edit(|data| {
            let text = data.reply_body.clone().unwrap();
            data.set_reply_body(text.replacen("\"Code\":null", "\"Code\":null,\"Code\":null", 1));
         }), "FLK-ENV-004", &["/Accounts/0/Transactions/0/Code"]),

        (DATA, Set("/Accounts/0/OverdraftLimit", number("1e2")), "FLK-ENV-005", &["/Accounts/0/OverdraftLimit"]),
        (DATA, Set("/Accounts/0/Balance/Available", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Balance/Available"]),
        (DATA, Set("/Accounts/0/Balance/Current", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Balance/Current"]),
        (DATA, Set("/Accounts/0/Balance/Limit", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Balance/Limit"]),
        (DATA, Set("/Accounts/0/Transactions/1/Debit", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Transactions/1/Debit"]),
        (DATA, Set("/Accounts/0/Transactions/1/Credit", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Transactions/1/Credit"]),
        (DATA, Set("/Accounts/0/Transactions/0/Balance", number("1e2")), "FLK-ENV-005", &["/Accounts/0/Transactions/0/Balance"]),
        (INVESTMENTS, Set("/Investments", json!([{ "Accounts": [{ "Cash": number("0.12345678") }] }])), "FLK-ENV-005", &[]),
        (INVESTMENTS, Set("/Investments", json!([{ "Accounts": [{ "Cash": number("12e1") }] }])), "FLK-ENV-005", &["/Investments/0/Accounts/0/Cash"]),

        (POLL, Answer(401, json!({ "HttpStatusCode": 401 })), "FLK-ENV-003", &["/FlinksCode"]),
        (POLL, Answer(401, json!({ "FlinksCode": "NO_SUCH" })), "FLK-ENV-003", &[]),
        (POLL, Answer(302, json!({})), "FLK-ENV-003", &["/FlinksCode"]),
        (POLL, Answer(500, json!({ "FlinksCode": "INVALID_LOGIN" })), "FLK-ENV-003", &["status"]),
        (POLL, Answer(400, json!({ "FlinksCode": "SESSION_EXPIRED" })), "FLK-ENV-003", &[]),
        (POLL, Answer(400, json!({ "FlinksCode": "RETRY_LATER" })), "FLK-ENV-003", &[]),

        // An unknown code is an error of the schema.
        (POLL, Answer(401, json!({ "HttpStatusCode": 401, "FlinksCode": "NO_SUCH", "Message": "m" })), "FLK-SCH-005", &["/FlinksCode"]),
        // Probes are looked at where they were refused.
        (probe(Probe::UnknownLoginId), Answer(200, json!({ "FlinksCode": "X", "Message": "m" })), "FLK-SCH", &[]),
        (probe(Probe::UnknownRequestId), Answer(202, json!({ "FlinksCode": "X", "Message": "m" })), "FLK-SCH", &[]),
        (probe(Probe::UnknownRequestId), Answer(400, json!({ "FlinksCode": "RETRY_LATER", "Message": "m" })), "FLK-SCH", &["FLK-SCH-005 /HttpStatusCode"]),
        (probe(Probe::DetailByGet), Answer(405, json!({ "FlinksCode": "X", "Message": "m" })), "FLK-SCH", &[]),
        (probe(Probe::DetailByGet), Answer(500, json!({ "FlinksCode": "RETRY_LATER", "Message": "m" })), "FLK-SCH", &["FLK-SCH-005 /HttpStatusCode"]),

        (SESSION, Set("/Login/Id", json!(sample::LOGIN_ID.to_uppercase())), "FLK-AUT", &[]),
        (OTHER_SESSION, Set("/Login/Id", json!(OTHER)), "FLK-AUT", &["FLK-AUT-001 /Login/Id"]),
        (OTHER_SESSION, Set("/RequestId", json!(sample::REQUEST_ID)), "FLK-AUT", &["FLK-AUT-002 /RequestId"]),

        (POLL, poll(sample::REQUEST_ID), "FLK-LNK", &[]),
        (POLL, poll(&sample::REQUEST_ID.to_uppercase()), "FLK-LNK", &[]),
        (POLL, link("/{Endpoint}Async", json!("/{Endpoint}Async/{requestId}")), "FLK-LNK", &[]),
        (POLL, link("/GetAccountsDetailAsync", json!(null)), "FLK-LNK", &[]),
        (POLL, poll(sample::OTHER_REQUEST_ID), "FLK-LNK", &["FLK-LNK-001 /Links/0/example"]),
        (POLL, link("/GetAccountsDetailAsync", json!("/v3/1d43ba20-72da-4c6a-9621-30bdb1362f6b/BankingServices/x")), "FLK-LNK", &["FLK-LNK-001 /Links/0/example"]),
        (POLL, link("/Elsewhere", json!(null)), "FLK-LNK", &["FLK-LNK-002 /Links/0/href"]),
        (POLL, link("/GetAccountsDetailAsync", json!("/v3/other/x")), "FLK-LNK", &["FLK-LNK-002 /Links/0/example"]),

        (FIRST, Set("/RequestId", json!(OTHER)), "FLK-ID", &["FLK-ID-001 /RequestId"]),
        (POLL, Set("/RequestId", json!(OTHER)), "FLK-ID", &["FLK-ID-001 /RequestId"]),
        (DATA, Set("/RequestId", json!(sample::OTHER_REQUEST_ID)), "FLK-ID", &["FLK-ID-001 /RequestId"]),
        (DATA, Set("/Login/Username", json!("Badday")), "FLK-ID", &["FLK-ID-002 /Login/Username"]),
        (DATA, Set("/Login/Id", json!(OTHER)), "FLK-ID", &["FLK-ID-002 /Login/Id"]),
        (DATA, Set("/Institution", json!("Other")), "FLK-ID", &["FLK-ID-002 /Institution"]),
        // A second session is of the same login.
        (OTHER_SESSION, Set("/Login/Username", json!("Badday")), "FLK-ID", &["FLK-ID-002 /Login/Username"]),
        (OTHER_SESSION, Set("/Institution", json!("Other")), "FLK-ID", &["FLK-ID-002 /Institution"]),
        (OTHER_SESSION, Set("/Login/LastRefresh", json!("2026-01-01T00:00:00")), "FLK-ID", &[]),
        // A type may become known, and a refresh may end.
        (DATA, Set("/Login/LastRefresh", json!("2026-01-01T00:00:00")), "FLK-ID", &[]),
        (SESSION, Set("/Login/Type", json!(null)), "FLK-ID", &[]),
        (DATA, Set("/Login/Type", json!(null)), "FLK-ID", &["FLK-ID-002 /Login/Type"]),
        // What investments repeat has to be right.
        (INVESTMENTS, Set("/Institution", json!("FlinksCapital")), "FLK-ID", &[]),
        (INVESTMENTS, Set("/Institution", json!("Other")), "FLK-ID", &["FLK-ID-002 /Institution"]),
        (INVESTMENTS, Set("/LoginId", json!(sample::LOGIN_ID)), "FLK-ID", &[]),
        (INVESTMENTS, Set("/LoginId", json!(sample::REQUEST_ID)), "FLK-ID", &["FLK-ID-002 /LoginId"]),
        (INVESTMENTS, Set("/RequestId", json!(sample::OTHER_REQUEST_ID)), "FLK-ID", &[]),
        (INVESTMENTS, Set("/RequestId", json!(sample::REQUEST_ID)), "FLK-ID", &["FLK-ID-001 /RequestId"]),

        (DATA, Set("/Accounts", ids(&["a", "b"])), "FLK-ACC-001", &[]),
        (DATA, Set("/Accounts", ids(&["a", "b", "a"])), "FLK-ACC-001", &["/Accounts/2/Id"]),
        (DATA, Set("/Accounts", json!([{ "Id": 1 }, { "Id": 1 }])), "FLK-ACC-001", &[]),
        (INVESTMENTS, Set("/Investments", json!([{ "Accounts": ids(&["a"]) }, { "Accounts": ids(&["b", "a"]) }])), "FLK-ACC-001", &["/Investments/1/Accounts/1/Id"]),
        (INVESTMENTS, Set("/Investments", json!([{ "Accounts": ids(&["a"]) }])), "FLK-ACC-001", &[]),
        (INVESTMENTS, Set("", json!({ "Accounts": ids(&["a", "a"]) })), "FLK-ACC-001", &["/Accounts/1/Id"]),

        (DATA, transaction(json!({ "Debit": 1, "Credit": 1 })), "FLK-TXN", &["FLK-TXN-001 /Accounts/0/Transactions/0"]),
        (DATA, transaction(json!({ "Debit": null, "Credit": null })), "FLK-TXN", &["FLK-TXN-001 /Accounts/0/Transactions/0"]),
        (DATA, transaction(json!({ "Debit": 0, "Credit": null })), "FLK-TXN", &["FLK-TXN-001 /Accounts/0/Transactions/0/Debit"]),
        (DATA, transaction(json!({ "Debit": null, "Credit": -1 })), "FLK-TXN", &["FLK-TXN-001 /Accounts/0/Transactions/0/Credit"]),
        (DATA, transaction(json!({ "Debit": 0, "Credit": 5 })), "FLK-TXN", &["FLK-TXN-009 /Accounts/0/Transactions/0/Debit"]),
        (DATA, transaction(json!({ "Debit": 5, "Credit": 0 })), "FLK-TXN", &["FLK-TXN-009 /Accounts/0/Transactions/0/Credit"]),
        (DATA, transaction(json!({ "Debit": 0, "Credit": 0 })), "FLK-TXN", &["FLK-TXN-001 /Accounts/0/Transactions/0/Debit"]),
        (DATA, transaction(json!({ "Debit": "5", "Credit": null })), "FLK-TXN", &[]),
        (DATA, transaction(json!({ "Debit": 5 })), "FLK-TXN", &[]),
        (DATA, transaction(json!({ "Code": "x" })), "FLK-TXN", &["FLK-TXN-002 /Accounts/0/Transactions/0/Code"]),
        (DATA, transaction(json!({ "Code": 1 })), "FLK-TXN", &["FLK-TXN-002 /Accounts/0/Transactions/0/Code"]),
        (DATA, transaction(json!({ "Id": "17" })), "FLK-TXN", &["FLK-TXN-004 /Accounts/0/Transactions/0/Id"]),
        (DATA, transaction(json!({ "Id": "633b976ec7134b5997173ec407bdde8b" })), "FLK-TXN", &["FLK-TXN-004 /Accounts/0/Transactions/0/Id"]),
        (DATA, transaction(json!({ "Id": null })), "FLK-TXN", &[]),
        (DATA, transaction(json!({ "Id": 17 })), "FLK-TXN", &[]),
        (DATA, transaction(json!({ "Date": "2019-02-29" })), "FLK-TXN", &["FLK-TXN-003 /Accounts/0/Transactions/0/Date"]),
        (DATA, transaction(json!({ "Date": "2019/02/15" })), "FLK-TXN", &["FLK-TXN-003 /Accounts/0/Transactions/0/Date"]),
        (DATA, transaction(json!({ "Date": null })), "FLK-TXN", &[]),
        // The Id of the first one.
        (DATA, Set("/Accounts/0/Transactions/1/Id", json!("633b976e-c713-4b59-9717-3ec407bdde8b")), "FLK-TXN", &["FLK-TXN-004 /Accounts/0/Transactions/1/Id"]),
        (DATA, dates(&["2019-04-22", "2019-04-22", "2019-04-21"]), "FLK-TXN-005", &[]),
        (DATA, dates(&["2019-04-21", "2019-04-22"]), "FLK-TXN-005", &["/Accounts/0/Transactions/1/Date"]),
        (DATA, dates(&["2019-12-31", "2020-01-01"]), "FLK-TXN-005", &["/Accounts/0/Transactions/1/Date"]),
        (DATA, dates(&["2019-04-21", "unknown", "2019-04-22"]), "FLK-TXN-005", &["/Accounts/0/Transactions/2/Date"]),
        // Bodies of any shape are survived.
        (DATA, Set("", json!(null)), "FLK-TXN", &[]),
        (DATA, Set("", json!([])), "FLK-TXN", &[]),
        (DATA, Set("", json!({ "Accounts": 1 })), "FLK-TXN", &[]),
        (DATA, Set("", json!({ "Accounts": [1, [], { "Transactions": {} }, { "Transactions": [null, 1, [], {}] }] })), "FLK-TXN", &[]),
    ]
}

#[rustfmt::skip]
fn flow() -> Vec<Break> {
    vec![
        (DATA, Edit(|data| data.status = 201), "FLK-FLOW-001", &["status"]),
        (DATA, Edit(|data| data.status = 203), "FLK-FLOW-001", &["status"]),
        (DATA, Edit(|data| data.status = 204), "FLK-FLOW-001", &["status"]),
        (DATA, Edit(|data| data.status = 299), "FLK-FLOW-001", &["status"]),
        (DATA, Edit(|data| data.status = 401), "FLK-FLOW-001", &[]),

        // A 202 is compared with its own kind.
        (POLL, Set("/Message", json!("Nearly there")), "FLK-FLOW-002", &["/Message"]),
        (FIRST, Set("/FlinksCode", json!("OPERATION_DISPATCHED")), "FLK-FLOW-002", &[]),
        // Polls that nobody takes.
        (POLL, Answer(400, json!({ "FlinksCode": null })), "FLK-FLOW-002", &["status"]),
        (POLL, Answer(405, json!({ "FlinksCode": null })), "FLK-FLOW-002", &["status"]),
        (POLL, Answer(501, json!({ "FlinksCode": "NO_SUCH" })), "FLK-FLOW-002", &["status"]),
        (POLL, Answer(405, json!({ "FlinksCode": "METHOD_NOT_AVAILABLE" })), "FLK-FLOW-002", &[]),
        (POLL, Answer(400, json!({ "FlinksCode": "SESSION_NONEXISTENT" })), "FLK-FLOW-002", &[]),
        (POLL, Answer(401, json!({ "FlinksCode": null })), "FLK-FLOW-002", &[]),
        (POLL, Answer(502, json!({ "FlinksCode": null })), "FLK-FLOW-002", &[]),

        (AGAIN, Set("/Accounts/0/Title", json!("x")), "FLK-FLOW-003", &["/Accounts/0/Title"]),
        (AGAIN, Edit(|again| again.status = 202), "FLK-FLOW-003", &["status"]),
        (BACK, Set("/RequestId", json!(sample::OTHER_REQUEST_ID)), "FLK-FLOW-006", &["/RequestId"]),
        (BACK, Edit(|back| back.status = 400), "FLK-FLOW-006", &["status"]),

        (DATA, Set("/FlinksCode", json!("OPERATION_PENDING")), "FLK-FLOW-007", &["/FlinksCode"]),
        (DATA, Set("/FlinksCode", json!("INVALID_LOGIN")), "FLK-FLOW-007", &["/FlinksCode"]),
        (DATA, Set("/FlinksCode", json!("NO_SUCH")), "FLK-FLOW-007", &["/FlinksCode"]),
        (DATA, Set("/FlinksCode", json!(7)), "FLK-FLOW-007", &["/FlinksCode"]),
        (DATA, Set("/FlinksCode", json!("OK")), "FLK-FLOW-007", &[]),
        (DATA, Set("/FlinksCode", json!(null)), "FLK-FLOW-007", &[]),

        (POLL, Set("", json!({ "FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1 })), "FLK-PEN-001", &["/RequestId"]),
        (POLL, Set("", json!({ "FlinksCode": 1, "links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1 })), "FLK-PEN-001", &["/Links", "/links"]),
        (POLL, Set("", json!({ "FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1, "a/b": 1 })), "FLK-PEN-001", &["/a~1b"]),
        (POLL, Set("", json!({ "RequestId": 1, "FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1 })), "FLK-PEN-001", &[]),
    ]
}

/// What each probe may be answered, and what not.
#[rustfmt::skip]
fn refusals() -> Vec<Break> {
    use Probe::*;
    let code = |status, code: &str| Answer(status, json!({ "FlinksCode": code }));
    vec![
        (probe(WithoutRequestId), code(401, "INVALID_REQUEST"), "FLK-INV", &[]),
        (probe(WithoutRequestId), code(400, "INVALID_REQUEST"), "FLK-INV", &[]),
        (probe(WithoutRequestId), code(202, "OPERATION_PENDING"), "FLK-INV", &["FLK-INV-001 status"]),
        (probe(WithoutLoginId), code(200, ""), "FLK-INV", &["FLK-INV-002 status"]),
        (probe(WithoutMostRecentCached), code(401, "INVALID_LOGIN"), "FLK-INV", &["FLK-INV-003 /FlinksCode"]),
        (probe(AuthorizeWithoutLoginId), code(400, "INVALID_REQUEST"), "FLK-ERR", &[]),
        (probe(AuthorizeWithoutLoginId), code(200, ""), "FLK-ERR", &["FLK-ERR-002 status"]),
        (probe(AuthorizeWithoutLoginId), code(203, ""), "FLK-ERR", &["FLK-ERR-002 status"]),
        (probe(AuthorizeWithoutLoginId), code(401, "INVALID_LOGIN"), "FLK-ERR", &["FLK-ERR-002 /FlinksCode"]),
        (probe(UnknownLoginId), code(401, "INVALID_LOGIN"), "FLK-ERR", &[]),
        (probe(UnknownLoginId), code(400, "INVALID_LOGIN"), "FLK-ERR", &[]),
        (probe(UnknownLoginId), code(200, ""), "FLK-ERR", &["FLK-ERR-001 status"]),
        (probe(UnknownLoginId), code(401, "INVALID_REQUEST"), "FLK-ERR", &["FLK-ERR-001 /FlinksCode"]),
        (probe(DetailWithoutRequestId), code(401, "INVALID_REQUEST"), "FLK-ERR", &[]),
        (probe(DetailWithoutRequestId), code(400, "SESSION_NONEXISTENT"), "FLK-ERR", &["FLK-ERR-003 /FlinksCode"]),
        (probe(UnknownRequestId), code(400, "SESSION_NONEXISTENT"), "FLK-ERR", &[]),
        (probe(UnknownRequestId), code(401, "SESSION_EXPIRED"), "FLK-ERR", &[]),
        (probe(UnknownRequestId), code(202, "OPERATION_PENDING"), "FLK-ERR", &["FLK-ERR-004 status"]),
        (probe(UnknownRequestId), code(401, "INVALID_REQUEST"), "FLK-ERR", &["FLK-ERR-004 /FlinksCode"]),
        (probe(AsyncUnknownRequestId), code(400, "SESSION_NONEXISTENT"), "FLK-ERR", &[]),
        (probe(AsyncUnknownRequestId), code(202, "OPERATION_PENDING"), "FLK-ERR", &["FLK-ERR-005 status"]),
        (probe(AsyncUnknownRequestId), code(404, ""), "FLK-ERR", &["FLK-ERR-005 /FlinksCode"]),
        (probe(UsedUpRequestId), code(401, "SESSION_EXPIRED"), "FLK-ERR", &[]),
        (probe(UsedUpRequestId), code(200, ""), "FLK-ERR", &["FLK-ERR-008 status"]),
        (probe(UsedUpRequestId), code(401, "UNAUTHORIZED"), "FLK-ERR", &["FLK-ERR-008 /FlinksCode"]),
        (probe(ForeignRequestId), code(400, "SESSION_NONEXISTENT"), "FLK-ERR", &[]),
        (probe(ForeignRequestId), code(200, ""), "FLK-ERR", &["FLK-ERR-006 status"]),
        (probe(ForeignRequestId), code(202, "OPERATION_PENDING"), "FLK-ERR", &["FLK-ERR-006 status"]),
        (probe(ForeignRequestId), code(403, ""), "FLK-ERR", &["FLK-ERR-007 /FlinksCode"]),
        // A refusal with data is none.
        (probe(ForeignRequestId), Set("/Accounts", json!([])), "FLK-ERR", &["FLK-ERR-006 /Accounts"]),
        (probe(DetailByGet), code(404, ""), "FLK-ERR", &[]),
        (probe(DetailByGet), code(405, "METHOD_NOT_AVAILABLE"), "FLK-ERR", &[]),
        (probe(DetailByGet), code(200, ""), "FLK-ERR", &["FLK-ERR-009 status"]),
        (probe(DetailByGet), code(401, "INVALID_REQUEST"), "FLK-ERR", &["FLK-ERR-009 status"]),
        (probe(AsyncByPost), code(405, ""), "FLK-ERR", &[]),
        (probe(AsyncByPost), code(404, ""), "FLK-ERR", &[]),
        (probe(AsyncByPost), code(200, ""), "FLK-ERR", &[]),
        (probe(AsyncByPost), code(202, "OPERATION_PENDING"), "FLK-ERR", &[]),
        (probe(AsyncByPost), code(200, "METHOD_NOT_AVAILABLE"), "FLK-ERR", &["FLK-ERR-010 status"]),
        (probe(AsyncByPost), code(500, "AGGREGATION_ERROR"), "FLK-ERR", &["FLK-ERR-010 status"]),
        (probe(UnknownLoginId), code(429, "TOO_MANY_REQUESTS"), "FLK-ERR", &[]),
        (probe(UnknownLoginId), code(401, "TOO_MANY_REQUESTS"), "FLK-ERR", &[]),
    ]
}

fn probe(probe: Probe) -> Reply {
    (Part::Probes, Role::Probe(probe))
}
