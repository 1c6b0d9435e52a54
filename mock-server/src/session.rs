//! One session, as a value.
//!
//! A session changes only in [`Session::call`], which reads no clock, takes no lock and sends
//! nothing, so that every rule about sessions can be read here and tested as a table.

use std::sync::Arc;

use flinks_contract::code::Code;
use flinks_contract::fixture::Values;
use flinks_contract::scenario::Limit;
use uuid::Uuid;

use crate::clock::Moment;
use crate::script::{Answer, Cursor, Turn};
use crate::story::{Login, Story};

/// What a RequestId names, from Authorize until it ends.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) story: Arc<Story>,
    pub(crate) login: Arc<Login>,
    /// Lower case, hyphenated.
    pub(crate) request_id: String,
    opened: Moment,
    /// Moment of the first data call.
    processing: Option<Moment>,
    accounts: Cursor,
    investments: Cursor,
    /// When the last 202 went out: from here a client waits before it polls again.
    pending: Option<Moment>,
}

/// The data a call asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Data {
    Accounts,
    Investments,
}

/// The session is over; the code says how the service puts it.
#[derive(Debug)]
pub(crate) struct Ended(pub(crate) &'static Code);

impl Session {
    pub(crate) fn open(story: Arc<Story>, login: Arc<Login>, id: Uuid, now: Moment) -> Self {
        Self {
            story,
            login,
            request_id: id.to_string(),
            opened: now,
            processing: None,
            accounts: Cursor::default(),
            investments: Cursor::default(),
            pending: None,
        }
    }

    /// Takes one data call. The only way a session changes.
    ///
    /// GetAccountsDetail and GetAccountsDetailAsync are the same call here: repeating the POST moves
    /// the story on as polling does (seen in public clients that never use Async).
    pub(crate) fn call(&mut self, data: Data, now: Moment) -> Result<Turn, Ended> {
        if self.has_ended(now) {
            return Err(Ended(self.story.session.ended.0));
        }
        self.processing.get_or_insert(now);
        let (script, cursor) = match data {
            Data::Accounts => (&self.story.accounts, &mut self.accounts),
            Data::Investments => (&self.story.investments, &mut self.investments),
        };
        let turn = cursor.next(script, now);
        let is_pending = matches!(turn.answer, Answer::Body { status: 202, .. });
        self.pending = is_pending.then(|| now.plus(turn.delay));
        Ok(turn)
    }

    /// Whether a call at `now` comes too late: 8 min without a first data call, or 30 min after it.
    ///
    /// Source: docs.flinks.com/guides/getting-started/key-concepts; help.flinks.com 43000436113.
    pub(crate) fn has_ended(&self, now: Moment) -> bool {
        let (start, limit) = match self.processing {
            None => (self.opened, self.story.session.idle),
            Some(processing) => (processing, self.story.session.processing),
        };
        match limit {
            Limit::After(duration) => now >= start.plus(duration),
            Limit::Unlimited => false,
        }
    }

    /// Whether a data call was made on this RequestId before.
    pub(crate) fn is_processing(&self) -> bool {
        self.processing.is_some()
    }

    /// When the last answer went out, if it was a 202.
    pub(crate) fn last_pending(&self) -> Option<Moment> {
        self.pending
    }

    pub(crate) fn values(&self) -> Values<'_> {
        self.login.values(&self.request_id)
    }
}

#[cfg(test)]
mod tests;
