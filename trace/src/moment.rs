//! A point on a clock, and how it is written.

use std::fmt;
use std::time::Duration;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// Time since the clock started. It has no date and no time zone.
///
/// Serialized as `{"ms": 10000, "text": "t+00:10.000"}`: whole milliseconds, and a text for people
/// that is not read back.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(from = "Written")]
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

    /// Time since `earlier`; zero if that is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Timestamp {
    /// Bytes of the longest text. A moment after 584 million years takes 26.
    pub const LONGEST: usize = 32;

    /// The text, without the price of a formatter: each line of a log and of a journal has some.
    pub fn text(self, buffer: &mut [u8; Self::LONGEST]) -> &str {
        let (seconds, millis) = (self.0.0.as_secs(), self.0.0.subsec_millis());
        let mut at = buffer.len();
        for (before, mut number, least) in
            [(".", u64::from(millis), 3), (":", seconds % 60, 2), ("t+", seconds / 60, 2)]
        {
            let end = at;
            while number > 0 || end - at < least {
                at -= 1;
                buffer[at] = b"0123456789"[(number % 10) as usize];
                number /= 10;
            }
            at -= before.len();
            buffer[at..at + before.len()].copy_from_slice(before.as_bytes());
        }
        // Cannot fail: all of it is ASCII.
        std::str::from_utf8(&buffer[at..]).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text(&mut [0; Self::LONGEST]))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut moment = serializer.serialize_struct("Moment", 2)?;
        moment.serialize_field("ms", &self.as_millis())?;
        let mut buffer = [0; Timestamp::LONGEST];
        moment.serialize_field("text", Timestamp(*self).text(&mut buffer))?;
        moment.end()
    }
}

#[derive(Deserialize)]
struct Written {
    ms: u64,
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
