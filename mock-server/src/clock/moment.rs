//! A point on a clock.

use std::time::Duration;

/// Time since the clock started. Has no date and no time zone.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Moment(Duration);

impl Moment {
    pub const START: Self = Self(Duration::ZERO);

    /// The last possible one.
    pub(super) const END: Self = Self(Duration::MAX);

    pub const fn from_secs(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// Time since the clock started.
    pub const fn as_duration(self) -> Duration {
        self.0
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
}
