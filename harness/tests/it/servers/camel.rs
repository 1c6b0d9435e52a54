//! A server whose framework writes every member name in camel case, as that of C# does unless it is
//! told not to.

use flinks_contract::rule::RULES;
use serde_json::Value;

use super::{against, assert_found};
use crate::support::picture;

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
