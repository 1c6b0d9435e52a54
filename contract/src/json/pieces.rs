//! JSON that is read piece by piece: as values it takes many times the memory of its text.

use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::schema::escaped;

/// What stands in a JSON text, in order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Piece<'a> {
    /// An object begins.
    Object,
    /// An array begins.
    Array,
    /// The name of a member, before its value.
    Name(&'a str),
    String(&'a str),
    Number(&'a str),
    Bool(bool),
    Null,
    EndOfObject,
    EndOfArray,
}

impl Piece<'_> {
    /// Whether it ends an object or an array, and is nothing in it.
    pub fn ends(self) -> bool {
        matches!(self, Self::EndOfObject | Self::EndOfArray)
    }
}

/// Hands each piece to `each`. Depth is bounded by serde_json, at 128 levels.
///
/// # Errors
///
/// The text is not JSON from some place on.
pub fn read(text: &str, mut each: impl FnMut(Piece<'_>)) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Pieces(&mut each).deserialize(&mut reader)?;
    reader.end()
}

/// The texts of these members of the object that the text is; of two of one name the last one. None where
/// the text is not JSON as a whole.
pub fn members<const N: usize>(text: &str, names: [&str; N]) -> [Option<String>; N] {
    let mut found = [const { None }; N];
    let (mut depth, mut wanted) = (0, None);
    let whole = read(text, |piece| match piece {
        Piece::Object | Piece::Array => {
            depth += 1;
            wanted = None;
        }
        Piece::EndOfObject | Piece::EndOfArray => depth -= 1,
        Piece::Name(name) if depth == 1 => {
            wanted = names.iter().position(|wanted| *wanted == name);
            wanted.into_iter().for_each(|wanted| found[wanted] = None);
        }
        Piece::String(text) => {
            wanted
                .take()
                .into_iter()
                .for_each(|wanted: usize| found[wanted] = Some(text.to_owned()));
        }
        _ => wanted = None,
    });
    if whole.is_ok() { found } else { [const { None }; N] }
}

/// Where a reader of pieces stands.
#[derive(Debug, Default)]
pub struct Path(Vec<Level>);

/// An object or an array that has not ended.
#[derive(Debug, Default)]
struct Level {
    is_array: bool,
    elements: usize,
    name: String,
}

impl Path {
    /// Each piece, before anything is done with it.
    pub fn follow(&mut self, piece: Piece<'_>) {
        if let Some(level) = self.0.last_mut().filter(|level| level.is_array && !piece.ends()) {
            level.elements += 1;
        }
        match (piece, self.0.last_mut()) {
            (Piece::Object, _) => self.0.push(Level::default()),
            (Piece::Array, _) => self.0.push(Level { is_array: true, ..Level::default() }),
            (Piece::EndOfObject | Piece::EndOfArray, _) => drop(self.0.pop()),
            (Piece::Name(name), Some(level)) => name.clone_into(&mut level.name),
            _ => {}
        }
    }

    /// The JSON Pointer of the member or the element that was begun last.
    pub fn pointer(&self) -> String {
        let step = |level: &Level| {
            if level.is_array {
                format!("/{}", level.elements.saturating_sub(1))
            } else {
                format!("/{}", escaped(&level.name))
            }
        };
        self.0.iter().map(step).collect()
    }
}

/// A text that is made of pieces, without white space.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    /// Whether a comma is due before the next value or name.
    follows: bool,
}

impl Writer {
    pub fn push(&mut self, piece: Piece<'_>) {
        if self.follows && !piece.ends() {
            self.text.push(',');
        }
        self.follows = !matches!(piece, Piece::Object | Piece::Array | Piece::Name(_));
        match piece {
            Piece::Object => self.text.push('{'),
            Piece::Array => self.text.push('['),
            Piece::Name(text) | Piece::String(text) => {
                // A text has no error, and memory takes it.
                self.text += &serde_json::to_string(text).unwrap_or_default();
            }
            Piece::Number(number) => self.text += number,
            Piece::Bool(value) => self.text += if value { "true" } else { "false" },
            Piece::Null => self.text += "null",
            Piece::EndOfObject => self.text.push('}'),
            Piece::EndOfArray => self.text.push(']'),
        }
        if matches!(piece, Piece::Name(_)) {
            self.text.push(':');
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

/// The name that serde_json has for a number among values.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

struct Pieces<'e>(&'e mut dyn FnMut(Piece<'_>));

impl<'de> DeserializeSeed<'de> for Pieces<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Pieces<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut name = members.next_key::<String>()?;
        if name.as_deref() == Some(NUMBER) {
            let number = Number::from_str(&members.next_value::<String>()?);
            (self.0)(Piece::Number(&number.map_err(A::Error::custom)?.to_string()));
            return Ok(());
        }
        (self.0)(Piece::Object);
        while let Some(next) = name {
            (self.0)(Piece::Name(&next));
            members.next_value_seed(Pieces(&mut *self.0))?;
            name = members.next_key()?;
        }
        (self.0)(Piece::EndOfObject);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        (self.0)(Piece::Array);
        while items.next_element_seed(Pieces(&mut *self.0))?.is_some() {}
        (self.0)(Piece::EndOfArray);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        (self.0)(Piece::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        (self.0)(Piece::Number(&number.to_string()));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        (self.0)(Piece::Number(&number.to_string()));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        (self.0)(Piece::Number(&Value::from(number).to_string()));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(Piece::String(text));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        (self.0)(Piece::Null);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> Result<String, String> {
        let mut writer = Writer::default();
        let read = read(text, |piece| writer.push(piece));
        read.map(|()| writer.into_text()).map_err(|error| error.to_string())
    }

    /// As values are: the same texts are JSON, and are written in the same way.
    #[test]
    fn a_text_is_the_same_in_pieces() {
        let deep = [100, 127, 128].map(|depth| "[".repeat(depth) + &"]".repeat(depth));
        #[rustfmt::skip]
        let table = [
            r#" { "a": [1.50, 1e400, true, false, null, -7, -0, 7, 0.0, 18446744073709551616], "b/\"\u00e9": {"x": {}, "y": []}, "": "\ud83d\ude00" } "#,
            "[]", "{}", "1.0", "\"a\"", "", "{", "[1,]", "{} x", r#""\ud800""#, "01", "[1e]", r#"{"a"}"#,
            r#"{"$serde_json::private::Number": "x"}"#,
            &deep[0], &deep[1], &deep[2],
        ];
        for text in table {
            let as_value = serde_json::from_str::<Value>(text);
            let expected =
                as_value.map(|value| value.to_string()).map_err(|error| error.to_string());
            assert_eq!(rewritten(text), expected, "{text}");
        }
        assert_eq!(rewritten(r#"{"a":1,"a":2}"#).unwrap(), r#"{"a":1,"a":2}"#);
    }

    #[test]
    fn members_at_the_top() {
        #[rustfmt::skip]
        let table = [
            (r#"{"b":{"a":"x"},"a":"1","c":["a","y"]}"#, Some("1")),
            (r#"{"a":"1","a":"2"}"#, Some("2")),
            (r#"{"a":"1","a":2}"#, None),
            (r#"{"a":["1"]}"#, None),
            (r#"{"a":{"b":"1"},"b":"2"}"#, None),
            (r#"["a","1"]"#, None),
            (r#"{"a":"1"} x"#, None),
            (r#"{"A":"1"}"#, None),
        ];
        for (text, expected) in table {
            assert_eq!(members(text, ["z", "a"]), [None, expected.map(str::to_owned)], "{text}");
        }
    }
}
