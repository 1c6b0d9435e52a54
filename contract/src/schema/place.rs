//! What the schemas say about each place of a message, and the places of a valid body that a strict
//! decoder could fail at.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::Value;

use super::violation::bare;
use super::{COMPILED, Message, json_type, members};

/// A place that a schema describes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Known {
    /// JSON types, without "integer": a "number" takes it. Empty where any will do.
    pub types: BTreeSet<&'static str>,
    /// The texts that are listed, also in a list that is open; empty where any will do.
    pub texts: BTreeSet<&'static str>,
    /// Whether members of it are described. An object without is open on purpose.
    pub names_members: bool,
}

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

/// Members that are null in the answers of the guides: every decoder has met them.
const EVERYDAY_NULLS: &str =
    "Available Code Credit Debit example Exchange Limit POBox Price Quantity Security";

/// Characters of a new value that are shown.
const LONGEST_VALUE: usize = 40;

impl Message {
    /// What the schema says about a place, given as a JSON Pointer with `*` for each index.
    pub fn known(self, pointer: &str) -> Option<Known> {
        let mut place = Place::of(self);
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            place = if token == "*" { place.items() } else { place.member(&name) };
        }
        let mut known = Known { names_members: place.names_members(), ..Known::default() };
        place.schemas().for_each(|schema| known.add(schema));
        (!place.0.is_empty()).then_some(known)
    }

    /// Every member that is documented for it and holds no other members: each once, in the order of
    /// the schema. Of alternatives, the first one counts.
    pub fn outline(self) -> Vec<Leaf> {
        let mut found = Vec::new();
        outline(Part::of(self), String::new(), &mut found);
        found
    }

    /// The first `most` places with something unusual, in the order of the body, each with what that
    /// is: "/Region is new". Entries of one list count as the same place.
    pub fn unusual(self, body: &Value, most: usize) -> Vec<String> {
        let mut search = Search { most, found: Vec::new(), seen: BTreeSet::new() };
        search.walk(&Place::of(self), body, "");
        search.found
    }
}

/// A part of a schema.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Where its references lead that name no file.
    document: &'static Value,
    pub(super) schema: &'static Value,
}

impl Part {
    /// The whole schema of a message.
    pub(super) fn of(message: Message) -> Self {
        let document = message.document();
        Self { document, schema: document }
    }

    /// That of a document, of elements or of an alternative.
    pub(super) fn validator(self) -> &'static Validator {
        &COMPILED.validators[&std::ptr::from_ref(self.schema).addr()]
    }

    pub(super) fn member(self, name: &str) -> Option<Self> {
        let schema = self.schema["properties"].get(name);
        let other = self.schema.get("additionalProperties").filter(|other| other.is_object());
        schema.or(other).map(|schema| self.with(schema))
    }

    /// Behind its `$ref`.
    pub(super) fn resolved(self) -> Self {
        self.target().map_or(self, Self::resolved)
    }

    /// The schema of the elements, of a list that may be empty.
    pub(super) fn loose_element(self) -> Option<Self> {
        self.element().filter(|_| self.schema.get("minItems").is_none())
    }

    pub(super) fn element(self) -> Option<Self> {
        self.schema.get("items").map(|schema| self.with(schema))
    }

    pub(super) fn sides(self) -> impl Iterator<Item = Self> {
        let sides = self.schema["anyOf"].as_array().into_iter().flatten();
        sides.map(move |side| self.with(side))
    }

    /// Another part of the same document.
    fn with(self, schema: &'static Value) -> Self {
        Self { schema, ..self }
    }

    /// Where its `$ref` leads.
    pub(super) fn target(self) -> Option<Self> {
        let (file, pointer) = self.schema["$ref"].as_str()?.split_once('#')?;
        let document = if file.is_empty() { self.document } else { COMPILED.file(file)? };
        Some(Self { document, schema: document.pointer(pointer)? })
    }
}

/// Everything that is said about one place: also what is referred to, and each side of an `anyOf`.
struct Place(Vec<Part>);

impl Place {
    fn of(message: Message) -> Self {
        Self::new(vec![Part::of(message)])
    }

    fn new(mut open: Vec<Part>) -> Self {
        let mut all = Vec::new();
        while let Some(next) = open.pop() {
            open.extend(next.sides());
            open.extend(next.target());
            all.push(next);
        }
        Self(all)
    }

    fn schemas(&self) -> impl Iterator<Item = &'static Value> {
        self.0.iter().map(|part| part.schema)
    }

    fn names_members(&self) -> bool {
        self.schemas().any(|schema| schema["properties"].is_object())
    }

    fn member(&self, name: &str) -> Self {
        self.below(|schema| schema["properties"].get(name))
    }

    fn items(&self) -> Self {
        self.below(|schema| schema.get("items"))
    }

    fn below(&self, step: impl Fn(&'static Value) -> Option<&'static Value>) -> Self {
        Self::new(self.0.iter().filter_map(|part| Some(part.with(step(part.schema)?))).collect())
    }
}

impl Known {
    fn add(&mut self, schema: &'static Value) {
        let types = match &schema["type"] {
            Value::Array(types) => &types[..],
            one => std::slice::from_ref(one),
        };
        let listed = schema["enum"].as_array().map_or(&[][..], |values| &values[..]);
        let of_values = listed.iter().chain(schema.get("const")).map(json_type);
        let object = schema["properties"].is_object().then_some("object");
        let types = types.iter().filter_map(Value::as_str).chain(of_values).chain(object);
        self.types.extend(types.map(|name| if name == "integer" { "number" } else { name }));
        let examples = schema["examples"].as_array().into_iter().flatten();
        self.texts.extend(listed.iter().chain(examples).filter_map(Value::as_str));
    }
}

