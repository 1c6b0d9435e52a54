//! Servers that answer wrongly in their own way, and all that is found.

use flinks_contract::rule::RULES;
use serde_json::{Map, Value, json};

use super::{against, assert_found, bodies};
use crate::stub::Seen;
use crate::support::picture;

/// Polls by POST, as node-flinks does (C15), behind a gateway that refuses every GET with the header
/// of a body.
#[tokio::test]
async fn a_server_that_is_polled_by_post() {
    let (report, _) = against(|right, seen| {
        let content_type = seen.headers.contains_key("content-type");
        match seen.call.split_once(' ').expect("a method") {
            ("GET", _) if content_type => {
                let text = ("content-type", "text/plain".to_owned());
                Some((400, vec![text], "GET with a body is not allowed".to_owned()))
            }
            ("POST", "GetAccountsDetailAsync") => {
                let call = "GET GetAccountsDetailAsync".to_owned();
                super::json(right.answer(&Seen { call, ..seen.clone() }))
            }
            _ => super::json(right.answer(seen)),
        }
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            // Of the first poll, and of the probe with an unknown RequestId.
            ("FLK-ENV-002", "header content-type", 2), ("FLK-ENV-002", "", 2),
            ("FLK-ENV-003", "/FlinksCode", 2), ("FLK-FLOW-002", "status", 1),
        ],
        &[
            "FLK-SCH-003", "FLK-FLOW-005", "FLK-FLOW-006", "FLK-TXN-001", "FLK-TXN-002",
            "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005", "FLK-TXN-006", "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009",
            "FLK-ERR-005", "FLK-ERR-006", "FLK-ERR-007", "FLK-ERR-008", "FLK-ERR-009", "FLK-ERR-010",
        ],
    );
}

/// A server whose framework writes every member name in camel case, as that of C# does unless it is
/// told not to.
#[tokio::test]
async fn names_in_camel_case() {
    let (report, seen) = against(|right, seen| {
        let (status, body) = right.answer(seen);
        super::json((status, camel(body)))
    })
    .await;
    #[rustfmt::skip]
    let expected = [
        ("FLK-SCH-001", "/HttpStatusCode", 1), ("FLK-SCH-001", "/Institution", 1),
        ("FLK-SCH-001", "/Links", 1), ("FLK-SCH-001", "/Login", 1), ("FLK-SCH-001", "/RequestId", 1),
    ];
    let reached = ["FLK-ENV-002", "FLK-ENV-004", "FLK-SCH-001"];
    let all = RULES.iter().map(|rule| rule.id);
    let unreached: Vec<&str> = all.filter(|rule| !reached.contains(rule)).collect();
    assert_found(&report, &expected, &unreached);
    // Without a RequestId nothing can follow.
    assert_eq!(seen.len(), 1, "{}", picture(&report));
}

