//! The state of customers as the journal file keeps it, so that a server that was killed goes on
//! where it was.
//!
//! A record holds the whole new state of what one call has changed. Records may be written in
//! another order than their calls were decided in; the one with the highest revision counts.

use std::sync::Arc;
use std::time::Duration;

use flinks_contract::code;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{ClockMode, Moment};
use crate::customer::{LoginKey, LoginState};
use crate::library::Library;
use crate::script::Cursor;
use crate::session::{Asking, Forced, Session};
use crate::story::Chosen;

/// What one decision, or one admin call, has changed of a customer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct KeptCustomer {
    pub(crate) customer: String,
    /// The revision at which the customer was made. A reset or an eviction ends it, and the next one
    /// of its id has a later one.
    pub(crate) born: u64,
    /// Grows with every change of any customer.
    pub(crate) revision: u64,
    /// The moment of the change, in nanoseconds of the customer's clock.
    pub(crate) now: u64,
    /// On an auto clock, where it is when the reply is out.
    pub(crate) out: Option<u64>,
    pub(crate) clock: ClockMode,
    /// Ids that were drawn so far: RequestIds, and tokens.
    pub(crate) ids: [u64; 2],
    pub(crate) opened: u64,
    pub(crate) last: Option<Uuid>,
    /// How often ended sessions had to make room.
    pub(crate) purges: u64,
    pub(crate) choice: Option<String>,
    pub(crate) session: Option<KeptSession>,
    pub(crate) login: Option<KeptLogin>,
    pub(crate) minted: Option<Uuid>,
    pub(crate) spent: Option<Uuid>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptSession {
    scenario: String,
    fingerprint: u64,
    chosen: Chosen,
    login: Uuid,
    username: String,
    number: u64,
    pub(crate) id: Uuid,
    other: Uuid,
    opened: u64,
    touched: u64,
    asking: Option<(usize, u32)>,
    processing: Option<u64>,
    accounts: KeptCursor,
    investments: KeptCursor,
    waiting: Option<u64>,
    forced: Option<KeptForced>,
    closed: Option<u64>,
    delivered: bool,
    token: Option<Uuid>,
    /// As things stood: from here on it can make room.
    ends: Option<u64>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct KeptCursor {
    stage: usize,
    answered: u32,
    since: Option<u64>,
    calls: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum KeptForced {
    Ready,
    Expired,
    Failed(String),
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptLogin {
    pub(crate) scenario: String,
    pub(crate) login: Uuid,
    fingerprint: u64,
    authorize: KeptCursor,
    locked: Option<String>,
    session: Option<Uuid>,
    waiting: Option<u64>,
}

impl KeptCustomer {
    /// With the moment at which its reply is out: an auto clock goes there by itself.
    pub(crate) fn out_at(self, mode: ClockMode, moment: Moment) -> Self {
        Self { out: (mode == ClockMode::Auto).then(|| nanos(moment)), ..self }
    }
}

impl KeptSession {
    /// Names every field, so that a new one cannot be forgotten here.
    pub(crate) fn of(session: &Session) -> Self {
        let Session {
            story,
            chosen,
            login,
            number,
            id,
            request_id: _,
            other_request_id: _,
            opened,
            touched,
            asking,
            processing,
            accounts,
            investments,
            waiting,
            forced,
            closed,
            delivered,
            token,
        } = session;
        Self {
            scenario: story.name.to_string(),
            fingerprint: story.fingerprint,
            chosen: *chosen,
            login: login.id,
            username: login.username().to_owned(),
            number: *number,
            id: *id,
            other: session.other(),
            opened: nanos(*opened),
            touched: nanos(*touched),
            asking: asking.map(|asking| (asking.stage, asking.wrong)),
            processing: processing.map(nanos),
            accounts: accounts.into(),
            investments: investments.into(),
            waiting: waiting.map(nanos),
            forced: forced.as_ref().map(KeptForced::of),
            closed: closed.map(nanos),
            delivered: *delivered,
            token: *token,
            ends: session.ends().map(nanos),
        }
    }

    /// The session again, or nothing where its scenario is no longer there.
    pub(crate) fn restored(self, library: &Library) -> Option<Session> {
        let story = Arc::clone(library.story(&self.scenario)?);
        let login = Arc::new(story.login.restored(self.login, self.username));
        Some(Session {
            story,
            chosen: self.chosen,
            login,
            number: self.number,
            id: self.id,
            request_id: self.id.to_string(),
            other_request_id: self.other.to_string(),
            opened: moment(self.opened),
            touched: moment(self.touched),
            asking: self.asking.map(|(stage, wrong)| Asking { stage, wrong }),
            processing: self.processing.map(moment),
            accounts: self.accounts.into(),
            investments: self.investments.into(),
            waiting: self.waiting.map(moment),
            forced: self.forced.and_then(KeptForced::restored),
            closed: self.closed.map(moment),
            delivered: self.delivered,
            token: self.token,
        })
    }

    pub(crate) fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Whether its scenario reads otherwise now than when the session began.
    pub(crate) fn has_changed(&self, library: &Library) -> bool {
        library.story(&self.scenario).is_some_and(|story| story.fingerprint != self.fingerprint)
    }

    pub(crate) fn has_ended(&self, now: u64) -> bool {
        self.ends.is_some_and(|end| now >= end)
    }
}

impl KeptLogin {
    pub(crate) fn key(&self) -> LoginKey {
        LoginKey { scenario: self.scenario.as_str().into(), login: self.login }
    }

    pub(crate) fn of(id: Uuid, state: &LoginState) -> Self {
        let LoginState { story, authorize, locked, session, waiting } = state;
        Self {
            scenario: story.name.to_string(),
            login: id,
            fingerprint: story.fingerprint,
            authorize: authorize.into(),
            locked: locked.map(|code| code.name.to_owned()),
            session: *session,
            waiting: waiting.map(nanos),
        }
    }

    /// The login again, or nothing where it begins anew, as after a reload: its scenario has changed.
    pub(crate) fn restored(self, library: &Library) -> Option<LoginState> {
        let story = library.story(&self.scenario)?;
        let story = (story.fingerprint == self.fingerprint).then(|| Arc::clone(story))?;
        Some(LoginState {
            story,
            authorize: self.authorize.into(),
            locked: self.locked.and_then(|name| code::find(&name)),
            session: self.session,
            waiting: self.waiting.map(moment),
        })
    }
}

impl KeptForced {
    fn of(forced: &Forced) -> Self {
        match forced {
            Forced::Ready => Self::Ready,
            Forced::Expired => Self::Expired,
            Forced::Failed(code) => Self::Failed(code.name.to_owned()),
        }
    }

    fn restored(self) -> Option<Forced> {
        match self {
            Self::Ready => Some(Forced::Ready),
            Self::Expired => Some(Forced::Expired),
            Self::Failed(name) => code::find(&name).map(Forced::Failed),
        }
    }
}

impl From<&Cursor> for KeptCursor {
    fn from(cursor: &Cursor) -> Self {
        let Cursor { stage, answered, since, calls } = *cursor;
        Self { stage, answered, since: since.map(nanos), calls }
    }
}

impl From<KeptCursor> for Cursor {
    fn from(kept: KeptCursor) -> Self {
        let KeptCursor { stage, answered, since, calls } = kept;
        Self { stage, answered, since: since.map(moment), calls }
    }
}

/// Nanoseconds, up to 584 years.
pub(crate) fn nanos(moment: Moment) -> u64 {
    u64::try_from(moment.as_duration().as_nanos()).unwrap_or(u64::MAX)
}

pub(crate) fn moment(nanos: u64) -> Moment {
    Moment::START.plus(Duration::from_nanos(nanos))
}
