//! What can go wrong between replies: ids, statuses, and the order of things.

use serde_json::{Value, json};

use super::body::{members, with};
use super::mutant::{Change, Kind, Mutant, bodies};
use super::operator::Operator;
use crate::exchange::{Exchange, Reply, Role};
use crate::operation::Operation;
use crate::record::Record;

/// Nobody was given it.
const UNKNOWN: &str = "00000000-1111-4222-8333-444444444444";

pub(super) fn mutants(record: &Record) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (exchange, kind, body) in bodies(record) {
        let mut add = |operator, pointer: &str, body: Option<Value>| {
            let change = body.as_ref().map(Change::body);
            all.extend(change.and_then(|change| {
                Mutant::of_equals(operator, record, exchange.number, pointer, &change)
            }));
        };
        of_body(record, exchange, kind, body, &mut add);
        statuses(record, exchange, kind, &mut all);
    }
    repeats(record, &mut all);
    all
}

type Add<'a> = dyn FnMut(Operator, &str, Option<Value>) + 'a;

fn of_body(record: &Record, exchange: &Exchange, kind: Kind, body: &Value, add: &mut Add<'_>) {
    for other in [100, 199, 201, 203, 299, 404, 599] {
        let at = "/HttpStatusCode";
        if body.pointer(at).and_then(Value::as_u64) != Some(other) {
            add(Operator::StatusMember, at, with(body, at, json!(other)));
        }
    }
    let at = "/RequestId";
    if kind != Kind::Authorize {
        add(Operator::OtherRequestId, at, with(body, at, json!(UNKNOWN)));
        if let Some(other) = other_session(record, exchange) {
            add(Operator::RequestIdOfOtherSession, at, with(body, at, json!(other)));
        }
    } else if let Some(first) = first_session(record, exchange) {
        add(Operator::SameSession, at, with(body, at, json!(first)));
    }
    for (operator, pointer, value) in [
        (Operator::OtherLogin, "/Login/Id", UNKNOWN),
        (Operator::OtherLogin, "/Login/Username", "Somebody"),
        (Operator::OtherInstitution, "/Institution", "OtherBank"),
        (Operator::UnknownValue, "/Login/Type", "Robot"),
    ] {
        add(operator, pointer, with(body, pointer, json!(value)));
    }
    if matches!(kind, Kind::Pending | Kind::Error) {
        let operator =
            if kind == Kind::Error { Operator::OtherCode } else { Operator::UnknownValue };
        add(operator, "/FlinksCode", with(body, "/FlinksCode", json!("OPERATION_MISLAID")));
    }
    for pointer in members(body).iter().filter(|pointer| pointer.contains("/Links/")) {
        links(body, pointer, add);
    }
    for (member, value) in [("Type", "mattress"), ("Currency", "xyz")] {
        if kind == Kind::Investments {
            for index in 0..accounts(body) {
                let pointer = format!("/Investments/0/Accounts/{index}/{member}");
                add(Operator::UnknownValue, &pointer, with(body, &pointer, json!(value)));
            }
        }
    }
}

fn accounts(body: &Value) -> usize {
    let accounts = body.pointer("/Investments/0/Accounts").and_then(Value::as_array);
    accounts.map_or(0, Vec::len)
}

/// A link to another session, or to another host.
fn links(body: &Value, pointer: &str, add: &mut Add<'_>) {
    if pointer.ends_with("/example") && body.pointer(pointer).is_some_and(Value::is_string) {
        let elsewhere = json!(format!("/GetAccountsDetailAsync/{UNKNOWN}"));
        add(Operator::LinkElsewhere, pointer, with(body, pointer, elsewhere));
    }
    if pointer.ends_with("/href") {
        let elsewhere = json!("https://elsewhere.example/v3/x/BankingServices/GetAccountsDetail");
        add(Operator::LinkElsewhere, pointer, with(body, pointer, elsewhere));
    }
}

