//! What a reply means to the client that gets it.

use serde::{Deserialize, Serialize};

/// Worked out from the bytes of a reply, once for each reply template. Holds no secret of the client.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ReplyAnalysis {
    /// Our own faults: how the reply departs from the contract although its scenario does not ask for
    /// it.
    pub faults: Vec<String>,
    /// Whether it is not one JSON object sent as JSON, or not whole.
    pub unreadable: bool,
    /// Unreadable by its content type alone: a client may take it, or ask again.
    pub mislabelled: bool,
    /// The prompts of a challenge, as they were asked.
    pub prompts: Vec<String>,
    /// Keys that may stand in the place of a prompt, where the bank lets the user choose a question
    /// (`QuestionAndAnswer` with `Iterables`).
    pub choices: Vec<String>,
    /// A challenge that waits for the user to confirm a push; another call sends the push again.
    pub push: bool,
    /// What a strict decoder could trip over: JSON Pointers with a word for each, at most 20.
    pub unusual: Vec<String>,
    /// Set for a 200 with accounts.
    pub data: Option<DataSummary>,
}

/// What a client that took the accounts whole can say of them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSummary {
    pub accounts: u64,
    pub transactions: u64,
    /// Sum of `Balance.Current`, nulls counting as nothing, in decimal: "1234.50".
    pub balances: String,
    /// Sum of all `Debit`.
    pub debits: String,
    /// Sum of all `Credit`.
    pub credits: String,
    /// Unicode scalar values of all `Description`s together.
    pub characters: u64,
}
