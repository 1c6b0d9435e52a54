//! Signals that ask us to end.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Caught from the beginning, so that none falls between two runs.
#[derive(Debug)]
pub(super) struct Signals {
    /// Empty where signals cannot be caught.
    #[cfg(unix)]
    caught: Vec<(i32, Signal)>,
}

impl Signals {
    #[cfg(unix)]
    pub(super) fn listen() -> Self {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let caught = kinds
            .into_iter()
            .filter_map(|kind| signal(kind).ok().map(|caught| (kind.as_raw_value(), caught)));
        Self { caught: caught.collect() }
    }

    /// The number of the next one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> i32 {
        std::future::poll_fn(|context| {
            for (number, signal) in &mut self.caught {
                if signal.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*number);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> Self {
        Self {}
    }

    /// Ctrl-C, under the number that it has elsewhere.
    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> i32 {
        let _ = tokio::signal::ctrl_c().await;
        2
    }
}
