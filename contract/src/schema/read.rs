//! A body that is checked while its text is read: memory has one element of a list at a time.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::place::{Part, escaped};
use super::violation::{Violation, Violations};
use crate::json::NUMBER;

/// Reads a text, and hands over the violations of each element of a list when it ends.
pub(super) fn read(
    part: Part,
    text: &str,
    each: &mut dyn FnMut(Violation),
) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let body = Reader { part: Some(part), at: "", each }.deserialize(&mut reader)?;
    reader.end()?;
    Violations::new(part, &body).for_each(each);
    Ok(())
}

/// Names of an object that is read; the largest documented one has 30.
const MOST_MEMBERS: usize = 1_000;

/// Reads a value without the elements of its lists and without what is not documented. All of alternatives
/// stays in it.
struct Reader<'e> {
    part: Option<Part>,
    at: &'e str,
    each: &'e mut dyn FnMut(Violation),
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.part {
            None => Value::deserialize(deserializer),
            Some(_) => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if read.is_empty() && name == NUMBER {
                let number = Number::from_str(&members.next_value::<String>()?);
                return Ok(Value::Number(number.map_err(A::Error::custom)?));
            }
            let part = self.part.and_then(|part| part.resolved().member(&name));
            // Nobody looks at the value of a member that is not documented, and at few of their names.
            if part.is_none()
                && self.part.is_some_and(|part| part.resolved().sides().next().is_none())
            {
                members.next_value::<IgnoredAny>()?;
                if read.len() < MOST_MEMBERS {
                    read.insert(name, Value::Null);
                }
                continue;
            }
            let at = format!("{}/{}", self.at, escaped(&name));
            let value = members.next_value_seed(Reader { part, at: &at, each: &mut *self.each })?;
            read.insert(name, value);
        }
        Ok(Value::Object(read))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let part = self.part.and_then(|part| part.resolved().loose_element());
        let mut kept = Vec::new();
        for index in 0.. {
            let at = format!("{}/{index}", self.at);
            let reader = Reader { part, at: &at, each: &mut *self.each };
            match (elements.next_element_seed(reader)?, part) {
                (None, _) => break,
                (Some(value), None) => kept.push(value),
                (Some(value), Some(part)) => {
                    let found = Violations::new(part, &value);
                    found.for_each(|one| (self.each)(one.below(&at)));
                }
            }
        }
        Ok(Value::Array(kept))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Message;

    #[test]
    fn what_is_not_documented_is_not_kept() {
        let names: String = (0..5_000).map(|name| format!("\"m{name}\":[1],")).collect();
        let text = format!("{{{names}\"HttpStatusCode\":202,\"Accounts\":[{{}}]}}");
        let mut reader = serde_json::Deserializer::from_str(&text);
        let (part, mut found) = (Part::of(Message::AccountsDetailOk), 0);
        let reader_of = Reader { part: Some(part), at: "", each: &mut |_| found += 1 };
        let kept = reader_of.deserialize(&mut reader).unwrap();
        assert_eq!((kept.as_object().map(Map::len), &kept["m0"]), (Some(1_002), &Value::Null));
        assert_eq!(
            (found, &kept["Accounts"], &kept["HttpStatusCode"]),
            (11, &json!([]), &json!(202))
        );
    }
}