/// The same body with another status, and another body with the same one.
fn statuses(record: &Record, exchange: &Exchange, kind: Kind, all: &mut Vec<Mutant>) {
    let number = exchange.number;
    let mut add = |operator, change: Change| {
        all.extend(Mutant::of_equals(operator, record, number, "", &change));
    };
    match kind {
        Kind::Pending | Kind::Accounts | Kind::Investments => {
            for status in [201, 203, 204] {
                add(Operator::OtherSuccess, Change::Status(status));
            }
        }
        Kind::Error => add(Operator::OtherStatus, Change::Status(418)),
        Kind::Authorize => {}
    }
    let replies = record.exchanges.iter().filter(|other| other.part == exchange.part);
    let pending =
        replies.filter(|other| Kind::of(other) == Some(Kind::Pending)).find_map(Exchange::reply);
    if let (Kind::Accounts | Kind::Investments, Some(pending)) = (kind, pending) {
        let reply = Reply { status: 200, ..pending.clone() };
        add(Operator::PendingUnder200, Change::Reply(Box::new(reply)));
    }
    if let (Kind::Accounts | Kind::Investments, Some(reply)) = (kind, exchange.reply()) {
        let reply = Reply { status: 202, ..reply.clone() };
        add(Operator::DataUnder202, Change::Reply(Box::new(reply)));
    }
    if let (Role::Probe(_), Some(pending)) = (exchange.role, any(record, Kind::Pending)) {
        let reply = Box::new(pending.clone());
        all.extend(Mutant::of_one(Operator::Accepted, record, number, "", Change::Reply(reply)));
    }
}

/// What is not the same the second time.
fn repeats(record: &Record, all: &mut Vec<Mutant>) {
    for exchange in &record.exchanges {
        let (number, Some(body)) = (exchange.number, exchange.json()) else { continue };
        if matches!(exchange.role, Role::Again | Role::Back) {
            let pending = any(record, Kind::Pending).cloned();
            let pending = pending.map(|reply| Change::Reply(Box::new(reply)));
            all.extend(pending.and_then(|change| {
                Mutant::of_one(Operator::PendingAgain, record, number, "", change)
            }));
            for pointer in members(body) {
                let Some(value @ (Value::String(_) | Value::Number(_))) = body.pointer(&pointer)
                else {
                    continue;
                };
                let other = if value.is_string() { json!("other") } else { json!(123_456) };
                let other = with(body, &pointer, other).as_ref().map(Change::body);
                all.extend(other.and_then(|change| {
                    Mutant::of_one(Operator::OtherBody, record, number, &pointer, change)
                }));
            }
        }
        let is_poll = matches!(exchange.role, Role::Poll(_));
        if is_poll
            && exchange.operation == Operation::GetAccountsDetailAsync
            && Kind::of(exchange) == Some(Kind::Pending)
            && is_repeated(record, exchange)
        {
            let other = with(body, "/Message", json!("Your operation is nearly done"));
            all.extend(other.as_ref().map(Change::body).and_then(|change| {
                Mutant::of_one(Operator::PendingChanges, record, number, "/Message", change)
            }));
        }
    }
}

/// Whether a 202 of the same code came before it: the first one of each is the model of the others.
fn is_repeated(record: &Record, exchange: &Exchange) -> bool {
    let code =
        |exchange: &Exchange| exchange.reply().and_then(Reply::flinks_code).map(str::to_owned);
    record.of(exchange.part).any(|before| {
        before.number < exchange.number
            && Kind::of(before) == Some(Kind::Pending)
            && code(before) == code(exchange)
    })
}

fn any(record: &Record, kind: Kind) -> Option<&Reply> {
    let found = record.exchanges.iter().find(|exchange| Kind::of(exchange) == Some(kind));
    found.and_then(Exchange::reply)
}

fn request_id(exchange: &Exchange) -> Option<&str> {
    exchange.json()?.get("RequestId")?.as_str()
}

fn other_session<'a>(record: &'a Record, exchange: &Exchange) -> Option<&'a str> {
    let others = record.sessions().filter(|session| session.part != exchange.part);
    others.filter_map(request_id).find(|id| Some(*id) != request_id(exchange))
}

fn first_session<'a>(record: &'a Record, exchange: &Exchange) -> Option<&'a str> {
    let first = record.sessions().next()?;
    (first.number != exchange.number).then(|| request_id(first)).flatten()
}
