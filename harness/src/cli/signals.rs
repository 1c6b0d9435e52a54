//! Signals: SIGTERM and Ctrl-C stop a run, SIGUSR1 asks what it is doing.

#[cfg(unix)]
use flinks_trace::Stop;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::progress::Now;
use crate::stop::{Stopper, Stops};

use super::tell;

/// Whether the first signal was answered; commands that play twice listen twice.
#[cfg(unix)]
static TOLD: AtomicBool = AtomicBool::new(false);

/// SIGTERM and Ctrl-C, as often as they come. Listens from the call on, not only from the first
/// poll: a signal that comes early is not to end the program without its report.
#[cfg(unix)]
pub(super) fn stops() -> Stops {
    use tokio::signal::unix::{SignalKind, signal};
    let (stopper, stops) = Stopper::new();
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt)] = signals else {
        tell("warning: signals cannot be caught; one that ends the run ends it unreported");
        return stops;
    };
    tokio::spawn(async move {
        loop {
            let stop = tokio::select! {
                _ = terminate.recv() => Stop::Terminate,
                _ = interrupt.recv() => Stop::Interrupt,
            };
            // First, as the program may end with the stop.
            if !TOLD.swap(true, Ordering::Relaxed) {
                tell("stopping after the request in flight; once more stops at once");
            }
            stopper.stop(stop);
        }
    });
    stops
}

#[cfg(not(unix))]
pub(super) fn stops() -> Stops {
    let (stopper, stops) = Stopper::new();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stopper.stop(Stop::Interrupt);
        }
    });
    stops
}

/// Says on stderr what is going on at each SIGUSR1, until the program ends. Where the signal cannot
/// be caught, nobody is told so: the run is as good without.
#[cfg(unix)]
pub(super) fn tell_at_usr1(now: Now) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut asked) = signal(SignalKind::user_defined1()) else { return };
    tokio::spawn(async move {
        while asked.recv().await.is_some() {
            now.print(tell);
        }
    });
}

#[cfg(not(unix))]
pub(super) fn tell_at_usr1(_: Now) {}
