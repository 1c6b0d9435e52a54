//! A recorded run with one thing wrong.

use std::fmt;

use flinks_contract::endpoint::Endpoint;
use flinks_judge::server::{Parsed, ParsedRun};
use flinks_trace::{Exchange, HarnessRun, Header, Part};
use serde_json::Value;

use super::body::{starred, with};

/// A change to a record.
pub(super) struct Mutant {
    pub(super) operator: &'static str,
    pub(super) message: &'static str,
    /// In the body of the reply; "" for the whole reply.
    pointer: String,
    change: Change,
    /// The replies that are changed. A server that is wrong is so each time, so equal replies are
    /// changed alike.
    numbers: Vec<u64>,
}

pub(super) enum Change {
    Text(String),
    Status(u16),
    ContentType(Option<&'static str>),
    Reply(Box<Exchange>),
}

/// The message of a reply, by its name in the data files. None for replies that are none of these, and for
/// the refusal of a wrong method, which no source describes.
pub(super) fn message(exchange: &Parsed<'_>) -> Option<&'static str> {
    match (exchange.endpoint, exchange.status()?) {
        _ if exchange.is_refused_method() => None,
        (Endpoint::GenerateAuthorizeToken, _) => None,
        (Endpoint::Authorize, 200) => Some("authorize"),
        (Endpoint::Investments, 200) => Some("investments"),
        (_, 200) => Some("accounts"),
        (_, 202) => Some("pending"),
        (_, 400..) => Some("error"),
        _ => None,
    }
}

/// One reply of the record, and its mutants.
pub(super) struct At<'a> {
    pub(super) record: &'a ParsedRun<'a>,
    pub(super) exchange: &'a Parsed<'a>,
    pub(super) message: &'static str,
    pub(super) body: &'a Value,
    pub(super) mutants: Vec<Mutant>,
}

impl<'a> At<'a> {
    /// Every reply of the record that has a message of the flow.
    pub(super) fn each(record: &'a ParsedRun<'a>) -> impl Iterator<Item = Self> {
        record.exchanges.iter().filter_map(move |exchange| {
            let (message, body) = (message(exchange)?, exchange.json()?);
            Some(Self { record, exchange, message, body, mutants: Vec::new() })
        })
    }

    /// Whether no reply before it is equal to it.
    pub(super) fn is_first(&self) -> bool {
        self.equals().first() == Some(&self.exchange.seq)
    }

    /// Adds a mutant with this value in the place of the body, if the body has the place.
    pub(super) fn value(&mut self, operator: &'static str, pointer: &str, value: impl Into<Value>) {
        self.body(operator, pointer, with(self.body, pointer, value.into()));
    }

    /// Adds a mutant with this body.
    pub(super) fn body(&mut self, operator: &'static str, pointer: &str, body: Option<Value>) {
        if let Some(body) = body {
            self.change(operator, pointer, Change::Text(body.to_string()));
        }
    }

    /// Adds a mutant that changes this reply and all that are equal to it.
    pub(super) fn change(&mut self, operator: &'static str, pointer: &str, change: Change) {
        let numbers = self.equals();
        self.add(operator, pointer, change, numbers);
    }

    /// Adds a mutant that changes this reply alone.
    pub(super) fn alone(&mut self, operator: &'static str, pointer: &str, change: Change) {
        self.add(operator, pointer, change, vec![self.exchange.seq]);
    }

    fn add(&mut self, operator: &'static str, pointer: &str, change: Change, numbers: Vec<u64>) {
        let (message, pointer) = (self.message, pointer.to_owned());
        self.mutants.push(Mutant { operator, message, pointer, change, numbers });
    }

    /// This reply and those that are equal to it. Each Authorize stands alone.
    fn equals(&self) -> Vec<u64> {
        let is_equal = |other: &&Parsed<'_>| {
            let own = (self.exchange.status, self.exchange.text());
            let alike = |reply: &Parsed<'_>| (reply.status, reply.text()) == own;
            other.seq == self.exchange.seq
                || (other.endpoint != Endpoint::Authorize && other.reply().is_some_and(alike))
        };
        self.record.exchanges.iter().filter(is_equal).map(|other| other.seq).collect()
    }

    /// The first pending reply of the record, or of one part.
    pub(super) fn pending(&self, part: Option<Part>) -> Option<Exchange> {
        let is_pending = |exchange: &&Parsed<'_>| {
            message(exchange) == Some("pending") && part.is_none_or(|part| part == exchange.part)
        };
        self.record.exchanges.iter().find(is_pending).map(|pending| (**pending).clone())
    }
}

impl Mutant {
    pub(super) fn applied_to(&self, run: &HarnessRun) -> HarnessRun {
        let mut run = run.clone();
        for exchange in &mut run.trace.exchanges {
            if self.numbers.contains(&exchange.seq) {
                self.change.apply(exchange);
            }
        }
        run
    }

    /// The pointer with `*` for each index.
    pub(super) fn place(&self) -> String {
        starred(&self.pointer)
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operator, pointer, .. } = self;
        write!(formatter, "{operator} {} {pointer}, requests {:?}", self.message, self.numbers)
    }
}

impl Change {
    fn apply(&self, reply: &mut Exchange) {
        match self {
            Self::Text(text) => reply.set_reply_body(text.clone()),
            Self::Status(status) => reply.status = *status,
            Self::ContentType(value) => {
                reply.reply_headers.retain(|header| header.name != "content-type");
                reply.reply_headers.extend(value.map(|value| Header::new("content-type", value)));
            }
            Self::Reply(other) => {
                (reply.status, reply.reply_headers) = (other.status, other.reply_headers.clone());
                reply.set_reply_body(other.reply_body.clone().unwrap_or_default());
            }
        }
    }
}
