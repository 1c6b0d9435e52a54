//! Between the running state and the journal file.

use flinks_trace::file::Head;

use crate::app::App;
use crate::clock::Clock;
use crate::customer::{Customer, Progress, State};
use crate::endpoint::Touched;
use crate::journal::{JournalFile, Writer};
use crate::recovery::{CustomerRecovery, Recovery};
use crate::snapshot::{LoginSnapshot, SessionSnapshot, Snapshot};
use crate::start_error::StartError;

impl App {
    /// What a call has changed; None where that is kept nowhere. Under the customer's lock, so that the
    /// file has the order of the decisions.
    pub(crate) fn snapshot(
        &self,
        customer: &Customer,
        state: &State,
        touched: &Touched,
    ) -> Option<Snapshot> {
        if !self.journal.has_file() || state.is_forgotten {
            return None;
        }
        let session = touched.session.and_then(|id| state.sessions.get(&id));
        let login = touched.login.as_ref();
        let login = login.and_then(|key| Some((key.login, state.logins.get(key)?)));
        let others = touched.others.iter().filter_map(|(id, key)| {
            let login = LoginSnapshot::of(key.login, state.logins.get(key)?);
            let session = id.and_then(|id| state.sessions.get(&id));
            Some((session.map(SessionSnapshot::of), login))
        });
        Some(Snapshot {
            customer: customer.id.clone(),
            now: customer.clock.now(),
            out: None,
            clock: customer.clock.mode(),
            ids: [state.ids.drawn(), state.tokens.drawn()],
            progress: state.progress.clone(),
            session: session.map(SessionSnapshot::of),
            login: login.map(|(id, state)| LoginSnapshot::of(id, state)),
            others: others.collect(),
            reclaimed: touched.reclaimed.clone(),
            minted: touched.minted,
            spent: touched.spent,
        })
    }

    /// Goes on where the server that wrote the file was, and writes to it from now on. Says what
    /// there was, in words.
    ///
    /// # Errors
    ///
    /// The file cannot be used, was written with another seed, or needs a scenario that is wrong now.
    pub(crate) fn restore(
        &mut self,
        file: &JournalFile,
        seed: u64,
    ) -> Result<Vec<String>, StartError> {
        let path = &*file.path;
        let mut restored = Recovery::default();
        let head = Head::new("flinks-mock", env!("CARGO_PKG_VERSION"));
        let head = Head { seed: Some(seed), ..head };
        let opened = flinks_trace::file::open(path, head, |line| restored.take(line))
            .map_err(|error| StartError::Journal(error.to_string()))?;
        match opened.found.head.seed {
            Some(before) if before == seed => {}
            Some(seed) => {
                let path = path.display();
                return Err(StartError::Journal(format!(
                    "{path} was written with another seed\n  \
                     help: go on with --seed {seed}, or take another file"
                )));
            }
            None => {
                let help = "only flinks-mock goes on in its own files; name another file";
                let what = "flinks-mock did not write this trace file";
                let text = format!("{}: {what}\n  help: {help}", path.display());
                return Err(StartError::Journal(text));
            }
        }
        let torn = opened.found.torn(&path.display().to_string());
        let mut said: Vec<String> = torn.map(|torn| torn + " and is cut off").into_iter().collect();
        if !restored.put.is_empty() {
            let mut origins = self.origins();
            restored.put.into_iter().for_each(|(name, source)| origins.put(&name, source));
            let library = origins.read()?;
            drop(origins);
            self.play_from_now_on(library);
        }
        let mut customers: Vec<_> = restored.customers.into_values().collect();
        // Who called last is evicted last.
        customers.sort_by_key(|customer| customer.line);
        let mut came_back = CameBack::default();
        customers.iter().for_each(|customer| self.restore_customer(customer, &mut came_back));
        let CameBack { sessions, lost, changed } = came_back;
        if !customers.is_empty() {
            let (path, customers) = (path.display(), customers.len());
            said.push(format!(
                "{path}: {sessions} sessions of {customers} customers go on where they were"
            ));
        }
        said.extend(counted(lost).map(|(count, names)| {
            format!(
                "warning: {count} sessions wait in the file: there is no scenario {names} any more; \
                 start with it, and they go on"
            )
        }));
        said.extend(counted(changed).map(|(count, names)| {
            format!("warning: {count} sessions go on in another version of their scenario: {names}")
        }));
        let appender = if file.syncs { opened.appender.synced() } else { opened.appender };
        let writer = Writer::new(appender, file.most_bytes, self.log.clone());
        self.journal.go_on(writer, restored.last_seq);
        Ok(said)
    }

    fn restore_customer(&self, recovery: &CustomerRecovery, came_back: &mut CameBack) {
        let library = self.library();
        let newest = &recovery.newest;
        let clock = Clock::starting_at(newest.clock, recovery.now());
        let customer = self.customers.restored(&newest.customer, clock);
        let mut state = customer.state();
        state.ids.go_on_after(newest.ids[0]);
        state.tokens.go_on_after(newest.ids[1], recovery.unused.clone());
        // Dates as this server has them; a customer that went by a calendar goes on by its own.
        let epoch = state.progress.epoch.map(|new| newest.progress.epoch.unwrap_or(new));
        state.progress = Progress { epoch, ..newest.progress.clone() };
        let mut sessions: Vec<_> = recovery.sessions.values().collect();
        sessions.sort_by_key(|kept| kept.state.number);
        for kept in sessions {
            if kept.scenario.has_changed(&library) {
                came_back.changed.push(kept.scenario.name.clone());
            }
            match kept.recovered(&library) {
                Some(session) => {
                    came_back.sessions += 1;
                    state.sessions.insert(session);
                }
                None => came_back.lost.push(kept.scenario.name.clone()),
            }
        }
        for kept in recovery.logins.values() {
            if let Some(login) = kept.recovered(&library) {
                state.logins.insert(kept.key(), login);
            }
        }
        // With a lower cap than before.
        while state.sessions.is_over() && state.sessions.reclaim(recovery.now()).is_some() {}
    }
}

#[derive(Default)]
struct CameBack {
    sessions: usize,
    /// The scenario of each session that could not come back.
    lost: Vec<String>,
    /// The scenario of each session that goes on in another version of it.
    changed: Vec<String>,
}

/// How many, and each name once; nothing of nothing.
fn counted(mut names: Vec<String>) -> Option<(usize, String)> {
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    (count > 0).then(|| (count, names.join(", ")))
}
