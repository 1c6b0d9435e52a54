//! The one clock. Nothing else in the project asks for the time or waits.
//!
//! A clock belongs to a customer, so that one test can be at 30 minutes while another has just begun.
//! It starts at zero with the customer's first request.

mod auto;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use auto::Auto;

/// Time since the clock started. Has no date and no time zone.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Moment(Duration);

/// How a clock runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ClockMode {
    /// As the clock on the wall.
    Real,
    /// So many times faster than real.
    Scaled(NonZeroU32),
    /// Stands still, and jumps to the next moment that somebody waits for as soon as no request is
    /// in work.
    Auto,
}

/// Clones share one clock.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Kind>);

/// Keeps an auto clock from jumping: somebody is at work and could observe it.
#[derive(Debug)]
pub struct Busy(Clock);

#[derive(Debug)]
enum Kind {
    Running { started: Instant, speed: NonZeroU32 },
    Auto(Auto),
}

impl Moment {
    pub const START: Self = Self(Duration::ZERO);

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

impl Clock {
    /// A clock that starts now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
    pub fn new(mode: ClockMode) -> Self {
        let running = |speed| Kind::Running { started: Instant::now(), speed };
        Self(Arc::new(match mode {
            ClockMode::Real => running(NonZeroU32::MIN),
            ClockMode::Scaled(speed) => running(speed),
            ClockMode::Auto => Kind::Auto(Auto::default()),
        }))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Kind::Running { started, speed } => {
                Moment(started.elapsed().saturating_mul(speed.get()))
            }
            Kind::Auto(auto) => auto.now(),
        }
    }

    /// Returns at `deadline`, or at once when it has passed.
    ///
    /// An auto clock gets there without waiting once no request is in work. Dropping the future
    /// takes the wait back.
    pub async fn sleep_until(&self, deadline: Moment) {
        drop(self.busy().sleep_until(deadline).await);
    }

    /// Marks the beginning of work; its end is the drop of what this returns.
    pub fn busy(&self) -> Busy {
        if let Kind::Auto(auto) = &*self.0 {
            auto.begin();
        }
        Busy(self.clone())
    }

    /// Moves an auto clock forward to `moment`, never back. Running clocks stay as they are.
    pub fn catch_up(&self, moment: Moment) {
        if let Kind::Auto(auto) = &*self.0 {
            auto.catch_up(moment);
        }
    }
}

impl Busy {
    /// Lets the clock jump while this one waits for `deadline`.
    pub async fn sleep_until(self, deadline: Moment) -> Self {
        let clock = self.0.clone();
        match &*clock.0 {
            Kind::Auto(auto) if auto.now() < deadline => {
                let waiting = auto.enter(deadline);
                drop(self);
                waiting.awoken().await;
                // Who is woken counts as busy already, so nothing jumped in between.
                Self(clock)
            }
            Kind::Auto(_) => self,
            Kind::Running { started, speed } => {
                sleep(&clock, *started, *speed, deadline).await;
                self
            }
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Kind::Auto(auto) = &*self.0.0 {
            auto.end();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that waits")]
async fn sleep(clock: &Clock, started: Instant, speed: NonZeroU32, deadline: Moment) {
    while clock.now() < deadline {
        let real = deadline.as_duration() / speed.get();
        // Rounded up, or the last pass would spin on the remainder of the division.
        let until = started + real + Duration::from_nanos(1);
        tokio::time::sleep_until(until.into()).await;
    }
}

#[cfg(test)]
mod tests;
