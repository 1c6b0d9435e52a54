//! A clock that stands still while anybody works and jumps when everybody waits.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Moment;

#[derive(Debug, Default)]
pub(super) struct Auto(Mutex<State>);

/// Behind a std mutex: sections are short and nothing awaits in them.
#[derive(Debug, Default)]
struct State {
    now: Moment,
    /// How many are at work. The clock stands while this is above zero.
    busy: usize,
    /// By deadline, then by arrival: this is the order in which simultaneous waits end.
    waits: BTreeMap<Key, oneshot::Sender<()>>,
    arrivals: u64,
}

type Key = (Moment, u64);

/// A wait that has been entered; taken back when it is dropped before it ends.
pub(super) struct Waiting<'a> {
    auto: &'a Auto,
    key: Key,
    awoken: oneshot::Receiver<()>,
    over: bool,
}

impl Auto {
    pub(super) fn now(&self) -> Moment {
        self.state().now
    }

    pub(super) fn catch_up(&self, moment: Moment) {
        let mut state = self.state();
        state.now = state.now.max(moment);
    }

    pub(super) fn begin(&self) {
        self.state().busy += 1;
    }

    pub(super) fn end(&self) {
        let mut state = self.state();
        state.busy -= 1;
        state.settle();
    }

    pub(super) fn enter(&self, deadline: Moment) -> Waiting<'_> {
        let (wake, awoken) = oneshot::channel();
        let mut state = self.state();
        let key = (deadline, state.arrivals);
        state.arrivals += 1;
        state.waits.insert(key, wake);
        Waiting { auto: self, key, awoken, over: false }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When nobody works, goes to the earliest deadline and wakes its waiter, who works from now on.
    fn settle(&mut self) {
        while self.busy == 0 {
            let Some(((deadline, _), wake)) = self.waits.pop_first() else { return };
            self.now = self.now.max(deadline);
            if wake.send(()).is_ok() {
                self.busy = 1;
            }
        }
    }
}

impl Waiting<'_> {
    pub(super) async fn awoken(mut self) {
        // The sender goes only after sending: it sits in `waits` until it is popped.
        let _ = (&mut self.awoken).await;
        self.over = true;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let mut state = self.auto.state();
        if state.waits.remove(&self.key).is_none() {
            // Woken, and counted as busy, but nobody is there any more.
            state.busy -= 1;
        }
        state.settle();
    }
}
