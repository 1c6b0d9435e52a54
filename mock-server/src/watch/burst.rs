//! Changes come in bursts: an editor writes one file in several steps, git a hundred files.

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Wall-clock time without a change after which a burst is over: longer than the steps of an editor
/// are apart, shorter than anybody waits.
const QUIET: Duration = Duration::from_millis(200);

/// A burst that does not end is read from time to time all the same. Wall-clock time.
const LONGEST: Duration = Duration::from_secs(2);

/// Waits for a change, and for the end of its burst.
pub(super) async fn end(changes: &mut Receiver<()>) {
    changes.recv().await;
    let quiet = async { while timeout(QUIET, changes.recv()).await.is_ok() {} };
    let _ = timeout(LONGEST, quiet).await;
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{self, Sender};
    use tokio::task::JoinHandle;
    use tokio::time::advance;

    use super::*;

    fn start() -> (Sender<()>, JoinHandle<()>) {
        let (sender, mut changes) = mpsc::channel(1);
        (sender, tokio::spawn(async move { end(&mut changes).await }))
    }

    /// Lets everything happen that can without more time.
    async fn millis(millis: u64) {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        advance(Duration::from_millis(millis)).await;
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_over_when_it_was_quiet_for_a_while() {
        let (sender, burst) = start();
        for _ in 0..5 {
            sender.send(()).await.unwrap();
            millis(199).await;
            assert!(!burst.is_finished());
        }
        millis(1).await;
        assert!(burst.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_over_before_it_has_begun() {
        let (_sender, burst) = start();
        millis(10_000).await;
        assert!(!burst.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_without_end_is_cut() {
        let (sender, burst) = start();
        for _ in 0..20 {
            assert!(!burst.is_finished());
            sender.send(()).await.unwrap();
            millis(100).await;
        }
        assert!(burst.is_finished());
    }
}
