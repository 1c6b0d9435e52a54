//! A point on a clock, and how it is written.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Time since the clock started. It has no date and no time zone.
///
/// Serialized as `{"ms": 10000, "text": "t+00:10.000"}`: whole milliseconds, and a text for people
/// that is not read back.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(from = "Written", into = "Written")]
pub struct Moment(Duration);

/// A [`Moment`] as people read it: minutes, seconds and milliseconds, `t+00:10.000`.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct Timestamp(pub Moment);

impl Moment {
    pub const START: Self = Self(Duration::ZERO);

    /// The last possible one.
    pub const END: Self = Self(Duration::MAX);

    pub const fn from_secs(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// Time since the clock started.
    pub const fn as_duration(self) -> Duration {
        self.0
    }

    /// Whole milliseconds since the clock started, up to 584 million years.
    pub fn as_millis(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }

    /// The same moment without parts of a millisecond, which is what a trace file keeps.
    #[must_use]
    pub fn whole_millis(self) -> Self {
        Self::from_millis(self.as_millis())
    }

    /// The moment `duration` later; the last possible one where that is past the end of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }

    /// Zero when `earlier` is in truth later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0.0.as_secs(), self.0.0.subsec_millis());
        write!(formatter, "t+{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
    }
}

#[derive(Deserialize, Serialize)]
struct Written {
    ms: u64,
    #[serde(skip_deserializing)]
    text: String,
}

impl From<Moment> for Written {
    fn from(moment: Moment) -> Self {
        Self { ms: moment.as_millis(), text: Timestamp(moment).to_string() }
    }
}

impl From<Written> for Moment {
    fn from(written: Written) -> Self {
        Self::from_millis(written.ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_do_not_overflow() {
        let late = Moment::from_secs(u64::MAX).plus(Duration::MAX);
        assert_eq!(late, Moment::END);
        assert_eq!(late.since(Moment::START), Duration::MAX);
        assert_eq!(Moment::START.since(late), Duration::ZERO);
    }

    #[test]
    fn a_moment_is_written_in_milliseconds_with_a_text_for_people() {
        let moment = Moment::from_secs(1_810).plus(Duration::from_micros(5_900));
        let text = r#"{"ms":1810005,"text":"t+30:10.005"}"#;
        assert_eq!(serde_json::to_string(&moment).unwrap(), text);
        assert_eq!(serde_json::from_str::<Moment>(text).unwrap(), moment.whole_millis());
    }
}
