//! Everything that a schema documents, as a flat list.

use serde_json::Value;

use super::compiled::{COMPILED, members};
use super::{Message, words};

/// A member that the schema of a message names, and that holds no other members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// JSON Pointer with `*` for the places of an array: `/Accounts/*/Balance/Available`.
    pub pointer: String,
    /// The values of a closed list, without null; empty where any value will do.
    pub values: Vec<String>,
}

/// Deeper than any schema of this crate goes; a bound for one that would name itself.
const DEEPEST: usize = 16;

/// Each leaf once, in the order of the schema. Of alternatives, the first one counts.
pub(super) fn outline(message: Message) -> Vec<Leaf> {
    let document = COMPILED.document(message);
    let mut found = Vec::new();
    walk(document, document, String::new(), &mut found);
    found
}

fn walk(document: &Value, schema: &Value, pointer: String, found: &mut Vec<Leaf>) {
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    let (document, schema) = target(document, schema);
    let alternative = schema["anyOf"].get(0);
    if let Some(first) = alternative {
        walk(document, first, pointer.clone(), found);
    }
    if schema.get("items").is_some() {
        walk(document, &schema["items"], format!("{pointer}/*"), found);
    }
    for name in members(schema) {
        walk(document, &schema["properties"][name], format!("{pointer}/{name}"), found);
    }
    let is_leaf = alternative.is_none()
        && ["items", "properties"].iter().all(|keyword| schema.get(keyword).is_none());
    if is_leaf && !pointer.ends_with('*') {
        found.push(Leaf { pointer, values: values(schema) });
    }
}

/// Where a reference leads, with the document that holds it; else the schema itself.
fn target<'a>(document: &'a Value, schema: &'a Value) -> (&'a Value, &'a Value) {
    let Some(reference) = schema["$ref"].as_str() else { return (document, schema) };
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let document = if file.is_empty() { Some(document) } else { COMPILED.file(file) };
    let found = document.and_then(|document| Some((document, document.pointer(fragment)?)));
    found.unwrap_or((schema, schema))
}

fn values(schema: &Value) -> Vec<String> {
    let values = schema["enum"].as_array().into_iter().flatten();
    values.filter(|value| !value.is_null()).map(words::bare).collect()
}
