//! Customers: each a namespace of its own, with its sessions, its clock and its ids.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::clock::{Clock, ClockMode, Moment};
use crate::ids::Ids;
use crate::script::Cursor;
use crate::session::Session;

/// Everything that belongs to one customer id.
#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) clock: Clock,
    state: Mutex<State>,
}

/// Behind a std mutex: a decision is short and awaits nothing.
#[derive(Debug)]
pub(crate) struct State {
    sessions: HashMap<Uuid, Session>,
    /// Where each login stands in the answers of Authorize, which come before there is a session.
    pub(crate) authorize: HashMap<Uuid, Cursor>,
    /// RequestIds.
    pub(crate) ids: Ids,
    /// Apart from the RequestIds, so that a client that mints tokens gets the same ones.
    pub(crate) tokens: Ids,
    most_sessions: usize,
}

/// All customers, made when they are first named.
#[derive(Debug)]
pub(crate) struct Customers {
    known: Mutex<Known>,
    mode: ClockMode,
    seed: u64,
    limits: Limits,
}

#[derive(Debug, Default)]
struct Known {
    by_id: HashMap<String, Entry>,
    uses: u64,
}

#[derive(Debug)]
struct Entry {
    customer: Arc<Customer>,
    /// The value of `uses` at the last use: the smallest is the one unused for longest.
    used: u64,
}

/// How much the mock keeps.
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

/// There is no room for another session.
#[derive(Debug)]
pub(crate) struct Full {
    pub(crate) limit: usize,
}

impl Customers {
    pub(crate) fn new(mode: ClockMode, seed: u64, limits: Limits) -> Self {
        Self { known: Mutex::default(), mode, seed, limits }
    }

    /// The customer, and the id of the one that had to go for it.
    pub(crate) fn get(&self, id: &str) -> (Arc<Customer>, Option<String>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.uses += 1;
        let used = known.uses;
        if let Some(entry) = known.by_id.get_mut(id) {
            entry.used = used;
            return (Arc::clone(&entry.customer), None);
        }
        let is_full = known.by_id.len() >= self.limits.customers;
        let evicted = if is_full { known.evict() } else { None };
        let customer = Arc::new(self.found(id));
        known.by_id.insert(id.to_owned(), Entry { customer: Arc::clone(&customer), used });
        (customer, evicted)
    }

    fn found(&self, id: &str) -> Customer {
        Customer {
            clock: Clock::new(self.mode),
            state: Mutex::new(State {
                sessions: HashMap::new(),
                authorize: HashMap::new(),
                ids: Ids::new(self.seed, id),
                tokens: Ids::new(self.seed, &format!("tokens of {id}")),
                most_sessions: self.limits.sessions,
            }),
        }
    }
}

impl Customer {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.get_mut(&Uuid::try_parse(id).ok()?)
    }

    /// Keeps a session under its id.
    ///
    /// A session that has ended answers as one that never was, so forgetting it changes nothing.
    pub(crate) fn keep(&mut self, id: Uuid, session: Session, now: Moment) -> Result<(), Full> {
        if self.sessions.len() >= self.most_sessions {
            self.sessions.retain(|_, session| !session.has_ended(now));
        }
        if self.sessions.len() >= self.most_sessions {
            return Err(Full { limit: self.most_sessions });
        }
        self.sessions.insert(id, session);
        Ok(())
    }
}

impl Known {
    fn evict(&mut self) -> Option<String> {
        let oldest = self.by_id.iter().min_by_key(|(_, entry)| entry.used)?.0.clone();
        self.by_id.remove(&oldest);
        Some(oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Library, Sources};

    fn customers(limits: Limits) -> Customers {
        Customers::new(ClockMode::Auto, 1, limits)
    }

    #[test]
    fn a_customer_is_made_once() {
        let customers = customers(Limits::default());
        let (first, _) = customers.get("ada");
        let (again, _) = customers.get("ada");
        let (other, _) = customers.get("bob");

        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &other));
    }

    #[test]
    fn the_customer_unused_for_longest_makes_room_and_is_named() {
        let customers = customers(Limits { customers: 2, sessions: 1 });
        let evicted: Vec<_> =
            ["ada", "bob", "ada", "eve", "bob"].map(|id| customers.get(id).1).into();

        let bob = Some("bob".to_owned());
        let ada = Some("ada".to_owned());
        assert_eq!(evicted, [None, None, None, bob, ada]);
    }

    #[test]
    fn ended_sessions_make_room_and_living_ones_do_not() {
        let library = Library::read(Sources::default(), "two-polls").unwrap();
        let (customer, _) = customers(Limits { customers: 1, sessions: 2 }).get("ada");
        let mut state = customer.state();
        let mut keep = |number: u128, second: u64| {
            let (id, now) = (Uuid::from_u128(number), Moment::from_secs(second));
            let story = Arc::clone(library.default());
            let login = Arc::clone(&story.login);
            state.keep(id, Session::open(story, login, id, now), now)
        };

        assert!(keep(1, 0).is_ok());
        assert!(keep(2, 100).is_ok());
        assert_eq!(keep(3, 479).unwrap_err().limit, 2);
        assert!(keep(3, 480).is_ok(), "the first one is idle for 8 minutes");
        assert!(keep(4, 481).is_err());
    }
}
