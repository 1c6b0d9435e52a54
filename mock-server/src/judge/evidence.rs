//! What the judge knows: the journal, as its lines have it.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::clock::Moment;
use crate::facts::Facts;
use crate::kept::KeptMode;

/// Everything about one run of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// What the run is called in reports: the scenario that was asked for.
    pub(crate) name: String,
    /// In the order of their decisions, those of all customers.
    pub(crate) calls: Vec<Call>,
    pub(crate) stalls: Vec<Stall>,
    /// How the client ended; nothing while it may still call.
    pub(crate) end: Option<End>,
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
    pub(crate) clock: KeptMode,
    #[serde(deserialize_with = "moment")]
    pub(crate) arrived: Moment,
    #[serde(deserialize_with = "moment")]
    pub(crate) decided: Moment,
    /// When the first byte of the reply could go out: decided, and then the delay of the scenario.
    #[serde(deserialize_with = "moment")]
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
    /// Nothing while the reply is on its way.
    pub(crate) outcome: Option<Outcome>,
    #[serde(default)]
    pub(crate) facts: Option<Facts>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub(crate) struct Header {
    /// In lower case.
    pub(crate) name: String,
    pub(crate) value: String,
}

/// How the last byte of a reply went.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Outcome {
    Sent {
        #[serde(deserialize_with = "moment")]
        at: Moment,
    },
    /// Ended here: by a fault, or because the server stopped.
    Cut {
        bytes: u64,
        #[serde(deserialize_with = "moment")]
        at: Moment,
    },
    /// The client ended the connection first.
    Left {
        bytes: u64,
        #[serde(deserialize_with = "moment")]
        at: Moment,
    },
}

/// The machine stood still, on the clock of a customer.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stall {
    pub(crate) customer: String,
    #[serde(deserialize_with = "moment")]
    pub(crate) from: Moment,
    #[serde(deserialize_with = "moment")]
    pub(crate) to: Moment,
}

/// The client is gone: nothing comes after this.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct End {
    /// Exit code of the command; nothing where a signal ended it, or where it was no command.
    pub(crate) exit: Option<i32>,
    pub(crate) signal: Option<i32>,
    /// The moment on the clock of each customer.
    pub(crate) moments: Vec<Ended>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ended {
    pub(crate) customer: String,
    #[serde(deserialize_with = "moment")]
    pub(crate) at: Moment,
}

impl Outcome {
    pub(crate) fn at(self) -> Moment {
        match self {
            Self::Sent { at } | Self::Cut { at, .. } | Self::Left { at, .. } => at,
        }
    }
}

/// `{"ms": 10000, "text": "t+00:10.000"}`; the text is for people.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    #[derive(Deserialize)]
    struct Shown {
        ms: u64,
    }
    let Shown { ms } = Shown::deserialize(deserializer)?;
    Ok(Moment::START.plus(Duration::from_millis(ms)))
}
