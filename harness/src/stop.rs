//! How a run is stopped from outside: softly first, then at once.

use std::future::pending;

use tokio::sync::{mpsc, watch};

use crate::record::Stop;

/// Stops a run. The first time, the request in flight is finished and nothing more is sent; the
/// second time nothing is waited for.
#[derive(Clone, Debug)]
pub struct Stopper(mpsc::Sender<Stop>);

/// The run's end of a [`Stopper`].
#[derive(Debug)]
pub struct Stops(mpsc::Receiver<Stop>);

/// What the flow passes before each request.
#[derive(Debug)]
pub(crate) struct Gate(watch::Sender<State>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    closed: bool,
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
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(State::default()))
    }

    /// Before a request. Does not return once a stop is wanted: the run ends there, see
    /// [`Self::stopped`].
    pub(crate) async fn enter(&self) {
        if self.0.borrow().closed {
            pending::<()>().await;
        }
        self.0.send_modify(|state| state.in_flight = true);
    }

    /// After a request, when its answer is written down.
    pub(crate) fn leave(&self) {
        self.0.send_modify(|state| state.in_flight = false);
    }

    /// Returns when the run is to end: nothing is in flight, or nobody wants to wait for it.
    pub(crate) async fn stopped(&self, mut stops: Stops) -> Stop {
        let stop = stops.next().await;
        self.0.send_modify(|state| state.closed = true);
        let mut state = self.0.subscribe();
        tokio::select! {
            _ = state.wait_for(|state| !state.in_flight) => stop,
            again = stops.next() => again,
        }
    }
}
