//! Where two JSON values differ.

use serde_json::{Map, Value};

use crate::amount::amount;

/// One place where they differ; a side is missing where the member is.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'a> {
    /// JSON Pointer (RFC 6901).
    pub pointer: String,
    pub expected: Option<&'a Value>,
    pub actual: Option<&'a Value>,
}

/// Every difference, each at the deepest place that holds it. The order of members is no
/// difference; the order of elements is.
pub fn differences<'a>(expected: &'a Value, actual: &'a Value) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    walk(String::new(), Some(expected), Some(actual), &mut found);
    found
}

/// `/` and `~` as RFC 6901 writes them.
pub fn escaped(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

/// No deeper than serde_json reads: 128 levels.
fn walk<'a>(
    pointer: String,
    expected: Option<&'a Value>,
    actual: Option<&'a Value>,
    found: &mut Vec<Difference<'a>>,
) {
    match (expected, actual) {
        (Some(Value::Object(expected)), Some(Value::Object(actual))) => {
            members(&pointer, expected, actual, found);
        }
        (Some(Value::Array(expected)), Some(Value::Array(actual))) => {
            for index in 0..expected.len().max(actual.len()) {
                walk(format!("{pointer}/{index}"), expected.get(index), actual.get(index), found);
            }
        }
        (expected, actual) if expected == actual || same_number(expected, actual) => {}
        (expected, actual) => found.push(Difference { pointer, expected, actual }),
    }
}

/// By value: `1250.4` and `1250.40` are one number. Those that cannot be calculated with exactly
/// are compared by their text.
fn same_number(expected: Option<&Value>, actual: Option<&Value>) -> bool {
    matches!((amount(expected), amount(actual)), (Some(Ok(one)), Some(Ok(other))) if one == other)
}

fn members<'a>(
    pointer: &str,
    expected: &'a Map<String, Value>,
    actual: &'a Map<String, Value>,
    found: &mut Vec<Difference<'a>>,
) {
    let added = actual.keys().filter(|name| !expected.contains_key(*name));
    for name in expected.keys().chain(added) {
        let pointer = format!("{pointer}/{}", escaped(name));
        walk(pointer, expected.get(name), actual.get(name), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_differ_by_value() {
        let table = [
            ("1250.4", "1250.40", true),
            ("1", "1.0", true),
            ("0", "-0.00", true),
            ("1.5e2", "150", true),
            ("1250.4", "1250.41", false),
            ("1e400", "1e400", true),
            ("1e400", "10e399", false),
            ("1", "\"1\"", false),
        ];
        for (expected, actual, same) in table {
            let read = |text| serde_json::from_str::<Value>(text).unwrap();
            let (one, other) = (json!([read(expected)]), json!([read(actual)]));
            assert_eq!(differences(&one, &other).is_empty(), same, "{expected} {actual}");
        }
    }

    #[test]
    fn places_that_differ() {
        let table = [
            (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), vec![]),
            (json!({"a": 1}), json!({"a": 2}), vec!["/a"]),
            (json!({"a": 1}), json!({"b": 1}), vec!["/a", "/b"]),
            (json!([1, 2]), json!([2, 1]), vec!["/0", "/1"]),
            (json!([1]), json!([1, 2]), vec!["/1"]),
            (json!({"a": {"b/c": [null]}}), json!({"a": {"b/c": [0]}}), vec!["/a/b~1c/0"]),
            (json!({"a": "1"}), json!({"a": 1}), vec!["/a"]),
            (json!({}), json!([]), vec![""]),
        ];
        for (expected, actual, pointers) in table {
            let found: Vec<String> =
                differences(&expected, &actual).into_iter().map(|found| found.pointer).collect();
            assert_eq!(found, pointers, "{expected} {actual}");
        }
    }
}
