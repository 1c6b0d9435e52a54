//! Where the values of two bodies differ.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use flinks_judge::{differences, escaped};

/// The members that tell the elements of a list apart, the best one first.
const KEYS: [&str; 4] = ["Id", "AccountNumber", "rel", "Title"];

/// The first two values that differ at each place, as JSON. Members that one side lacks, and types
/// that differ, are the shape's to tell.
pub(super) fn compare(
    left: Option<&Value>,
    right: Option<&Value>,
) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    if let (Some(left), Some(right)) = (left, right) {
        walk("", left, right, &mut found);
    }
    found
}

/// No deeper than serde_json reads: 128 levels.
fn walk(place: &str, left: &Value, right: &Value, found: &mut BTreeMap<String, (String, String)>) {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            for (name, left) in left {
                let Some(right) = right.get(name) else { continue };
                walk(&format!("{place}/{}", escaped(name)), left, right, found);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            if left.len() != right.len() {
                note(place, elements(left), elements(right), found);
            }
            let place = format!("{place}/*");
            for (left, right) in pairs(left, right) {
                walk(&place, left, right, found);
            }
        }
        // Numbers differ by their value, not by how they are written.
        _ if differences(left, right).is_empty() => {}
        _ => note(place, left.to_string(), right.to_string(), found),
    }
}

fn note(place: &str, left: String, right: String, found: &mut BTreeMap<String, (String, String)>) {
    found.entry(place.to_owned()).or_insert((left, right));
}

fn elements(list: &[Value]) -> String {
    format!("{} elements", list.len())
}

/// The elements that belong together: by the first of [`KEYS`] that some have in common and that is
/// never there twice, else by their order.
fn pairs<'a>(left: &'a [Value], right: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    KEYS.iter()
        .find_map(|key| by_key(key, left, right))
        .unwrap_or_else(|| left.iter().zip(right).collect())
}

fn by_key<'a>(
    key: &str,
    left: &'a [Value],
    right: &'a [Value],
) -> Option<Vec<(&'a Value, &'a Value)>> {
    let (left, right) = (index(key, left)?, index(key, right)?);
    let mut pairs: Vec<_> = left
        .iter()
        .filter_map(|(name, (position, left))| Some((*position, *left, right.get(name)?.1)))
        .collect();
    pairs.sort_by_key(|(position, ..)| *position);
    let pairs: Vec<_> = pairs.into_iter().map(|(_, left, right)| (left, right)).collect();
    (!pairs.is_empty()).then_some(pairs)
}

fn index<'a>(key: &str, list: &'a [Value]) -> Option<HashMap<&'a str, (usize, &'a Value)>> {
    let mut index = HashMap::new();
    for (position, element) in list.iter().enumerate() {
        let name =
            element.as_object().and_then(|members: &Map<_, _>| members.get(key)?.as_str())?;
        if index.insert(name, (position, element)).is_some() {
            return None;
        }
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_that_differ_in_value() {
        let table = [
            (json!({ "a": 1 }), json!({ "a": 1.0 }), vec![]),
            (json!({ "a": 1 }), json!({ "a": 2 }), vec![("/a", "1", "2")]),
            (json!({ "a": 1 }), json!({}), vec![]),
            (
                json!([1, 2]),
                json!([1, 3, 4]),
                vec![("", "2 elements", "3 elements"), ("/*", "2", "3")],
            ),
            // By Id, whatever the order.
            (
                json!([{ "Id": "x", "v": 1 }, { "Id": "y", "v": 2 }]),
                json!([{ "Id": "y", "v": 2 }, { "Id": "x", "v": 3 }]),
                vec![("/*/v", "1", "3")],
            ),
            // No Id in common: by the next key.
            (
                json!([{ "Id": "x", "Title": "A" }, { "Id": "y", "Title": "B" }]),
                json!([{ "Id": "p", "Title": "B" }, { "Id": "q", "Title": "A" }]),
                vec![("/*/Id", "\"x\"", "\"q\"")],
            ),
            // An Id that is there twice tells nothing apart.
            (
                json!([{ "Id": "x", "v": 1 }, { "Id": "x", "v": 2 }]),
                json!([{ "Id": "x", "v": 1 }, { "Id": "x", "v": 4 }]),
                vec![("/*/v", "2", "4")],
            ),
        ];
        for (left, right, expected) in table {
            let found = compare(Some(&left), Some(&right));
            let found: Vec<_> =
                found.iter().map(|(place, (l, r))| (&**place, &**l, &**r)).collect();
            assert_eq!(found, expected, "{left} {right}");
        }
    }
}
