use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Number, Value, json};
use uuid::Builder;

use super::Date;

/// What the bank says about an account once and for all.
pub(super) struct Facts {
    pub(super) title: &'static str,
    pub(super) transit_number: Option<&'static str>,
    pub(super) account_number: &'static str,
    pub(super) category: &'static str,
    pub(super) kind: &'static str,
    pub(super) limit_cents: Option<i64>,
}

/// An account and its movements, oldest first.
pub(super) struct Account {
    facts: Facts,
    balance_cents: i64,
    entries: Vec<Entry>,
}

struct Entry {
    date: Date,
    description: String,
    /// Above zero for money that comes in.
    change_cents: i64,
    balance_cents: i64,
}

impl Account {
    pub(super) fn new(facts: Facts, opening_cents: i64) -> Self {
        Self { facts, balance_cents: opening_cents, entries: Vec::new() }
    }

    /// In cents; what is owed on a card is below zero.
    pub(super) fn balance_cents(&self) -> i64 {
        self.balance_cents
    }

    /// Books money that comes in, or that goes out if it is below zero.
    pub(super) fn book(&mut self, date: Date, description: &str, change_cents: i64) {
        self.balance_cents += change_cents;
        self.entries.push(Entry {
            date,
            description: description.to_owned(),
            change_cents,
            balance_cents: self.balance_cents,
        });
    }

    /// One element of `Accounts`: members and their order as in the Flinks guide "Make API calls".
    pub(super) fn to_json(&self, holder: &Value, rng: &mut ChaCha8Rng) -> Value {
        let facts = &self.facts;
        let transactions: Vec<Value> =
            self.entries.iter().rev().map(|entry| entry.to_json(rng)).collect();
        json!({
            "Transactions": transactions,
            "TransitNumber": facts.transit_number,
            "InstitutionNumber": "777",
            "OverdraftLimit": 0,
            "Title": facts.title,
            "AccountNumber": facts.account_number,
            "Balance": {
                "Available": facts.limit_cents.map(|limit| money(limit + self.balance_cents)),
                "Current": money(self.balance_cents),
                "Limit": facts.limit_cents.map(money),
            },
            "Category": facts.category,
            "Type": facts.kind,
            "Currency": "CAD",
            "Holder": holder,
            "Id": id(rng),
        })
    }
}

impl Entry {
    fn to_json(&self, rng: &mut ChaCha8Rng) -> Value {
        let change = self.change_cents;
        json!({
            "Date": self.date.to_string(),
            "Code": null,
            "Description": self.description,
            "Debit": (change < 0).then(|| money(-change)),
            "Credit": (change > 0).then(|| money(change)),
            "Balance": money(self.balance_cents),
            "Id": id(rng),
        })
    }
}

fn id(rng: &mut ChaCha8Rng) -> String {
    Builder::from_random_bytes(rng.random()).into_uuid().to_string()
}

/// A JSON number with two decimals, written without a float.
fn money(cents: i64) -> Number {
    let sign = if cents < 0 { "-" } else { "" };
    let digits = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
    digits.parse().expect("digits with two decimals are a JSON number")
}
