//! How a clock runs, and how that is written.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a clock runs.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockMode {
    /// Runs like the clock on the wall.
    #[default]
    Real,
    /// Runs this many times faster than real, up to [`FASTEST`].
    Scaled(NonZeroU32),
    /// Stands still until it is advanced.
    Manual,
    /// Stands still, and jumps to the next moment that somebody waits for as soon as no request is
    /// in work.
    Auto,
}

/// The text is not a [`ClockMode`]. The error says what is expected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownMode;

/// The highest factor: thirty minutes in two milliseconds. The auto clock is for anything faster.
pub const FASTEST: u32 = 1_000_000;

impl ClockMode {
    /// How many times faster than real it runs; `None` where it stands still.
    pub fn speed(self) -> Option<NonZeroU32> {
        match self {
            Self::Real => Some(NonZeroU32::MIN),
            Self::Scaled(speed) => Some(speed),
            Self::Manual | Self::Auto => None,
        }
    }
}

impl FromStr for ClockMode {
    type Err = UnknownMode;

    /// Takes `real`, `manual`, `auto`, or a whole number: how many times faster than real.
    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "real" => Ok(Self::Real),
            "manual" => Ok(Self::Manual),
            "auto" => Ok(Self::Auto),
            number => number
                .parse()
                .ok()
                .filter(|speed: &NonZeroU32| speed.get() <= FASTEST)
                .map(Self::Scaled)
                .ok_or(UnknownMode),
        }
    }
}

impl Display for ClockMode {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Scaled(speed) => write!(f, "{speed} times real"),
            Self::Manual => f.write_str("manual"),
            Self::Auto => f.write_str("auto"),
        }
    }
}

impl Display for UnknownMode {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let words = "expected real, manual, auto, or how many times faster than real";
        write!(f, "{words}: a whole number from 1 to {FASTEST}")
    }
}

impl Error for UnknownMode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_modes() {
        let rows = [
            ("real", "real"),
            ("manual", "manual"),
            ("auto", "auto"),
            ("1", "1 times real"),
            ("60", "60 times real"),
            ("1000000", "1000000 times real"),
        ];
        for (text, shown) in rows {
            assert_eq!(text.parse::<ClockMode>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn other_words_are_refused_with_what_is_expected() {
        for text in ["", "Real", "fast", "0", "-1", "1.5", "60x", "1000001", "4294967296"] {
            let refused = text.parse::<ClockMode>().unwrap_err();
            assert_eq!(
                refused.to_string(),
                "expected real, manual, auto, or how many times faster than real: \
                 a whole number from 1 to 1000000",
                "{text}"
            );
        }
    }
}
