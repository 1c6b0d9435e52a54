//! What the mock found out about one of its own replies, beside the hot path.

mod data;
mod faults;
mod specimen;

use serde::{Deserialize, Serialize};

pub(crate) use specimen::Specimen;

/// Worked out after the reply is sent, from its bytes. Holds no secret of the client.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Facts {
    /// How it departs from the contract where its scenario asked for no departure: our own faults.
    pub(crate) faults: Vec<String>,
    /// Not one JSON object sent as JSON, or not whole.
    pub(crate) unreadable: bool,
    /// Unreadable by its content type alone: a client may take it, or ask again.
    pub(crate) mislabelled: bool,
    /// The prompts of a challenge, as they were asked.
    pub(crate) prompts: Vec<String>,
    /// Keys that may stand in the place of a prompt: what there is to choose from where the bank
    /// lets the user choose a question (`QuestionAndAnswer` with `Iterables`).
    pub(crate) choices: Vec<String>,
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

impl Facts {
    /// About what it takes in memory.
    pub(crate) fn weight(&self) -> usize {
        let lists = [&self.faults, &self.prompts, &self.choices, &self.unusual];
        let lists: usize = lists.iter().map(|list| size_of_val(list.as_slice())).sum();
        let texts =
            [&self.faults, &self.prompts, &self.choices, &self.unusual].into_iter().flatten();
        let data = self.data.iter().flat_map(|data| [&data.balances, &data.debits, &data.credits]);
        lists + texts.chain(data).map(String::len).sum::<usize>()
    }
}
