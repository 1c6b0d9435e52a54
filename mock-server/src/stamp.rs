//! A moment as people read it.

use std::fmt;

use crate::clock::Moment;

/// `t+00:10.000`: minutes, seconds and milliseconds since the customer's first request.
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
