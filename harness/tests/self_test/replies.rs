//! What can go wrong between replies: ids, statuses, and the order of things.

use flinks_contract::endpoint::Endpoint;
use flinks_judge::server::Parsed;
use flinks_trace::{Exchange, Role};
use serde_json::{Value, json};

use super::body::{pointers, with};
use super::mutant::{At, Change, message};
use super::transactions::length;

/// Nobody was given it.
const UNKNOWN: &str = "00000000-1111-4222-8333-444444444444";

pub(super) fn add(at: &mut At<'_>) {
    if at.is_first() {
        envelope(at);
        links(at);
        statuses(at);
    }
    repeated_data(at);
    repeated_pending(at);
}

fn envelope(at: &mut At<'_>) {
    for other in [100, 199, 201, 203, 299, 404, 599] {
        at.value("status-member", "/HttpStatusCode", other);
    }
    let sessions: Vec<&Parsed<'_>> = at.record.sessions().collect();
    let own = at.body["RequestId"].as_str();
    if at.message == "authorize" {
        let first = sessions.first().filter(|first| first.seq != at.exchange.seq);
        if let Some(first) = first.and_then(|first| request_id(first)) {
            at.value("same-session", "/RequestId", first);
        }
    } else {
        at.value("other-request-id", "/RequestId", UNKNOWN);
        let mut others = sessions.iter().filter(|other| other.part != at.exchange.part);
        if let Some(other) =
            others.find_map(|other| request_id(other).filter(|id| Some(*id) != own))
        {
            at.value("request-id-of-other-session", "/RequestId", other);
        }
    }
    at.value("other-login", "/Login/Id", UNKNOWN);
    at.value("other-login", "/Login/Username", "Somebody");
    at.value("other-institution", "/Institution", "OtherBank");
    at.value("unknown-value", "/Login/Type", "Robot");
    if ["pending", "error"].contains(&at.message) {
        let operator = if at.message == "error" { "other-code" } else { "unknown-value" };
        at.value(operator, "/FlinksCode", "OPERATION_MISLAID");
    }
    for index in 0..length(at.body, "/Investments/0/Accounts") {
        let account = format!("/Investments/0/Accounts/{index}");
        at.value("unknown-value", &format!("{account}/Type"), "mattress");
        at.value("unknown-value", &format!("{account}/Currency"), "xyz");
    }
}

/// Links to another session, or to another host.
fn links(at: &mut At<'_>) {
    for index in 0..length(at.body, "/Links") {
        let example = format!("/Links/{index}/example");
        if at.body.pointer(&example).is_some_and(Value::is_string) {
            at.value("link-elsewhere", &example, format!("/GetAccountsDetailAsync/{UNKNOWN}"));
        }
        let elsewhere = "https://elsewhere.example/v3/x/BankingServices/GetAccountsDetail";
        at.value("link-elsewhere", &format!("/Links/{index}/href"), elsewhere);
    }
}

/// The same body with another status, and another body with the same status.
fn statuses(at: &mut At<'_>) {
    let is_data = ["accounts", "investments"].contains(&at.message);
    if is_data || at.message == "pending" {
        for status in [201, 203, 204] {
            at.change("other-success", "", Change::Status(status));
        }
    }
    if at.message == "error" {
        at.change("other-status", "", Change::Status(418));
    }
    if is_data {
        at.change("data-under-202", "", Change::Status(202));
        if let Some(pending) = at.pending(Some(at.exchange.part)) {
            let reply = Exchange { status: 200, ..pending };
            at.change("pending-under-200", "", Change::Reply(Box::new(reply)));
        }
    }
    let is_probe = matches!(at.exchange.role, Role::Probe(_));
    if let (true, Some(pending)) = (is_probe, at.pending(None)) {
        at.alone("accepted", "", Change::Reply(Box::new(pending)));
    }
}

/// The data is another one when it is asked for again.
fn repeated_data(at: &mut At<'_>) {
    if !matches!(at.exchange.role, Role::Again | Role::Back) {
        return;
    }
    if let Some(pending) = at.pending(None) {
        at.alone("pending-again", "", Change::Reply(Box::new(pending)));
    }
    for pointer in pointers(at.body) {
        let other = match at.body.pointer(&pointer) {
            Some(Value::String(_)) => json!("other"),
            Some(Value::Number(_)) => json!(123_456),
            _ => continue,
        };
        if let Some(body) = with(at.body, &pointer, other) {
            at.alone("other-body", &pointer, Change::Text(body.to_string()));
        }
    }
}

/// A 202 differs from the one of the same code before it.
fn repeated_pending(at: &mut At<'_>) {
    let is_poll = matches!(at.exchange.role, Role::Poll(_))
        && at.exchange.endpoint == Endpoint::GetAccountsDetailAsync;
    let is_repeated = at.record.of(at.exchange.part).any(|before| {
        before.seq < at.exchange.seq
            && message(before) == Some("pending")
            && before.flinks_code() == at.exchange.flinks_code()
    });
    if at.message == "pending" && is_poll && is_repeated {
        let other = with(at.body, "/Message", json!("Your operation is nearly done"));
        let other = other.expect("a 202 has a message");
        at.alone("pending-changes", "/Message", Change::Text(other.to_string()));
    }
}

fn request_id<'a>(exchange: &'a Parsed<'_>) -> Option<&'a str> {
    exchange.json()?.get("RequestId")?.as_str()
}
