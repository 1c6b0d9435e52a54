//! Where a login stands before it has a session.

use std::sync::Arc;

use flinks_contract::code::Code;
use uuid::Uuid;

use crate::clock::Moment;
use crate::script::Cursor;
use crate::story::Story;

/// A login may play different scenarios, and stands elsewhere in each.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct LoginKey {
    pub(crate) scenario: Arc<str>,
    pub(crate) login: Uuid,
}

#[derive(Clone, Debug)]
pub(crate) struct LoginState {
    /// The version of the scenario that the cursor stands in: a reload begins anew.
    pub(crate) story: Arc<Story>,
    pub(crate) authorize: Cursor,
    /// The code every Authorize gets since the login was locked out.
    pub(crate) locked: Option<&'static Code>,
    /// The session it opened last.
    pub(crate) session: Option<Uuid>,
    /// When the last refusal went out.
    pub(crate) waiting: Option<Moment>,
}

impl LoginState {
    pub(crate) fn new(story: Arc<Story>) -> Self {
        let authorize = Cursor::default();
        Self { story, authorize, locked: None, session: None, waiting: None }
    }
}
