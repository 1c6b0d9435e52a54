//! One session, as a value.
//!
//! A session changes only in the methods that take `&mut self`; they read no clock, take no lock and
//! send nothing, so that every rule about sessions can be read here and tested as a table.

mod change;
mod questions;

use std::num::NonZeroU32;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use flinks_contract::code::Code;
use flinks_contract::fixture::{self, Fixture, Values};
use flinks_contract::scenario::{CodeName, Limit};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::answer::code;
use crate::clock::{Moment, nanos};
use crate::customer::Place;
use crate::dates::day_before;
use crate::rng::CallRng;
use crate::scenario::{Chosen, CompiledScenario, Login};
use crate::script::{Part, Script, ScriptPosition, ScriptedReply, Strike};
use crate::view::LastOptions;

pub(crate) use change::{Change, Event};
pub(crate) use questions::{ChallengeResult, judge};

/// What a RequestId names, from Authorize until it ends: fixed data, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) story: Arc<CompiledScenario>,
    pub(crate) login: Arc<Login>,
    pub(crate) place: Place,
    pub(crate) state: SessionState,
}

/// Everything about a session that a snapshot keeps.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct SessionState {
    pub(crate) chosen: Chosen,
    /// Position among the sessions of the customer, from 1.
    pub(crate) number: u64,
    pub(crate) id: Uuid,
    /// The session whose id the answers of this one can be mixed up with.
    pub(crate) other: Uuid,
    #[serde(with = "nanos")]
    pub(crate) opened: Moment,
    /// Moment of the last security question, of Authorize, or of the last data that was brought.
    #[serde(with = "nanos")]
    pub(crate) touched: Moment,
    /// The open security questions.
    pub(crate) asking: Option<OpenChallenge>,
    /// Moment of the first data call.
    #[serde(with = "nanos::option")]
    pub(crate) processing: Option<Moment>,
    /// By [`Part`]; that of Authorize is the login's.
    pub(crate) cursors: [ScriptPosition; Part::ALL.len()],
    /// When the last answer went out, if it did not bring the data: from here a client waits before
    /// it calls again.
    #[serde(with = "nanos::option")]
    pub(crate) waiting: Option<Moment>,
    pub(crate) forced: Option<Forced>,
    /// When it ended before its time: consumed, or the questions failed.
    #[serde(with = "nanos::option")]
    pub(crate) closed: Option<Moment>,
    /// Whether a data call has brought its data.
    pub(crate) delivered: bool,
    /// The authorize token that opened it.
    pub(crate) token: Option<Uuid>,
    /// When the last collection of its login ended that it knows of.
    #[serde(default, with = "nanos::option")]
    pub(crate) refreshed: Option<Moment>,
    /// Unix time, in seconds, at which the clock of its customer is at zero, if its dates go by the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) epoch: Option<NonZeroU32>,
    /// Whether its login is refreshed by itself, where a client has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scheduled: Option<bool>,
    /// The step of Authorize that the next AuthorizeAsync brings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) starting: Option<u16>,
    /// What the last POST for each form of the accounts asked for.
    #[serde(default, skip_serializing_if = "LastOptions::is_empty")]
    pub(crate) options: LastOptions,
}

/// Which questions are open.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct OpenChallenge {
    /// The step of Authorize that asks.
    #[serde(rename = "stage")]
    pub(crate) step: u32,
    pub(crate) wrong: u32,
}

/// What an admin has made of a session.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Forced {
    /// Every data call brings its data.
    Ready,
    /// Over: every call answers SESSION_EXPIRED.
    Expired,
    /// Every data call answers this code.
    Failed(CodeName),
}

impl OpenChallenge {
    pub(crate) fn new(step: usize) -> Self {
        Self { step: u32::try_from(step).unwrap_or(u32::MAX), wrong: 0 }
    }

    pub(crate) fn step(self) -> usize {
        self.step as usize
    }
}

impl Session {
    pub(crate) fn new(
        story: Arc<CompiledScenario>,
        login: Arc<Login>,
        state: SessionState,
    ) -> Self {
        Self { story, login, place: Place::default(), state }
    }

    /// Counts a data call that has come, whatever becomes of it, and says what strikes it.
    pub(crate) fn strike(
        &mut self,
        part: Part,
        now: Moment,
        rng: &mut CallRng<'_>,
    ) -> Option<Strike> {
        let cursor = &mut self.state.cursors[part as usize];
        cursor.calls = cursor.calls.saturating_add(1);
        self.story.script(part).strike(cursor.calls, now, rng)
    }