/// `/` and `~` as RFC 6901 writes them.
pub fn escaped(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

fn outline(part: Part, pointer: String, found: &mut Vec<Leaf>) {
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    let part = part.target().unwrap_or(part);
    let schema = part.schema;
    let (first, items) = (schema["anyOf"].get(0), schema.get("items"));
    if let Some(first) = first {
        outline(part.with(first), pointer.clone(), found);
    }
    if let Some(items) = items {
        outline(part.with(items), format!("{pointer}/*"), found);
    }
    for name in members(schema) {
        outline(part.with(&schema["properties"][name]), format!("{pointer}/{name}"), found);
    }
    let is_leaf = first.is_none() && items.is_none() && schema.get("properties").is_none();
    if is_leaf && !pointer.ends_with('*') {
        let values = schema["enum"].as_array().into_iter().flatten();
        let values = values.filter(|value| !value.is_null()).map(bare).collect();
        found.push(Leaf { pointer, values });
    }
}

struct Search {
    most: usize,
    found: Vec<String>,
    /// Pointers with a `*` in the place of each index.
    seen: BTreeSet<String>,
}

impl Search {
    fn walk(&mut self, place: &Place, value: &Value, at: &str) {
        match value {
            _ if self.found.len() >= self.most => {}
            // One that names no member is described nowhere.
            Value::Object(members) if place.names_members() => {
                for (name, value) in members {
                    let is_everyday = || EVERYDAY_NULLS.split(' ').any(|known| known == name);
                    let known = place.member(name);
                    let at = format!("{at}/{}", escaped(name));
                    if known.0.is_empty() {
                        self.note(&at, "is new");
                    } else if value.is_null() && !is_everyday() {
                        self.note(&at, "is null");
                    } else {
                        self.walk(&known, value, &at);
                    }
                }
            }
            Value::Array(values) => {
                let items = place.items();
                for (index, value) in values.iter().enumerate() {
                    self.walk(&items, value, &format!("{at}/{index}"));
                }
            }
            Value::String(text) => {
                let list = place.schemas().find_map(|schema| schema["enum"].as_array());
                if list.is_some_and(|list| !list.contains(value)) {
                    let shown: String = text.chars().take(LONGEST_VALUE).collect();
                    self.note(at, &format!("has the new value {shown:?}"));
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, at: &str, what: &str) {
        let general = |token: &str| match token.parse::<usize>() {
            Ok(_) => "*".to_owned(),
            Err(_) => token.to_owned(),
        };
        let place = at.split('/').map(general).collect::<Vec<_>>().join("/");
        if self.found.len() < self.most && self.seen.insert(place) {
            self.found.push(format!("{at} {what}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_and_what_is_known_of_them() {
        let table = [
            (Message::AccountsDetailOk, "", "object", "", true),
            (Message::AccountsDetailOk, "/HttpStatusCode", "number", "", false),
            (Message::AccountsDetailOk, "/Accounts/*/Balance/Limit", "null number", "", false),
            (Message::AccountsDetailOk, "/Accounts/*/Currency", "null string", "CAD USD", false),
            (Message::AccountsDetailOk, "/Accounts/*/Holder/Name", "null string", "", false),
            (Message::InvestmentsOk, "/Investments/*/Accounts/*/Cash", "number", "", false),
            (Message::InvestmentsOk, "/Investments/*/Accounts/*/Positions/*", "object", "", false),
        ];
        for (message, place, types, texts, names_members) in table {
            let known = message.known(place).unwrap();
            let words = |set: BTreeSet<&str>| set.into_iter().collect::<Vec<_>>().join(" ");
            assert_eq!(words(known.types), types, "{place}");
            assert_eq!(words(known.texts), texts, "{place}");
            assert_eq!(known.names_members, names_members, "{place}");
        }
        for place in ["/accounts", "/Accounts/*/Region", "/Accounts/Id", "/RequestId/*"] {
            assert_eq!(Message::AccountsDetailOk.known(place), None, "{place}");
        }
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
            assert_eq!(Message::AccountsDetailOk.unusual(&body, 20), expected, "{body}");
        }
    }

    /// A reference without a file stays in its own document: accounts are two things.
    #[test]
    fn what_is_unusual_about_investments() {
        let account =
            json!({ "Cash": 1, "Type": "tfsa", "Title": "a", "Positions": [{ "New": 1 }] });
        let alone = json!({ "Name": "a", "Accounts": [account], "HttpStatusCode": 200 });
        assert_eq!(Message::InvestmentsOk.unusual(&alone, 20), ["/Accounts/0/Title is new"]);
        let enveloped = json!({ "Investments": [alone] });
        let expected =
            ["/Investments/0/Accounts/0/Title is new", "/Investments/0/HttpStatusCode is new"];
        assert_eq!(Message::InvestmentsOk.unusual(&enveloped, 20), expected);
    }

    #[test]
    fn no_more_than_are_asked_for() {
        let body: Value = (0..30)
            .map(|number| (format!("M{number}"), json!(1)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(Message::AuthorizeOk.unusual(&body, 20).len(), 20);
        let long = json!({ "Login": { "Type": "x".repeat(41) } });
        let shown = format!("/Login/Type has the new value {:?}", "x".repeat(40));
        assert_eq!(Message::AuthorizeOk.unusual(&long, 1), [shown]);
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
            assert_eq!(message.unusual(&serde_json::from_str(body).unwrap(), 20), [""; 0]);
        }
    }
}
