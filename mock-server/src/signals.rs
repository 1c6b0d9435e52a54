//! Signals that ask this process to end, or to read its files again.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

#[cfg(unix)]
use crate::log;

pub(crate) const HANGUP: i32 = 1;
#[cfg(feature = "cli")]
pub(crate) const INTERRUPT: i32 = 2;
#[cfg(feature = "cli")]
pub(crate) const TERMINATE: i32 = 15;

/// Caught from the beginning, so that none comes too early. One that cannot be caught never comes.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    caught: Vec<(i32, Signal)>,
    #[cfg(not(unix))]
    numbers: Vec<i32>,
}

impl Signals {
    /// From now on they do not end the process.
    #[cfg(unix)]
    pub(crate) fn listen(numbers: &[i32]) -> Self {
        let caught = numbers
            .iter()
            .filter_map(|number| Some((*number, signal(SignalKind::from_raw(*number)).ok()?)));
        let caught: Vec<_> = caught.collect();
        if caught.len() < numbers.len() {
            log::tell("warning: signals cannot be caught; only a kill ends this program");
        }
        Self { caught }
    }

    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> i32 {
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
    pub(crate) fn listen(numbers: &[i32]) -> Self {
        Self { numbers: numbers.to_vec() }
    }

    /// Ctrl-C, under the number that it has elsewhere; there are no others.
    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> i32 {
        const CTRL_C: i32 = 2;
        if !self.numbers.contains(&CTRL_C) || tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        CTRL_C
    }
}
