//! Turns the validator's errors into text for people: values and schemas in words.

use std::cmp::Reverse;
use std::iter::Enumerate;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

use super::place::{Part, escaped};
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

impl Violation {
    /// With the place of the value that it is in.
    pub(super) fn below(mut self, at: &str) -> Self {
        self.pointer.insert_str(0, at);
        self
    }
}

/// Every violation of a body, in the order of its places.
pub(super) struct Violations<'a> {
    /// What is known and was not handed over; the last one is next.
    open: Vec<Open<'a>>,
}

enum Open<'a> {
    Violation(Violation),
    /// Elements of one schema that were not looked at, and where their list stands.
    List(Part, Enumerate<std::slice::Iter<'a, Value>>, String),
}

impl Open<'_> {
    fn pointer(&self) -> &str {
        match self {
            Self::Violation(violation) => &violation.pointer,
            Self::List(.., at) => at,
        }
    }
}

impl<'a> Violations<'a> {
    pub(super) fn new(part: Part, body: &'a Value) -> Self {
        let mut all = Self { open: Vec::new() };
        all.look_at(part, body, "");
        all
    }

    fn look_at(&mut self, part: Part, value: &'a Value, at: &str) {
        let (mut found, mut lists) = (at_once(part, value), Vec::new());
        walk(part, value, String::new(), &mut found, &mut lists);
        found.sort();
        // A member that has to be there may be missing twice: for the validator, and as a misspelt one.
        found.dedup_by(|later, one| {
            (&later.pointer, &later.expected, &later.actual)
                == (&one.pointer, &one.expected, &one.actual)
        });
        let found = found.into_iter().map(|one| Open::Violation(one.below(at)));
        let lists = lists.into_iter().map(|(element, values, inner)| {
            Open::List(element, values.iter().enumerate(), format!("{at}{inner}"))
        });
        let mut all: Vec<_> = found.chain(lists).collect();
        all.sort_by(|one, other| one.pointer().cmp(other.pointer()));
        self.open.extend(all.into_iter().rev());
    }
}

/// Documented members that are absent beside an undocumented one of nearly their name.
fn misspelt(part: Part, present: &Map<String, Value>) -> impl Iterator<Item = Violation> {
    let documented = members(part.schema);
    let unknown = present.keys().filter(|name| !documented.contains(&name.as_str()));
    let found = unknown.filter_map(|name| {
        let mut absent = documented.iter().filter(|meant| !present.contains_key(**meant));
        let meant = absent.find(|meant| is_typo(meant, name))?;
        Some(Violation { nearest: Some(name.clone()), ..Violation::missing(format!("/{meant}")) })
    });
    found.collect::<Vec<_>>().into_iter()
}

/// One letter is wrong, two in a long name, or only the case.
fn is_typo(meant: &str, name: &str) -> bool {
    let wrong = strsim::damerau_levenshtein(&meant.to_lowercase(), &name.to_lowercase());
    wrong
        <= match meant.len() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        }
}

/// Adds everything that the validator of a part passes over: the mistakes of alternatives, and the lists.
fn walk<'a>(
    part: Part,
    value: &'a Value,
    at: String,
    found: &mut Vec<Violation>,
    lists: &mut Vec<(Part, &'a [Value], String)>,
) {
    if let Some((side, is_kept)) = side(part, value) {
        if !is_kept {
            found.extend(at_once(side, value).into_iter().map(|one| one.below(&at)));
        }
        walk(side, value, at.clone(), found, lists);
    }
    if let Some(target) = part.target() {
        walk(target, value, at.clone(), found, lists);
    }
    match value {
        Value::Object(members) => {
            found.extend(misspelt(part, members).map(|one| one.below(&at)));
            for (name, value) in members {
                if let Some(inner) = part.member(name) {
                    walk(inner, value, format!("{at}/{}", escaped(name)), found, lists);
                }
            }
        }
        Value::Array(values) => lists.extend(part.element().map(|part| (part, &**values, at))),
        _ => {}
    }
}

impl Iterator for Violations<'_> {
    type Item = Violation;

    fn next(&mut self) -> Option<Violation> {
        loop {
            match self.open.pop()? {
                Open::Violation(violation) => return Some(violation),
                Open::List(part, mut elements, at) => {
                    if let Some((index, value)) = elements.next() {
                        let inner = format!("{at}/{index}");
                        self.open.push(Open::List(part, elements, at));
                        self.look_at(part, value, &inner);
                    }
                }
            }
        }
    }
}

