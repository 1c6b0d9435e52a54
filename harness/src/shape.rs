//! What bodies are made of: which types stand at which place, and how often.

use flinks_judge::LONGEST_POINTER;
use flinks_judge::server::Parsed;
use flinks_trace::{Probe, Role};
use std::collections::{BTreeMap, BTreeSet};

use flinks_contract::endpoint::Endpoint;
use flinks_contract::schema::{escaped, json_type};
use serde_json::Value;

/// Most places that are kept of one message. The largest documented one has 60.
pub(crate) const MOST_PLACES: usize = 2_000;

/// Most texts that are kept of one place, and their bytes. The longest enumeration has 28.
const MOST_TEXTS: usize = 64;
const LONGEST_TEXT: usize = 64;

/// Everything that was seen of one message, by place: a JSON Pointer (RFC 6901) with `*` for each
/// index. The body itself is "".
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    places: BTreeMap<String, Seen>,
    /// Values at places that found no room, or whose pointer is too long; those in them are not counted.
    pub(crate) left_out: usize,
}

/// What was seen at one place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// JSON types, with integers as numbers: 12 and 12.5 are both amounts.
    pub(crate) types: BTreeSet<&'static str>,
    /// The first few texts, where they are short: those of an enumeration.
    pub(crate) texts: BTreeSet<String>,
    times: usize,
    /// How many of the values were objects, and how many elements the arrays had: the places below
    /// could have been there as often.
    objects: usize,
    elements: usize,
}

/// Whether a member was there every time that it could be, some of those times, or never.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Presence {
    Always,
    Sometimes,
    Never,
    /// There was nothing that could hold it: no object, or no element.
    NoChance,
}

impl Shape {
    /// Adds a body. Recurses 128 levels at most: serde_json reads no deeper.
    pub(crate) fn add(&mut self, body: &Value) {
        self.walk(&mut String::new(), body);
    }

    /// Adds a body that is not JSON.
    pub(crate) fn add_other(&mut self) {
        if let Some(seen) = self.seen("") {
            seen.times += 1;
            seen.types.insert("no JSON");
        }
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &Seen)> {
        self.places.iter().map(|(place, seen)| (&**place, seen))
    }

    pub(crate) fn get(&self, place: &str) -> Option<&Seen> {
        self.places.get(place)
    }

    /// A member against the objects around it. An element of an array is there or had no chance.
    pub(crate) fn presence(&self, place: &str) -> Presence {
        match self.share(place) {
            _ if place.is_empty() => Presence::Always,
            (_, 0) => Presence::NoChance,
            (0, _) => Presence::Never,
            (times, chances) if times < chances => Presence::Sometimes,
            _ => Presence::Always,
        }
    }

    /// How often a place is there, and how often it could be.
    pub(crate) fn share(&self, place: &str) -> (usize, usize) {
        let times = self.places.get(place).map_or(0, |seen| seen.times);
        let Some((parent, last)) = place.rsplit_once('/') else { return (times, times) };
        let chances = self.places.get(parent).map_or(0, |parent| match last {
            "*" => parent.elements + parent.objects,
            _ => parent.objects,
        });
        (times, chances)
    }

    fn walk(&mut self, place: &mut String, value: &Value) {
        let Some(seen) = self.seen(place) else {
            self.left_out += 1;
            return;
        };
        seen.times += 1;
        seen.types.insert(if value.is_number() { "number" } else { json_type(value) });
        match value {
            Value::Object(members) => {
                seen.objects += 1;
                for (name, value) in members {
                    self.below(place, &escaped(name), value);
                }
            }
            Value::Array(elements) => {
                seen.elements += elements.len();
                for element in elements {
                    self.below(place, "*", element);
                }
            }
            Value::String(text) => seen.add(text),
            _ => {}
        }
    }

    fn below(&mut self, place: &mut String, name: &str, value: &Value) {
        let before = place.len();
        place.extend(["/", name]);
        self.walk(place, value);
        place.truncate(before);
    }

    fn seen(&mut self, place: &str) -> Option<&mut Seen> {
        if !self.places.contains_key(place) {
            if self.places.len() >= MOST_PLACES || place.len() > LONGEST_POINTER {
                return None;
            }
            self.places.insert(place.to_owned(), Seen::default());
        }
        self.places.get_mut(place)
    }
}

impl Seen {
    fn add(&mut self, text: &str) {
        if self.texts.len() < MOST_TEXTS && text.len() <= LONGEST_TEXT {
            self.texts.insert(text.to_owned());
        }
    }

    /// "null or string".
    pub(crate) fn label(&self) -> String {
        self.types.iter().copied().collect::<Vec<_>>().join(" or ")
    }
}

/// Name of the endpoint for people. The Async GET asks the same question as the POST.
pub(crate) fn endpoint(exchange: &Parsed<'_>) -> &'static str {
    match exchange.endpoint {
        Endpoint::GetAccountsDetailAsync => Endpoint::GetAccountsDetail.name(),
        other => other.name(),
    }
}

/// Which answer of its endpoint it is: "200", "200 once more", "401, with an unknown LoginId".
/// None where there was no answer.
pub(crate) fn answer(exchange: &Parsed<'_>) -> Option<String> {
    let status = exchange.status()?;
    Some(match exchange.role {
        Role::Probe(probe @ (Probe::DetailByGet | Probe::AsyncByPost)) => {
            format!("{status}, {}", probe.label())
        }
        Role::Probe(probe) => format!("{status}, {} {}", exchange.method, probe.label()),
        _ => status.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(bodies: &[Value]) -> Shape {
        let mut shape = Shape::default();
        bodies.iter().for_each(|body| shape.add(body));
        shape
    }

    #[test]
    fn types_and_presence_by_place() {
        let shape = shape(&[
            json!({ "a": [{ "b": 1, "c": null }, { "b": 1.5 }], "d": {}, "e/f": [] }),
            json!({ "a": [{ "b": "x" }], "d": null }),
        ]);
        let table = [
            ("", "object", Presence::Always),
            ("/a", "array", Presence::Always),
            ("/a/*", "object", Presence::Always),
            ("/a/*/b", "number or string", Presence::Always),
            ("/a/*/c", "null", Presence::Sometimes),
            ("/a/*/x", "", Presence::Never),
            ("/d", "null or object", Presence::Always),
            ("/d/x", "", Presence::Never),
            ("/e~1f", "array", Presence::Sometimes),
            ("/e~1f/*", "", Presence::NoChance),
            ("/e~1f/*/x", "", Presence::NoChance),
            ("/a/*/b/x", "", Presence::NoChance),
        ];
        for (place, types, presence) in table {
            assert_eq!(shape.get(place).map(Seen::label).unwrap_or_default(), types, "{place}");
            assert_eq!(shape.presence(place), presence, "{place}");
        }
    }

    #[test]
    fn places_are_bounded() {
        let members = (0..MOST_PLACES + 5).map(|number| (format!("m{number}"), json!(1)));
        let body = Value::Object(members.collect());
        let full = shape(&[body.clone(), body]);
        assert_eq!((full.places().count(), full.left_out), (MOST_PLACES, 12));
        assert_eq!(full.get("/m0").map(|seen| seen.times), Some(2));
        let long = shape(&[json!({ "n".repeat(LONGEST_POINTER): { "a": 1 }, "b": 1 })]);
        assert_eq!(long.places().map(|(place, _)| place).collect::<Vec<_>>(), ["", "/b"]);
        assert_eq!(long.left_out, 1);
    }
}
