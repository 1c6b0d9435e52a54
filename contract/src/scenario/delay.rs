//! How long an answer takes.

use std::time::Duration;

use serde::Deserialize;

use super::value;

/// A wait: fixed, or drawn anew for each call from the seed, the customer and the call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delay {
    /// Written as text: `"2s"`.
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
    #[serde(deserialize_with = "value::duration")]
    pub median: Duration,
    /// Standard deviation of the logarithm, from 0 to 5: 0.5 spreads a little, 2 a lot.
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
