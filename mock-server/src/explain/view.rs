//! Where a session stands, and what would change it.

use std::fmt;

use flinks_contract::scenario::Limit;
use serde::Serialize;

use super::change::{self, Change};
use super::clean::Clean;
use super::next::Next;
use super::span::Span;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::script::{Part};
use crate::session::{Forced, Session, SessionState};
use crate::story::Chosen;
use flinks_trace::Timestamp;

/// A session at one moment. Displayed as text for a person; serialised for the admin API.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    pub(crate) request_id: String,
    pub(crate) scenario: String,
    pub(crate) chosen_by: Chosen,
    /// LoginId.
    pub(crate) login: String,
    pub(crate) now: Timestamp,
    pub(crate) opened: Timestamp,
    pub(crate) state: State,
    /// `ready`, `expired`, or the code of every data call.
    pub(crate) forced: Option<&'static str>,
    pub(crate) next: Nexts,
    /// Nothing where no time ends it.
    pub(crate) ends: Option<Ends>,
    pub(crate) changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Its security questions are open.
    Asking,
    /// No data call has come.
    Authorized,
    Processing,
    /// A data call has brought its data.
    Delivered,
    Ended,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Nexts {
    pub(crate) accounts: Next,
    pub(crate) investments: Next,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ends {
    pub(crate) at: Timestamp,
    /// What every later call gets.
    pub(crate) answer: String,
    pub(crate) why: String,
}

/// Where `session` of `customer` stands at `now`. Changes nothing.
pub(crate) fn session(session: &Session, customer: &Customer, now: Moment) -> SessionView {
    let next = Nexts {
        accounts: Next::of(session, customer, Part::Accounts, now),
        investments: Next::of(session, customer, Part::Investments, now),
    };
    SessionView {
        request_id: session.request_id.clone(),
        scenario: session.story.name.to_string(),
        chosen_by: session.chosen,
        login: session.login.id.to_string(),
        now: Timestamp(now),
        opened: Timestamp(session.opened),
        state: State::of(session, now),
        forced: session.forced.as_ref().map(|forced| match forced {
            Forced::Ready => "ready",
            Forced::Expired => "expired",
            Forced::Failed(code) => code.name,
        }),
        changes: change::changes(session, &customer.id, &next, now),
        ends: ends(session),
        next,
    }
}

impl State {
    pub(crate) fn of(session: &Session, now: Moment) -> Self {
        match &session.state {
            _ if session.has_ended(now) => Self::Ended,
            SessionState { asking: Some(_), .. } => Self::Asking,
            SessionState { delivered: true, .. } => Self::Delivered,
            SessionState { processing: Some(_), .. } => Self::Processing,
            _ => Self::Authorized,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Asking => "its questions are open",
            Self::Authorized => "authorized, without a data call",
            Self::Processing => "processing: no data call has brought its data",
            Self::Delivered => "a data call has brought its data",
            Self::Ended => "over",
        }
    }
}

fn ends(session: &Session) -> Option<Ends> {
    let at = session.ends()?;
    let rules = &session.story.session;
    let (limit, from) = match session.processing {
        Some(_) => (rules.processing, "its first data call"),
        None => (rules.idle, "Authorize, or its last answer, without a data call"),
    };
    let why = match limit {
        _ if matches!(session.forced, Some(Forced::Expired)) => "an admin has forced it".to_owned(),
        _ if session.closed == Some(at) && session.delivered => {
            "the first 200 with data uses it up".to_owned()
        }
        _ if session.closed == Some(at) => "its questions were not answered rightly".to_owned(),
        Limit::After(limit) => format!("{} after {from}", Span(limit)),
        Limit::Unlimited => String::new(),
    };
    let code = rules.ended.0;
    Some(Ends { at: Timestamp(at), answer: format!("{} {}", code.status, code.name), why })
}

impl fmt::Display for SessionView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line =
            |indent: usize, text: String| writeln!(formatter, "{:indent$}{}", "", Clean(&text));
        line(0, format!("session {}", self.request_id))?;
        line(2, format!("plays {} ({})", self.scenario, self.chosen_by.reason()))?;
        line(2, format!("login {}, opened at {}", self.login, self.opened))?;
        line(2, format!("now, at {}: {}", self.now, self.state.words()))?;
        if let Some(Ends { at, answer, why }) = &self.ends {
            let ends = if self.state == State::Ended { "over since" } else { "ends at" };
            line(2, format!("{ends} {at} ({why}), then every call gets {answer}"))?;
        }
        let Nexts { accounts, investments } = &self.next;
        for (part, next) in [(Part::Accounts, accounts), (Part::Investments, investments)] {
            line(0, format!("\n{}", part.title()))?;
            line(2, format!("a call now gets {} ({})", next.answer, next.because))?;
            for (what, words) in [("delay", &next.delay), ("fault", &next.fault)] {
                if let Some(words) = words {
                    line(4, format!("{what}: {words}"))?;
                }
            }
            if let Some(then) = &next.then {
                line(2, format!("then {} {}", then.answer, then.when()))?;
            }
        }
        line(0, "\nWhat would change it".to_owned())?;
        for Change { how, effect, command } in &self.changes {
            line(2, format!("{how}: {effect}"))?;
            if let Some(command) = command {
                line(4, command.clone())?;
            }
        }
        Ok(())
    }
}
