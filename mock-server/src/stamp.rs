//! A moment as people read it.

use std::fmt;

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Moment;

/// Displayed as `t+00:10.000`: minutes, seconds and milliseconds since the customer's first request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp(pub(crate) Moment);

impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = {
            let time = self.0.as_duration();
            (time.as_secs(), time.subsec_millis())
        };
        write!(formatter, "t+{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
    }
}

/// `{"ms": 10000, "text": "t+00:10.000"}`.
impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown {
            ms: u64,
            text: String,
        }
        let ms = u64::try_from(self.0.as_duration().as_millis()).unwrap_or(u64::MAX);
        Shown { ms, text: self.to_string() }.serialize(serializer)
    }
}

/// For members that hold a moment: `#[serde(with = "stamp::shown")]`. Read back, it has whole
/// milliseconds.
pub(crate) mod shown {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        moment: &Moment,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Stamp(*moment).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Moment, D::Error> {
        /// The text is for people.
        #[derive(Deserialize)]
        struct Shown {
            ms: u64,
        }
        let Shown { ms } = Shown::deserialize(deserializer)?;
        Ok(Moment::START.plus(Duration::from_millis(ms)))
    }
}
