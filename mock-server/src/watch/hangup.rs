//! SIGHUP, where there is such a thing.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

#[derive(Debug)]
pub(super) struct Hangups {
    /// None where the signal cannot be caught.
    #[cfg(unix)]
    signal: Option<Signal>,
}

impl Hangups {
    /// From now on the signal does not end the process.
    #[cfg(unix)]
    pub(super) fn listen() -> Self {
        Self { signal: signal(SignalKind::hangup()).ok() }
    }

    #[cfg(unix)]
    pub(super) async fn next(&mut self) {
        match &mut self.signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> Self {
        Self {}
    }

    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) {
        std::future::pending().await
    }
}
