//! Waiting until so many exchanges are there.

use std::sync::Arc;
use std::time::Duration;

use flinks_trace::CustomerId;

use super::{Filter, Journal};
use crate::note::Note;

/// Longest wait on the clock of the wall; a caller with more patience asks again.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

impl Journal {
    /// Returns the first `count` exchanges that `filter` takes, as soon as they are there; those that
    /// are there already count.
    ///
    /// `limit` is on the clock of the wall and at most [`LONGEST_WAIT`]: it guards the caller's
    /// connection and has no part in any story.
    ///
    /// # Errors
    ///
    /// How many there were when the time was over.
    pub(crate) async fn wait(
        &self,
        filter: &Filter,
        count: usize,
        limit: Duration,
    ) -> Result<Vec<Arc<Note>>, usize> {
        let everything = Filter { finished: false, ..filter.clone() };
        let (mut last_seq, mut matched, mut open) = (0, Vec::new(), Vec::new());
        let reached = self.until(filter, || {
            // What was on its way may match by now.
            let is_done = |exchange: &mut Arc<Note>| exchange.outcome.get().is_some();
            matched.extend(open.extract_if(.., is_done));
            let page = self.read(&everything, last_seq, usize::MAX);
            last_seq = page.last_seq;
            let takes = |exchange: &Arc<Note>| filter.takes(exchange);
            let (new, later): (Vec<_>, Vec<_>) = page.exchanges.into_iter().partition(takes);
            matched.extend(new);
            open.extend(later);
            matched.len() >= count
        });
        if tokio::time::timeout(limit.min(LONGEST_WAIT), reached).await.is_err() {
            return Err(matched.len());
        }
        matched.sort_by_key(|exchange| exchange.seq);
        matched.truncate(count);
        Ok(matched)
    }

    /// Returns when every exchange that is there now, and that `is_awaited` takes, has its outcome; or
    /// when `limit` is over, on the clock of the wall.
    pub(crate) async fn settled(
        &self,
        filter: &Filter,
        is_awaited: impl Fn(&Note) -> bool,
        limit: Duration,
    ) {
        let mut open = self.read(filter, 0, usize::MAX).exchanges;
        let all_done = self.until(filter, || {
            open.retain(|exchange| exchange.outcome.get().is_none() && is_awaited(exchange));
            open.is_empty()
        });
        // What has no outcome by then is judged as what it is: a reply that is on its way.
        let _ = tokio::time::timeout(limit, all_done).await;
    }

    /// Returns when `is_done` says so: it is asked now, and after each change of what `filter` names.
    async fn until(&self, filter: &Filter, mut is_done: impl FnMut() -> bool) {
        loop {
            // Taken anew for each wait, since a forgotten customer gets another one.
            let customer = filter.customer.as_deref().and_then(|customer| {
                let (customer, mut store) = (CustomerId::parse(customer), self.store());
                store.open(&customer);
                store.changed(&customer)
            });
            // Before looking, so that nothing can happen unseen between the look and the wait.
            let change = customer.as_deref().unwrap_or(&self.changed).notified();
            if is_done() {
                return;
            }
            change.await;
        }
    }
}

#[cfg(test)]
mod tests;
