//! What can go wrong with any member of any body, and with the body as bytes.

use serde_json::{Value, json};

use super::body::{pointers, renamed, spelt, split, with, without};
use super::mutant::{At, Change};

pub(super) fn add(at: &mut At<'_>) {
    for pointer in pointers(at.body) {
        let Some(value) = at.body.pointer(&pointer) else { continue };
        if let Some((_, name)) = split(&pointer) {
            member(at, &pointer, &name, value);
        }
        if value.is_object() {
            let mut more = value.clone();
            more["Unexpected"] = json!("value");
            at.body("extra", &format!("{pointer}/Unexpected"), with(at.body, &pointer, more));
        }
    }
    bytes(at);
}

fn member(at: &mut At<'_>, pointer: &str, name: &str, value: &Value) {
    let body = at.body;
    at.body("drop", pointer, without(body, pointer));
    at.value("null", pointer, Value::Null);
    at.value("retype", pointer, retyped(value));
    at.body("rename", pointer, renamed(body, pointer, &in_another_case(name)));
    // The second one has another value, so that it matters which one a client reads.
    let second = if value.is_null() { json!("second") } else { Value::Null };
    spell(at, "twice", pointer, &format!("{second},{}:{value}", json!(name)));
    let is_amount =
        ["Debit", "Credit", "Balance", "Current", "Available", "Limit", "OverdraftLimit"]
            .contains(&name);
    if value.is_number() && is_amount {
        spell(at, "exponent", pointer, &format!("{value}e0"));
    }
    let informs = ["/Message", "/FlinksCode", "/Institution"].contains(&pointer);
    if value.as_str().is_some_and(|text| !text.is_empty()) && informs {
        at.value("empty-text", pointer, "");
    }
}

fn spell(at: &mut At<'_>, operator: &'static str, pointer: &str, text: &str) {
    if let Some(body) = spelt(at.body, pointer, text) {
        at.change(operator, pointer, Change::Text(body));
    }
}

/// A value of a type that no member takes in the place of this one.
fn retyped(value: &Value) -> Value {
    match value {
        Value::Null | Value::Array(_) => json!({}),
        Value::Bool(_) | Value::Number(_) => json!(value.to_string()),
        Value::String(_) => json!(17),
        Value::Object(_) => json!([]),
    }
}

/// `httpStatusCode` for `HttpStatusCode`, `REL` for `rel`.
fn in_another_case(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_uppercase() => {
            name.replacen(first, &first.to_lowercase().to_string(), 1)
        }
        _ => name.to_uppercase(),
    }
}

fn bytes(at: &mut At<'_>) {
    let text = at.exchange.text();
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let changes = [
        ("content-type", Change::ContentType(Some("text/html; charset=utf-8"))),
        ("no-content-type", Change::ContentType(None)),
        ("truncated", Change::Text(half)),
        ("doubled", Change::Text(format!("{text}{text}"))),
        ("byte-order-mark", Change::Text(format!("\u{feff}{text}"))),
        ("empty", Change::Text(String::new())),
        ("no-object", Change::Text(format!("[{text}]"))),
    ];
    for (operator, change) in changes {
        at.change(operator, "", change);
    }
}
