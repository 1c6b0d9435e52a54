//! How a run is stopped from outside: softly first, then at once. How two runs keep step.

use std::future::pending;
use std::time::Duration;

use flinks_mock::clock::Clock;
use flinks_trace::Stop;
use tokio::sync::watch;

/// Stops runs from outside; clones share it. After the first stop the request in flight is finished and
/// nothing more is sent; after the second one nothing is waited for.
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(watch::Sender<Vec<Stop>>);

impl CancellationToken {
    /// A third stop says nothing new.
    pub fn stop(&self, stop: Stop) {
        self.0.send_if_modified(|stops| {
            let is_new = stops.len() < 2;
            stops.extend(is_new.then_some(stop));
            is_new
        });
    }

    async fn nth(&self, index: usize) -> Stop {
        match self.0.subscribe().wait_for(|stops| stops.len() > index).await {
            Ok(stops) => stops[index],
            // The sender is here, so it cannot be closed.
            Err(_) => pending().await,
        }
    }
}

/// Real time that a request in flight gets to finish after a stop: CI systems kill a process that does
/// not end in 10 to 30 s, and then there is no report.
const PATIENCE: Duration = Duration::from_secs(8);

#[derive(Debug)]
pub(crate) struct RequestGate {
    token: CancellationToken,
    lockstep: Option<Lockstep>,
    in_flight: watch::Sender<bool>,
}

/// Keeps two runs in step: neither sends its next request before the other one is ready to send its own,
/// or has ended.
#[derive(Debug)]
pub(crate) struct Lockstep {
    own: watch::Sender<u64>,
    other: watch::Receiver<u64>,
}

impl Lockstep {
    pub(crate) fn pair() -> [Self; 2] {
        let (left, right) = (watch::Sender::new(0), watch::Sender::new(0));
        let (of_left, of_right) = (left.subscribe(), right.subscribe());
        [Self { own: left, other: of_right }, Self { own: right, other: of_left }]
    }

    async fn step(&self) {
        self.own.send_modify(|steps| *steps += 1);
        let steps = *self.own.borrow();
        // An error says that the other run has ended.
        let _ = self.other.clone().wait_for(|other| *other >= steps).await;
    }
}

impl RequestGate {
    pub(crate) fn new(token: CancellationToken, lockstep: Option<Lockstep>) -> Self {
        Self { token, lockstep, in_flight: watch::Sender::new(false) }
    }

    /// Call this before each request. It does not return after a stop: the run ends there, see
    /// [`Self::stopped`].
    pub(crate) async fn enter(&self) {
        if let Some(lockstep) = &self.lockstep {
            lockstep.step().await;
        }
        if self.stop().is_some() {
            pending::<()>().await;
        }
        self.in_flight.send_replace(true);
    }

    pub(crate) fn leave(&self) {
        self.in_flight.send_replace(false);
    }

    pub(crate) fn stop(&self) -> Option<Stop> {
        self.token.0.borrow().first().copied()
    }

    /// Returns when the run is to end: nothing is in flight, or nobody wants to wait for it any
    /// longer.
    ///
    /// `clock` is that of who wants the stop: a real one, but in tests.
    pub(crate) async fn stopped(&self, clock: &Clock) -> Stop {
        let stop = self.token.nth(0).await;
        let mut in_flight = self.in_flight.subscribe();
        let patience = clock.now().plus(PATIENCE);
        tokio::select! {
            _ = in_flight.wait_for(|in_flight| !in_flight) => stop,
            again = self.token.nth(1) => again,
            () = clock.sleep_until(patience) => stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use flinks_mock::clock::{ClockMode, Moment};

    use super::*;

    #[tokio::test]
    async fn a_request_that_gets_no_answer_is_not_waited_for_for_ever() {
        let token = CancellationToken::default();
        let gate = RequestGate::new(token.clone(), None);
        gate.enter().await;
        token.stop(Stop::Terminate);
        let clock = Clock::new(ClockMode::Auto);
        let too_long = async {
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            stop = gate.stopped(&clock) => assert_eq!(stop, Stop::Terminate),
            () = too_long => panic!("it is waited for"),
        }
        assert_eq!(clock.now(), Moment::from_secs(8));
    }
}
