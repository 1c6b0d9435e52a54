//! What the mock found out about one of its own replies, beside the hot path.

use serde::{Deserialize, Serialize};

/// Worked out after the reply is sent, from its bytes. Holds no secret of the client.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Facts {
    /// How it departs from the contract where its scenario asked for no departure: our own faults.
    pub(crate) faults: Vec<String>,
    /// Not one JSON object sent as JSON, or not whole.
    pub(crate) unreadable: bool,
    /// The prompts of a challenge, as they were asked.
    pub(crate) prompts: Vec<String>,
    /// What a strict decoder could trip over: JSON Pointers with a word for each, at most 20.
    pub(crate) unusual: Vec<String>,
    /// Of a 200 with accounts.
    pub(crate) data: Option<Data>,
}

/// What a client that took the accounts whole can say of them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Data {
    pub(crate) accounts: u64,
    pub(crate) transactions: u64,
    /// Sum of `Balance.Current`, nulls counting as nothing, in decimal: "1234.50".
    pub(crate) balances: String,
    /// Sum of all `Debit` and of all `Credit`.
    pub(crate) debits: String,
    pub(crate) credits: String,
    /// Unicode scalar values of all `Description`s together.
    pub(crate) characters: u64,
}
