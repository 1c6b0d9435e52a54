//! Everything that a schema documents, as a flat list.

use serde_json::Value;

use super::compiled::members;
use super::part::Part;
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
    let mut found = Vec::new();
    walk(Part::of(message), String::new(), &mut found);
    found
}

fn walk(part: Part, pointer: String, found: &mut Vec<Leaf>) {
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    let part = part.target().unwrap_or(part);
    let schema = part.schema;
    let (first, items) = (schema["anyOf"].get(0), schema.get("items"));
    if let Some(first) = first {
        walk(part.with(first), pointer.clone(), found);
    }
    if let Some(items) = items {
        walk(part.with(items), format!("{pointer}/*"), found);
    }
    for name in members(schema) {
        walk(part.with(&schema["properties"][name]), format!("{pointer}/{name}"), found);
    }
    let is_leaf = first.is_none() && items.is_none() && schema.get("properties").is_none();
    if is_leaf && !pointer.ends_with('*') {
        found.push(Leaf { pointer, values: values(schema) });
    }
}

fn values(schema: &Value) -> Vec<String> {
    let values = schema["enum"].as_array().into_iter().flatten();
    values.filter(|value| !value.is_null()).map(words::bare).collect()
}
