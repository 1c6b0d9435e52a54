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
#[derive(Debug, Default)]
pub(crate) struct CustomerRecovery {
    /// Without what it brought: that is below.
    pub(crate) newest: Snapshot,
    /// The line of the newest.
    pub(crate) line: usize,
    /// The latest moment that an auto clock gets to before its replies are out.
    out: Moment,
    pub(crate) sessions: HashMap<Uuid, SessionSnapshot>,
    pub(crate) logins: HashMap<(String, Uuid), LoginSnapshot>,
    /// Number and moment of each token that is unused.
    pub(crate) unused: HashMap<Uuid, (u64, Moment)>,
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
                customer.take(snapshot, line.number);
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

impl CustomerRecovery {
    fn take(&mut self, mut snapshot: Snapshot, line: usize) {
        for id in std::mem::take(&mut snapshot.reclaimed) {
            self.sessions.remove(&id);
        }
        let (sessions, logins): (Vec<_>, Vec<_>) =
            std::mem::take(&mut snapshot.others).into_iter().unzip();
        for session in snapshot.session.take().into_iter().chain(sessions.into_iter().flatten()) {
            self.sessions.insert(session.state.id, session);
        }
        for login in snapshot.login.take().into_iter().chain(logins) {
            self.logins.insert((login.scenario.name.clone(), login.login), login);
        }
        if let Some(minted) = snapshot.minted {
            self.unused.insert(minted, (snapshot.ids[1], snapshot.now));
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
