//! The one clock. Nothing else in the project asks for the time or waits.
//!
//! A clock belongs to a customer, so that one test can be at 30 minutes while another has just begun.
//! It starts at zero with the customer's first request.
//!
//! Waits end in the order of their deadlines, and those with the same deadline in the order in which
//! they came. On a clock that stands (manual, auto, or any while it is advanced) they end one at a
//! time: the clock goes to a deadline, wakes its waiter, and goes on when nobody works any more. So
//! each sees its own deadline as the time, and nobody sees a later moment before one who waits for an
//! earlier.

mod heartbeat;
pub(crate) mod nanos;
mod state;

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) use flinks_trace::FASTEST;
pub use flinks_trace::{ClockMode, Moment, UnknownMode};
pub(crate) use heartbeat::Heartbeat;
pub(crate) use state::unix_time;
use state::{Key, State};

/// Clones share one clock.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Held by the advance that runs; the others come in the order of their calls.
    turn: tokio::sync::Mutex<()>,
}

/// Keeps a clock that stands from moving: somebody is at work and could observe it.
///
/// Its drop is the end of the work. Hold it for as long as a reply is made and never for work
/// without end: an advance, or the jump of an auto clock, waits for the last one to go. Who waits for
/// ever drops it first.
#[derive(Debug)]
#[must_use = "the work ends when this is dropped"]
pub struct Busy(Clock);

/// A wait that an advance has ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fired {
    /// What the clock showed.
    pub at: Moment,
    /// The label that the waiter gave.
    pub what: Arc<str>,
}

impl Clock {
    /// A clock that starts now.
    pub fn new(mode: ClockMode) -> Self {
        Self::starting_at(mode, Moment::START)
    }

    /// A clock that shows `moment` now, to go on where another one was.
    pub fn starting_at(mode: ClockMode, moment: Moment) -> Self {
        let state = Mutex::new(State::new(mode, moment));
        Self(Arc::new(Shared { state, turn: tokio::sync::Mutex::default() }))
    }

    pub fn now(&self) -> Moment {
        self.state().now()
    }

    pub fn mode(&self) -> ClockMode {
        self.state().mode
    }

    /// What it has shown from so long ago in real time until now, no earlier than when it began to run
    /// as it does. Nothing for a clock that stands.
    pub(crate) fn passed(&self, real: Duration) -> Option<(Moment, Moment)> {
        self.state().passed(real)
    }

    /// From any mode to any, at any time. Time goes on from where it is, and whoever waits keeps its
    /// deadline. During an advance the clock stands all the same, and runs in `mode` after it.
    pub fn set_mode(&self, mode: ClockMode) {
        self.state().set_mode(mode);
    }

    /// The earliest moment that somebody waits for.
    pub fn next_deadline(&self) -> Option<Moment> {
        self.state().next_deadline()
    }

    /// Returns at `deadline`, or at once when it has passed.
    ///
    /// An auto clock gets there without waiting once no request is in work; a manual one when it is
    /// advanced. Dropping the future takes the wait back. The clock may move on at once: who must see
    /// it at `deadline` waits with [`Busy::sleep_until`].
    pub async fn sleep_until(&self, deadline: Moment) {
        drop(self.busy().sleep_until(deadline).await);
    }

    /// Marks the beginning of work; its end is the drop of what this returns.
    pub fn busy(&self) -> Busy {
        self.state().busy += 1;
        Busy(self.clone())
    }

    /// Moves an auto clock forward to `moment`, never back. Every other clock stays as it is.
    ///
    /// Goes at most to the earliest moment that somebody waits for, and nowhere while another is at
    /// work: nobody is passed, nor who is about to wait. For a caller at work.
    pub fn catch_up(&self, moment: Moment) {
        self.state().catch_up(moment);
    }

    /// Moves the clock forward to `moment`, never back, in every mode, and says what it ended.
    ///
    /// The clock stands meanwhile, ends each wait that is due on the way, and goes on when nobody is
    /// at work; waits that come up on the way are among them. Returns when the clock has got there,
    /// and so never while somebody holds a [`Busy`]. Several at once run one after the other. When the
    /// future is dropped, the clock goes on in its mode from where it has got to.
    pub async fn advance_to(&self, moment: Moment) -> Vec<Fired> {
        let _turn = self.0.turn.lock().await;
        let all_fired = self.state().advance(moment);
        let _advancing = Advancing(self);
        // Only who drops this future takes the sender away unused.
        all_fired.await.unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Busy {
    /// Lets the clock move while this one waits for `deadline`.
    pub async fn sleep_until(self, deadline: Moment) -> Self {
        self.wait(deadline, || "a wait".into()).await
    }

    /// As [`Self::sleep_until`], with a label for who advances the clock. `what` is called only where
    /// there is something to wait for.
    pub async fn wait(self, deadline: Moment, what: impl FnOnce() -> Arc<str>) -> Self {
        if self.0.now() >= deadline {
            return self;
        }
        let clock = self.0.clone();
        let (key, mut woken, mut pace) = clock.state().enter(deadline, what());
        let mut waiting = Waiting { clock: &clock, key, is_over: false };
        drop(self);
        while !waiting.is_over {
            let left = clock.state().real_time_until(deadline);
            tokio::select! {
                biased;
                // The sender goes only after sending: it sits in the queue until then.
                _ = &mut woken => waiting.is_over = true,
                // Never an error: the clock, and so the sender, is borrowed here.
                _ = pace.changed() => {}
                () = sleep(left) => clock.state().settle(),
            }
        }
        drop(waiting);
        // Who is woken counts as busy already, so nothing moved in between.
        Self(clock)
    }
}

/// No `Instant` is reckoned here: adding past the end of time panics, and `sleep` of tokio sees to it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that waits")]
async fn sleep(left: Option<Duration>) {
    let Some(left) = left else { return pending().await };
    // Rounded up, or a wait would spin on the remainder of the division by the speed.
    tokio::time::sleep(left.saturating_add(Duration::from_nanos(1))).await;
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.state().end();
    }
}

/// A wait in the queue; taken back when it is dropped before it is over.
struct Waiting<'a> {
    clock: &'a Clock,
    key: Key,
    is_over: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.clock.state().leave(&self.key);
        }
    }
}

/// An advance that has begun; given up when it is dropped before it ends.
struct Advancing<'a>(&'a Clock);

impl Drop for Advancing<'_> {
    fn drop(&mut self) {
        self.0.state().give_up_advance();
    }
}

#[cfg(test)]
pub(crate) mod tests;
