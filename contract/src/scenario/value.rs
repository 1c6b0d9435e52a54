//! Values of a scenario file: durations, limits, codes, numbers with a range.
//!
//! Each is read by a visitor of its own: the parser then knows the value's place, and a message can
//! say what to write instead. The first line of a message is its title, the second one its help.

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::{Ready, Session, Token, Webhook, unit};
use crate::code::{self, CODES, Code};
use crate::diagnostic::suggestion;
use crate::polling;

/// A duration, or none: `"8m"` or `"unlimited"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Limit {
    After(Duration),
    Unlimited,
}

/// A code of the catalogue that is an error: `"SESSION_EXPIRED"`.
#[derive(Clone, Copy, Debug)]
pub struct CodeName(pub &'static Code);

impl Default for Session {
    fn default() -> Self {
        Self {
            idle: Limit::After(polling::IDLE_LIMIT),
            processing: Limit::After(polling::PROCESSING_LIMIT),
            ended: CodeName(code::find("SESSION_NONEXISTENT").expect("a code of the catalogue")),
            consumed: false,
            concurrent: true,
            ready: Ready::ByTime,
            webhook: Webhook::Normal,
        }
    }
}

impl Default for Token {
    fn default() -> Self {
        Self { required: None, life: Limit::After(polling::TOKEN_LIFE) }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        text(de, "a duration or \"unlimited\"", limit)
    }
}

impl Serialize for CodeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<'de> Deserialize<'de> for CodeName {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        text(de, "the name of a code", code_name)
    }
}

// The `T` of each reader is the value itself, or an option of it where the key may be absent.

pub(super) fn duration<'de, D: Deserializer<'de>, T: From<Duration>>(de: D) -> Result<T, D::Error> {
    text(de, "a duration", unit::duration)
}

/// A duration that is not zero.
pub(super) fn some_time<'de, D: Deserializer<'de>, T: From<Duration>>(
    de: D,
) -> Result<T, D::Error> {
    text(de, "a duration", unit::more_than_zero)
}

/// Whole seconds, as a header gives them: `"30s"`.
pub(super) fn seconds<'de, D: Deserializer<'de>, T: From<u64>>(de: D) -> Result<T, D::Error> {
    text(de, "a duration", unit::seconds)
}

pub(super) fn times<'de, D: Deserializer<'de>, T: From<NonZeroU32>>(de: D) -> Result<T, D::Error> {
    let read = |number| NonZeroU32::new(u32::try_from(number).ok()?);
    whole(de, "a whole number from 1", "times\nexpected a whole number from 1", read)
}

/// A number of bytes.
pub(super) fn bytes<'de, D: Deserializer<'de>>(de: D) -> Result<usize, D::Error> {
    let read = |number| usize::try_from(number).ok();
    whole(de, "a whole number from 0", "bytes\nexpected a whole number from 0", read)
}

pub(super) fn some_bytes<'de, D: Deserializer<'de>>(de: D) -> Result<NonZeroUsize, D::Error> {
    let read = |number: i64| NonZeroUsize::new(number.try_into().ok()?);
    whole(de, "a whole number from 1", "bytes\nexpected a whole number from 1", read)
}

/// How many bytes a length is wrong by.
pub(super) fn difference<'de, D: Deserializer<'de>>(de: D) -> Result<i32, D::Error> {
    let read = |number: i64| i32::try_from(number).ok().filter(|number| *number != 0);
    let expected = "a whole number such as 10 or -10";
    let wrong =
        "bytes more or less is not a wrong length\nexpected a whole number such as 10 or -10";
    whole(de, expected, wrong, read)
}

/// A status that an answer can have; a 1xx is not a complete answer.
pub(super) fn status<'de, D: Deserializer<'de>, T: From<u16>>(de: D) -> Result<T, D::Error> {
    let wrong = "is not a valid status\nuse 200 to 599";
    whole(de, "a status from 200 to 599", wrong, |number| status_from(200, number))
}

pub(super) fn error_status<'de, D: Deserializer<'de>>(de: D) -> Result<u16, D::Error> {
    let wrong = "is not the status of an error\nuse 400 to 599";
    whole(de, "a status from 400 to 599", wrong, |number| status_from(400, number))
}

fn status_from(least: u16, number: i64) -> Option<u16> {
    u16::try_from(number).ok().filter(|status| (least..=599).contains(status))
}

pub(super) fn sigma<'de, D: Deserializer<'de>>(de: D) -> Result<f64, D::Error> {
    at_most(de, 5.0, "sigma", "0.5")
}

pub(super) fn probability<'de, D: Deserializer<'de>, T: From<f64>>(de: D) -> Result<T, D::Error> {
    at_most(de, 1.0, "probability", "0.25").map(T::from)
}

/// From 0 to `most`.
fn at_most<'de, D: Deserializer<'de>>(
    de: D,
    most: f64,
    what: &str,
    example: &str,
) -> Result<f64, D::Error> {
    let number = f64::deserialize(de)?;
    let wrong = format!("a {what} of {number}\nexpected 0 to {most}, such as {example}");
    (0.0..=most).contains(&number).then_some(number).ok_or_else(|| D::Error::custom(wrong))
}

/// `"Triangle"` or `["Email", "Phone"]`.
pub(super) fn one_or_more<'de, D: Deserializer<'de>>(de: D) -> Result<Vec<String>, D::Error> {
    de.deserialize_any(OneOrMore)
}

/// What is written as text.
fn text<'de, D: Deserializer<'de>, V, T: From<V>>(
    de: D,
    expected: &'static str,
    read: fn(&str) -> Result<V, String>,
) -> Result<T, D::Error> {
    de.deserialize_any(Text { expected, read }).map(T::from)
}

struct Text<V> {
    expected: &'static str,
    read: fn(&str) -> Result<V, String>,
}

impl<V> Visitor<'_> for Text<V> {
    type Value = V;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V, E> {
        (self.read)(text).map_err(E::custom)
    }
}

/// A whole number. Of one that `read` does not take, the message says `wrong`.
fn whole<'de, D: Deserializer<'de>, V, T: From<V>>(
    de: D,
    expected: &'static str,
    wrong: &'static str,
    read: fn(i64) -> Option<V>,
) -> Result<T, D::Error> {
    de.deserialize_any(Whole { expected, wrong, read }).map(T::from)
}

struct Whole<V> {
    expected: &'static str,
    wrong: &'static str,
    read: fn(i64) -> Option<V>,
}

impl<V> Visitor<'_> for Whole<V> {
    type Value = V;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V, E> {
        (self.read)(number).ok_or_else(|| E::custom(format!("{number} {}", self.wrong)))
    }
}

struct OneOrMore;

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text, or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![text.to_owned()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        std::iter::from_fn(|| seq.next_element().transpose()).collect()
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    match text {
        "unlimited" => Ok(Limit::Unlimited),
        _ => unit::more_than_zero(text).map(Limit::After).map_err(|problem| {
            let is_plain = problem.ends_with('?');
            if is_plain { problem } else { format!("{problem}, or \"unlimited\"") }
        }),
    }
}

fn code_name(name: &str) -> Result<CodeName, String> {
    match code::find(name) {
        Some(code) if code.status >= 400 => Ok(CodeName(code)),
        Some(code) => Err(format!(
            "`{}` is not an error\nuse reply = \"pending\", \"dispatched\" or a fixture",
            code.name
        )),
        None => {
            let errors = CODES.iter().filter(|code| code.status >= 400).map(|code| code.name);
            Err(format!("there is no code `{name}`\n{}", suggestion(name, errors)))
        }
    }
}
