//! How long an answer takes.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::{unit, value};

/// A wait: fixed, or drawn anew for each call from the seed, the customer and the call.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", remote = "Self")]
pub enum Delay {
    /// Written as text: `"2s"`.
    #[serde(skip_deserializing)]
    Fixed(Duration),
    Uniform(Uniform),
    LogNormal(LogNormal),
}

/// Any duration from `min` to `max`, each as likely as the other.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Uniform {
    #[serde(deserialize_with = "value::duration")]
    pub min: Duration,
    #[serde(deserialize_with = "value::duration")]
    pub max: Duration,
}

/// Mostly near `median`, now and then much longer, as networks and banks are.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// More than zero.
    #[serde(deserialize_with = "value::some_time")]
    pub median: Duration,
    /// Standard deviation of the logarithm, from 0 to 5: 0.5 spreads a little, 2 a lot.
    #[serde(deserialize_with = "value::sigma")]
    pub sigma: f64,
    /// What is longer is cut to this.
    #[serde(deserialize_with = "value::duration")]
    pub max: Duration,
}

impl Default for Delay {
    fn default() -> Self {
        Self::Fixed(Duration::ZERO)
    }
}

impl Delay {
    /// The longest that can be drawn.
    pub fn longest(self) -> Duration {
        match self {
            Self::Fixed(duration) => duration,
            Self::Uniform(uniform) => uniform.max,
            Self::LogNormal(log_normal) => log_normal.max,
        }
    }
}

/// Beside what is derived, which reads a table.
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
        unit::duration(text).map(Delay::Fixed).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Delay, A::Error> {
        let drawn = Delay::deserialize(MapAccessDeserializer::new(&mut map))?;
        if map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            let message = "a delay has one distribution\nuse `uniform` or `log-normal`";
            return Err(A::Error::custom(message));
        }
        Ok(drawn)
    }
}
