//! What a server needs of a trace file to go on where the one before it was.
//!
//! Lines stand in the order in which they were decided, so the last state of a customer, a session or
//! a login counts.

use std::collections::HashMap;
use std::sync::Arc;

use flinks_trace::CustomerId;
use flinks_trace::file::{FileError, Kind, Line};
use serde::Deserialize;
use uuid::Uuid;

use crate::clock::Moment;
use crate::journal::Put;
use crate::snapshot::{LoginSnapshot, SessionSnapshot, Snapshot};

/// What the lines of a file come to.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    pub(crate) customers: HashMap<CustomerId, CustomerRecovery>,
    /// Scenarios that were handed in, by name, the last of each.
    pub(crate) put: Vec<(String, Arc<str>)>,
    pub(crate) last_seq: u64,
}

/// The newest state of one customer, and of each of its sessions, logins and tokens.
pub(crate) type CustomerRecovery = Latest<SessionSnapshot, LoginSnapshot, (u64, Moment)>;

/// What the snapshots of one customer come to, with what is kept of the newest of each session and login
/// and of each unused token: the state itself, or the line that has it.
#[derive(Debug)]
pub(crate) struct Latest<S, L, U> {
    /// Without what it brought: that is below.
    pub(crate) newest: Snapshot,
    /// The line of the newest.
    pub(crate) line: usize,
    /// The latest moment that an auto clock gets to before its replies are out.
    pub(crate) out: Moment,
    pub(crate) sessions: HashMap<Uuid, S>,
    pub(crate) logins: HashMap<(String, Uuid), L>,
    /// For a server, number and moment of each.
    pub(crate) unused: HashMap<Uuid, U>,
}

impl<S, L, U> Default for Latest<S, L, U> {
    fn default() -> Self {
        let (newest, line, out) = (Snapshot::default(), 0, Moment::START);
        let (sessions, logins, unused) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { newest, line, out, sessions, logins, unused }
    }
}

impl Recovery {
    pub(crate) fn take(&mut self, line: &Line<'_>) -> Result<(), FileError> {
        /// All that matters here.
        #[derive(Deserialize)]
        struct Numbered {
            seq: u64,
        }
        match line.kind {
            Kind::Exchange => self.last_seq = self.last_seq.max(line.read::<Numbered>()?.seq),
            Kind::Snapshot => {
                let snapshot: Snapshot = line.read()?;
                let customer = self.customers.entry(snapshot.customer.clone()).or_default();
                let unused = (snapshot.ids[1], snapshot.now);
                customer.take(snapshot, line.number, |session| session, |login| login, unused);
            }
            Kind::Put => {
                let Put { name, source } = line.read()?;
                self.put.retain(|(known, _)| *known != name);
                self.put.push((name, source));
            }
            Kind::Reset => drop(self.customers.remove(&line.read::<CustomerId>()?)),
            _ => {}
        }
        Ok(())
    }
}

impl<S, L, U> Latest<S, L, U> {
    /// Takes the snapshot of a line; `unused` is kept of a token that it brings.
    pub(crate) fn take(
        &mut self,
        mut snapshot: Snapshot,
        line: usize,
        of_session: impl Fn(SessionSnapshot) -> S,
        of_login: impl Fn(LoginSnapshot) -> L,
        unused: U,
    ) {
        for id in std::mem::take(&mut snapshot.reclaimed) {
            self.sessions.remove(&id);
        }
        let (sessions, logins): (Vec<_>, Vec<_>) =
            std::mem::take(&mut snapshot.others).into_iter().unzip();
        for session in snapshot.session.take().into_iter().chain(sessions.into_iter().flatten()) {
            self.sessions.insert(session.state.id, of_session(session));
        }
        for login in snapshot.login.take().into_iter().chain(logins) {
            self.logins.insert((login.scenario.name.clone(), login.login), of_login(login));
        }
        if let Some(minted) = snapshot.minted {
            self.unused.insert(minted, unused);
        }
        snapshot.spent.map(|spent| self.unused.remove(&spent));
        self.out = self.out.max(snapshot.out.unwrap_or_default());
        (self.newest, self.line) = (snapshot, line);
    }

    /// Where the clock stood.
    pub(crate) fn now(&self) -> Moment {
        self.newest.now.max(self.out)
    }
}

#[cfg(test)]
pub(crate) mod tests;
