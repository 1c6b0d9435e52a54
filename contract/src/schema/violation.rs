//! Turns the validator's errors into text for people: values and schemas in words.

use std::cmp::Reverse;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::{COMPILED, members};
use crate::diagnostic::nearest;

/// Above this many characters of JSON, the middle of a value is left out.
const WIDTH: usize = 80;

/// One place where a body differs from its schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON Pointer of the place; for a missing member the pointer it would have.
    pub pointer: String,
    /// In words, e.g. "a string that is a lower-case GUID", "integer 200", "present".
    pub expected: String,
    /// JSON text and type, e.g. `"12.50" string`, with the middle left out beyond 80 characters;
    /// "nothing" for a missing member.
    pub actual: String,
    /// For a missing member, an undocumented one beside it with nearly the same name.
    pub nearest: Option<String>,
}

/// Every violation once, sorted by pointer.
pub(super) fn all(validator: &Validator, body: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    for error in validator.iter_errors(body) {
        unfold(&error, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// Goes down to the leaves; of several alternatives, into the closest.
fn unfold(error: &ValidationError<'_>, found: &mut Vec<Violation>) {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            for error in closest(context) {
                unfold(error, found);
            }
        }
        ValidationErrorKind::Required { property } => found.push(missing(error, property)),
        _ => found.push(wrong(error)),
    }
}

/// The alternative whose errors lie deepest, because the body followed it so far; then the one
/// with the fewest.
fn closest<'a>(
    alternatives: &'a [Vec<ValidationError<'static>>],
) -> &'a [ValidationError<'static>] {
    let depth = |errors: &[ValidationError<'_>]| errors.iter().map(depth).min();
    let best = alternatives.iter().max_by_key(|errors| (depth(errors), Reverse(errors.len())));
    best.map_or(&[], Vec::as_slice)
}

fn depth(error: &ValidationError<'_>) -> usize {
    error.instance_path().segments().count()
}

fn missing(error: &ValidationError<'_>, property: &Value) -> Violation {
    let name = property.as_str().unwrap_or_default();
    Violation {
        pointer: error.instance_path().join(name).as_str().to_owned(),
        expected: "present".to_owned(),
        actual: "nothing".to_owned(),
        nearest: near(name, error),
    }
}

fn wrong(error: &ValidationError<'_>) -> Violation {
    let expected = COMPILED.failed(error).and_then(demand);
    Violation {
        pointer: error.instance_path().as_str().to_owned(),
        expected: expected.unwrap_or_else(|| error.masked().to_string()),
        actual: describe(error.instance()),
        nearest: None,
    }
}

fn near(missing: &str, error: &ValidationError<'_>) -> Option<String> {
    let documented = COMPILED.failed(error).map(members).unwrap_or_default();
    let present = error.instance().as_object()?.keys();
    let undocumented = present.map(String::as_str).filter(|name| !documented.contains(name));
    nearest(missing, undocumented).map(str::to_owned)
}

/// The JSON type of a value, with integers told from other numbers by how they are written: `1.0`
/// is a "number".
pub fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.to_string().contains(['.', 'e', 'E']) => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The JSON text of a value and its type, e.g. `"12.50" string`; null is its own type.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        _ => format!("{} {}", elide(&value.to_string()), json_type(value)),
    }
}

/// What a schema asks for: its description, else what its keywords say.
fn demand(schema: &Value) -> Option<String> {
    if let Some(description) = schema["description"].as_str() {
        return Some(description.to_owned());
    }
    if let Some(value) = schema.get("const") {
        return Some(format!("{} {value}", json_type(value)));
    }
    if let Some(values) = schema["enum"].as_array() {
        return Some(format!("one of {}", alternatives(values.iter().map(bare))));
    }
    match &schema["type"] {
        Value::String(name) => Some(with_article(name)),
        Value::Array(names) => {
            Some(alternatives(names.iter().filter_map(Value::as_str).map(with_article)))
        }
        _ => None,
    }
}

fn elide(text: &str) -> String {
    let length = text.chars().count();
    if length <= WIDTH {
        return text.to_owned();
    }
    let half = (WIDTH - 1) / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(length - half).collect();
    format!("{head}…{tail}")
}

pub(super) fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
    }
}

fn with_article(name: &str) -> String {
    match name {
        "null" => name.to_owned(),
        _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}
