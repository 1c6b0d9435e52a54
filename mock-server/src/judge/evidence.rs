//! What the judge knows: the journal, as its lines have it.

mod live;
mod saved;

use serde::Deserialize;

use crate::clock::ClockMode;
use crate::clock::Moment;
use crate::facts::Facts;
use crate::journal_writer::RunHead;

pub(crate) use flinks_trace::{ClientEnd, Header, Outcome, Stall};
#[cfg(test)]
use saved::Saved;

/// Everything about one run of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// What the run is called in reports: the scenario that was asked for.
    pub(crate) name: String,
    /// From a file of `run` alone; who plays the run has its own.
    pub(crate) head: Option<RunHead>,
    /// In the order of their decisions, those of all customers.
    pub(crate) calls: Vec<Call>,
    pub(crate) stalls: Vec<Stall>,
    /// How the client ended; nothing while it may still call.
    pub(crate) end: Option<ClientEnd>,
    /// Calls that the journal had to drop before the first of these.
    pub(crate) dropped: u64,
}

/// One exchange.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    pub(crate) seq: u64,
    pub(crate) customer: String,
    /// How the clock ran that its moments were read from.
    #[serde(default)]
    pub(crate) clock: ClockMode,
    pub(crate) arrived: Moment,
    /// When the first byte of the reply could go out: it was decided, and the delay of the scenario was over.
    pub(crate) due: Moment,
    pub(crate) method: String,
    /// With its query, where there is one.
    pub(crate) path: String,
    pub(crate) headers: Vec<Header>,
    pub(crate) body: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) scenario: Option<String>,
    pub(crate) status: u16,
    /// FlinksCode of the reply; empty in a 200.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) reply_bytes: u64,
    pub(crate) note: Vec<String>,
    pub(crate) nearest: Option<String>,
    pub(crate) why: Option<String>,
    /// Of an Authorize: the seq of the latest one before it with the same credentials and token.
    #[serde(default)]
    pub(crate) repeats: Option<u64>,
    /// Of the reply, in seconds.
    #[serde(default)]
    pub(crate) retry_after: Option<u64>,
    /// Nothing while the reply is on its way.
    pub(crate) outcome: Option<Outcome>,
    #[serde(default, alias = "analysis")]
    pub(crate) facts: Option<Facts>,
}

impl Evidence {
    /// What concerns one customer.
    pub(crate) fn only(mut self, customer: &str) -> Self {
        self.calls.retain(|call| call.customer == customer);
        self.stalls.retain(|stall| stall.customer == customer);
        if let Some(end) = &mut self.end {
            end.moments.retain(|ended| ended.customer == customer);
        }
        self
    }

    /// In one order, however it came together.
    fn sorted(mut self) -> Self {
        self.calls.sort_by_key(|call| call.seq);
        self.stalls.sort_by(|a, b| (&a.customer, a.from).cmp(&(&b.customer, b.from)));
        if let Some(end) = &mut self.end {
            end.moments.sort_by(|a, b| a.customer.cmp(&b.customer));
        }
        self
    }

    /// With a name, also where no run was begun: what was played.
    fn named(mut self) -> Self {
        if self.name.is_empty() {
            let mut played = self.calls.iter().filter_map(|call| call.scenario.as_deref());
            self.name = match played.next() {
                None => "nothing was played".to_owned(),
                Some(first) if played.all(|other| other == first) => first.to_owned(),
                Some(_) => "several scenarios".to_owned(),
            };
        }
        self
    }
}

#[cfg(test)]
mod tests;
