//! Two members of one name, which a parsed body does not show any more.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::*;

/// A body says no more than this of its names: the rest is the same again.
const MOST: usize = 100;

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.exchanges.iter().filter(|exchange| exchange.json().is_some()) {
        rule.applied(1);
        for pointer in doubled(reply.text()) {
            let expected = "one member of this name in its object";
            let found = reply.in_body(pointer, expected, "another one of the same name before it");
            rule.breaks(found.note("the run went by the last one"));
        }
    }
}

/// JSON Pointers of the members that have the name of one before them.
fn doubled(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    // What is no JSON is another rule's business, and what was read until then counts.
    let _ = Names { at: String::new(), found: &mut found }.deserialize(&mut reader);
    found
}

/// Reads a value for its names alone. Depth is bounded by serde_json, at 128 levels.
struct Names<'a> {
    at: String,
    found: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut known = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let at = format!("{}/{}", self.at, escaped(&name));
            if !known.insert(name) && self.found.len() < MOST {
                self.found.push(at.clone());
            }
            members.next_value_seed(Names { at, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while items
            .next_element_seed(Names { at: format!("{}/{index}", self.at), found: self.found })?
            .is_some()
        {
            index += 1;
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_twice() {
        let table: &[(&str, &[&str])] = &[
            (r#"{"a": 1, "b": [1.50, 1e400, true, null, "a", -7]}"#, &[]),
            (r#"{"a": 1, "a": 1}"#, &["/a"]),
            (r#"{"a": 1, "A": 1}"#, &[]),
            (r#"{"a": {"a": 1}, "b": {"a": 1}}"#, &[]),
            (r#"{"a": [{}, {"b/c": 1, "b/c": 2}]}"#, &["/a/1/b~1c"]),
            (r#"{"a": 1, "\u0061": 2, "a": 3}"#, &["/a", "/a"]),
            (r#"{"a": {"x": 1}, "a": {"x": 1}}"#, &["/a"]),
        ];
        for (text, expected) in table {
            assert_eq!(doubled(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_body_of_nothing_but_names_is_cut() {
        let text = format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(1_000));
        assert_eq!(doubled(&text).len(), MOST);
    }

    #[test]
    fn a_doubled_name_in_a_reply() {
        let mut run = sample::accounts();
        let exchange = sample::find(&mut run, sample::DATA);
        let text = exchange.reply_body.clone().unwrap();
        let text = text.replacen("\"Code\":null", "\"Code\":null,\"Code\":null", 1);
        exchange.set_reply_body(text);
        let found = sample::places(check, &run);
        assert_eq!(found, ["/Accounts/0/Transactions/0/Code"]);
    }

    #[test]
    fn a_body_that_is_no_json_has_no_names() {
        let mut run = sample::accounts();
        for exchange in &mut run.trace.exchanges {
            exchange.reply_flaw = Some("why".to_owned());
        }
        assert!(sample::found(check, &run).is_silent());
    }
}
