//! Notices that the machine stood still: a wait that was to be short took long.
//!
//! Where a thread that only wants to be woken is not, a client that only wants to be woken is not
//! either, and what it did in that time says nothing about it.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// A thread that is woken again and again. Dropped, it has ended.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    /// Asks for a beat at once. Its drop ends the thread.
    ask: Option<mpsc::Sender<oneshot::Sender<()>>>,
    thread: Option<JoinHandle<()>>,
}

/// Real time between two beats.
const BEAT: Duration = Duration::from_millis(50);

/// A beat that is later than this is a stall. It is as much as a client may be early.
const LATE: Duration = Duration::from_millis(250);

impl Heartbeat {
    /// Calls `stalled` after each stall, with how long in real time nothing ran until now. A machine
    /// that gives no thread has no heartbeat, and every one of its pauses counts as the client's.
    pub(crate) fn start(mut stalled: impl FnMut(Duration) + Send + 'static) -> Self {
        let (ask, asked) = mpsc::channel::<oneshot::Sender<()>>();
        let beat = move || {
            let mut last = now();
            loop {
                let who = match asked.recv_timeout(BEAT) {
                    Ok(who) => Some(who),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                if let Some(stood) = stood(now().saturating_duration_since(last)) {
                    stalled(stood);
                }
                last = now();
                // Who asked may be gone.
                let _ = who.map(|who| who.send(()));
            }
        };
        let thread = std::thread::Builder::new().name("heartbeat".to_owned()).spawn(beat).ok();
        Self { ask: Some(ask), thread }
    }

    /// Returns when every stall that is over has been told.
    pub(crate) async fn caught_up(&self) {
        let (tell, told) = oneshot::channel();
        if self.ask.as_ref().is_some_and(|ask| ask.send(tell).is_ok()) {
            let _ = told.await;
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.ask = None;
        // It panics where what it calls does, which is told already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// For how long nothing may have run, from the time between two beats.
fn stood(between: Duration) -> Option<Duration> {
    (between > BEAT + LATE).then_some(between)
}

#[expect(clippy::disallowed_methods, reason = "beside the clock: real time, and not a story's")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_beat_is_a_stall() {
        for (between, expected) in
            [(0, None), (50, None), (300, None), (301, Some(301)), (9_000, Some(9_000))]
        {
            let millis = Duration::from_millis;
            assert_eq!(stood(millis(between)), expected.map(millis), "{between} ms");
        }
    }

    #[tokio::test]
    async fn it_beats_when_it_is_asked() {
        Heartbeat::start(drop).caught_up().await;
    }

    #[test]
    fn it_beats_until_it_is_dropped() {
        let (tell, told) = mpsc::channel();
        let heartbeat = Heartbeat::start(move |stood| _ = tell.send(stood));
        drop(heartbeat);
        // The thread is gone, and what it owned.
        while told.try_recv().is_ok() {}
        assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    }
}