fn camel(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let name = |name: String| name[..1].to_lowercase() + &name[1..];
            members.into_iter().map(|(old, value)| (name(old), camel(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(camel).collect(),
        other => other,
    }
}

/// HTTP 200 for everything, and the truth in the body.
#[tokio::test]
async fn a_server_that_knows_one_status() {
    let (report, _) = against(|right, seen| {
        let (_, body) = right.answer(seen);
        super::json((200, body))
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            // Every reply but three: both Authorize, and the accounts at the third call for them.
            ("FLK-ENV-001", "/HttpStatusCode", 16),
            // A 202 under 200 is no data.
            ("FLK-SCH-003", "/Accounts", 1), ("FLK-SCH-003", "/Institution", 1),
            ("FLK-SCH-003", "/Login", 1), ("FLK-SCH-004", "/Investments", 1),
            ("FLK-FLOW-007", "/FlinksCode", 2),
            ("FLK-INV-001", "status", 1), ("FLK-INV-002", "status", 1), ("FLK-INV-003", "status", 1),
            ("FLK-ERR-001", "status", 1), ("FLK-ERR-002", "status", 1), ("FLK-ERR-003", "status", 1),
            ("FLK-ERR-004", "status", 1), ("FLK-ERR-005", "status", 1), ("FLK-ERR-006", "status", 1),
            ("FLK-ERR-008", "status", 1), ("FLK-ERR-009", "status", 1), ("FLK-ERR-010", "status", 1),
        ],
        &[
            "FLK-ENV-003", "FLK-ENV-005", "FLK-SCH-002", "FLK-SCH-005", "FLK-FLOW-002", "FLK-FLOW-003",
            "FLK-FLOW-005", "FLK-FLOW-006", "FLK-PEN-001", "FLK-ACC-001",
            "FLK-TXN-001", "FLK-TXN-002", "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005", "FLK-TXN-006",
            "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009", "FLK-ERR-007", "FLK-CLI-001",
        ],
    );
}

/// An adapter that takes a 202 for a failure hands it on as one, and refuses as REST has it.
#[tokio::test]
async fn a_server_with_statuses_of_its_own() {
    let (report, _) = against(|right, seen| {
        let (status, mut body) = right.answer(seen);
        let status = match body["FlinksCode"].as_str() {
            Some("OPERATION_PENDING") => 503,
            Some("SESSION_NONEXISTENT") => 404,
            Some("INVALID_LOGIN") => 403,
            Some("INVALID_REQUEST") => 422,
            _ => status,
        };
        body["HttpStatusCode"] = json!(status);
        super::json((status, body))
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[("FLK-ENV-003", "status", 7)],
        &[
            "FLK-ENV-005", "FLK-SCH-002", "FLK-SCH-003", "FLK-SCH-004", "FLK-FLOW-002", "FLK-FLOW-003",
            "FLK-FLOW-004", "FLK-FLOW-005", "FLK-FLOW-006", "FLK-FLOW-007", "FLK-PEN-001",
            "FLK-ACC-001", "FLK-TXN-001", "FLK-TXN-002", "FLK-TXN-003", "FLK-TXN-004", "FLK-TXN-005",
            "FLK-TXN-006", "FLK-TXN-007", "FLK-TXN-008", "FLK-TXN-009", "FLK-INV-001", "FLK-INV-002", "FLK-INV-003",
            "FLK-ERR-006", "FLK-ERR-007", "FLK-ERR-008", "FLK-ERR-009", "FLK-ERR-010", "FLK-CLI-001",
        ],
    );
}

const REQUEST_ID: &str = "1243c283-e0ca-4fda-a5e4-343068430190";
const OTHER_LOGIN_ID: &str = "6f1a5e2e-7c1b-4d0e-9d4c-1c7d5d1f0a11";

/// A toy: the sample of the guide for whoever calls, at once, and never a 202. It keeps no sessions
/// and reads no request.
#[tokio::test]
async fn a_toy_without_a_202() {
    let (report, seen) = against(|_, seen| {
        super::json(match seen.call.split_once(' ').expect("a method").1 {
            "Authorize" => (200, bodies::session(REQUEST_ID, OTHER_LOGIN_ID)),
            "Investments" => (200, bodies::investments(REQUEST_ID)),
            "GetAccountsDetail" | "GetAccountsDetailAsync" => {
                (200, bodies::accounts(REQUEST_ID, OTHER_LOGIN_ID))
            }
            _ => (404, json!({})),
        })
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            ("FLK-AUT-001", "/Login/Id", 2), ("FLK-AUT-002", "/RequestId", 1),
            ("FLK-INV-001", "status", 1), ("FLK-INV-002", "status", 1), ("FLK-INV-003", "status", 1),
            ("FLK-ERR-001", "status", 1), ("FLK-ERR-002", "status", 1), ("FLK-ERR-003", "status", 1),
            ("FLK-ERR-004", "status", 1), ("FLK-ERR-005", "status", 1), ("FLK-ERR-006", "status", 1),
            ("FLK-ERR-008", "status", 1), ("FLK-ERR-009", "status", 1),
        ],
        &[
            "FLK-ENV-003", "FLK-SCH-002", "FLK-SCH-005", "FLK-FLOW-002", "FLK-FLOW-005", "FLK-PEN-001",
            "FLK-LNK-001", "FLK-ERR-007", "FLK-CLI-001",
        ],
    );
    // Two logins, two times the data and once more, and the probes.
    assert_eq!(seen.len(), 19, "{}", picture(&report));
}

/// Member, and what the server calls it.
const NAMES: [(&str, &str); 6] = [
    ("HttpStatusCode", "StatusCode"),
    ("InstitutionNumber", "InstitutonNumber"),
    ("Category", "Categry"),
    ("Username", "UserName"),
    ("PostalCode", "postal_code"),
    ("Message", "message"),
];

/// Written by hand after a PDF: names that are nearly right, `StatusCode`, account numbers as
/// integers, 0 for null, times in dates.
#[tokio::test]
async fn names_that_are_nearly_right() {
    let (report, _) = against(|right, seen| {
        let (status, body) = right.answer(seen);
        super::json((status, changed(body)))
    })
    .await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            ("FLK-SCH-001", "/HttpStatusCode", 2), ("FLK-SCH-001", "/Login/Username", 2),
            ("FLK-SCH-003", "/Accounts/0/AccountNumber", 1),
            ("FLK-SCH-003", "/Accounts/0/Category", 1),
            ("FLK-SCH-003", "/Accounts/0/Holder/Address/PostalCode", 1),
            ("FLK-SCH-003", "/Accounts/0/InstitutionNumber", 1),
            ("FLK-SCH-003", "/Accounts/0/TransitNumber", 1),
            ("FLK-SCH-003", "/HttpStatusCode", 1), ("FLK-SCH-003", "/Login/Username", 1),
            ("FLK-SCH-004", "/Message", 1),
            ("FLK-SCH-005", "/HttpStatusCode", 10), ("FLK-SCH-005", "/Message", 10),
            ("FLK-PEN-001", "/HttpStatusCode", 4), ("FLK-PEN-001", "/Message", 4),
            ("FLK-PEN-001", "/StatusCode", 4), ("FLK-PEN-001", "/message", 4),
            ("FLK-TXN-003", "/Accounts/0/Transactions/0/Date", 1),
            ("FLK-TXN-003", "/Accounts/0/Transactions/1/Date", 1),
            ("FLK-TXN-009", "/Accounts/0/Transactions/0/Credit", 1),
            ("FLK-TXN-009", "/Accounts/0/Transactions/1/Debit", 1),
        ],
        // No HttpStatusCode to compare, no date to compare; what SCH-002 says PEN-001 says too.
        &[
            "FLK-ENV-001", "FLK-SCH-002", "FLK-FLOW-005", "FLK-TXN-005", "FLK-TXN-008",
        ],
    );
}

fn changed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let value = mistyped(&name, changed(value));
                let known = NAMES.iter().find(|(right, _)| *right == name);
                (known.map_or(name, |(_, wrong)| (*wrong).to_owned()), value)
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(values) => values.into_iter().map(changed).collect(),
        other => other,
    }
}

fn mistyped(name: &str, value: Value) -> Value {
    match (name, &value) {
        ("TransitNumber" | "AccountNumber", Value::String(text)) => {
            json!(text.parse::<u64>().expect("digits"))
        }
        ("Debit" | "Credit", Value::Null) => json!(0),
        ("Date", Value::String(date)) => json!(format!("{date}T00:00:00")),
        _ => value,
    }
}
