//! Customers: each a namespace of its own, with its sessions, its clock and its ids.

mod credentials;
mod login;
mod tokens;

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flinks_trace::CustomerId;
use foldhash::HashMap;
use lru::LruCache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Clock, ClockMode, Moment};
use crate::rng::{CallRng, Ids};
use crate::session::{Event, Session};

pub(crate) use credentials::Credentials;
pub(crate) use login::{LoginKey, LoginState, LoginStatus};
pub(crate) use tokens::Tokens;

#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) id: CustomerId,
    pub(crate) clock: Clock,
    seed: u64,
    state: Mutex<State>,
}

/// Behind a std mutex: a decision is short and awaits nothing.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) sessions: HashMap<Uuid, Session>,
    pub(crate) logins: HashMap<LoginKey, LoginState>,
    /// RequestIds.
    pub(crate) ids: Ids,
    pub(crate) tokens: Tokens,
    pub(crate) credentials: Credentials,
    pub(crate) progress: Progress,
    /// What still changes is kept in no snapshot: it is not the state of this id any more.
    pub(crate) is_forgotten: bool,
    most_sessions: usize,
}

/// What of a customer is neither a session nor a login, and is kept in snapshots.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Progress {
    /// The scenario an admin has chosen, by name.
    pub(crate) choice: Option<String>,
    /// Sessions that were ever opened.
    pub(crate) opened: u64,
    /// The session opened last.
    pub(crate) last: Option<Uuid>,
    /// How often ended sessions had to make room.
    pub(crate) purges: u64,
}

/// All customers, made when they are first named. The one unused for longest makes room.
#[derive(Debug)]
pub(crate) struct Customers {
    known: Mutex<LruCache<String, Arc<Customer>>>,
    /// How many RequestIds were drawn for customers that were reset: a late call for an old session
    /// must not meet a new one.
    drawn: Mutex<LruCache<String, u64>>,
    mode: ClockMode,
    pub(crate) seed: u64,
    most_sessions: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Customers at a time. The one unused for longest makes room for the next.
    pub(crate) customers: usize,
    /// Sessions of one customer at a time. Ended ones make room; then Authorize is refused.
    pub(crate) sessions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { customers: 10_000, sessions: 200_000 }
    }
}

impl Customers {
    pub(crate) fn new(mode: ClockMode, seed: u64, limits: Limits) -> Self {
        let most = NonZeroUsize::new(limits.customers).unwrap_or(NonZeroUsize::MIN);
        let (known, drawn) = (Mutex::new(LruCache::new(most)), Mutex::new(LruCache::new(most)));
        Self { known, drawn, mode, seed, most_sessions: limits.sessions }
    }

    /// The customer. `evict` is told of one that has to go for it before anybody finds another one of
    /// its id.
    pub(crate) fn get(&self, id: &str, evict: impl FnOnce(&Customer)) -> Arc<Customer> {
        let mut known = self.known();
        if let Some(customer) = known.get(id) {
            return Arc::clone(customer);
        }
        let customer = Arc::new(self.found(id, Clock::new(self.mode)));
        if let Some((_, evicted)) = known.push(id.to_owned(), Arc::clone(&customer)) {
            evicted.state().is_forgotten = true;
            evict(&evicted);
        }
        customer
    }

    /// The customer, if it was named before. Does not count as a use.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Customer>> {
        self.known().peek(id).cloned()
    }

    /// All of them, by id.
    pub(crate) fn all(&self) -> Vec<Arc<Customer>> {
        let mut all: Vec<_> =
            self.known().iter().map(|(_, customer)| Arc::clone(customer)).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// Forgets a customer: its next call finds a new one, at the start of its time. `forget` is called
    /// before that, whether or not there was one.
    pub(crate) fn forget<T>(
        &self,
        id: &str,
        forget: impl FnOnce() -> T,
    ) -> (Option<Arc<Customer>>, T) {
        let mut known = self.known();
        let customer = known.pop(id);
        if let Some(customer) = &customer {
            let mut state = customer.state();
            state.is_forgotten = true;
            self.drawn().put(id.to_owned(), state.ids.drawn());
        }
        (customer, forget())
    }

    fn known(&self) -> MutexGuard<'_, LruCache<String, Arc<Customer>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn drawn(&self) -> MutexGuard<'_, LruCache<String, u64>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The customer of a server before this one, at the moment where it was.
    pub(crate) fn restored(&self, id: &str, clock: Clock) -> Arc<Customer> {
        let customer = Arc::new(self.found(id, clock));
        self.known().push(id.to_owned(), Arc::clone(&customer));
        customer
    }

    fn found(&self, id: &str, clock: Clock) -> Customer {
        let mut ids = Ids::new(self.seed, id);
        if let Some(drawn) = self.drawn().get(id) {
            ids.go_on_after(*drawn);
        }
        Customer {
            id: CustomerId::parse(id),
            clock,
            seed: self.seed,
            state: Mutex::new(State {
                sessions: HashMap::default(),
                logins: HashMap::default(),
                ids,
                tokens: Tokens::new(Ids::new(self.seed, &format!("tokens of {id}"))),
                credentials: Credentials::new(),
                progress: Progress::default(),
                is_forgotten: false,
                most_sessions: self.most_sessions,
            }),
        }
    }
}

