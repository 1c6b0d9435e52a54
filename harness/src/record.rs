//! Everything a run saw. The checks read it and nothing else.

use flinks_contract::endpoint::Endpoint;
use serde_json::Value;

use crate::exchange::{Exchange, Part, Role};

/// The exchanges of a run in order, and how its parts ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// The LoginId that was sent.
    pub login_id: String,
    pub exchanges: Vec<Exchange>,
    pub endings: Vec<(Part, Ending)>,
}

/// How a part of the run ended.
#[derive(Clone, Debug, Eq, PartialEq)]
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
}

impl Record {
    pub(crate) fn new(login_id: &str) -> Self {
        Self { login_id: login_id.to_owned(), ..Self::default() }
    }

    /// Adds an exchange and gives it its number.
    pub(crate) fn push(&mut self, exchange: Exchange) -> &Exchange {
        let number = self.exchanges.len();
        self.exchanges.push(Exchange { number, ..exchange });
        &self.exchanges[number]
    }

    pub(crate) fn ending(&self, part: Part) -> Option<&Ending> {
        self.endings.iter().find(|(of, _)| *of == part).map(|(_, ending)| ending)
    }

    pub(crate) fn of(&self, part: Part) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(move |exchange| exchange.part == part)
    }

    /// Whether it is a poll that failed and was sent again.
    pub(crate) fn was_repeated(&self, exchange: &Exchange) -> bool {
        let next = self.exchanges.get(exchange.number + 1);
        matches!(exchange.role, Role::Poll(_))
            && exchange.status() != Some(202)
            && next.is_some_and(|next| {
                next.part == exchange.part && matches!(next.role, Role::Poll(_))
            })
    }

    /// The Authorize exchanges that were answered with 200.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(|exchange| {
            exchange.endpoint == Endpoint::Authorize && exchange.status() == Some(200)
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
                && exchange.role != Role::Again
                && exchange.status() == Some(200)
        })
    }
}
