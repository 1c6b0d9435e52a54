//! What can go wrong with any member of any body.

use serde_json::{Value, json};

use super::body::{members, objects, renamed, spelt, split, with, without};
use super::mutant::{Change, Mutant, bodies};
use super::operator::Operator;
use crate::record::Record;

pub(super) fn mutants(record: &Record) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (exchange, _, body) in bodies(record) {
        let mut add = |operator, pointer: &str, change: Option<Change>| {
            all.extend(change.and_then(|change| {
                Mutant::of_equals(operator, record, exchange.number, pointer, &change)
            }));
        };
        for pointer in members(body) {
            let Some(value) = body.pointer(&pointer) else { continue };
            let whole = |value: Option<Value>| value.as_ref().map(Change::body);
            add(Operator::Drop, &pointer, whole(without(body, &pointer)));
            add(Operator::Null, &pointer, whole(with(body, &pointer, Value::Null)));
            add(Operator::Retype, &pointer, whole(with(body, &pointer, retyped(value))));
            add(Operator::Rename, &pointer, whole(lower(body, &pointer)));
            add(Operator::Twice, &pointer, twice(body, &pointer, value));
            if let Value::Number(number) = value
                && is_amount(&pointer)
            {
                let text = number.to_string();
                add(Operator::Exponent, &pointer, exponent(body, &pointer, &text));
            }
            if value.as_str().is_some_and(|text| !text.is_empty()) && speaks(&pointer) {
                add(Operator::EmptyText, &pointer, whole(with(body, &pointer, json!(""))));
            }
        }
        for pointer in objects(body) {
            let mut more = body.clone();
            if let Some(Value::Object(members)) = more.pointer_mut(&pointer) {
                members.insert("Unexpected".to_owned(), json!("value"));
            }
            let place = format!("{pointer}/Unexpected");
            add(Operator::Extra, &place, Some(Change::body(&more)));
        }
    }
    all
}

/// A value of a type that no member takes in place of this one.
fn retyped(value: &Value) -> Value {
    match value {
        Value::Null => json!({}),
        Value::Bool(flag) => json!(flag.to_string()),
        Value::Number(number) => json!(number.to_string()),
        Value::String(_) => json!(17),
        Value::Array(_) => json!({}),
        Value::Object(_) => json!([]),
    }
}

/// `httpStatusCode` for `HttpStatusCode`, `REL` for `rel`.
fn lower(body: &Value, pointer: &str) -> Option<Value> {
    let (_, name) = split(pointer)?;
    let first = name.chars().next()?;
    let other = if first.is_uppercase() {
        name.replacen(first, &first.to_lowercase().to_string(), 1)
    } else {
        name.to_uppercase()
    };
    renamed(body, pointer, &other)
}

/// The second one has another value, so that it matters which one a client reads.
fn twice(body: &Value, pointer: &str, value: &Value) -> Option<Change> {
    let (_, name) = split(pointer)?;
    let second = if value.is_null() { json!("second") } else { Value::Null };
    let (name, first) = (Value::from(name), value);
    spelt(body, pointer, &format!("{second},{name}:{first}")).map(Change::Text)
}

fn exponent(body: &Value, pointer: &str, text: &str) -> Option<Change> {
    spelt(body, pointer, &format!("{text}e0")).map(Change::Text)
}

fn is_amount(pointer: &str) -> bool {
    let names = ["Debit", "Credit", "Balance", "Current", "Available", "Limit", "OverdraftLimit"];
    split(pointer).is_some_and(|(_, name)| names.contains(&&*name))
}

/// Texts for people and for programs, which say something in every reply.
fn speaks(pointer: &str) -> bool {
    ["/Message", "/FlinksCode", "/Institution"].contains(&pointer)
}
