//! Turns the validator's errors into text for people.

use std::cmp::Reverse;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::compiled::{COMPILED, members};
use super::words::{demand, describe};

/// How alike two names must be, from 0 to 1, for "did you mean".
const ALIKE: f64 = 0.75;

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
        nearest: nearest(name, error),
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

fn nearest(missing: &str, error: &ValidationError<'_>) -> Option<String> {
    let documented = COMPILED.failed(error).map(members).unwrap_or_default();
    let present = error.instance().as_object()?.keys();
    let undocumented = present.filter(|name| !documented.contains(&name.as_str()));
    let scored = undocumented.map(|name| (likeness(missing, name), name));
    let (score, name) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score >= ALIKE).then(|| name.clone())
}

/// 1 for names that differ in case only.
fn likeness(a: &str, b: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}
