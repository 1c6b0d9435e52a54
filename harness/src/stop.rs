//! How a run is stopped from outside: softly first, then at once. How two runs keep step.

use std::future::pending;
use std::time::Duration;

use flinks_mock::clock::Clock;
use flinks_trace::Stop;
use tokio::sync::{mpsc, watch};

/// Stops a run. The first time, the request in flight is finished and nothing more is sent; the
/// second time nothing is waited for.
#[derive(Clone, Debug)]
pub struct Stopper(mpsc::Sender<Stop>);

/// The run's end of a [`Stopper`].
#[derive(Debug)]
pub struct Stops(mpsc::Receiver<Stop>);

/// How long a request in flight is waited for once a stop is wanted, in real time: CI systems kill
/// what does not end in 10 to 30 s, and its reports with it.
const PATIENCE: Duration = Duration::from_secs(8);

/// What the flow passes before each request.
#[derive(Debug)]
pub(crate) struct Gate {
    state: watch::Sender<State>,
    pace: Option<Pace>,
}

/// One of two runs in lockstep: none sends its next request before the other one comes to its own, or
/// has ended.
#[derive(Debug)]
pub(crate) struct Pace {
    own: watch::Sender<u64>,
    other: watch::Receiver<u64>,
}

impl Pace {
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

#[derive(Clone, Copy, Debug, Default)]
struct State {
    closed: Option<Stop>,
    in_flight: bool,
}

impl Stopper {
    pub fn new() -> (Self, Stops) {
        let (sender, receiver) = mpsc::channel(2);
        (Self(sender), Stops(receiver))
    }

    pub fn stop(&self, stop: Stop) {
        // Full after two: a third says nothing new. Closed: the run has ended.
        let _ = self.0.try_send(stop);
    }
}

impl Stops {
    /// For a run that nobody stops.
    pub fn never() -> Self {
        Stopper::new().1
    }

    async fn next(&mut self) -> Stop {
        match self.0.recv().await {
            Some(stop) => stop,
            // Nobody is left who could stop the run.
            None => pending().await,
        }
    }
}

impl Gate {
    pub(crate) fn new(pace: Option<Pace>) -> Self {
        Self { state: watch::Sender::new(State::default()), pace }
    }

    /// Before a request. Does not return once a stop is wanted: the run ends there, see
    /// [`Self::stopped`].
    pub(crate) async fn enter(&self) {
        if let Some(pace) = &self.pace {
            pace.step().await;
        }
        if self.closed().is_some() {
            pending::<()>().await;
        }
        self.state.send_modify(|state| state.in_flight = true);
    }

    /// After a request, when its answer is written down.
    pub(crate) fn leave(&self) {
        self.state.send_modify(|state| state.in_flight = false);
    }

    /// Once a stop is wanted.
    pub(crate) fn closed(&self) -> Option<Stop> {
        self.state.borrow().closed
    }

    /// Returns when the run is to end: nothing is in flight, or nobody wants to wait for it any
    /// longer.
    ///
    /// `clock` is that of who wants the stop: a real one, but in tests.
    pub(crate) async fn stopped(&self, mut stops: Stops, clock: &Clock) -> Stop {
        let stop = stops.next().await;
        self.state.send_modify(|state| state.closed = Some(stop));
        let mut state = self.state.subscribe();
        let patience = clock.now().plus(PATIENCE);
        tokio::select! {
            _ = state.wait_for(|state| !state.in_flight) => stop,
            again = stops.next() => again,
            () = clock.sleep_until(patience) => stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use flinks_mock::clock::{ClockMode, Moment};

    use super::*;

    #[tokio::test]
    async fn two_runs_keep_step_until_one_has_ended() {
        let sent = RefCell::new(Vec::new());
        let run = async |pace: Pace, requests: u64| {
            for request in 1..=requests {
                pace.step().await;
                sent.borrow_mut().push(request);
            }
        };
        let [left, right] = Pace::pair();
        tokio::join!(run(left, 2), run(right, 4));
        assert_eq!(*sent.borrow(), [1, 1, 2, 2, 3, 4]);
    }

    #[tokio::test]
    async fn a_request_that_gets_no_answer_is_not_waited_for_for_ever() {
        let gate = Gate::new(None);
        gate.enter().await;
        let (stopper, stops) = Stopper::new();
        stopper.stop(Stop::Terminate);
        let clock = Clock::new(ClockMode::Auto);
        let too_long = async {
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            stop = gate.stopped(stops, &clock) => assert_eq!(stop, Stop::Terminate),
            () = too_long => panic!("it is waited for"),
        }
        assert_eq!(clock.now(), Moment::from_secs(8));
    }
}
