//! Accounts and their transactions: dates, ids, sides, and sums in exact decimals.
//!
//! A member that is missing or of the wrong type is the schema's business and is passed over here.

mod current;
mod date;
mod running;
mod story;

use std::collections::HashMap;
use std::rc::Rc;

use flinks_contract::rule;
use flinks_report::Shown;
use rust_decimal::Decimal;
use serde_json::Value;

use super::amounts::items;
use crate::amount::amount;
use crate::exchange::{Exchange, Part};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    let Some(exchange) = record.data(Part::Accounts) else { return };
    let accounts = accounts(exchange);
    for account in &accounts {
        for transaction in &account.transactions {
            side(transaction, sheet);
            code(transaction, sheet);
        }
        date::check(account, sheet);
        running::check(account, sheet);
    }
    ids(&accounts, sheet);
}

/// An account of the body under check.
struct Account<'a> {
    exchange: &'a Exchange,
    /// "/Accounts/0".
    pointer: String,
    value: &'a Value,
    transactions: Vec<Transaction<'a>>,
    /// The newest balance of each account of the body, by its pointer.
    others: Rc<[(String, Decimal)]>,
}

/// A transaction of it.
struct Transaction<'a> {
    exchange: &'a Exchange,
    /// "/Accounts/0/Transactions/17".
    pointer: String,
    value: &'a Value,
    /// `"Chequing CAD" ...1000, transaction of 2026-11-03`.
    human: String,
}

fn accounts(exchange: &Exchange) -> Vec<Account<'_>> {
    let accounts: Vec<_> = items(exchange.json(), "/Accounts").collect();
    let newest = accounts.iter().filter_map(|(pointer, value)| {
        let balance = amount(value.pointer("/Transactions/0/Balance"))?.ok()?;
        Some((pointer.clone(), balance))
    });
    let others: Rc<[_]> = newest.collect();
    accounts
        .into_iter()
        .map(|(pointer, value)| {
            let transactions = transactions(exchange, &pointer, value);
            Account { exchange, pointer, value, transactions, others: Rc::clone(&others) }
        })
        .collect()
}

fn transactions<'a>(
    exchange: &'a Exchange,
    account_pointer: &str,
    account: &'a Value,
) -> Vec<Transaction<'a>> {
    let label = label(account);
    let values = account.get("Transactions").and_then(Value::as_array);
    let numbered = values.into_iter().flatten().enumerate();
    numbered
        .map(|(index, value)| Transaction {
            exchange,
            pointer: format!("{account_pointer}/Transactions/{index}"),
            value,
            human: match value.get("Date").and_then(Value::as_str) {
                Some(date) => format!("{label}, transaction of {date}"),
                None => format!("{label}, transaction without a date"),
            },
        })
        .collect()
}

/// The title, and the end of the number, which tells two accounts of one title apart.
fn label(account: &Value) -> String {
    let title = account.get("Title").and_then(Value::as_str).unwrap_or("account without a title");
    let number = account.get("AccountNumber").and_then(Value::as_str).unwrap_or_default();
    let end: String = number.chars().skip(number.chars().count().saturating_sub(4)).collect();
    if end.is_empty() { format!("\"{title}\"") } else { format!("\"{title}\" ...{end}") }
}

impl Transaction<'_> {
    fn found(&self, member: &str, expected: Shown, actual: Shown) -> Found {
        let pointer = format!("{}{member}", self.pointer);
        Found::in_body(self.exchange, pointer, expected, actual).human(self.human.clone())
    }
}

fn side(transaction: &Transaction<'_>, sheet: &mut Sheet) {
    let (Some(debit), Some(credit)) =
        (transaction.value.get("Debit"), transaction.value.get("Credit"))
    else {
        return;
    };
    let is_side = |value: &Value| value.is_number() || value.is_null();
    if !is_side(debit) || !is_side(credit) {
        return;
    }
    sheet.applied(rule::TXN_SIDE, 1);
    let (name, value, unused) = match (debit.is_number(), credit.is_number()) {
        (true, false) => ("/Debit", debit, None),
        (false, true) => ("/Credit", credit, None),
        (true, true) if is_zero(credit) => ("/Debit", debit, Some(("/Credit", credit))),
        (true, true) if is_zero(debit) => ("/Credit", credit, Some(("/Debit", debit))),
        _ => {
            sheet.broken(rule::TXN_SIDE, both_or_none(transaction, debit, credit));
            return;
        }
    };
    if !is_positive(value) {
        let expected = Shown::words("a number above 0");
        sheet.broken(rule::TXN_SIDE, transaction.found(name, expected, Shown::json(value)));
        return;
    }
    sheet.applied(rule::TXN_UNUSED, 1);
    if let Some((name, zero)) = unused {
        let found = transaction.found(name, Shown::json(&Value::Null), Shown::json(zero));
        sheet.broken(rule::TXN_UNUSED, found);
    }
}

fn is_zero(value: &Value) -> bool {
    matches!(amount(Some(value)), Some(Ok(amount)) if amount.is_zero())
}

fn both_or_none(transaction: &Transaction<'_>, debit: &Value, credit: &Value) -> Found {
    let expected = Shown::words("a number in one of Debit and Credit, null in the other");
    let actual = Shown::words(format!("Debit {debit}, Credit {credit}"));
    transaction.found("", expected, actual)
}

