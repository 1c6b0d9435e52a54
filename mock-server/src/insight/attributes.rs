//! The values of attributes. How the service works them out is published nowhere; docs/serve.md says what is
//! assumed.

use std::collections::BTreeSet;

use flinks_contract::insight::{Attribute, Measure, Side};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value, json};

use super::{Transaction, Wanted, is_one_of, is_operations, number, sum};

/// The accounts and transactions that count, and where their days and months are counted back from.
struct Ledger<'a> {
    accounts: Vec<&'a Value>,
    transactions: Vec<&'a Transaction<'a>>,
    /// Of the newest transaction of the login, whatever counts.
    newest: i32,
    newest_month: i32,
    /// Calendar months from the oldest transaction to the newest one.
    months: Decimal,
}

impl Wanted {
    /// With AttributesDetail within, as it was recorded.
    pub(super) fn card(&self, accounts: &[Value], all: &[Transaction<'_>]) -> Value {
        let ledger = self.ledger(accounts, all);
        let mut card = Map::new();
        card.insert("Id".to_owned(), "{{LoginId}}".into());
        let mut details = Vec::new();
        for attribute in &self.attributes {
            let counted = ledger.counted(attribute);
            card.insert(attribute.name.clone(), ledger.value(attribute, &counted));
            if self.detailed.contains(attribute) && !counted.is_empty() {
                let rows: Vec<_> = counted.iter().map(|counted| detail(counted)).collect();
                details.push(json!({ "Attribute": attribute.name, "Transactions": rows }));
            }
        }
        if !self.detailed.is_empty() {
            card.insert("AttributesDetail".to_owned(), details.into());
        }
        card.into()
    }

    fn ledger<'a>(&self, accounts: &'a [Value], all: &'a [Transaction<'a>]) -> Ledger<'a> {
        let newest = all.iter().filter_map(|it| it.day).max().unwrap_or_default();
        let newest_month = all.iter().filter_map(Transaction::month).max().unwrap_or_default();
        let counts = |account: &Value| {
            (!self.operations || is_operations(account))
                && self.accounts.as_ref().is_none_or(|wanted| is_one_of(account, wanted))
        };
        let is_late = |it: &&Transaction<'_>| {
            self.limit_days.is_none_or(|days| it.day.is_some_and(|day| day > newest - days))
        };
        let counted = all.iter().filter(|it| counts(it.account)).filter(is_late);
        let transactions: Vec<_> = counted.collect();
        let oldest_month = transactions.iter().filter_map(|it| it.month()).min();
        let months = newest_month - oldest_month.unwrap_or(newest_month) + 1;
        Ledger {
            accounts: accounts.iter().filter(|account| counts(account)).collect(),
            transactions,
            newest,
            newest_month,
            months: months.into(),
        }
    }
}

impl<'a> Ledger<'a> {
    fn counted(&self, attribute: &Attribute) -> Vec<&'a Transaction<'a>> {
        let row = attribute.row;
        let counts = |it: &&&Transaction<'_>| {
            let keyword = it.keyword;
            row.side.is_none_or(|side| side == it.side)
                && row.category.is_none_or(|category| category == keyword.category)
                && row.subcategory.is_none_or(|name| name == keyword.subcategory)
                && row.except.is_none_or(|name| name != keyword.subcategory)
                && row.days.is_none_or(|days| it.day.is_some_and(|day| day > self.newest - days))
                && attribute.month.is_none_or(|back| it.month() == Some(self.newest_month - back))
        };
        self.transactions.iter().filter(counts).copied().collect()
    }

    fn value(&self, attribute: &Attribute, counted: &[&Transaction<'_>]) -> Value {
        let amount = |it: &&Transaction<'_>| match attribute.row.side {
            Some(Side::Credit) => it.credit,
            Some(Side::Debit) => it.debit,
            None => it.credit - it.debit,
        };
        let total = || sum(counted.iter().map(amount));
        let days = || counted.iter().filter_map(|it| it.day);
        let balances = || counted.iter().filter_map(|it| it.balance);
        match attribute.row.measure {
            Measure::Sum => exactly(total()),
            Measure::Count => counted.len().into(),
            Measure::MonthlySum => self.monthly(total()),
            Measure::MonthlyCount => self.monthly(counted.len().into()),
            Measure::Any => if counted.is_empty() { "NO" } else { "YES" }.into(),
            Measure::Name => {
                let newest = counted.iter().rev().max_by_key(|it| it.day);
                newest.map_or_else(|| "NONE_DETECTED".into(), |it| it.body["Description"].clone())
            }
            Measure::Age => days().min().map_or(0, |oldest| self.newest - oldest).into(),
            Measure::ActiveDays => days().collect::<BTreeSet<_>>().len().into(),
            Measure::NegativeDays => {
                let is_negative = |it: &&&Transaction<'_>| {
                    it.balance.is_some_and(|balance| balance < Decimal::ZERO)
                };
                let days = counted.iter().filter(is_negative).filter_map(|it| it.day);
                days.collect::<BTreeSet<_>>().len().into()
            }
            Measure::Balance => {
                let current = |account: &&Value| number(&account["Balance"]["Current"]);
                exactly(sum(self.accounts.iter().filter_map(current)))
            }
            Measure::LowestBalance => balances().min().map_or(Value::Null, exactly),
        }
    }

    /// To the cent.
    fn monthly(&self, total: Decimal) -> Value {
        let average = total.checked_div(self.months).unwrap_or_default();
        exactly(average.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}

fn exactly(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or_default()
}

/// Dates have slashes here.
///
/// Source: docs.flinks.com/api/enrich/endpoints/consumer-attributes/get-user-analysis-attributes.
fn detail(transaction: &Transaction<'_>) -> Value {
    let body = transaction.body;
    json!({
        "TransactionId": body["Id"],
        "AccountId": transaction.account["Id"],
        "Date": body["Date"].as_str().map(|date| date.replace('-', "/")),
        "Description": body["Description"],
        "Debit": body["Debit"],
        "Credit": body["Credit"],
        "Balance": body["Balance"],
    })
}