/// Which of its alternatives a value is: one that it keeps, else the closest.
fn side(part: Part, value: &Value) -> Option<(Part, bool)> {
    let sides: Vec<Part> = part.sides().collect();
    let kept = sides.iter().find(|side| side.validator().is_valid(value));
    let errors = |side: &Part| side.validator().iter_errors(value).collect::<Vec<_>>();
    let closest = || sides.iter().max_by_key(|side| closeness(&errors(side)));
    kept.or_else(closest).map(|side| (*side, kept.is_some()))
}

/// What the validator of a part finds in a value.
pub(super) fn at_once(part: Part, value: &Value) -> Vec<Violation> {
    let errors = part.validator().iter_errors(value);
    errors
        .map(|error| match error.kind() {
            ValidationErrorKind::Required { property } => missing(&error, property),
            _ => wrong(&error),
        })
        .collect()
}

/// The alternative whose errors lie deepest, because the body followed it so far; then the one
/// with the fewest.
fn closeness(errors: &[ValidationError<'_>]) -> (Option<usize>, Reverse<usize>) {
    (errors.iter().map(depth).min(), Reverse(errors.len()))
}

fn depth(error: &ValidationError<'_>) -> usize {
    error.instance_path().segments().count()
}

fn missing(error: &ValidationError<'_>, property: &Value) -> Violation {
    let name = property.as_str().unwrap_or_default();
    let pointer = error.instance_path().join(name).as_str().to_owned();
    Violation { nearest: near(name, error), ..Violation::missing(pointer) }
}

impl Violation {
    fn missing(pointer: String) -> Self {
        let (expected, actual) = ("present".to_owned(), "nothing".to_owned());
        Self { pointer, expected, actual, nearest: None }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Message;

    /// `{}` as a transaction lacks seven members, as an account eleven; the body lacks three.
    #[test]
    fn only_the_mistakes_of_one_element_are_in_memory() {
        let transactions = json!({ "Transactions": vec![json!({}); 1_000] });
        let table = [
            (json!({ "Accounts": vec![json!({}); 1_000] }), 3 + 1_000 * 11, 3 + 11),
            (json!({ "Accounts": [transactions] }), 3 + 10 + 1_000 * 7, 3 + 10),
            (json!({ "Accounts": vec![json!(1); 1_000] }), 3 + 1_000, 3 + 1),
        ];
        for (body, count, most) in table {
            let mut all = Violations::new(Part::of(Message::AccountsDetailOk), &body);
            let (mut found, mut held) = (0, 0);
            while all.next().is_some() {
                found += 1;
                let open = all.open.iter().filter(|one| matches!(one, Open::Violation(_)));
                held = held.max(open.count() + 1);
            }
            assert_eq!((found, held), (count, most));
        }
    }

    #[test]
    fn lists_are_looked_at_wherever_they_are() {
        let link = json!({ "rel": 1, "href": "/a", "example": null });
        let table = [
            (Message::Pending, json!({ "Links": [link] }), "/Links/0/rel"),
            (Message::AccountsDetailOk, json!({ "Links": [link] }), "/Links/0/rel"),
            (
                Message::AuthorizeChallenge,
                json!({ "SecurityChallenges": [1] }),
                "/SecurityChallenges/0",
            ),
            (
                Message::AuthorizeChallenge,
                json!({ "SecurityChallenges": [{ "Iterables": [1] }] }),
                "/SecurityChallenges/0/Iterables/0",
            ),
            (
                Message::Error,
                json!({ "ValidationDetails": { "a/b": [1] } }),
                "/ValidationDetails/a~1b/0",
            ),
            (
                Message::InvestmentsOk,
                json!({ "Investments": [{ "Accounts": [{ "Positions": [1] }] }] }),
                "/Investments/0/Accounts/0/Positions/0",
            ),
            (
                Message::InvestmentsOk,
                json!({ "Name": "a", "Id": "b", "Accounts": [{ "Transactions": [1] }] }),
                "/Accounts/0/Transactions/0",
            ),
            (
                Message::InvestmentsOk,
                json!({ "Accounts": [], "Institution": { "Id": 1, "Name": "a" }, "Securities": [1] }),
                "/Securities/0",
            ),
        ];
        for (message, body, pointer) in table {
            let found = message.violations(&body);
            assert!(found.iter().any(|one| one.pointer == pointer), "{body}: {found:?}");
            let mut read = Vec::new();
            message.violations_in(&body.to_string(), &mut |one| read.push(one)).unwrap();
            read.sort();
            assert_eq!(read, found, "{body}");
        }
    }
}
