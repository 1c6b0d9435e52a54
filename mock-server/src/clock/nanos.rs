//! Moments in nanoseconds, up to 584 years: a trace keeps whole milliseconds, and a session goes on
//! where it was.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Moment;

pub(crate) fn number(moment: &Moment) -> u64 {
    u64::try_from(moment.as_duration().as_nanos()).unwrap_or(u64::MAX)
}

fn moment(nanos: u64) -> Moment {
    Moment::START.plus(Duration::from_nanos(nanos))
}

pub(crate) fn serialize<S: Serializer>(at: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    number(at).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Moment, D::Error> {
    u64::deserialize(from).map(moment)
}

/// The same for a moment that need not be.
pub(crate) mod option {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        at: &Option<Moment>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        at.as_ref().map(number).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Moment>, D::Error> {
        Ok(Option::deserialize(from)?.map(moment))
    }
}
