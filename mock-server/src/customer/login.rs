//! Where a login stands before it has a session.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use flinks_contract::scenario::CodeName;
use lru::LruCache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Budget;
use crate::clock::{Moment, nanos};
use crate::scenario::CompiledScenario;
use crate::script::ScriptPosition;
use crate::session::Session;

/// The logins of one customer, bounded: the one unused for longest begins anew when there are too many.
#[derive(Debug)]
pub(crate) struct Logins {
    known: LruCache<LoginKey, LoginState>,
    most: usize,
    in_all: Arc<Budget>,
}

/// A login may play different scenarios, and stands elsewhere in each.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct LoginKey {
    pub(crate) scenario: Arc<str>,
    pub(crate) login: Uuid,
}

#[derive(Clone, Debug)]
pub(crate) struct LoginState {
    /// The version of the scenario that the login stands in: a reload begins anew.
    pub(crate) story: Arc<CompiledScenario>,
    pub(crate) status: LoginStatus,
}

/// Everything about a login that a snapshot keeps.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct LoginStatus {
    pub(crate) authorize: ScriptPosition,
    /// The code every Authorize gets since the login was locked out.
    pub(crate) locked: Option<CodeName>,
    /// The session it opened last.
    pub(crate) session: Option<Uuid>,
    /// When the last refusal went out.
    #[serde(with = "nanos::option")]
    pub(crate) waiting: Option<Moment>,
    /// The session that its collection is in: the last one whose data was asked for.
    #[serde(default)]
    pub(crate) collecting: Option<Uuid>,
    /// When its last collection ended.
    #[serde(default, with = "nanos::option")]
    pub(crate) refreshed: Option<Moment>,
    /// Whether it is refreshed by itself, where a client has said so.
    #[serde(default)]
    pub(crate) scheduled: Option<bool>,
    /// An Authorize asked for its security questions to be kept.
    #[serde(default)]
    pub(crate) keeps_questions: bool,
    /// Security questions with a stored answer, and whether that is right.
    #[serde(default)]
    pub(crate) answers: Vec<(String, bool)>,
    /// The code of its last Authorize, where that was refused.
    #[serde(default)]
    pub(crate) refused: Option<CodeName>,
}

impl Logins {
    pub(super) fn new(most: usize, in_all: Arc<Budget>) -> Self {
        // Without a bound of its own it takes no memory before its first entry.
        Self { known: LruCache::unbounded(), most, in_all }
    }

    pub(crate) fn get(&self, key: &LoginKey) -> Option<&LoginState> {
        self.known.peek(key)
    }

    pub(crate) fn get_mut(&mut self, key: &LoginKey) -> Option<&mut LoginState> {
        self.known.get_mut(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&LoginKey, &LoginState)> {
        self.known.iter()
    }

    pub(crate) fn insert(&mut self, key: LoginKey, login: LoginState) {
        if self.known.put(key, login).is_some() {
            return;
        }
        self.in_all.take();
        let is_over = self.known.len() > self.most || self.in_all.used() > self.in_all.most;
        if is_over && self.known.len() > 1 {
            self.known.pop_lru();
            self.in_all.give(1);
        }
    }
}

impl Drop for Logins {
    fn drop(&mut self) {
        self.in_all.give(self.known.len());
    }
}

impl LoginKey {
    pub(crate) fn of(session: &Session) -> Self {
        Self { scenario: Arc::clone(&session.story.name), login: session.login.id }
    }
}

impl LoginState {
    pub(crate) fn new(story: Arc<CompiledScenario>) -> Self {
        Self { story, status: LoginStatus::default() }
    }
}

impl Deref for LoginState {
    type Target = LoginStatus;

    fn deref(&self) -> &LoginStatus {
        &self.status
    }
}

impl DerefMut for LoginState {
    fn deref_mut(&mut self) -> &mut LoginStatus {
        &mut self.status
    }
}