impl Customer {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn rng(&self, session: Uuid, endpoint: &'static str, number: u32) -> CallRng<'_> {
        CallRng::of(self.seed, &self.id, (session, endpoint, number))
    }
}

impl State {
    pub(crate) fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.get_mut(&Uuid::try_parse(id).ok()?)
    }

    /// Keeps a session under its id.
    ///
    /// A session that has ended makes room when it is needed. Its RequestId then answers as one that
    /// never was, which differs only where the scenario has an end with a code of its own.
    ///
    /// # Errors
    ///
    /// There is no room: how many sessions are open.
    pub(crate) fn keep(&mut self, session: Session, now: Moment) -> Result<(), usize> {
        if self.sessions.len() >= self.most_sessions {
            self.sessions.retain(|_, session| !session.has_ended(now));
            self.progress.purges += 1;
        }
        if self.sessions.len() >= self.most_sessions {
            return Err(self.most_sessions);
        }
        self.progress.opened = self.progress.opened.max(session.number);
        self.progress.last = Some(session.id);
        self.sessions.insert(session.id, session);
        Ok(())
    }

    /// At the first data call of a session: it goes on with the collection of its login, and the next
    /// session of the login with this one's. Says whose collection that is.
    ///
    /// Source: help.flinks.com 43000436143 (conflict C38).
    pub(crate) fn join(&mut self, id: Uuid, now: Moment) -> Option<LoginKey> {
        let session = self.sessions.get(&id)?;
        let key = LoginKey::of(session);
        let login = self.logins.get_mut(&key)?;
        let before = login.collecting.replace(id).and_then(|before| self.sessions.get(&before));
        // A scenario that was read anew begins anew.
        let before = before.filter(|before| Arc::ptr_eq(&before.story, &session.story)).cloned();
        if let (Some(before), Some(session)) = (before, self.sessions.get_mut(&id)) {
            login.refreshed = login.refreshed.max(before.collected(now));
            session.join(&before, now);
        }
        Some(key)
    }

    /// When the last collection of a login ended.
    pub(crate) fn refreshed(&self, login: &LoginState, now: Moment) -> Option<Moment> {
        let session = login.collecting.and_then(|id| self.sessions.get(&id));
        session.and_then(|session| session.collected(now)).max(login.refreshed)
    }

    /// A session for a new one to be mixed up with: the one before it, or one that never was.
    pub(crate) fn other(&self, id: Uuid) -> Uuid {
        self.progress.last.unwrap_or_else(|| Uuid::from_u128(id.as_u128() ^ 0xffff))
    }

    /// What time alone changes after `after` and up to `until`, in order.
    pub(crate) fn changes(&self, after: Moment, until: Moment) -> Vec<Event> {
        let changes = self.sessions.values().flat_map(|session| session.changes(after));
        let mut changes: Vec<_> = changes.filter(|change| change.at <= until).collect();
        changes.sort_unstable();
        changes
    }

    /// When time alone next changes something.
    pub(crate) fn next_change(&self, after: Moment) -> Option<Moment> {
        let changes = self.sessions.values().flat_map(|session| session.changes(after));
        changes.map(|change| change.at).min()
    }

    pub(crate) fn in_order(&self) -> Vec<&Session> {
        let mut sessions: Vec<_> = self.sessions.values().collect();
        sessions.sort_unstable_by_key(|session| session.number);
        sessions
    }
}

#[cfg(test)]
mod tests;
