//! What the lines of one customer come to.

use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::Moment;
use crate::snapshot::{LoginSnapshot, SessionSnapshot, Snapshot};

/// The newest state of one customer, and of each of its sessions, logins and tokens.
#[derive(Debug, Default)]
pub(crate) struct CustomerRecovery {
    /// Without what it brought: that is below.
    pub(crate) newest: Snapshot,
    /// The latest moment that an auto clock gets to before its replies are out.
    out: Moment,
    sessions: HashMap<Uuid, Kept<SessionSnapshot>>,
    logins: HashMap<(String, Uuid), Kept<LoginSnapshot>>,
    /// Number and moment of each token that is unused.
    unused: HashMap<Uuid, (u64, Moment)>,
}

/// With the revision of its line: lines may stand in another order than their calls were decided in.
#[derive(Debug)]
struct Kept<T> {
    revision: u64,
    value: T,
}

impl CustomerRecovery {
    /// The revision at which the customer was made; 0 before the first line.
    pub(super) fn born(&self) -> u64 {
        self.newest.born
    }

    /// Takes the next state. One of a customer of this id that was before is late, and forgotten.
    pub(super) fn take(&mut self, mut state: Snapshot) {
        if state.born < self.born() {
            return;
        }
        if state.born > self.born() {
            *self = Self::default();
        }
        if state.progress.purges > self.newest.progress.purges {
            self.sessions.retain(|_, kept| !kept.value.has_ended(state.now));
        }
        self.take_parts(&mut state);
        self.out = self.out.max(state.out.unwrap_or_default());
        if state.revision > self.newest.revision {
            self.newest = state;
        }
    }

    fn take_parts(&mut self, state: &mut Snapshot) {
        let revision = state.revision;
        if let Some(value) = state.session.take() {
            put(&mut self.sessions, value.state.id, Kept { revision, value });
        }
        if let Some(value) = state.login.take() {
            put(
                &mut self.logins,
                (value.scenario.name.clone(), value.login),
                Kept { revision, value },
            );
        }
        if let Some(minted) = state.minted {
            self.unused.insert(minted, (state.ids[1], state.now));
        }
        state.spent.map(|spent| self.unused.remove(&spent));
    }

    /// Where the clock stood.
    pub(crate) fn now(&self) -> Moment {
        self.newest.now.max(self.out)
    }

    /// In no order.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &SessionSnapshot> {
        self.sessions.values().map(|kept| &kept.value)
    }

    pub(crate) fn logins(&self) -> impl Iterator<Item = &LoginSnapshot> {
        self.logins.values().map(|kept| &kept.value)
    }

    /// Tokens that were made and not used, with number and moment.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (Uuid, (u64, Moment))> {
        self.unused.iter().map(|(token, made)| (*token, *made))
    }
}

fn put<K: Eq + std::hash::Hash, T>(known: &mut HashMap<K, Kept<T>>, key: K, kept: Kept<T>) {
    if known.get(&key).is_none_or(|known| known.revision < kept.revision) {
        known.insert(key, kept);
    }
}
