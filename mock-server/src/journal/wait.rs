//! Waiting until so many exchanges are there.

use std::sync::Arc;
use std::time::Duration;

use flinks_trace::CustomerId;
use tokio::sync::Notify;

use super::{Filter, Journal, Note};

/// Longest wait on the clock of the wall; a caller with more patience asks again.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What a wait has seen.
struct Tally<'a> {
    journal: &'a Journal,
    filter: &'a Filter,
    /// Everything up to here was looked at.
    last_seq: u64,
    matched: Vec<Arc<Note>>,
    /// They would match if they had an outcome.
    open: Vec<Arc<Note>>,
}

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
        let mut tally = Tally::new(self, filter);
        let in_time = tokio::time::timeout(limit.min(LONGEST_WAIT), tally.reach(count)).await;
        match in_time {
            Ok(()) => Ok(tally.first(count)),
            Err(_) => Err(tally.matched.len()),
        }
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
        let all_done = async {
            loop {
                open.retain(|exchange| exchange.outcome().is_none() && is_awaited(exchange));
                if open.is_empty() {
                    return;
                }
                let customer = self.change(filter);
                let change = customer.as_deref().unwrap_or(&self.changed).notified();
                open.retain(|exchange| exchange.outcome().is_none());
                if !open.is_empty() {
                    change.await;
                }
            }
        };
        // What has no outcome by then is judged as what it is: a reply that is on its way.
        let _ = tokio::time::timeout(limit, all_done).await;
    }

    /// What tells of changes; taken anew for each wait, since a forgotten customer gets another one.
    fn change(&self, filter: &Filter) -> Option<Arc<Notify>> {
        let customer = CustomerId::parse(filter.customer.as_deref()?);
        let mut store = self.store();
        store.open(&customer);
        store.changed(&customer)
    }
}

impl<'a> Tally<'a> {
    fn new(journal: &'a Journal, filter: &'a Filter) -> Self {
        Self { journal, filter, last_seq: 0, matched: Vec::new(), open: Vec::new() }
    }

    async fn reach(&mut self, count: usize) {
        loop {
            let customer = self.journal.change(self.filter);
            // Before looking, so that nothing can happen unseen between the look and the wait.
            let change = customer.as_deref().unwrap_or(&self.journal.changed).notified();
            self.look();
            if self.matched.len() >= count {
                return;
            }
            change.await;
        }
    }

    /// Looks at what is new, and again at what was on its way.
    fn look(&mut self) {
        let is_done = |exchange: &mut Arc<Note>| exchange.outcome().is_some();
        self.matched.extend(self.open.extract_if(.., is_done));
        let everything = Filter { finished: false, ..self.filter.clone() };
        let page = self.journal.read(&everything, self.last_seq, usize::MAX);
        self.last_seq = page.last_seq;
        let (matched, open) = page
            .exchanges
            .into_iter()
            .partition::<Vec<_>, _>(|exchange| self.filter.takes(exchange));
        self.matched.extend(matched);
        self.open.extend(open);
    }

    fn first(mut self, count: usize) -> Vec<Arc<Note>> {
        self.matched.sort_by_key(|exchange| exchange.seq());
        self.matched.truncate(count);
        self.matched
    }
}

#[cfg(test)]
mod tests;
