//! Everything a run saw. The checks read it and nothing else.

use std::time::Duration;

use flinks_mock::clock::{ClockMode, Moment};
use flinks_report::Fact;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::exchange::{Exchange, Part, Role};
use crate::operation::Operation;

/// A run: what was sent and what came back, in order, and how it ended. Holds nothing that may not
/// be shown. [`crate::judge`] needs nothing else.
#[derive(Clone, Debug)]
pub struct Record {
    pub(crate) head: Head,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) endings: Vec<(Part, Ending)>,
    pub(crate) end: End,
}

/// What is known before the first request.
#[derive(Clone, Debug)]
pub struct Head {
    /// Of the run in its reports, the same from day to day: the scenario, or the target.
    pub name: String,
    /// The lines at the top of a report.
    pub facts: Vec<Fact>,
    /// Of the clock that the moments are of.
    pub mode: ClockMode,
    /// The LoginId that was sent.
    pub login_id: String,
}

/// How a run came to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum End {
    Played,
    /// From outside.
    Stopped(Stop),
    /// There was no HTTP client to begin with.
    NoClient(String),
}

/// What stopped a run from outside.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// How a part of the run ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Ending {
    /// With HTTP 200.
    Data,
    /// Still 202, 30 min after the first data call.
    Deadline,
    /// With another answer, which ends the poll: "401 SESSION_EXPIRED".
    Terminal(String),
    /// No session was opened.
    NoSession(String),
    /// There was no answer to a request.
    NoAnswer(String),
    /// The product is gone, as its announced end says.
    Retired(String),
    /// With TOO_MANY_REQUESTS, or its like: nothing more is sent.
    Throttled(String),
    /// The budget of requests is used up.
    OverBudget(String),
}

impl Ending {
    /// Whether it ends the run, and not only a part of it.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Throttled(_) | Self::OverBudget(_))
    }
}

impl Record {
    pub(crate) fn new(head: Head) -> Self {
        Self { head, exchanges: Vec::new(), endings: Vec::new(), end: End::Played }
    }

    /// Adds an exchange and gives it its number. Its moments are cut to whole microseconds, which is
    /// what the file of a run holds: 10 s apart stay 10 s apart.
    pub(crate) fn push(&mut self, exchange: Exchange) -> &Exchange {
        let number = self.exchanges.len();
        let (sent_at, answered_at) = (whole(exchange.sent_at), whole(exchange.answered_at));
        self.exchanges.push(Exchange { number, sent_at, answered_at, ..exchange });
        &self.exchanges[number]
    }

    pub(crate) fn ending(&self, part: Part) -> Option<&Ending> {
        self.endings.iter().find(|(of, _)| *of == part).map(|(_, ending)| ending)
    }

    pub(crate) fn of(&self, part: Part) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(move |exchange| exchange.part == part)
    }

    /// Whether it is a poll that failed, or a probe without an answer, and was sent again.
    pub(crate) fn was_repeated(&self, exchange: &Exchange) -> bool {
        let poll = |exchange: &Exchange| matches!(exchange.role, Role::Poll(_));
        // Where it authorizes, a token is in between.
        let mut later = self.exchanges.iter().skip(exchange.number + 1);
        let Some(next) = later.find(|next| next.role != Role::Token) else { return false };
        match exchange.role {
            Role::Poll(_) => {
                exchange.status() != Some(202) && next.part == exchange.part && poll(next)
            }
            Role::Probe(_) => exchange.result.is_err() && next.role == exchange.role,
            _ => false,
        }
    }

    /// Whether it is the answer of a product that is gone, or of a gateway that lets nothing more
    /// through, to which no rule applies.
    pub(crate) fn is_farewell(&self, exchange: &Exchange) -> bool {
        let is_last = exchange.number + 1 == self.exchanges.len();
        if is_last && exchange.status() == Some(429) && exchange.json().is_none() {
            return true;
        }
        let part = Part::Investments;
        matches!(self.ending(part), Some(Ending::Retired(_)))
            && self.of(part).last().is_some_and(|last| last.number == exchange.number)
    }

    /// The Authorize exchanges that were answered with 200.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(|exchange| {
            exchange.operation == Operation::Authorize
                && exchange.role == Role::Open
                && exchange.status() == Some(200)
        })
    }

    /// Authorize's body of the session that a part runs in. The probes use the investments'.
    pub(crate) fn session(&self, part: Part) -> Option<&Value> {
        let part = if part == Part::Probes { Part::Investments } else { part };
        self.sessions().find(|exchange| exchange.part == part)?.json()
    }

    /// The session's RequestId.
    pub(crate) fn request_id(&self, part: Part) -> Option<&str> {
        self.session(part)?.get("RequestId")?.as_str()
    }

    /// The exchange that brought a part's data.
    pub(crate) fn data(&self, part: Part) -> Option<&Exchange> {
        self.of(part).find(|exchange| {
            exchange.is_data_call()
                && exchange.is_first_of_its_kind()
                && exchange.status() == Some(200)
        })
    }
}

fn whole(moment: Moment) -> Moment {
    let rest = moment.as_duration().subsec_nanos() % 1_000;
    let whole = moment.as_duration().saturating_sub(Duration::from_nanos(rest.into()));
    Moment::START.plus(whole)
}
