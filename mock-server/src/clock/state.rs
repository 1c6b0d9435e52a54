//! What a clock is made of: where it stands, who works, who waits, and where it is advanced to.
//!
//! Time moves in [`State::settle`], but for the running of real time.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use super::{ClockMode, Fired, Moment};

/// Behind a std mutex: sections are short and nothing awaits in them.
#[derive(Debug)]
pub(super) struct State {
    pub(super) mode: ClockMode,
    /// What the clock showed at `running`, or shows while that is none.
    base: Moment,
    /// None while the clock stands: on manual and auto, and on every mode during an advance.
    running: Option<Instant>,
    /// How many are at work. While this is above zero a clock that stands does not move.
    pub(super) busy: usize,
    /// By deadline, then by arrival: this is the order in which waits end.
    waits: BTreeMap<Key, Wait>,
    arrivals: u64,
    advance: Option<Advance>,
    /// Tells who waits that its deadline is now at another point of real time.
    pace: watch::Sender<()>,
}

pub(super) type Key = (Moment, u64);

#[derive(Debug)]
struct Wait {
    what: Arc<str>,
    wake: oneshot::Sender<()>,
}

#[derive(Debug)]
struct Advance {
    to: Moment,
    fired: Vec<Fired>,
    done: oneshot::Sender<Vec<Fired>>,
}

impl State {
    pub(super) fn new(mode: ClockMode, start: Moment) -> Self {
        let mut state = Self {
            mode,
            base: start,
            running: None,
            busy: 0,
            waits: BTreeMap::new(),
            arrivals: 0,
            advance: None,
            pace: watch::Sender::new(()),
        };
        state.go_on_from(start);
        state
    }

    pub(super) fn now(&self) -> Moment {
        let (Some(since), Some(speed)) = (self.running, self.mode.speed()) else {
            return self.base;
        };
        self.base.plus(since.elapsed().saturating_mul(speed.get()))
    }

    pub(super) fn passed(&self, real: Duration) -> Option<(Moment, Moment)> {
        let (since, speed) = (self.running?, self.mode.speed()?.get());
        let now = since.elapsed();
        let at = |elapsed: Duration| self.base.plus(elapsed.saturating_mul(speed));
        Some((at(now.saturating_sub(real)), at(now)))
    }

    pub(super) fn next_deadline(&self) -> Option<Moment> {
        self.waits.first_key_value().map(|((deadline, _), _)| *deadline)
    }

    /// How long until `deadline` in real time; `None` while the clock stands.
    pub(super) fn real_time_until(&self, deadline: Moment) -> Option<Duration> {
        self.running?;
        Some(deadline.since(self.now()) / self.mode.speed()?.get())
    }

    pub(super) fn set_mode(&mut self, mode: ClockMode) {
        let now = self.now();
        self.mode = mode;
        self.go_on_from(now);
        self.settle();
    }

    pub(super) fn end(&mut self) {
        self.busy -= 1;
        self.settle();
    }

    /// Queues a wait. One whose deadline has passed ends as soon as its waiter works no more.
    ///
    /// Returns its key, its end, and the changes of pace until then.
    pub(super) fn enter(
        &mut self,
        deadline: Moment,
        what: Arc<str>,
    ) -> (Key, oneshot::Receiver<()>, watch::Receiver<()>) {
        let (wake, woken) = oneshot::channel();
        let key = (deadline, self.arrivals);
        self.arrivals += 1;
        self.waits.insert(key, Wait { what, wake });
        (key, woken, self.pace.subscribe())
    }

    /// Takes a wait back whose waiter is gone.
    pub(super) fn leave(&mut self, key: &Key) {
        if self.waits.remove(key).is_none() {
            // Woken, and counted as busy, but nobody is there any more.
            self.end();
        }
    }

    pub(super) fn catch_up(&mut self, moment: Moment) {
        // Who else is at work may be about to wait for an earlier moment.
        if self.mode == ClockMode::Auto && self.busy <= 1 {
            let next = self.next_deadline().unwrap_or(Moment::END);
            self.base = self.base.max(moment.min(next));
        }
    }

    /// What fired comes through the receiver once the clock has got there.
    pub(super) fn advance(&mut self, to: Moment) -> oneshot::Receiver<Vec<Fired>> {
        let (done, all_fired) = oneshot::channel();
        let now = self.now();
        self.advance = Some(Advance { to, fired: Vec::new(), done });
        self.go_on_from(now);
        self.settle();
        all_fired
    }

    /// Takes an advance back; the clock stays where it has got to.
    pub(super) fn give_up_advance(&mut self) {
        if self.advance.take().is_some() {
            self.go_on_from(self.base);
        }
    }

    /// Ends every wait whose moment has come, in order. Where the clock stands, it goes from one
    /// deadline to the next, as far as it may, and stops while anybody works.
    pub(super) fn settle(&mut self) {
        while self.running.is_some() || self.busy == 0 {
            if let Some((deadline, wait)) = self.pop_due() {
                self.wake(deadline, wait);
            } else if !self.finish_advance() {
                return;
            }
        }
    }

    fn pop_due(&mut self) -> Option<(Moment, Wait)> {
        let limit = match (&self.advance, self.mode) {
            (Some(advance), _) => advance.to,
            (None, ClockMode::Auto) => Moment::END,
            (None, _) => self.now(),
        };
        let first = self.waits.first_entry().filter(|first| first.key().0 <= limit)?;
        let ((deadline, _), wait) = first.remove_entry();
        Some((deadline, wait))
    }

    /// A woken waiter counts as working from now on, so that nothing moves before it has seen the time.
    fn wake(&mut self, deadline: Moment, wait: Wait) {
        if self.running.is_none() {
            // Past its deadline where it fell due on another mode.
            self.base = self.base.max(deadline);
        }
        self.busy += 1;
        if let Some(advance) = &mut self.advance {
            advance.fired.push(Fired { at: self.base, what: wait.what });
        }
        // A receiver that goes takes its wait out of `waits` first.
        let _ = wait.wake.send(());
    }

    fn finish_advance(&mut self) -> bool {
        let Some(Advance { to, fired, done }) = self.advance.take() else { return false };
        self.go_on_from(self.base.max(to));
        // The receiver may be gone: the advance is just being given up.
        let _ = done.send(fired);
        true
    }

    /// Shows `moment` now, and from here runs or stands.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
    fn go_on_from(&mut self, moment: Moment) {
        let runs = self.mode.speed().is_some() && self.advance.is_none();
        self.base = moment;
        self.running = runs.then(Instant::now);
        if runs {
            self.pace.send_replace(());
        }
    }
}

/// Seconds since 1970 on the clock of the wall, if it is set to a time until 2106.
#[expect(
    clippy::disallowed_methods,
    reason = "which day it is outside, and not a moment of a story"
)]
pub(crate) fn unix_time() -> Option<NonZeroU32> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    NonZeroU32::new(since.as_secs().try_into().ok()?)
}
