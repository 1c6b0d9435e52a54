//! Values and schemas in words.

use serde_json::Value;

/// Above this many characters of JSON, the middle of a value is left out.
const WIDTH: usize = 80;

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
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        _ => format!("{} {}", elide(&value.to_string()), json_type(value)),
    }
}

/// What a schema asks for: its description, else what its keywords say.
pub(super) fn demand(schema: &Value) -> Option<String> {
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
