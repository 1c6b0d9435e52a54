//! Between the running state and the journal file.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::app::App;
use crate::customer::{Customer, State};
use crate::endpoint::Touched;
use crate::journal;
use crate::keeper::{Keeper, Remains, Restored};
use crate::kept::{KeptCustomer, KeptLogin, KeptSession, moment, nanos};
use crate::start_error::StartError;

impl App {
    /// What a call has changed. Under the customer's lock, so that revisions have the order of the
    /// decisions.
    pub(super) fn kept(
        &self,
        customer: &Customer,
        state: &State,
        touched: &Touched,
    ) -> KeptCustomer {
        let session = touched.session.and_then(|id| state.sessions.get(&id));
        let login = touched.login.as_ref();
        let login = login.and_then(|key| Some((key.login, state.logins.get(key)?)));
        KeptCustomer {
            customer: customer.id.to_string(),
            revision: self.revise(),
            now: nanos(customer.clock.now()),
            clock: customer.clock.mode().into(),
            ids: [state.ids.drawn(), state.tokens.drawn()],
            opened: state.opened,
            last: state.last,
            choice: state.choice.clone(),
            session: session.map(KeptSession::of),
            login: login.map(|(id, state)| KeptLogin::of(id, state)),
            minted: touched.minted,
            spent: touched.spent,
        }
    }

    pub(super) fn revise(&self) -> u64 {
        self.revision.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Keeps what an admin call has changed of a customer.
    pub(crate) fn keep_change(&self, customer: &Customer, touched: &Touched) {
        let Some(keeper) = &self.keeper else { return };
        let kept = self.kept(customer, &customer.state(), touched);
        if let Err(error) = keeper.changed(None, Some(&kept)) {
            self.unkept(&error);
        }
    }

    pub(crate) fn keep_reset(&self, customer: Option<&str>) {
        let Some(keeper) = &self.keeper else { return };
        if let Err(error) = keeper.reset(customer, self.revise()) {
            self.unkept(&error);
        }
    }

    pub(crate) fn keep_put(&self, name: &str, source: &str) {
        let Some(keeper) = &self.keeper else { return };
        if let Err(error) = keeper.put(name, source) {
            self.unkept(&error);
        }
    }

    /// Goes on where the server that wrote the file was, and writes to it from now on. Says what
    /// there was, in words.
    ///
    /// # Errors
    ///
    /// The file cannot be used, was written with another seed, or needs a scenario that is wrong now.
    pub(crate) fn restore(&mut self, path: &Path, seed: u64) -> Result<Vec<String>, StartError> {
        let mut restored = Restored::default();
        let opened = journal::open(path, seed, |line| restored.take(line))
            .map_err(|error| StartError::Journal(error.to_string()))?;
        if opened.head.seed != seed {
            return Err(StartError::OtherSeed { path: path.to_owned(), seed: opened.head.seed });
        }
        let mut said = Vec::new();
        if opened.torn_bytes > 0 {
            said.push(format!(
                "{}: the last record was never finished and is cut off ({} bytes)",
                path.display(),
                opened.torn_bytes
            ));
        }
        self.put_again(restored.put)?;
        self.journal.go_on_after(restored.last_seq);
        self.revision.store(restored.last_revision, Ordering::Relaxed);
        let mut tally = Tally::default();
        for (id, remains) in &restored.customers {
            self.customer_again(id, remains, &mut tally);
        }
        said.extend(tally.said(path));
        self.keeper = Some(Arc::new(Keeper::new(opened.writer)));
        Ok(said)
    }

    fn put_again(&mut self, put: Vec<(String, Arc<str>)>) -> Result<(), StartError> {
        let mut origins = self.origins();
        for (name, source) in put {
            origins.put(&name, source);
        }
        let library = origins.read()?;
        drop(origins);
        self.play_from_now_on(library);
        Ok(())
    }

    fn customer_again(&self, id: &str, remains: &Remains, tally: &mut Tally) {
        let library = self.library();
        let newest = &remains.newest;
        let customer = self.customers.restored(id, newest.clock.into(), moment(newest.now));
        let mut state = customer.state();
        state.ids.go_on_after(newest.ids[0]);
        state.tokens.go_on_after(newest.ids[1], remains.unused());
        state.opened = newest.opened;
        state.last = newest.last;
        state.choice.clone_from(&newest.choice);
        tally.customers += 1;
        for kept in remains.sessions() {
            match kept.clone().restored(&library) {
                Some(session) => {
                    tally.sessions += 1;
                    state.sessions.insert(session.id, session);
                }
                None => tally.lost.push(kept.scenario().to_owned()),
            }
        }
        for kept in remains.logins() {
            let login = kept.clone().restored(&library);
            state.logins.extend(login.map(|login| (kept.key(), login)));
        }
    }
}

/// What came back.
#[derive(Debug, Default)]
struct Tally {
    customers: usize,
    sessions: usize,
    /// The scenario of each session that could not come back.
    lost: Vec<String>,
}

impl Tally {
    fn said(mut self, path: &Path) -> Vec<String> {
        if self.customers == 0 {
            return Vec::new();
        }
        let mut said = vec![format!(
            "{}: {} sessions of {} customers go on where they were",
            path.display(),
            self.sessions,
            self.customers
        )];
        let count = self.lost.len();
        self.lost.sort_unstable();
        self.lost.dedup();
        if count > 0 {
            said.push(format!(
                "warning: {count} sessions are lost: there is no scenario {} any more",
                self.lost.join(", ")
            ));
        }
        said
    }
}
