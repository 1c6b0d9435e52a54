//! Written by hand after a PDF: names that are nearly right, `StatusCode`, account numbers as
//! integers, 0 for null, times in dates.

use serde_json::{Map, Value, json};

use super::{Said, against, assert_found};

/// Member, and what the server calls it.
const NAMES: [(&str, &str); 6] = [
    ("HttpStatusCode", "StatusCode"),
    ("InstitutionNumber", "InstitutonNumber"),
    ("OverdraftLimit", "OverDraftLimit"),
    ("Username", "UserName"),
    ("PostalCode", "postal_code"),
    ("Message", "message"),
];

#[tokio::test]
async fn names_that_are_nearly_right() {
    let (report, _) = against(|right, seen| super::json(misspelt(right.answer(seen)))).await;
    #[rustfmt::skip]
    assert_found(
        &report,
        &[
            ("FLK-SCH-001", "/HttpStatusCode", 2), ("FLK-SCH-001", "/Login/Username", 2),
            ("FLK-SCH-003", "/Accounts/0/AccountNumber", 1),
            ("FLK-SCH-003", "/Accounts/0/Holder/Address/PostalCode", 1),
            ("FLK-SCH-003", "/Accounts/0/InstitutionNumber", 1),
            ("FLK-SCH-003", "/Accounts/0/OverdraftLimit", 1),
            ("FLK-SCH-003", "/Accounts/0/TransitNumber", 1),
            ("FLK-SCH-003", "/HttpStatusCode", 1), ("FLK-SCH-003", "/Login/Username", 1),
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

fn misspelt((status, body): Said) -> Said {
    (status, changed(body))
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
