//! One change to a record, and what it is of.

use serde_json::Value;

use crate::exchange::{Exchange, Reply};
use crate::operation::Operation;
use crate::record::Record;
use crate::self_test::operator::Operator;

/// A record with one thing wrong.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    pub(crate) operator: Operator,
    pub(crate) kind: Kind,
    /// The first reply that is changed: [`Exchange::number`].
    pub(crate) number: usize,
    /// In its body; "" for the whole.
    pub(crate) pointer: String,
    /// A server that is wrong is so each time, so equal replies are changed alike.
    changes: Vec<(usize, Change)>,
}

/// What is changed in a reply.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Text(String),
    Status(u16),
    Header(Option<&'static str>),
    /// Another reply altogether.
    Reply(Box<Reply>),
}

/// The messages of the flow.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Kind {
    Authorize,
    Pending,
    Accounts,
    Investments,
    Error,
}

impl Kind {
    /// Nothing for replies that are none of them, and for the refusal of a wrong method, which may
    /// look as it likes.
    pub(crate) fn of(exchange: &Exchange) -> Option<Self> {
        if exchange.is_refused_method() {
            return None;
        }
        match (exchange.operation, exchange.status()?) {
            (Operation::GenerateAuthorizeToken, _) => None,
            (Operation::Authorize, 200) => Some(Self::Authorize),
            (Operation::Investments, 200) => Some(Self::Investments),
            (_, 200) => Some(Self::Accounts),
            (_, 202) => Some(Self::Pending),
            (_, 400..) => Some(Self::Error),
            _ => None,
        }
    }

    /// As it stands in the file of mutants that change no meaning.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Pending => "pending",
            Self::Accounts => "accounts",
            Self::Investments => "investments",
            Self::Error => "error",
        }
    }
}

impl Mutant {
    /// Changes one reply and all that are equal to it.
    pub(super) fn of_equals(
        operator: Operator,
        record: &Record,
        number: usize,
        pointer: &str,
        change: &Change,
    ) -> Option<Self> {
        let numbers = equals(record, number);
        let changes = numbers.into_iter().map(|number| (number, change.clone())).collect();
        Self::new(operator, record, number, pointer, changes)
    }

    /// Changes one reply alone.
    pub(super) fn of_one(
        operator: Operator,
        record: &Record,
        number: usize,
        pointer: &str,
        change: Change,
    ) -> Option<Self> {
        Self::new(operator, record, number, pointer, vec![(number, change)])
    }

    fn new(
        operator: Operator,
        record: &Record,
        number: usize,
        pointer: &str,
        changes: Vec<(usize, Change)>,
    ) -> Option<Self> {
        let kind = Kind::of(record.exchanges.get(number)?)?;
        Some(Self { operator, kind, number, pointer: pointer.to_owned(), changes })
    }

    pub(crate) fn applied_to(&self, record: &Record) -> Record {
        let mut record = record.clone();
        for (number, change) in &self.changes {
            let Some(exchange) = record.exchanges.get_mut(*number) else { continue };
            let Ok(reply) = &mut exchange.result else { continue };
            change.apply(reply);
        }
        record
    }

    /// The pointer with every index as `*`.
    pub(crate) fn starred(&self) -> String {
        let star = |segment: &str| match segment.bytes().all(|byte| byte.is_ascii_digit()) {
            true if !segment.is_empty() => "*".to_owned(),
            _ => segment.to_owned(),
        };
        self.pointer.split('/').map(star).collect::<Vec<_>>().join("/")
    }
}

impl Change {
    pub(super) fn body(value: &Value) -> Self {
        Self::Text(value.to_string())
    }

    fn apply(&self, reply: &mut Reply) {
        match self {
            Self::Text(text) => {
                let (status, headers) = (reply.status, std::mem::take(&mut reply.headers));
                *reply = Reply::new(status, headers, text.clone(), None);
            }
            Self::Status(status) => reply.status = *status,
            Self::Header(value) => {
                reply.headers.retain(|(name, _)| name != "content-type");
                let value = value.map(|value| ("content-type".to_owned(), value.to_owned()));
                reply.headers.extend(value);
            }
            Self::Reply(other) => *reply = (**other).clone(),
        }
    }
}

/// The replies that are equal to one, and it itself, of the same part.
fn equals(record: &Record, number: usize) -> Vec<usize> {
    let Some(exchange) = record.exchanges.get(number) else { return Vec::new() };
    let is_equal = |other: &&Exchange| {
        let same = |a: &Reply, b: &Reply| a.status == b.status && a.text == b.text;
        let both = exchange.reply().zip(other.reply());
        other.operation != Operation::Authorize && both.is_some_and(|(a, b)| same(a, b))
    };
    let mut numbers: Vec<usize> =
        record.exchanges.iter().filter(is_equal).map(|other| other.number).collect();
    if !numbers.contains(&number) {
        numbers.push(number);
    }
    numbers
}

/// The first of each lot of equal replies of a kind, with its body.
pub(super) fn bodies(record: &Record) -> impl Iterator<Item = (&Exchange, Kind, &Value)> {
    record.exchanges.iter().filter_map(|exchange| {
        let kind = Kind::of(exchange)?;
        let first = equals(record, exchange.number).into_iter().min()?;
        (first == exchange.number).then_some((exchange, kind, exchange.json()?))
    })
}
