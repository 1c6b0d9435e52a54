//! A recorded run with one thing wrong.

use std::fmt;

use serde_json::Value;

use super::body::{starred, with};
use crate::exchange::{Exchange, Part, Reply};
use crate::operation::Operation;
use crate::record::Record;

/// A change to a record.
pub(super) struct Mutant {
    pub(super) operator: &'static str,
    pub(super) message: &'static str,
    /// In the body of the reply; "" for the whole reply.
    pointer: String,
    change: Change,
    /// The replies that are changed. A server that is wrong is so each time, so equal replies are
    /// changed alike.
    numbers: Vec<usize>,
}

pub(super) enum Change {
    Text(String),
    Status(u16),
    ContentType(Option<&'static str>),
    Reply(Reply),
}

/// The message of a reply, by its name in the data files. None for replies that are none of these, and for
/// the refusal of a wrong method, which no source describes.
pub(super) fn message(exchange: &Exchange) -> Option<&'static str> {
    match (exchange.operation, exchange.status()?) {
        _ if exchange.is_refused_method() => None,
        (Operation::GenerateAuthorizeToken, _) => None,
        (Operation::Authorize, 200) => Some("authorize"),
        (Operation::Investments, 200) => Some("investments"),
        (_, 200) => Some("accounts"),
        (_, 202) => Some("pending"),
        (_, 400..) => Some("error"),
        _ => None,
    }
}

/// One reply of the record, and its mutants.
pub(super) struct At<'a> {
    pub(super) record: &'a Record,
    pub(super) exchange: &'a Exchange,
    pub(super) reply: &'a Reply,
    pub(super) message: &'static str,
    pub(super) body: &'a Value,
    pub(super) mutants: Vec<Mutant>,
}

impl<'a> At<'a> {
    /// Every reply of the record that has a message of the flow.
    pub(super) fn each(record: &'a Record) -> impl Iterator<Item = Self> {
        record.exchanges.iter().filter_map(move |exchange| {
            let (message, reply, body) = (message(exchange)?, exchange.reply()?, exchange.json()?);
            Some(Self { record, exchange, reply, message, body, mutants: Vec::new() })
        })
    }

    /// Whether no reply before it is equal to it.
    pub(super) fn is_first(&self) -> bool {
        self.equals().first() == Some(&self.exchange.number)
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
        self.add(operator, pointer, change, vec![self.exchange.number]);
    }

    fn add(&mut self, operator: &'static str, pointer: &str, change: Change, numbers: Vec<usize>) {
        let (message, pointer) = (self.message, pointer.to_owned());
        self.mutants.push(Mutant { operator, message, pointer, change, numbers });
    }

    /// This reply and those that are equal to it. Each Authorize stands alone.
    fn equals(&self) -> Vec<usize> {
        let is_equal = |other: &&Exchange| {
            let alike = |reply: &Reply| {
                (reply.status, &reply.text) == (self.reply.status, &self.reply.text)
            };
            other.number == self.exchange.number
                || (other.operation != Operation::Authorize && other.reply().is_some_and(alike))
        };
        self.record.exchanges.iter().filter(is_equal).map(|other| other.number).collect()
    }

    /// The first pending reply of the record, or of one part.
    pub(super) fn pending(&self, part: Option<Part>) -> Option<Reply> {
        let is_pending = |exchange: &&Exchange| {
            message(exchange) == Some("pending") && part.is_none_or(|part| part == exchange.part)
        };
        self.record.exchanges.iter().find(is_pending)?.reply().cloned()
    }
}

impl Mutant {
    pub(super) fn applied_to(&self, record: &Record) -> Record {
        let mut record = record.clone();
        for number in &self.numbers {
            if let Ok(reply) = &mut record.exchanges[*number].result {
                self.change.apply(reply);
            }
        }
        record
    }

    /// The pointer with `*` for each index.
    pub(super) fn place(&self) -> String {
        starred(&self.pointer)
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operator, pointer, .. } = self;
        let numbers: Vec<_> = self.numbers.iter().map(|number| number + 1).collect();
        write!(formatter, "{operator} {} {pointer}, requests {numbers:?}", self.message)
    }
}

impl Change {
    fn apply(&self, reply: &mut Reply) {
        match self {
            Self::Text(text) => {
                let headers = std::mem::take(&mut reply.headers);
                *reply = Reply::new(reply.status, headers, text.clone(), None);
            }
            Self::Status(status) => reply.status = *status,
            Self::ContentType(value) => {
                reply.headers.retain(|(name, _)| name != "content-type");
                let header = value.map(|value| ("content-type".to_owned(), value.to_owned()));
                reply.headers.extend(header);
            }
            Self::Reply(other) => *reply = other.clone(),
        }
    }
}
