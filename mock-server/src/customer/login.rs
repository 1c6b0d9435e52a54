//! Where a login stands before it has a session.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use flinks_contract::scenario::CodeName;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Moment, nanos};
use crate::scenario::CompiledScenario;
use crate::script::ScriptPosition;
use crate::session::Session;

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