    /// Takes one data call.
    ///
    /// GetAccountsDetail and GetAccountsDetailAsync are the same call here: repeating the POST moves
    /// the story on as polling does (seen in public clients that never use Async).
    ///
    /// # Errors
    ///
    /// The session is over, or its security questions are still open; the code says how the service
    /// puts it.
    pub(crate) fn call(
        &mut self,
        part: Part,
        now: Moment,
        rng: &mut CallRng<'_>,
    ) -> Result<ScriptedReply, &'static Code> {
        if self.has_ended(now) {
            return Err(self.end_code());
        }
        if self.asking.is_some() || self.starting.is_some() {
            return Err(code("SESSION_NONEXISTENT"));
        }
        self.processing.get_or_insert(now);
        let scripted = match &self.forced {
            Some(Forced::Ready) => ScriptedReply::plain(self.script(part).normal.clone()),
            Some(Forced::Failed(CodeName(code))) => ScriptedReply::error(code),
            Some(Forced::Expired) | None => {
                let script = self.story.script(part);
                self.state.cursors[part as usize].next(script, now, rng)
            }
        };
        self.after(part, &scripted, now);
        Ok(scripted)
    }

    fn after(&mut self, part: Part, scripted: &ScriptedReply, now: Moment) {
        let sent = now.plus(scripted.delay);
        let success = scripted.answer.is_success();
        self.waiting = (!success || scripted.fault.is_some()).then_some(sent);
        if success && self.story.shares && !self.cursor(part).delivered {
            let collected = self.cursor(part).collected(self.script(part), now);
            self.refreshed = self.refreshed.max(collected);
            self.cursors[part as usize].delivered = true;
        }
        self.delivered |= success;
        if success {
            self.touched = now;
        }
        if success && self.story.session.consumed {
            self.closed = Some(sent);
        }
    }

    /// When the last collection ended that it knows of, or has data of by `now`.
    pub(crate) fn collected(&self, now: Moment) -> Option<Moment> {
        let ends = Part::DATA.map(|part| self.cursor(part).collected(self.script(part), now));
        ends.into_iter().max().flatten().max(self.refreshed)
    }

    /// Goes on with a collection that began in another session.
    pub(crate) fn join(&mut self, before: &Self, now: Moment) {
        for part in Part::DATA {
            let Some(cursor) = before.cursor(part).collecting(before.script(part), now) else {
                continue;
            };
            let own = &mut self.cursors[part as usize];
            *own = ScriptPosition { calls: own.calls, ..cursor };
            self.waiting = self.waiting.max(before.waiting);
        }
    }

    /// Whether it can make room before it ends: its data was fetched, or something else ended it.
    pub(crate) fn is_done(&self) -> bool {
        self.delivered || self.closed.is_some() || matches!(self.forced, Some(Forced::Expired))
    }

    pub(crate) fn is_open(&self, now: Moment) -> bool {
        !self.is_done() && !self.has_ended(now)
    }

    /// Whether a call at `now` comes too late: 8 min without a first data call, or 30 min after it.
    pub(crate) fn has_ended(&self, now: Moment) -> bool {
        self.ends().is_some_and(|end| now >= end)
    }

    /// Whether attributes come too late: 8 min after the last data.
    ///
    /// Source: docs.flinks.com/api/enrich/error-codes.
    pub(crate) fn is_idle(&self, now: Moment) -> bool {
        let Limit::After(idle) = self.story.session.idle else { return false };
        self.delivered && now >= self.touched.plus(idle)
    }

    /// What its calls get once it is over.
    pub(crate) fn end_code(&self) -> &'static Code {
        match self.forced {
            Some(Forced::Expired) => code("SESSION_EXPIRED"),
            _ => self.story.session.ended.0,
        }
    }

    /// When it is over, as things stand.
    ///
    /// Source: docs.flinks.com/guides/getting-started/key-concepts; help.flinks.com 43000436113.
    pub(crate) fn ends(&self) -> Option<Moment> {
        if matches!(self.forced, Some(Forced::Expired)) {
            return Some(Moment::START);
        }
        let (start, limit) = match self.processing {
            None => (self.touched, self.story.session.idle),
            Some(processing) => (processing, self.story.session.processing),
        };
        let limit = match limit {
            Limit::After(duration) => Some(start.plus(duration)),
            Limit::Unlimited => None,
        };
        [self.closed, limit].into_iter().flatten().min()
    }

    /// The day of the newest transaction, as a Julian day, if its dates go by the calendar.
    pub(crate) fn newest_day(&self) -> Option<i32> {
        day_before(self.epoch?, self.opened)
    }

    pub(crate) fn has_asked_for_accounts(&self) -> bool {
        self.cursor(Part::Accounts).calls > 0
    }

    /// Hands over what the places of `body` stand for. The texts are made for each reply: a session that
    /// waits holds none.
    pub(crate) fn with_values<T>(&self, body: &Fixture, take: impl FnOnce(&Values<'_>) -> T) -> T {
        fn text(id: Uuid, buffer: &mut [u8; 45]) -> &str {
            id.hyphenated().encode_lower(buffer)
        }
        let [mut id, mut other, mut login] = [Uuid::encode_buffer(); 3];
        let other = text(self.other, &mut other);
        let login = text(self.login.id, &mut login);
        let values = self.login.values([text(self.id, &mut id), other, login]);
        let moved = || self.login.last_refresh(self.epoch, self.refreshed);
        match body.has(fixture::Place::LastRefresh).then(moved).flatten() {
            Some(moved) => take(&Values { last_refresh: &moved, ..values }),
            None => take(&values),
        }
    }

    pub(crate) fn script(&self, part: Part) -> &Script {
        self.story.script(part)
    }

    pub(crate) fn cursor(&self, part: Part) -> &ScriptPosition {
        &self.cursors[part as usize]
    }
}

impl Deref for Session {
    type Target = SessionState;

    fn deref(&self) -> &SessionState {
        &self.state
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut SessionState {
        &mut self.state
    }
}

#[cfg(test)]
pub(crate) mod tests;
