//! Everything about one run of a client.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, Exchange, Moment};

/// Everything that a verdict needs.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// What the run is called in reports: the scenario that was asked for, or the target.
    pub name: String,
    /// In order of `seq`, all customers together.
    pub exchanges: Vec<Exchange>,
    pub stalls: Vec<Stall>,
    /// How the client ended; None while it may still call.
    pub end: Option<ClientEnd>,
    /// Exchanges that had to be dropped before the first of these.
    pub dropped: u64,
}

/// The machine stood still, on the clock of a customer.
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
