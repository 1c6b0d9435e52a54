//! How a violation reads.

use flinks_contract::schema::{Message, Violation, json_type};
use serde_json::{Value, json};

use crate::bodies;

fn violation(pointer: &str, expected: &str, actual: &str, nearest: Option<&str>) -> Violation {
    Violation {
        pointer: pointer.to_owned(),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        nearest: nearest.map(str::to_owned),
    }
}

#[test]
fn every_violation_is_told_sorted_by_pointer() {
    let body = json!({
        "HttpStatusCode": "202",
        "FlinksCode": null,
        "links": [],
        "RequestID": "1243c283-e0ca-4fda-a5e4-343068430190",
        "Message": 12.50
    });
    let expected = [
        violation("/FlinksCode", "one of OPERATION_PENDING or OPERATION_DISPATCHED", "null", None),
        violation("/HttpStatusCode", "integer 202", r#""202" string"#, None),
        violation("/Links", "present", "nothing", Some("links")),
        violation("/Message", "a text that is not empty", "12.5 number", None),
        violation("/RequestId", "present", "nothing", Some("RequestID")),
    ];
    assert_eq!(Message::Pending.violations(&body), expected);
}

#[test]
fn a_near_name_is_one_that_is_not_documented_itself() {
    #[rustfmt::skip]
    let table = [
        ("/Login/Username",                     "UserName",            Some("UserName")),
        ("/Login/Id",                           "id",                  Some("id")),
        ("/Login/Id",                           "LoginId",             None),
        ("/Accounts/0/InstitutionNumber",       "InstitutonNumber",    Some("InstitutonNumber")),
        ("/Accounts/0/Balance/Current",         "XUnknown",            None),
        // InstitutionName is documented, so it is not what Institution was meant to be.
        ("/Institution",                        "InstitutionName",     None),
    ];
    for (pointer, name, nearest) in table {
        let mut body = bodies::accounts_detail_ok();
        let (parent, missing) = pointer.rsplit_once('/').unwrap();
        let members = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let value = members.shift_remove(missing).unwrap();
        members.insert(name.to_owned(), value);
        let expected = [violation(pointer, "present", "nothing", nearest)];
        assert_eq!(Message::AccountsDetailOk.violations(&body), expected, "{name}");
    }
}

/// A member that may be absent is missing where one of nearly its name stands instead.
#[test]
fn a_misspelt_member_is_missing_though_it_is_optional() {
    #[rustfmt::skip]
    let table = [
        ("/Accounts/0/OverdraftLimit", "OverdraftLimt",  true),
        ("/Accounts/0/OverdraftLimit", "overdraftLimit", true),
        ("/Accounts/0/OverdraftLimit", "Overdraft",      false),
        ("/Accounts/0/Holder/Email",   "E-mail",         true),
        ("/Accounts/0/Holder/Email",   "Fmale",          false),
        ("/Accounts/0/Holder/Name",    "FullName",       false),
        ("/Accounts/0/Holder/Address", "Adress",         true),
        ("/Tag",                       "Tags",           false),
        ("/Tag",                       "tag",            true),
    ];
    for (pointer, name, is_missing) in table {
        let mut body = bodies::accounts_detail_ok();
        let (parent, missing) = pointer.rsplit_once('/').unwrap();
        let members = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let value = members.shift_remove(missing).unwrap_or_else(|| json!("a"));
        members.insert(name.to_owned(), value);
        let expected = is_missing.then(|| violation(pointer, "present", "nothing", Some(name)));
        let expected: Vec<Violation> = expected.into_iter().collect();
        assert_eq!(Message::AccountsDetailOk.violations(&body), expected, "{name}");
    }
}

/// An alternative is judged by how far the body followed it, so that nobody is told about the
/// other reading of the envelope (C18).
#[test]
fn the_closest_alternative_is_told() {
    let table = [
        (json!({}), vec!["/Investments"]),
        (
            json!({ "Investments": [{ "Name": 1, "Id": 2, "Accounts": 3 }] }),
            vec!["/Investments/0/Accounts", "/Investments/0/Id", "/Investments/0/Name"],
        ),
        (json!({ "Name": "FlinksCapital", "Id": "14", "Accounts": [null] }), vec!["/Accounts/0"]),
        (json!([]), vec![""]),
    ];
    for (body, expected) in table {
        let violations = Message::InvestmentsOk.violations(&body);
        let pointers: Vec<_> = violations.iter().map(|v| &*v.pointer).collect();
        assert_eq!(pointers, expected, "{body}");
    }
}

#[test]
fn a_long_value_loses_its_middle() {
    let actual = |message: String| {
        let mut body = bodies::error();
        body["FlinksCode"] = json!(message);
        Message::Error.violations(&body).remove(0).actual
    };
    let kept = "é".repeat(78);
    assert_eq!(actual(kept.clone()), format!("\"{kept}\" string"));
    let (head, tail) = ("é".repeat(38), "à".repeat(38));
    assert_eq!(actual(format!("{head}éàà{tail}")), format!("\"{head}…{tail}\" string"));
}

#[test]
fn types_are_told_as_written() {
    #[rustfmt::skip]
    let table = [
        ("null", "null"), ("true", "boolean"), ("0", "integer"), ("-7", "integer"),
        ("123456789012345678901234567890", "integer"), ("1.0", "number"), ("1e3", "number"),
        ("\"1\"", "string"), ("[1]", "array"), ("{}", "object"),
    ];
    for (text, expected) in table {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(json_type(&value), expected, "{text}");
    }
}

#[test]
fn what_a_message_documents() {
    let leaves = |message: Message| -> Vec<(String, usize)> {
        message.outline().into_iter().map(|leaf| (leaf.pointer, leaf.values.len())).collect()
    };
    let pending = leaves(Message::Pending);
    #[rustfmt::skip]
    let expected = [
        ("/FlinksCode", 2), ("/Links/*/rel", 0), ("/Links/*/href", 0), ("/Links/*/example", 0),
        ("/HttpStatusCode", 0), ("/Message", 0), ("/RequestId", 0),
    ];
    assert_eq!(pending, expected.map(|(pointer, values)| (pointer.to_owned(), values)));
    #[rustfmt::skip]
    let table = [
        (Message::AccountsDetailOk, "/Accounts/*/Transactions/*/Debit", 0),
        (Message::AccountsDetailOk, "/Accounts/*/Holder/Address/POBox", 0),
        (Message::AccountsDetailOk, "/Accounts/*/Category", 4),
        (Message::AccountsDetailOk, "/Login/Type", 2),
        (Message::InvestmentsOk, "/Investments/*/Accounts/*/Type", 28),
        (Message::InvestmentsOk, "/Investments/*/Name", 0),
    ];
    for (message, pointer, values) in table {
        assert!(leaves(message).contains(&(pointer.to_owned(), values)), "{pointer}");
    }
}
