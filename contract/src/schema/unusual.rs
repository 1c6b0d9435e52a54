//! Members and values of a valid body that a strict decoder could fail at.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::Message;
use super::part::{Part, alternatives, below};

/// A place of a body, and what is unusual about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unusual {
    /// JSON Pointer.
    pub pointer: String,
    pub oddity: Oddity,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Oddity {
    /// A member that the schema does not name.
    NewMember,
    /// A text that the schema does not list.
    NewValue(String),
    /// A null where the guides' own samples have a value.
    Null,
}

/// Members that are null in the answers of the guides: every decoder has met them.
const EVERYDAY_NULLS: &[&str] = &[
    "Available",
    "Code",
    "Credit",
    "Debit",
    "example",
    "Exchange",
    "Limit",
    "POBox",
    "Price",
    "Quantity",
    "Security",
];

/// Characters of a new value that are shown.
const LONGEST_VALUE: usize = 40;

impl Message {
    /// The first `most` places with something unusual, in the order of the body. Entries of one list
    /// count as the same place.
    pub fn unusual(self, body: &Value, most: usize) -> Vec<Unusual> {
        let mut search = Search { most, found: Vec::new(), seen: BTreeSet::new() };
        search.walk(&[Part::of(self)], body, &Path::default());
        search.found
    }
}

struct Search {
    most: usize,
    found: Vec<Unusual>,
    /// Pointers with a `*` in the place of each index.
    seen: BTreeSet<String>,
}

#[derive(Clone, Default)]
struct Path {
    pointer: String,
    general: String,
}

impl Search {
    fn walk(&mut self, schemas: &[Part], value: &Value, path: &Path) {
        if self.found.len() >= self.most {
            return;
        }
        let schemas = alternatives(schemas);
        match value {
            Value::Object(members) => {
                // One that names no member is described nowhere.
                if !schemas.iter().any(|schema| schema.schema["properties"].is_object()) {
                    return;
                }
                for (name, value) in members {
                    let known = below(&schemas, |schema| schema["properties"].get(name));
                    let path = path.member(name);
                    if known.is_empty() {
                        self.note(&path, Oddity::NewMember);
                    } else if value.is_null() && !EVERYDAY_NULLS.contains(&&**name) {
                        self.note(&path, Oddity::Null);
                    } else {
                        self.walk(&known, value, &path);
                    }
                }
            }
            Value::Array(values) => {
                let items = below(&schemas, |schema| schema.get("items"));
                for (index, value) in values.iter().enumerate() {
                    self.walk(&items, value, &path.entry(index));
                }
            }
            Value::String(text) => {
                let mut lists =
                    schemas.iter().filter_map(|schema| schema.schema["enum"].as_array());
                if lists.next().is_some_and(|list| !list.contains(value)) {
                    let shown = text.chars().take(LONGEST_VALUE).collect();
                    self.note(path, Oddity::NewValue(shown));
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, path: &Path, oddity: Oddity) {
        if self.found.len() < self.most && self.seen.insert(path.general.clone()) {
            self.found.push(Unusual { pointer: path.pointer.clone(), oddity });
        }
    }
}

impl Path {
    fn member(&self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        let below = |pointer: &str| format!("{pointer}/{name}");
        Self { pointer: below(&self.pointer), general: below(&self.general) }
    }

    fn entry(&self, index: usize) -> Self {
        let (pointer, general) = (&self.pointer, &self.general);
        Self { pointer: format!("{pointer}/{index}"), general: format!("{general}/*") }
    }
}

impl fmt::Display for Unusual {
    /// `/Region is new`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = &self.pointer;
        match &self.oddity {
            Oddity::NewMember => write!(formatter, "{pointer} is new"),
            Oddity::NewValue(value) => write!(formatter, "{pointer} has the new value {value:?}"),
            Oddity::Null => write!(formatter, "{pointer} is null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unusual(message: Message, body: &Value) -> Vec<String> {
        message.unusual(body, 20).iter().map(Unusual::to_string).collect()
    }

    #[test]
    fn what_is_unusual() {
        let table = [
            (json!({ "HttpStatusCode": 200, "Tag": "a" }), vec![]),
            (json!({ "Region": null }), vec!["/Region is new"]),
            (json!({ "a/b~": { "c": 1 } }), vec!["/a~1b~0 is new"]),
            (
                json!({ "Login": { "Type": "Trust" } }),
                vec![r#"/Login/Type has the new value "Trust""#],
            ),
            (json!({ "Login": { "Type": "Personal" } }), vec![]),
            (json!({ "Login": { "Type": null } }), vec!["/Login/Type is null"]),
            (
                json!({ "Accounts": [
                    { "Title": "a", "Balance": { "Limit": null, "Current": 1 } },
                    { "Title": null, "Colour": 1, "Holder": { "Name": null } },
                    { "Title": null, "Colour": 2, "Currency": "EUR" },
                ] }),
                vec![
                    "/Accounts/1/Title is null",
                    "/Accounts/1/Colour is new",
                    "/Accounts/1/Holder/Name is null",
                    r#"/Accounts/2/Currency has the new value "EUR""#,
                ],
            ),
            (
                json!({ "Accounts": [{ "Transactions": [{ "Debit": null, "Credit": 1, "Code": null }] }] }),
                vec![],
            ),
        ];
        for (body, expected) in table {
            assert_eq!(unusual(Message::AccountsDetailOk, &body), expected, "{body}");
        }
    }

    /// A reference without a file stays in its own document: accounts are two things.
    #[test]
    fn what_is_unusual_about_investments() {
        let account =
            json!({ "Cash": 1, "Type": "tfsa", "Title": "a", "Positions": [{ "New": 1 }] });
        let alone = json!({ "Name": "a", "Accounts": [account], "HttpStatusCode": 200 });
        assert_eq!(unusual(Message::InvestmentsOk, &alone), ["/Accounts/0/Title is new"]);
        let enveloped = json!({ "Investments": [alone] });
        let expected =
            ["/Investments/0/Accounts/0/Title is new", "/Investments/0/HttpStatusCode is new"];
        assert_eq!(unusual(Message::InvestmentsOk, &enveloped), expected);
    }

    #[test]
    fn no_more_than_are_asked_for() {
        let body: Value = (0..30)
            .map(|number| (format!("M{number}"), json!(1)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(Message::AuthorizeOk.unusual(&body, 20).len(), 20);
        let long = json!({ "Login": { "Type": "x".repeat(41) } });
        let value = Oddity::NewValue("x".repeat(40));
        assert_eq!(Message::AuthorizeOk.unusual(&long, 1)[0].oddity, value);
    }

    /// Every scenario brings these, unless it says otherwise.
    #[test]
    fn nothing_is_unusual_about_the_bodies_of_the_guides() {
        let table = [
            (Message::AuthorizeOk, include_str!("../../../fixtures/authorize/authorized.json")),
            (Message::AccountsDetailOk, include_str!("../../../fixtures/accounts/seed.json")),
            (Message::InvestmentsOk, include_str!("../../../fixtures/investments/holdings.json")),
        ];
        for (message, body) in table {
            assert_eq!(unusual(message, &serde_json::from_str(body).unwrap()), [""; 0]);
        }
    }
}
