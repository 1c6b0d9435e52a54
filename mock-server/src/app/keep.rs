//! Between the running state and the journal file.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::app::App;
use crate::clock::{Clock, Moment};
use crate::customer::{Customer, State};
use crate::endpoint::Touched;
use crate::journal;
use crate::journal_writer::{CustomerRecovery, JournalWriter, Recovery};
use crate::operations::Refused;
use crate::snapshot::{LoginSnapshot, SessionSnapshot, Snapshot};
use crate::start_error::StartError;

impl App {
    /// What a call has changed. Under the customer's lock, so that revisions have the order of the
    /// decisions.
    pub(super) fn kept(&self, customer: &Customer, state: &State, touched: &Touched) -> Snapshot {
        let session = touched.session.and_then(|id| state.sessions.get(&id));
        let login = touched.login.as_ref();
        let login = login.and_then(|key| Some((key.login, state.logins.get(key)?)));
        Snapshot {
            customer: customer.id.to_string(),
            born: customer.born,
            revision: self.customers.revise(),
            now: customer.clock.now(),
            out: None,
            clock: customer.clock.mode(),
            ids: [state.ids.drawn(), state.tokens.drawn()],
            progress: state.progress.clone(),
            session: session.map(SessionSnapshot::of),
            login: login.map(|(id, state)| LoginSnapshot::of(id, state)),
            minted: touched.minted,
            spent: touched.spent,
        }
    }

    /// Keeps what an admin call has changed of a customer.
    ///
    /// # Errors
    ///
    /// The file cannot be written, which is in the log then, as with all that keep something.
    pub(crate) fn keep_change(
        &self,
        customer: &Customer,
        touched: &Touched,
    ) -> Result<(), Refused> {
        self.keep(|writer| {
            let kept = self.kept(customer, &customer.state(), touched);
            writer.changed(None, Some(&kept))
        })
    }

    /// Keeps where an advance leads before it begins: the replies that it lets out are seen before it
    /// is over.
    pub(crate) fn keep_advance(&self, customer: &Customer, to: Moment) -> Result<(), Refused> {
        self.keep(|writer| {
            let kept = self.kept(customer, &customer.state(), &Touched::default());
            let now = kept.now.max(to);
            writer.changed(None, Some(&Snapshot { now, ..kept }))
        })
    }

    /// Records that everything up to the revision `born` is forgotten, for this customer or for all.
    pub(crate) fn keep_reset(&self, customer: Option<&str>, born: u64) -> Result<(), Refused> {
        self.keep(|writer| writer.reset(customer, born))
    }

    pub(crate) fn keep_put(&self, name: &str, source: &str) -> Result<(), Refused> {
        self.keep(|writer| writer.put(name, source))
    }

    fn keep(&self, write: impl FnOnce(&JournalWriter) -> io::Result<()>) -> Result<(), Refused> {
        let Some(writer) = &self.writer else { return Ok(()) };
        write(writer).map_err(|error| Refused::NotKept { reason: self.unkept(&error) })
    }

    /// Goes on where the server that wrote the file was, and writes to it from now on. Says what
    /// there was, in words.
    ///
    /// # Errors
    ///
    /// The file cannot be used, was written with another seed, or needs a scenario that is wrong now.
    pub(crate) fn restore(&mut self, path: &Path, seed: u64) -> Result<Vec<String>, StartError> {
        let mut restored = Recovery::default();
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
        if !restored.put.is_empty() {
            self.put_again(restored.put)?;
        }
        self.journal.go_on_after(restored.last_seq);
        self.customers.go_on_after(restored.last_revision);
        let mut tally = Tally::default();
        let mut customers: Vec<_> = restored.customers.into_values().collect();
        // Who called last is evicted last.
        customers.sort_by_key(|remains| remains.newest.revision);
        for remains in &customers {
            self.customer_again(remains, &mut tally);
        }
        said.extend(tally.said(path));
        self.writer = Some(Arc::new(JournalWriter::new(opened.writer)));
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

    fn customer_again(&self, remains: &CustomerRecovery, tally: &mut Tally) {
        let library = self.library();
        let newest = &remains.newest;
        let clock = Clock::starting_at(newest.clock, remains.now());
        let customer = self.customers.restored(&newest.customer, clock, newest.born);
        let mut state = customer.state();
        state.ids.go_on_after(newest.ids[0]);
        state.tokens.go_on_after(newest.ids[1], remains.unused());
        state.progress = newest.progress.clone();
        tally.customers += 1;
        for kept in remains.sessions() {
            if kept.scenario.has_changed(&library) {
                tally.changed.push(kept.scenario.name.clone());
            }
            match kept.recovered(&library) {
                Some(session) => {
                    tally.sessions += 1;
                    state.sessions.insert(session.id, session);
                }
                None => tally.lost.push(kept.scenario.name.clone()),
            }
        }
        for kept in remains.logins() {
            let login = kept.recovered(&library);
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
    /// The scenario of each session that goes on in another version of it.
    changed: Vec<String>,
}

impl Tally {
    fn said(self, path: &Path) -> Vec<String> {
        if self.customers == 0 {
            return Vec::new();
        }
        let mut said = vec![format!(
            "{}: {} sessions of {} customers go on where they were",
            path.display(),
            self.sessions,
            self.customers
        )];
        said.extend(counted(self.lost).map(|(count, names)| {
            format!(
                "warning: {count} sessions wait in the file: there is no scenario {names} any more; \
                 start with it, and they go on"
            )
        }));
        said.extend(counted(self.changed).map(|(count, names)| {
            format!("warning: {count} sessions go on in another version of their scenario: {names}")
        }));
        said
    }
}

/// How many, and each name once; nothing of nothing.
fn counted(mut names: Vec<String>) -> Option<(usize, String)> {
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    (count > 0).then(|| (count, names.join(", ")))
}
