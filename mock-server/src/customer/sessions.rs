//! The sessions of one customer, bounded: those that are over make room for new ones.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use foldhash::HashMap;
use uuid::Uuid;

use super::Budget;
use crate::clock::Moment;
use crate::clock::nanos::number;
use crate::session::Session;

#[derive(Debug)]
pub(crate) struct Sessions {
    /// In boxes, so that a map that has grown has no large places that are empty.
    known: HashMap<Uuid, Box<Session>>,
    /// Those that are done, in the order in which they came to that; some are gone by now.
    done: VecDeque<Uuid>,
    /// When each session ends by time alone, or earlier than that, in nanoseconds; some are gone by now.
    ends: BinaryHeap<Reverse<(u64, Uuid)>>,
    most: usize,
    in_all: Arc<Budget>,
    /// Those that made room.
    pub(crate) reclaimed: u64,
}

/// Where a session stands among those that can make room.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// It makes room when it has ended. That was known to come at this moment, or earlier.
    Open(Moment),
    /// It makes room when it is needed.
    Done,
    /// The same, after another round: it was called meanwhile.
    Used,
}

impl Default for Place {
    fn default() -> Self {
        Self::Open(Moment::END)
    }
}

impl Sessions {
    pub(super) fn new(most: usize, in_all: Arc<Budget>) -> Self {
        let (known, done, ends) = (HashMap::default(), VecDeque::new(), BinaryHeap::new());
        Self { known, done, ends, most, in_all, reclaimed: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn get(&self, id: &Uuid) -> Option<&Session> {
        self.known.get(id).map(|session| &**session)
    }

    /// [`Self::settle`] has to be called after a change.
    pub(crate) fn get_mut(&mut self, id: &Uuid) -> Option<&mut Session> {
        self.known.get_mut(id).map(|session| &mut **session)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Session> {
        self.known.values().map(|session| &**session)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.known.len() > self.most
    }

    /// Keeps a new session and says which one made room for it.
    ///
    /// # Errors
    ///
    /// All are open: how many there are, of the customer or in all.
    pub(crate) fn keep(&mut self, session: Session, now: Moment) -> Result<Option<Uuid>, Full> {
        let full = if self.known.len() >= self.most {
            Some(Full::OfCustomer(self.most))
        } else {
            self.in_all.is_full().then_some(Full::InAll(self.in_all.most))
        };
        let gone = full.map(|full| self.reclaim(now).ok_or(full)).transpose()?;
        self.insert(session);
        Ok(gone)
    }

    pub(crate) fn insert(&mut self, session: Session) {
        let id = session.id;
        if self.known.insert(id, Box::new(session)).is_none() {
            self.in_all.take();
        }
        self.settle(&id);
        // What is gone is forgotten when it is more than what is there.
        let most = 2 * self.known.len() + 16;
        if self.done.len() > most {
            self.done.retain(|id| self.known.contains_key(id));
        }
        if self.ends.len() > most {
            self.ends.retain(|Reverse((_, id))| self.known.contains_key(id));
        }
    }

    /// Notes whether the session can make room by now, or when it can.
    pub(crate) fn settle(&mut self, id: &Uuid) {
        let Some(session) = self.known.get_mut(id) else { return };
        match session.place {
            Place::Open(_) if session.is_done() => {
                session.place = Place::Done;
                self.done.push_back(*id);
            }
            Place::Open(known) => {
                if let Some(end) = session.ends().filter(|end| *end < known) {
                    session.place = Place::Open(end);
                    self.ends.push(Reverse((number(&end), *id)));
                }
            }
            Place::Done | Place::Used => session.place = Place::Used,
        }
    }

    /// Takes out a session that time has ended, the first of them; else the one that has been done for
    /// longest. None where all are open.
    ///
    /// Each step takes a place out of a queue that a call has put in, so there is no search.
    pub(crate) fn reclaim(&mut self, now: Moment) -> Option<Uuid> {
        let is_due = |Reverse((end, _)): &&Reverse<(u64, Uuid)>| *end <= number(&now);
        while let Some(&Reverse((_, id))) = self.ends.peek().filter(is_due) {
            self.ends.pop();
            let Some(session) = self.known.get_mut(&id) else { continue };
            if session.has_ended(now) {
                return self.make_room(id);
            }
            if let Place::Open(known) = &mut session.place {
                *known = Moment::END;
                self.settle(&id);
            }
        }
        while let Some(id) = self.done.pop_front() {
            let Some(session) = self.known.get_mut(&id) else { continue };
            if !matches!(session.place, Place::Used) || session.has_ended(now) {
                return self.make_room(id);
            }
            session.place = Place::Done;
            self.done.push_back(id);
        }
        None
    }

    pub(crate) fn remove(&mut self, id: Uuid) -> Option<Uuid> {
        self.known.remove(&id)?;
        self.in_all.give(1);
        Some(id)
    }

    fn make_room(&mut self, id: Uuid) -> Option<Uuid> {
        self.remove(id)?;
        self.in_all.reclaimed.fetch_add(1, Ordering::Relaxed);
        self.reclaimed += 1;
        Some(id)
    }
}

/// What there is no more room for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Full {
    OfCustomer(usize),
    InAll(usize),
}

#[cfg(test)]
impl Sessions {
    /// Entries of all maps and queues.
    pub(super) fn entries(&self) -> usize {
        self.known.len() + self.done.len() + self.ends.len()
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        self.in_all.give(self.known.len());
    }
}
