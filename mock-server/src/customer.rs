//! Customers: each a namespace of its own, with its sessions, its clock and its ids.

mod credentials;
mod login;
mod sessions;
mod tokens;

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flinks_trace::CustomerId;
use lru::LruCache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Clock, ClockMode, Moment};
use crate::dates::Dates;
use crate::rng::{CallRng, Ids};
use crate::session::{Event, Session};

pub(crate) use credentials::Credentials;
pub(crate) use login::{LoginKey, LoginState, LoginStatus, Logins};
pub(crate) use sessions::{Full, Place, Sessions};
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
    pub(crate) sessions: Sessions,
    pub(crate) logins: Logins,
    /// RequestIds.
    pub(crate) ids: Ids,
    pub(crate) tokens: Tokens,
    pub(crate) credentials: Credentials,
    pub(crate) progress: Progress,
    /// What still changes is kept in no snapshot: it is not the state of this id any more.
    pub(crate) is_forgotten: bool,
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
    /// Unix time, in seconds, at which its clock is at zero. None where dates stand as they are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) epoch: Option<NonZeroU32>,
}

/// All customers, made when they are first named. The one unused for longest makes room, and one with
/// open sessions only where all have some.
#[derive(Debug)]
pub(crate) struct Customers {
    known: Mutex<LruCache<String, Arc<Customer>>>,
    /// How many RequestIds were drawn for customers that were reset: a late call for an old session
    /// must not meet a new one.
    drawn: Mutex<LruCache<String, u64>>,
    mode: ClockMode,
    pub(crate) dates: Dates,
    pub(crate) seed: u64,
    pub(crate) limits: Limits,
    pub(crate) sessions: Arc<Budget>,
    pub(crate) logins: Arc<Budget>,
    /// Those that made room.
    pub(crate) evicted: AtomicU64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Customers at a time; then one makes room for the next.
    pub(crate) customers: usize,
    /// Sessions, and logins, of one customer at a time. What is over makes room; then Authorize is
    /// refused.
    pub(crate) sessions: usize,
    /// The same for all customers together.
    pub(crate) sessions_in_all: usize,
}

impl Limits {
    pub(crate) const DEFAULT: Self =
        Self { customers: 10_000, sessions: 200_000, sessions_in_all: 1_000_000 };
}

/// What all customers together have of something, and the most they may have.
#[derive(Debug)]
pub(crate) struct Budget {
    used: AtomicUsize,
    pub(crate) most: usize,
    /// How many made room since the start.
    pub(crate) reclaimed: AtomicU64,
}

impl Budget {
    fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { used: AtomicUsize::new(0), most, reclaimed: AtomicU64::new(0) })
    }

    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.used() >= self.most
    }

    fn take(&self) {
        self.used.fetch_add(1, Ordering::Relaxed);
    }

    fn give(&self, count: usize) {
        self.used.fetch_sub(count, Ordering::Relaxed);
    }
}

/// Sessions that one customer gives up at a time for the others, so that looking for one is rare.
const GIVEN_UP_AT_ONCE: usize = 1_000;

impl Customers {
    pub(crate) fn new(mode: ClockMode, seed: u64, limits: Limits) -> Self {
        let most = NonZeroUsize::new(limits.customers).unwrap_or(NonZeroUsize::MIN);
        let (known, drawn) = (Mutex::new(LruCache::new(most)), Mutex::new(LruCache::new(most)));
        let [sessions, logins] = [limits.sessions_in_all; 2].map(Budget::new);
        let evicted = AtomicU64::new(0);
        let dates = Dates::default();
        Self { known, drawn, mode, dates, seed, limits, sessions, logins, evicted }
    }

    /// Takes sessions that are over from the customer unused for longest that has any.
    pub(crate) fn reclaim(&self) -> Option<(Arc<Customer>, Vec<Uuid>)> {
        self.known().iter().rev().find_map(|(_, customer)| {
            let (now, mut state) = (customer.clock.now(), customer.state());
            let gone = std::iter::from_fn(|| state.sessions.reclaim(now));
            let gone: Vec<_> = gone.take(GIVEN_UP_AT_ONCE).collect();
            (!gone.is_empty()).then(|| (Arc::clone(customer), gone))
        })
    }

    /// The customer. `evict` is told of one that has to go for it before anybody finds another one of
    /// its id.
    pub(crate) fn get(&self, id: &str, evict: impl FnOnce(&Customer)) -> Arc<Customer> {
        let mut known = self.known();
        if let Some(customer) = known.get(id) {
            return Arc::clone(customer);
        }
        let customer = Arc::new(self.found(id, Clock::new(self.mode)));
        if known.len() >= known.cap().get()
            && let Some(evicted) = least_missed(&mut known)
        {
            evicted.state().is_forgotten = true;
            self.evicted.fetch_add(1, Ordering::Relaxed);
            evict(&evicted);
        }
        known.push(id.to_owned(), Arc::clone(&customer));
        customer
    }

    pub(crate) fn len(&self) -> usize {
        self.known().len()
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
                sessions: Sessions::new(self.limits.sessions, Arc::clone(&self.sessions)),
                logins: Logins::new(self.limits.sessions, Arc::clone(&self.logins)),
                ids,
                tokens: Tokens::new(Ids::new(self.seed, &format!("tokens of {id}"))),
                credentials: Credentials::new(),
                progress: Progress { epoch: self.dates.epoch(), ..Progress::default() },
                is_forgotten: false,
            }),
        }
    }
}

/// Takes out the customer unused for longest that has no open session, or else the one unused for
/// longest. Those with open sessions are looked at again only after all others, so that a crowd of new
/// customers costs no search each.
fn least_missed(known: &mut LruCache<String, Arc<Customer>>) -> Option<Arc<Customer>> {
    for _ in 0..known.len() {
        let (id, customer) = known.peek_lru()?;
        let now = customer.clock.now();
        if !customer.state().sessions.iter().any(|session| session.is_open(now)) {
            break;
        }
        let id = id.clone();
        known.promote(&id);
    }
    known.pop_lru().map(|(_, customer)| customer)
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

    /// Keeps a session under its id, and says which one made room for it: one that has ended, or whose
    /// data was fetched. Its RequestId then answers as one that never was.
    ///
    /// # Errors
    ///
    /// There is no room.
    pub(crate) fn keep(&mut self, session: Session, now: Moment) -> Result<Option<Uuid>, Full> {
        let (number, id) = (session.number, session.id);
        let gone = self.sessions.keep(session, now)?;
        self.progress.opened = self.progress.opened.max(number);
        self.progress.last = Some(id);
        Ok(gone)
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
        let changes = self.sessions.iter().flat_map(|session| session.changes(after));
        let mut changes: Vec<_> = changes.filter(|change| change.at <= until).collect();
        changes.sort_unstable();
        changes
    }

    /// When time alone next changes something.
    pub(crate) fn next_change(&self, after: Moment) -> Option<Moment> {
        let changes = self.sessions.iter().flat_map(|session| session.changes(after));
        changes.map(|change| change.at).min()
    }

    pub(crate) fn in_order(&self) -> Vec<&Session> {
        let mut sessions: Vec<_> = self.sessions.iter().collect();
        sessions.sort_unstable_by_key(|session| session.number);
        sessions
    }
}

#[cfg(test)]
mod tests;
