//! A wait, from entering the queue until it is woken or given up.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use super::state::Entered;
use super::{Clock, Moment};

/// Taken back when it is dropped before it ends.
pub(super) struct Waiting<'a> {
    clock: &'a Clock,
    entered: Entered,
    over: bool,
}

impl<'a> Waiting<'a> {
    pub(super) fn enter(clock: &'a Clock, deadline: Moment, what: Arc<str>) -> Self {
        let entered = clock.state().enter(deadline, what);
        Self { clock, entered, over: false }
    }

    pub(super) async fn woken(mut self) {
        let deadline = self.entered.key.0;
        while !self.over {
            let left = self.clock.state().real_time_until(deadline);
            tokio::select! {
                biased;
                // The sender goes only after sending: it sits in the queue until then.
                _ = &mut self.entered.woken => self.over = true,
                // Never an error: the clock, and so the sender, is borrowed here.
                _ = self.entered.pace.changed() => {}
                () = sleep(left) => self.clock.state().settle(),
            }
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.clock.state().leave(&self.entered.key);
        }
    }
}

/// No `Instant` is reckoned here: adding past the end of time panics, and `sleep` of tokio sees to it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that waits")]
async fn sleep(left: Option<Duration>) {
    let Some(left) = left else { return pending().await };
    // Rounded up, or a wait would spin on the remainder of the division by the speed.
    tokio::time::sleep(left.saturating_add(Duration::from_nanos(1))).await;
}
