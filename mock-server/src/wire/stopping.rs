//! Whether the server is about to stop.

use std::sync::Arc;

use tokio::sync::watch;

/// Clones belong to one server.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(Arc<watch::Receiver<bool>>);

impl Stopping {
    /// Stops when `true` is sent, or the sender is dropped.
    pub(crate) fn new(signal: watch::Receiver<bool>) -> Self {
        Self(Arc::new(signal))
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    pub(crate) async fn stopped(&self) {
        let mut signal = watch::Receiver::clone(&self.0);
        // An error is a server that is gone already.
        let _ = signal.wait_for(|stopping| *stopping).await;
    }
}