/// A number that is too long for exact sums still has a sign.
fn is_positive(value: &Value) -> bool {
    match amount(Some(value)) {
        Some(Ok(amount)) => amount.is_sign_positive() && !amount.is_zero(),
        Some(Err(_)) => !value.to_string().starts_with('-'),
        None => false,
    }
}

fn code(transaction: &Transaction<'_>, sheet: &mut Sheet) {
    let Some(code) = transaction.value.get("Code") else { return };
    sheet.applied(rule::TXN_CODE, 1);
    if !code.is_null() {
        let expected = Shown::json(&Value::Null);
        sheet.broken(rule::TXN_CODE, transaction.found("/Code", expected, Shown::json(code)));
    }
}

/// Null is documented for an id that is not known.
fn ids(accounts: &[Account<'_>], sheet: &mut Sheet) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for transaction in accounts.iter().flat_map(|account| &account.transactions) {
        let Some(value @ Value::String(id)) = transaction.value.get("Id") else { continue };
        sheet.applied(rule::TXN_ID, 1);
        let found = |expected| transaction.found("/Id", Shown::words(expected), Shown::json(value));
        if !is_guid(id) {
            sheet.broken(rule::TXN_ID, found("a GUID, as in 633b976e-c713-4b59-9717-3ec407bdde8b"));
        } else if let Some(pointer) = first.get(&**id) {
            let note = format!("the first one is at {pointer}/Id");
            sheet.broken(rule::TXN_ID, found("an Id that is not used before").note(note));
        } else {
            first.insert(id, &transaction.pointer);
        }
    }
}

/// Hyphenated; the only form that Flinks shows.
fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use serde_json::json;

    #[test]
    fn what_breaks_a_transaction() {
        let first = "/Accounts/0/Transactions/0";
        #[rustfmt::skip]
        let table = [
            (json!({"Debit": 1, "Credit": 1}), Some((rule::TXN_SIDE, ""))),
            (json!({"Debit": null, "Credit": null}), Some((rule::TXN_SIDE, ""))),
            (json!({"Debit": 0, "Credit": null}), Some((rule::TXN_SIDE, "/Debit"))),
            (json!({"Debit": null, "Credit": -1}), Some((rule::TXN_SIDE, "/Credit"))),
            (json!({"Debit": 0, "Credit": 5}), Some((rule::TXN_UNUSED, "/Debit"))),
            (json!({"Debit": 5, "Credit": 0}), Some((rule::TXN_UNUSED, "/Credit"))),
            (json!({"Debit": 0, "Credit": 0}), Some((rule::TXN_SIDE, "/Debit"))),
            (json!({"Debit": "5", "Credit": null}), None),
            (json!({"Debit": 5}), None),
            (json!({"Code": "x"}), Some((rule::TXN_CODE, "/Code"))),
            (json!({"Code": 1}), Some((rule::TXN_CODE, "/Code"))),
            (json!({"Id": "17"}), Some((rule::TXN_ID, "/Id"))),
            (json!({"Id": "633b976ec7134b5997173ec407bdde8b"}), Some((rule::TXN_ID, "/Id"))),
            (json!({"Id": null}), None),
            (json!({"Id": 17}), None),
            (json!({"Date": "2019-02-29"}), Some((rule::TXN_DATE, "/Date"))),
            (json!({"Date": "2019/02/15"}), Some((rule::TXN_DATE, "/Date"))),
            (json!({"Date": null}), None),
        ];
        for (transaction, expected) in table {
            let mut record = sample::accounts();
            let body = sample::body(sample::find(&mut record, sample::DATA));
            body["Accounts"] = json!([{ "Title": "T", "Transactions": [transaction.clone()] }]);
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(rule, member)| (rule, format!("{first}{member}")))
                .collect();
            assert_eq!(sample::all_broken(check, &record), expected, "{transaction}");
        }
    }

    #[test]
    fn an_id_twice_is_told_with_the_first_place() {
        let mut record = sample::accounts();
        let body = sample::body(sample::find(&mut record, sample::DATA));
        body["Accounts"][0]["Transactions"][1]["Id"] =
            body["Accounts"][0]["Transactions"][0]["Id"].clone();
        let found = sample::broken(check, &record, rule::TXN_ID);
        assert_eq!(found, ["/Accounts/0/Transactions/1/Id"]);
    }

    #[test]
    fn accounts_for_people() {
        let table = [
            (
                json!({"Title": "Chequing CAD", "AccountNumber": "1111000"}),
                "\"Chequing CAD\" ...1000",
            ),
            (json!({"Title": "Visa", "AccountNumber": "éé"}), "\"Visa\" ...éé"),
            (json!({"Title": null}), "\"account without a title\""),
            (json!([]), "\"account without a title\""),
        ];
        for (account, expected) in table {
            assert_eq!(label(&account), expected);
        }
    }

    #[test]
    fn bodies_of_any_shape_are_survived() {
        for body in [
            json!(null),
            json!([]),
            json!({"Accounts": 1}),
            json!({"Accounts": [1, [], {"Transactions": {}}, {"Transactions": [null, 1, [], {}]}]}),
        ] {
            let mut record = sample::accounts();
            *sample::body(sample::find(&mut record, sample::DATA)) = body;
            assert!(sample::all_broken(check, &record).is_empty());
        }
    }
}
