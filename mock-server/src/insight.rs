//! What follows from the transactions of a login: attributes, categories and a schedule of payments. Made as
//! a view of its accounts.

mod attributes;
mod payments;

use flinks_contract::insight::{Attribute, Keyword, Side};
use flinks_judge::amount;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use time::Date;
use uuid::Uuid;

use crate::view::{day_of, id, transactions};

pub(crate) use payments::{Frequency, Loan};

/// What a call asks for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Insight {
    Attributes(Wanted),
    Categorization,
    Prepayment(Loan),
}

#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Wanted {
    /// In the order of the catalogue.
    pub(crate) attributes: Vec<&'static Attribute>,
    /// Those whose transactions are listed, too.
    pub(crate) detailed: Vec<&'static Attribute>,
    /// Accounts of the category Operations alone.
    pub(crate) operations: bool,
    pub(crate) accounts: Option<Vec<Uuid>>,
    /// Days back from the newest transaction of the login.
    pub(crate) limit_days: Option<i32>,
}

/// The answer while the accounts are being collected; there is no Async that a link could lead to.
///
/// Source: docs.flinks.com/api/enrich/error-codes.
pub(crate) fn pending() -> Value {
    json!({
        "FlinksCode": "OPERATION_PENDING",
        "Links": [],
        "HttpStatusCode": 202,
        "Message": "Attributes endpoint called while GetAccountsDetail was still being processed.",
        "RequestId": "{{RequestId}}",
    })
}

impl Insight {
    pub(crate) fn body(&self, body: &Value) -> Option<Value> {
        let accounts = body["Accounts"].as_array()?;
        let all = accounts.iter().flat_map(|account| {
            transactions(account).map(move |transaction| Transaction::of(account, transaction))
        });
        let all: Vec<_> = all.collect();
        Some(match self {
            Self::Attributes(wanted) => json!({
                "HttpStatusCode": 200,
                "Card": wanted.card(accounts, &all),
                "Login": body["Login"],
                "RequestId": "{{RequestId}}",
            }),
            Self::Categorization => json!({
                "HttpStatusCode": 200,
                "LoginId": "{{LoginId}}",
                "RequestId": "{{RequestId}}",
                "Transactions": all.iter().map(Transaction::categorized).collect::<Vec<_>>(),
            }),
            Self::Prepayment(loan) => loan.schedule(accounts, &all),
        })
    }
}

/// A transaction as it is calculated with. An amount that cannot be calculated with is 0.
struct Transaction<'a> {
    account: &'a Value,
    body: &'a Value,
    day: Option<i32>,
    side: Side,
    credit: Decimal,
    debit: Decimal,
    balance: Option<Decimal>,
    keyword: &'static Keyword,
}

impl<'a> Transaction<'a> {
    fn of(account: &'a Value, body: &'a Value) -> Self {
        let [credit, debit] =
            ["Credit", "Debit"].map(|side| number(&body[side]).unwrap_or_default());
        let side = if credit.is_zero() { Side::Debit } else { Side::Credit };
        Self {
            account,
            body,
            day: day_of(body),
            side,
            credit,
            debit,
            balance: number(&body["Balance"]),
            keyword: Keyword::of(body["Description"].as_str().unwrap_or_default(), side),
        }
    }

    /// Months since the year 0.
    fn month(&self) -> Option<i32> {
        let date = Date::from_julian_day(self.day?).ok()?;
        Some(date.year() * 12 + i32::from(u8::from(date.month())))
    }

    /// The side that is empty is absent.
    ///
    /// Source: docs.flinks.com/api/enrich/endpoints/consumer-attributes/get-categorization.
    fn categorized(&self) -> Value {
        let mut row = Map::new();
        for (name, value) in [
            ("TransactionId", &self.body["Id"]),
            ("AccountId", &self.account["Id"]),
            ("Description", &self.body["Description"]),
            ("Category", &self.keyword.category.into()),
            ("SubCategory", &self.keyword.subcategory.into()),
            ("Balance", &self.body["Balance"]),
            ("Debit", &self.body["Debit"]),
            ("Credit", &self.body["Credit"]),
            ("Date", &self.body["Date"]),
        ] {
            let is_empty = value.is_null() && matches!(name, "Debit" | "Credit");
            let _ = (!is_empty).then(|| row.insert(name.to_owned(), value.clone()));
        }
        row.into()
    }
}

fn number(value: &Value) -> Option<Decimal> {
    amount(Some(value))?.ok()
}

/// To the last digit, and no further than a decimal reaches.
fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount).unwrap_or(Decimal::MAX))
}

fn is_operations(account: &Value) -> bool {
    account["Category"] == "Operations"
}

fn is_one_of(account: &Value, wanted: &[Uuid]) -> bool {
    id(account, "Id").is_some_and(|id| wanted.contains(&id))
}
