//! What belongs to a run of a client and to no exchange: its name, its end, and when the machine
//! stood still.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::stamp;

/// The machine stood still, on the clock of a customer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Stall {
    pub(crate) customer: String,
    #[serde(with = "stamp::shown")]
    pub(crate) from: Moment,
    #[serde(with = "stamp::shown")]
    pub(crate) to: Moment,
}

/// The client is gone: nothing comes after this.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct End {
    /// Exit code of the command; nothing where a signal ended it, or where it was no command.
    pub(crate) exit: Option<i32>,
    pub(crate) signal: Option<i32>,
    /// The moment on the clock of each customer.
    pub(crate) moments: Vec<Ended>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Ended {
    pub(crate) customer: String,
    #[serde(with = "stamp::shown")]
    pub(crate) at: Moment,
}

/// The run that is on. A server that serves no command has one without a name and without an end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) name: String,
    /// It has the exchanges numbered above this.
    pub(crate) after: u64,
    pub(crate) end: Option<End>,
    stalls: HashMap<String, Vec<Stall>>,
}

/// Stalls of one customer; then the last one grows, which leaves more undecided and passes nothing.
const MOST_STALLS: usize = 1_000;

impl Run {
    pub(super) fn new(name: &str, after: u64) -> Self {
        Self { name: name.to_owned(), after, ..Self::default() }
    }

    pub(super) fn stalled(&mut self, stall: Stall) {
        let stalls = self.stalls.entry(stall.customer.clone()).or_default();
        let is_full = stalls.len() >= MOST_STALLS;
        match stalls.last_mut() {
            Some(last) if is_full => last.to = stall.to,
            _ => stalls.push(stall),
        }
    }

    pub(super) fn forget(&mut self, customer: &str) {
        self.stalls.remove(customer);
    }

    /// Of this customer, or of all; those of one customer in order.
    pub(crate) fn stalls(&self, customer: Option<&str>) -> Vec<Stall> {
        match customer {
            Some(customer) => self.stalls.get(customer).cloned().unwrap_or_default(),
            None => self.stalls.values().flatten().cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stall(customer: &str, from: u64) -> Stall {
        let [from, to] = [from, from + 1].map(Moment::from_secs);
        Stall { customer: customer.to_owned(), from, to }
    }

    #[test]
    fn the_last_of_too_many_stalls_grows() {
        let mut run = Run::default();
        (0..1_001).for_each(|second| run.stalled(stall("ada", second)));
        run.stalled(stall("bob", 7));
        let stalls = run.stalls(Some("ada"));
        let last = Stall { to: Moment::from_secs(1_001), ..stall("ada", 999) };
        assert_eq!((stalls.len(), &stalls[0], &stalls[999]), (1_000, &stall("ada", 0), &last));
        assert_eq!(run.stalls(None).len(), 1_001);

        run.forget("ada");
        assert_eq!(run.stalls(None), [stall("bob", 7)]);
    }

    #[test]
    fn an_end_as_the_journal_file_has_it() {
        let ended = Ended { customer: "ada".to_owned(), at: Moment::from_secs(10) };
        let end = End { exit: Some(1), signal: None, moments: vec![ended] };
        let text = r#"{"exit":1,"signal":null,"moments":[{"customer":"ada","at":{"ms":10000,"text":"t+00:10.000"}}]}"#;
        assert_eq!(serde_json::to_string(&end).unwrap(), text);
        assert_eq!(serde_json::from_str::<End>(text).unwrap(), end);
    }
}
