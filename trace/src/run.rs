//! Everything about one run of a client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CustomerId, Exchange, Moment};

/// Everything that a verdict needs.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// What the run is called in reports: the scenario that was asked for, or the target.
    pub name: String,
    /// What a report says above the run, where the trace file of a run was read.
    pub head: Option<RunHead>,
    /// Exchanges of all customers, in the order of `seq`.
    pub exchanges: Vec<Exchange>,
    pub stalls: Vec<Stall>,
    pub resets: Resets,
    /// How the client ended; None while it may still call.
    pub end: Option<ClientEnd>,
    /// Exchanges that had to be dropped before the first of these.
    pub dropped: u64,
    /// Why something is missing in it that happened; None where it is whole.
    pub incomplete: Option<String>,
}

/// What a report says above a run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RunHead {
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// The file that findings are shown at, relative to the repository.
    pub anchor: Option<String>,
}

/// When customers were reset during a run. What one did before a reset belongs to a customer apart with
/// its own name, because sessions and clock began anew.
#[derive(Clone, Debug, Default)]
pub struct Resets {
    /// The last exchange before each reset of a customer, and the name of the customer apart.
    by_customer: BTreeMap<CustomerId, Vec<(u64, CustomerId)>>,
    /// Each customer apart, and who that was.
    apart: BTreeMap<CustomerId, CustomerId>,
}

impl Resets {
    /// Notes a reset, and gives the name for what the customer did before it.
    pub fn note(&mut self, customer: &CustomerId, last_seq: u64) -> CustomerId {
        let name = format!("{customer} before reset {}", self.apart.len() + 1);
        let name = CustomerId::parse(&name);
        self.by_customer.entry(customer.clone()).or_default().push((last_seq, name.clone()));
        self.apart.insert(name.clone(), customer.clone());
        name
    }

    /// The name for the customer of an exchange, where a reset came after it.
    pub fn name(&self, exchange: &Exchange) -> Option<&CustomerId> {
        let resets = self.by_customer.get(&exchange.customer)?;
        let next = resets.partition_point(|(last_seq, _)| *last_seq < exchange.seq);
        resets.get(next).map(|(_, name)| name)
    }

    /// Whether the customer is one that was there before a reset.
    pub fn is_apart(&self, customer: &str) -> bool {
        self.apart.contains_key(customer)
    }

    /// The id in the path of the customer's requests, before and after a reset.
    pub fn id_in_path<'a>(&'a self, customer: &'a str) -> &'a str {
        self.apart.get(customer).map_or(customer, |id| id)
    }
}

impl Trace {
    /// The part of the trace that concerns one customer.
    #[must_use]
    pub fn only(mut self, customer: &CustomerId) -> Self {
        self.exchanges.retain(|exchange| exchange.customer == *customer);
        self.stalls.retain(|stall| stall.customer == *customer);
        if let Some(end) = &mut self.end {
            end.moments.retain(|ended| ended.customer == *customer);
        }
        self
    }

    /// Puts the exchanges in order and gives the trace a name: what was played, if no run was begun.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.exchanges.sort_by_key(|exchange| exchange.seq);
        self.stalls.sort_by(|a, b| (&a.customer, a.from).cmp(&(&b.customer, b.from)));
        if let Some(end) = &mut self.end {
            end.moments.sort_by(|a, b| a.customer.cmp(&b.customer));
        }
        if self.name.is_empty() {
            let mut played = self.exchanges.iter().filter_map(|one| one.scenario.as_deref());
            self.name = match played.next() {
                None => "nothing was played".to_owned(),
                Some(first) if played.all(|other| other == first) => first.to_owned(),
                Some(_) => "several scenarios".to_owned(),
            };
        }
        self
    }
}

/// A time in which the machine stood still, on the clock of a customer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Stall {
    pub customer: CustomerId,
    pub from: Moment,
    pub to: Moment,
}

/// The client is gone: nothing comes after this.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientEnd {
    /// Exit code of the command; None where a signal ended it, or where it was no command.
    pub exit: Option<i32>,
    pub signal: Option<i32>,
    /// The moment on the clock of each customer.
    pub moments: Vec<EndedAt>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct EndedAt {
    pub customer: CustomerId,
    pub at: Moment,
}
