//! Values of a scenario file: durations, limits, codes, numbers with a range.
//!
//! Each is read by a visitor of its own: the parser then knows the value's place, and a message can
//! say what to write instead. The first line of a message is its title, the second one its help.

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::{Ready, Session, Token, unit};
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
            ended: CodeName(
                code::find("SESSION_NONEXISTENT").expect("the code is in the catalogue"),
            ),
            consumed: false,
            concurrent: true,
            ready: Ready::Session,
        }
    }
}

impl Default for Token {
    fn default() -> Self {
        Self { required: None, life: Limit::After(polling::TOKEN_LIFE) }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text { expected: "a duration or \"unlimited\"", read: limit })
    }
}

impl Serialize for CodeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<'de> Deserialize<'de> for CodeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text { expected: "the name of a code", read: code_name })
    }
}

pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    deserializer.deserialize_any(Text { expected: "a duration", read: unit::duration })
}

pub(super) fn some_duration<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    some_time(deserializer).map(Some)
}

/// A duration that is not zero.
pub(super) fn some_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    deserializer.deserialize_any(Text { expected: "a duration", read: unit::more_than_zero })
}

/// Whole seconds, as a header gives them: `"30s"`.
pub(super) fn some_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_any(Text { expected: "a duration", read: unit::seconds }).map(Some)
}

pub(super) fn times<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NonZeroU32>, D::Error> {
    let read = |number| NonZeroU32::new(u32::try_from(number).ok()?);
    let wrong = "times\nexpected a whole number from 1";
    whole(deserializer, "a whole number from 1", wrong, read).map(Some)
}

/// A number of bytes.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let wrong = "bytes\nexpected a whole number from 0";
    whole(deserializer, "a whole number from 0", wrong, |number| number.try_into().ok())
}

pub(super) fn some_bytes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<NonZeroUsize, D::Error> {
    let read = |number: i64| NonZeroUsize::new(number.try_into().ok()?);
    let wrong = "bytes\nexpected a whole number from 1";
    whole(deserializer, "a whole number from 1", wrong, read)
}

/// How many bytes a length is wrong by.
pub(super) fn difference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
    let read = |number: i64| i32::try_from(number).ok().filter(|number| *number != 0);
    let wrong =
        "bytes more or less is not a wrong length\nexpected a whole number such as 10 or -10";
    whole(deserializer, "a whole number such as 10 or -10", wrong, read)
}

/// A status that an answer can have; a 1xx is not a complete answer.
pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let read = |number| status_of(200, number);
    let wrong = "is not a valid status\nuse 200 to 599";
    whole(deserializer, "a status from 200 to 599", wrong, read)
}

pub(super) fn some_status<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u16>, D::Error> {
    status(deserializer).map(Some)
}

pub(super) fn error_status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let read = |number| status_of(400, number);
    let wrong = "is not the status of an error\nuse 400 to 599";
    whole(deserializer, "a status from 400 to 599", wrong, read)
}

fn status_of(least: u16, number: i64) -> Option<u16> {
    u16::try_from(number).ok().filter(|status| (least..=599).contains(status))
}

pub(super) fn sigma<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let wrong = || D::Error::custom(format!("a sigma of {number}\nexpected 0 to 5, such as 0.5"));
    (0.0..=5.0).contains(&number).then_some(number).ok_or_else(wrong)
}

pub(super) fn some_probability<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let wrong =
        || D::Error::custom(format!("a probability of {number}\nexpected 0 to 1, such as 0.25"));
    (0.0..=1.0).contains(&number).then_some(Some(number)).ok_or_else(wrong)
}

/// `"Triangle"` or `["Email", "Phone"]`.
pub(super) fn one_or_more<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMore)
}

/// What is written as text.
pub(super) struct Text<T> {
    pub(super) expected: &'static str,
    pub(super) read: fn(&str) -> Result<T, String>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Err(E::custom(unit::missing(self.expected, number)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Err(E::custom(unit::missing(self.expected, number)))
    }
}

/// A whole number. Of one that `read` does not take, the message says `wrong`.
fn whole<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    wrong: &'static str,
    read: fn(i64) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Whole { expected, wrong, read })
}

struct Whole<T> {
    expected: &'static str,
    wrong: &'static str,
    read: fn(i64) -> Option<T>,
}

impl<T> Visitor<'_> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
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
