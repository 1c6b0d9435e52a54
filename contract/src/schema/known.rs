//! What the schemas say about one place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::part::{Part, alternatives, below};
use super::{Message, json_type};

/// A place that a schema describes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Known {
    /// JSON types, without "integer": a "number" takes it. Empty where any will do.
    pub types: BTreeSet<&'static str>,
    /// The texts that are listed; empty where any will do.
    pub texts: BTreeSet<&'static str>,
    /// Whether members of it are described. An object without is open on purpose.
    pub names_members: bool,
}

impl Message {
    /// What the schema says about a place, given as a JSON Pointer with `*` for each index.
    pub fn known(self, place: &str) -> Option<Known> {
        let mut schemas = alternatives(&[Part::of(self)]);
        for token in place.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            let step = |schema: &'static Value| match token {
                "*" => schema.get("items"),
                _ => schema["properties"].get(&name),
            };
            schemas = alternatives(&below(&schemas, step));
        }
        let mut known = Known::default();
        for Part { schema, .. } in &schemas {
            known.names_members |= schema["properties"].is_object();
            known.add(schema);
        }
        (!schemas.is_empty()).then_some(known)
    }
}

impl Known {
    fn add(&mut self, schema: &'static Value) {
        let types = match &schema["type"] {
            Value::Array(types) => &types[..],
            one => std::slice::from_ref(one),
        };
        self.types.extend(types.iter().filter_map(Value::as_str).map(plain));
        let listed = schema["enum"].as_array().map_or(&[][..], |values| &values[..]);
        for value in listed.iter().chain(schema.get("const")) {
            self.types.insert(plain(json_type(value)));
        }
        self.texts.extend(listed.iter().filter_map(Value::as_str));
        if schema["properties"].is_object() {
            self.types.insert("object");
        }
    }
}

fn plain(name: &'static str) -> &'static str {
    if name == "integer" { "number" } else { name }
}

#[cfg(test)]
mod tests {
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
}
