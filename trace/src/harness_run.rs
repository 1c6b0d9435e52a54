//! A run of the harness: its trace, and what only the harness knows about it.

use std::fmt;

use flinks_contract::endpoint::Endpoint;
use serde::{Deserialize, Serialize};

use crate::{ClockMode, Exchange, Part, Probe, Role, Trace};

/// What a run of the harness saw, and how it ended. Every exchange has a purpose. Holds real values, so
/// its `Debug` shows none.
#[derive(Clone)]
pub struct HarnessRun {
    pub head: Head,
    pub trace: Trace,
    /// Ending of each part, in the order in which they ended.
    pub endings: Vec<(Part, Ending)>,
    pub end: End,
}

impl fmt::Debug for HarnessRun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HarnessRun of {} exchanges", self.trace.exchanges.len())
    }
}

/// What is known before the first request.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// What the run is called in reports, the same from day to day: the scenario, or the target.
    pub name: String,
    /// The lines at the top of a report: names with their values.
    pub facts: Vec<(String, String)>,
    /// Mode of the clock that all moments are read from.
    pub mode: ClockMode,
    /// The LoginId that was sent.
    pub login_id: String,
}

/// How a run came to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    Played,
    /// The run was stopped from outside.
    Stopped(Stop),
    /// No HTTP client could be made.
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
pub enum Ending {
    /// The data came with HTTP 200.
    Data,
    /// Still 202, 30 min after the first data call.
    Deadline,
    /// Another answer ended the poll: "401 SESSION_EXPIRED".
    Terminal(String),
    /// No session was opened.
    NoSession(String),
    /// A request got no answer.
    NoAnswer(String),
    /// The product is gone, as its announced end says.
    Retired(String),
    /// The server answered TOO_MANY_REQUESTS or the like. Nothing more is sent.
    Throttled(String),
    /// The budget of requests is used up.
    OverBudget(String),
}

impl Ending {
    /// The reason, if it has one.
    pub fn reason_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Data | Self::Deadline => None,
            Self::Terminal(reason)
            | Self::NoSession(reason)
            | Self::NoAnswer(reason)
            | Self::Retired(reason)
            | Self::Throttled(reason)
            | Self::OverBudget(reason) => Some(reason),
        }
    }

    /// Whether it ends the whole run, and not only a part of it.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Throttled(_) | Self::OverBudget(_))
    }
}

impl HarnessRun {
    pub fn new(head: Head) -> Self {
        let trace = Trace { name: head.name.clone(), ..Trace::default() };
        Self { head, trace, endings: Vec::new(), end: End::Played }
    }

    /// Adds an exchange and gives it its number. Its moments are cut to whole milliseconds, which is
    /// what a trace file keeps.
    pub fn push(&mut self, exchange: Exchange) -> &Exchange {
        let index = self.trace.exchanges.len();
        let seq = index as u64 + 1;
        self.trace.exchanges.push(Exchange { seq, ..exchange.whole_millis() });
        &self.trace.exchanges[index]
    }

    pub fn exchanges(&self) -> &[Exchange] {
        &self.trace.exchanges
    }

    /// Whether labels stand for personal values in it.
    pub fn is_hidden(&self) -> bool {
        self.trace.exchanges.iter().any(|exchange| exchange.hidden)
    }

    /// The exchanges of a part.
    pub fn of(&self, part: Part) -> impl DoubleEndedIterator<Item = &Exchange> {
        self.trace.exchanges.iter().filter(move |exchange| exchange.part() == Some(part))
    }

    /// The ending of a part. None if it goes on or was never begun.
    pub fn ending(&self, part: Part) -> Option<&Ending> {
        self.endings.iter().find(|(ended, _)| *ended == part).map(|(_, ending)| ending)
    }
}

impl Exchange {
    pub fn part(&self) -> Option<Part> {
        Some(self.purpose?.part)
    }

    pub fn role(&self) -> Option<Role> {
        Some(self.purpose?.role)
    }

    /// Whether it asks for data, rather than for a session, and is not wrong on purpose.
    pub fn is_data_call(&self) -> bool {
        let is_wrong = self.part() == Some(Part::Probes);
        !is_wrong && self.endpoint.is_some_and(Endpoint::brings_data)
    }

    /// Whether the harness makes it for its own sake, beside what a client does: wrong on purpose, or once
    /// more after the data.
    pub fn is_beside_the_flow(&self) -> bool {
        self.part() == Some(Part::Probes)
            || matches!(self.role(), Some(Role::Probe(_) | Role::Again | Role::Back))
    }

    /// Whether it is the refusal of a wrong method: no source shows what that looks like.
    pub fn is_refused_method(&self) -> bool {
        matches!(self.role(), Some(Role::Probe(Probe::DetailByGet | Probe::AsyncByPost)))
            && matches!(self.status, 404 | 405)
    }

    /// Whether a rule about bodies looks at it. The repeat of a 200 is left out: its whole body is
    /// compared with the first one, so what both have in common is reported once.
    pub fn is_first_of_its_kind(&self) -> bool {
        !matches!(self.role(), Some(Role::Again | Role::Back))
    }

    /// "GET GetAccountsDetailAsync".
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.endpoint.map_or(&*self.path, |endpoint| endpoint.name()))
    }

    /// "202 OPERATION_PENDING", or why there is no answer.
    pub fn answer(&self) -> String {
        match self.no_reply() {
            Some((reason, _)) => reason.to_owned(),
            None if self.code.is_empty() => self.status.to_string(),
            None => format!("{} {}", self.status, self.code),
        }
    }
}
