//! Values of a scenario file: durations, limits, codes.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::{Delay, LogNormal, Session, Token, Uniform};
use crate::code::{self, CODES, Code};
use crate::diagnostic::suggestion;
use crate::polling;

/// The longest duration a scenario can ask for: a week. Real sessions live 30 minutes.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

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
        }
    }
}

impl Default for Token {
    fn default() -> Self {
        Self { required: false, life: Limit::After(polling::TOKEN_LIFE) }
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DelayVisitor)
    }
}

/// Text is a duration; a table has the name of a distribution.
struct DelayVisitor;

impl<'de> Visitor<'de> for DelayVisitor {
    type Value = Delay;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a duration such as \"2s\", { uniform = ... } or { log-normal = ... }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Delay, E> {
        parse(text).map(Delay::Fixed).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Delay, A::Error> {
        Drawn::deserialize(MapAccessDeserializer::new(map)).map(|drawn| match drawn {
            Drawn::Uniform(uniform) => Delay::Uniform(uniform),
            Drawn::LogNormal(log_normal) => Delay::LogNormal(log_normal),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Drawn {
    Uniform(Uniform),
    LogNormal(LogNormal),
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "unlimited" {
            return Ok(Self::Unlimited);
        }
        let limit = parse(&text)
            .map_err(|problem| D::Error::custom(format!("{problem}, or \"unlimited\"")))?;
        if limit.is_zero() {
            return Err(D::Error::invalid_value(Unexpected::Str(&text), &"more than zero"));
        }
        Ok(Self::After(limit))
    }
}

impl<'de> Deserialize<'de> for CodeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match code::find(&name) {
            Some(code) if code.status >= 400 => Ok(Self(code)),
            Some(code) => Err(D::Error::custom(not_an_error(code))),
            None => Err(D::Error::custom(unknown(&name))),
        }
    }
}

pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(D::Error::custom)
}

pub(super) fn some_duration<'de, D>(deserializer: D) -> Result<Option<Duration>, D::Error>
where
    D: Deserializer<'de>,
{
    let text = String::deserialize(deserializer)?;
    match parse(&text).map_err(D::Error::custom)? {
        Duration::ZERO => Err(D::Error::invalid_value(Unexpected::Str(&text), &"more than zero")),
        duration => Ok(Some(duration)),
    }
}

pub(super) fn times<'de, D>(deserializer: D) -> Result<Option<NonZeroU32>, D::Error>
where
    D: Deserializer<'de>,
{
    let number = i64::deserialize(deserializer)?;
    let times = u32::try_from(number).ok().and_then(NonZeroU32::new);
    let wrong = || D::Error::custom(format!("{number} times: expected a whole number from 1"));
    times.map(Some).ok_or_else(wrong)
}

/// Whole seconds, from a duration: `"30s"`.
pub(super) fn some_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    duration(deserializer).map(|duration| Some(duration.as_secs()))
}

pub(super) fn some_probability<'de, D>(deserializer: D) -> Result<Option<f64>, D::Error>
where
    D: Deserializer<'de>,
{
    let number = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&number) {
        Ok(Some(number))
    } else {
        Err(D::Error::custom(format!("a probability of {number}: expected 0 to 1, such as 0.25")))
    }
}

/// `"Triangle"` or `["Email", "Phone"]`.
pub(super) fn one_or_more<'de, D>(deserializer: D) -> Result<Vec<String>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(OneOrMore)
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
        let mut texts = Vec::new();
        while let Some(text) = seq.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}

/// A whole number with a unit: `250ms`, `10s`, `25m`, `1h`. At most a week.
///
/// # Errors
///
/// What is expected, in a sentence.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(not_a_duration(text)),
    };
    let number: u64 = number.parse().map_err(|_| not_a_duration(text))?;
    let duration = Duration::from_millis(number.saturating_mul(milliseconds));
    if duration > LONGEST {
        return Err(format!("`{text}` is longer than a week"));
    }
    Ok(duration)
}

fn not_a_duration(text: &str) -> String {
    format!(
        "`{text}` is not a duration: expected a whole number and a unit, such as \"250ms\", \"10s\", \"25m\" or \"1h\""
    )
}

fn not_an_error(code: &Code) -> String {
    format!("`{}` is no error: use reply = \"pending\", \"dispatched\" or a fixture", code.name)
}

fn unknown(name: &str) -> String {
    let errors = CODES.iter().filter(|code| code.status >= 400).map(|code| code.name);
    format!("there is no code `{name}`; {}", suggestion(name, errors))
}
