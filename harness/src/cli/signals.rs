//! Signals: SIGTERM and Ctrl-C stop a run, SIGUSR1 asks what it is doing.

use flinks_trace::Stop;
use tokio::task::JoinHandle;

use super::tell;
use crate::cancellation::CancellationToken;
use crate::progress::Now;

/// SIGTERM and Ctrl-C, as often as they come. Listens from the call on, not only from the first
/// poll: a signal that comes early is not to end the program without its report.
#[cfg(unix)]
pub(super) fn cancellation() -> CancellationToken {
    use tokio::signal::unix::{SignalKind, signal};
    let token = CancellationToken::default();
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt)] = signals else {
        tell("warning: signals cannot be caught; a signal ends the run without a report");
        return token;
    };
    let stopped = token.clone();
    tokio::spawn(async move {
        // The program may end with the stop, so the line comes first.
        let mut line = Some("stopping after the request in flight; once more stops at once");
        loop {
            let stop = tokio::select! {
                _ = terminate.recv() => Stop::Terminate,
                _ = interrupt.recv() => Stop::Interrupt,
            };
            line.take().into_iter().for_each(tell);
            stopped.stop(stop);
        }
    });
    token
}

#[cfg(not(unix))]
pub(super) fn cancellation() -> CancellationToken {
    let token = CancellationToken::default();
    let stopped = token.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stopped.stop(Stop::Interrupt);
        }
    });
    token
}

/// Says on stderr at each SIGUSR1 what is going on, until it is aborted. A run works as well where the
/// signal cannot be caught.
#[cfg(unix)]
pub(super) fn tell_at_usr1(now: Now) -> JoinHandle<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let asked = signal(SignalKind::user_defined1());
    tokio::spawn(async move {
        let Ok(mut asked) = asked else { return };
        while asked.recv().await.is_some() {
            now.print(tell);
        }
    })
}

#[cfg(not(unix))]
pub(super) fn tell_at_usr1(_: Now) -> JoinHandle<()> {
    tokio::spawn(async {})
}
