//! How the sending of an answer went, told once.

use flinks_trace::Outcome;

use crate::clock::{Busy, Clock, Moment};

use super::Stopping;

/// Goes with an answer to its last byte. Dropped before, it tells that nobody waits any more.
pub(crate) struct Sent {
    tell: Option<Box<dyn FnOnce(Outcome) + Send>>,
    clock: Option<Clock>,
    /// The request is in work until its answer is out, or until only the client can go on.
    busy: Option<Busy>,
    /// When the last bytes went, taken before they did: a client that has them may move the clock.
    at: Moment,
    bytes: u64,
    stopping: Stopping,
}

impl Sent {
    /// `clock` is the customer's; without one every moment is the start of time. `tell` is called exactly once, and must be quick.
    pub(crate) fn new(
        stopping: Stopping,
        clock: Option<Clock>,
        tell: impl FnOnce(Outcome) + Send + 'static,
    ) -> Self {
        let tell = Some(Box::new(tell) as Box<dyn FnOnce(Outcome) + Send>);
        Self { tell, clock, busy: None, at: Moment::START, bytes: 0, stopping }
    }

    /// Keeps the clock from jumping until the answer is out.
    pub(crate) fn keep(&mut self, busy: Busy) {
        self.busy = Some(busy);
    }

    /// The clock, marked as busy, for a wait. Nothing without a clock.
    pub(super) fn wait(&mut self) -> Option<(Clock, Busy)> {
        let clock = self.clock.clone()?;
        let busy = self.busy.take().unwrap_or_else(|| clock.busy());
        Some((clock, busy))
    }

    /// Only the client can go on; time need not wait for it.
    pub(super) fn release(&mut self) {
        self.busy = None;
    }

    pub(super) fn stamp(&mut self) {
        self.at = self.now();
    }

    pub(super) fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub(super) fn done(mut self) {
        let outcome = Outcome::Sent { at: self.at };
        self.told(outcome);
    }

    pub(super) fn cut(mut self) {
        let outcome = Outcome::Cut { bytes: self.bytes, at: self.now() };
        self.told(outcome);
    }

    fn now(&self) -> Moment {
        self.clock.as_ref().map_or(Moment::START, Clock::now)
    }

    fn told(&mut self, outcome: Outcome) {
        if let Some(tell) = self.tell.take() {
            tell(outcome);
        }
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        if self.tell.is_none() {
            return;
        }
        let (bytes, at) = (self.bytes, self.now());
        self.told(if self.stopping.is_stopping() {
            Outcome::Cut { bytes, at }
        } else {
            Outcome::Left { bytes, at }
        });
    }
}
