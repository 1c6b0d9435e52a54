//! Where two JSON values differ, place by place.

use std::collections::HashMap;

use flinks_contract::schema::escaped;
use serde_json::Value;

use crate::amount::amount;

/// One place where two values differ. A side is None if the member is missing there.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'a> {
    /// JSON Pointer (RFC 6901).
    pub pointer: String,
    pub expected: Option<&'a Value>,
    pub actual: Option<&'a Value>,
}

/// Hands every difference to `each`, at the deepest place that holds it. The order of members is no
/// difference; the order of elements is. A server can make millions of them: keep few.
pub fn differences<'a>(expected: &'a Value, actual: &'a Value, each: impl FnMut(Difference<'a>)) {
    Walk { folds: false, pointer: String::new(), each }.compare(Some(expected), Some(actual));
}

/// The same with `*` for each index. Elements of two lists are compared that have the same key, in
/// whatever order; two lists of different lengths differ themselves.
pub fn folded_differences<'a>(
    expected: &'a Value,
    actual: &'a Value,
    each: impl FnMut(Difference<'a>),
) {
    Walk { folds: true, pointer: String::new(), each }.compare(Some(expected), Some(actual));
}

/// Bytes of a pointer, beyond which nothing is told apart: a long name, before each of those below it,
/// would be many times the body.
pub const LONGEST_POINTER: usize = 1 << 10;

struct Walk<F> {
    folds: bool,
    /// Where it is.
    pointer: String,
    each: F,
}

impl<'a, F: FnMut(Difference<'a>)> Walk<F> {
    /// Recurses 128 levels at most: serde_json reads no deeper.
    fn compare(&mut self, expected: Option<&'a Value>, actual: Option<&'a Value>) {
        match (expected, actual) {
            _ if self.pointer.len() > LONGEST_POINTER => self.leaf(expected, actual),
            (Some(Value::Object(one)), Some(Value::Object(other))) => {
                let added = other.keys().filter(|name| !one.contains_key(*name));
                for name in one.keys().chain(added) {
                    self.below(&escaped(name), one.get(name), other.get(name));
                }
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) if self.folds => {
                if one.len() != other.len() {
                    self.found(expected, actual);
                }
                for (one, other) in matched(one, other) {
                    self.below("*", Some(one), Some(other));
                }
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) => {
                for index in 0..one.len().max(other.len()) {
                    self.below(&index.to_string(), one.get(index), other.get(index));
                }
            }
            _ => self.leaf(expected, actual),
        }
    }

    fn below(&mut self, name: &str, expected: Option<&'a Value>, actual: Option<&'a Value>) {
        let before = self.pointer.len();
        self.pointer.extend(["/", name]);
        self.compare(expected, actual);
        self.pointer.truncate(before);
    }

    fn leaf(&mut self, expected: Option<&'a Value>, actual: Option<&'a Value>) {
        if expected != actual && !same_number(expected, actual) {
            self.found(expected, actual);
        }
    }

    fn found(&mut self, expected: Option<&'a Value>, actual: Option<&'a Value>) {
        (self.each)(Difference { pointer: self.pointer.clone(), expected, actual });
    }
}

/// Compares numbers by value: `1250.4` and `1250.40` are one number. Inexact ones are compared by their
/// text.
fn same_number(expected: Option<&Value>, actual: Option<&Value>) -> bool {
    matches!((amount(expected), amount(actual)), (Some(Ok(one)), Some(Ok(other))) if one == other)
}

/// The members that tell the elements of a list apart, the best one first.
const KEYS: [&str; 4] = ["Id", "AccountNumber", "rel", "Title"];

/// The elements that belong together: by the first of [`KEYS`] that some have in common and that is
/// never there twice, else by their order.
fn matched<'a>(one: &'a [Value], other: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let by_key = |key| -> Option<Vec<_>> {
        let (_, others) = (keyed(key, one)?, keyed(key, other)?);
        let counterpart =
            |element: &'a Value| Some((element, *others.get(element[key].as_str()?)?));
        Some(one.iter().filter_map(counterpart).collect())
            .filter(|pairs: &Vec<_>| !pairs.is_empty())
    };
    KEYS.into_iter().find_map(by_key).unwrap_or_else(|| one.iter().zip(other).collect())
}

/// The elements by a key; None where one has no such text, or two have the same.
fn keyed<'a>(key: &str, list: &'a [Value]) -> Option<HashMap<&'a str, &'a Value>> {
    let of = |element: &'a Value| Some((element.get(key)?.as_str()?, element));
    let keyed: HashMap<_, _> = list.iter().map(of).collect::<Option<_>>()?;
    (keyed.len() == list.len()).then_some(keyed)
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
            let mut found = 0;
            differences(&one, &other, |_| found += 1);
            assert_eq!(found == 0, same, "{expected} {actual}");
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
            let mut found = Vec::new();
            differences(&expected, &actual, |one| found.push(one.pointer));
            assert_eq!(found, pointers, "{expected} {actual}");
        }
    }
    #[test]
    fn places_that_differ_with_their_lists_folded() {
        let table = [
            (json!({ "a": 1 }), json!({ "a": 1.0 }), vec![]),
            (json!({ "a": 1 }), json!({ "a": 2 }), vec![("/a", json!(1), json!(2))]),
            (
                json!([1, 2]),
                json!([1, 3, 4]),
                vec![("", json!([1, 2]), json!([1, 3, 4])), ("/*", json!(2), json!(3))],
            ),
            // By Id, whatever the order.
            (
                json!([{ "Id": "x", "v": 1 }, { "Id": "y", "v": 2 }]),
                json!([{ "Id": "y", "v": 2 }, { "Id": "x", "v": 3 }]),
                vec![("/*/v", json!(1), json!(3))],
            ),
            // No Id in common: by the next key.
            (
                json!([{ "Id": "x", "Title": "A" }, { "Id": "y", "Title": "B" }]),
                json!([{ "Id": "p", "Title": "B" }, { "Id": "q", "Title": "A" }]),
                vec![("/*/Id", json!("x"), json!("q")), ("/*/Id", json!("y"), json!("p"))],
            ),
            // An Id that is there twice tells nothing apart.
            (
                json!([{ "Id": "x", "v": 1 }, { "Id": "x", "v": 2 }]),
                json!([{ "Id": "x", "v": 1 }, { "Id": "x", "v": 4 }]),
                vec![("/*/v", json!(2), json!(4))],
            ),
        ];
        for (expected, actual, places) in table {
            let mut found = Vec::new();
            folded_differences(&expected, &actual, |one| {
                let [left, right] = [one.expected, one.actual].map(|side| side.cloned().unwrap());
                found.push((one.pointer, left, right));
            });
            let places = places.into_iter().map(|(at, left, right)| (at.to_owned(), left, right));
            assert_eq!(found, places.collect::<Vec<_>>(), "{expected} {actual}");
        }
    }

    /// Not once for each of those below it.
    #[test]
    fn what_is_below_a_long_name_is_one_place() {
        let body = |value: u32| {
            let members: Vec<_> = (0..100).map(|number| (format!("m{number}"), value)).collect();
            json!({ "n".repeat(LONGEST_POINTER): members.into_iter().collect::<HashMap<_, _>>() })
        };
        let (one, other) = (body(1), body(2));
        let mut lengths = Vec::new();
        differences(&one, &other, |found| lengths.push(found.pointer.len()));
        folded_differences(&one, &other, |found| lengths.push(found.pointer.len()));
        differences(&one, &one, |found| lengths.push(found.pointer.len()));
        assert_eq!(lengths, [LONGEST_POINTER + 1; 2]);
    }
}
