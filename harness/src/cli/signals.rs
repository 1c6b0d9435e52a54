//! What a run does at signals.

use crate::progress::Now;
use crate::record::Stop;

use super::tell;

/// Ready at SIGTERM or Ctrl-C. Listens from the call on, not only from the first poll: a signal
/// that comes early is not to end the program without its report.
#[cfg(unix)]
pub(super) fn stop() -> impl Future<Output = Stop> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    async move {
        let [Ok(mut terminate), Ok(mut interrupt)] = signals else {
            tell("warning: signals cannot be caught; one that ends the run ends it unreported");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => Stop::Terminate,
            _ = interrupt.recv() => Stop::Interrupt,
        }
    }
}

#[cfg(not(unix))]
pub(super) async fn stop() -> Stop {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the signal there is nothing to wait for, and the run goes on.
        std::future::pending::<()>().await;
    }
    Stop::Interrupt
}

/// Says on stderr what is going on at each SIGUSR1, until the program ends. Where the signal cannot
/// be caught, nobody is told so: the run is as good without.
#[cfg(unix)]
pub(super) fn tell_at_usr1(now: Now) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut asked) = signal(SignalKind::user_defined1()) else { return };
    tokio::spawn(async move {
        while asked.recv().await.is_some() {
            now.tell(tell);
        }
    });
}

#[cfg(not(unix))]
pub(super) fn tell_at_usr1(_: Now) {}
