//! Accounts and their transactions: dates, ids, sides, and sums in exact decimals.
//!
//! A member that is missing or of the wrong type is the schema's business and is passed over here.

mod current;
mod date;
mod row;
mod running;
mod story;

use std::rc::Rc;

use super::*;
use row::{Row, Step};

/// One side only. Samples in the reference, and bodies recorded in mmroz/flinks, fill both; the
/// guide's transactions have one each.
pub const SIDE: &str = "FLK-TXN-001";
/// `Code` is null. One client's notes mention the number 1 for a pending transaction.
pub const CODE: &str = "FLK-TXN-002";
/// A date that exists. Integrators' own fixtures have other forms (`2026/02/15`, a time part).
pub const DATE: &str = "FLK-TXN-003";
pub const ID: &str = "FLK-TXN-004";
/// Newest first. A recorded body of the user Greatday_nomfa is not sorted; the guide's is.
pub const ORDER: &str = "FLK-TXN-005";
/// `Balance[i] = Balance[i+1] + Credit[i] - Debit[i]`, a null side counting as zero.
pub const RUNNING: &str = "FLK-TXN-006";
/// The newest transaction leaves the account at its `Balance.Current`.
pub const CURRENT: &str = "FLK-TXN-007";
/// No date lies after the day of the reply, plus one day for time zones.
pub const FUTURE: &str = "FLK-TXN-008";
/// The side that a transaction does not have is null. Some integrators' fixtures have 0 there.
pub const UNUSED: &str = "FLK-TXN-009";

/// Sums that cannot be right if an amount is written wrongly.
pub(super) const SUMS: &[&str] = &[RUNNING, CURRENT];

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    let Some(exchange) = run.data(Part::Accounts) else { return };
    let accounts = accounts(exchange);
    for account in &accounts {
        for transaction in &account.transactions {
            side(transaction, findings);
            code(transaction, findings);
        }
        date::check(account, findings);
        running::check(account, findings);
    }
    ids(&accounts, findings);
}

struct Account<'a> {
    exchange: &'a Parsed<'a>,
    /// "/Accounts/0".
    pointer: String,
    value: &'a Value,
    transactions: Vec<Transaction<'a>>,
    /// The newest balance of each account of the body, by its pointer.
    others: Rc<[(String, Decimal)]>,
}

struct Transaction<'a> {
    exchange: &'a Parsed<'a>,
    /// "/Accounts/0/Transactions/17".
    pointer: String,
    value: &'a Value,
    /// `"Chequing CAD" ...1000, transaction of 2026-11-03`.
    human: String,
}

fn accounts<'a>(exchange: &'a Parsed<'a>) -> Vec<Account<'a>> {
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
    exchange: &'a Parsed<'a>,
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
    fn found(&self, member: &str, expected: impl Into<Shown>, actual: impl Into<Shown>) -> Finding {
        let pointer = format!("{}{member}", self.pointer);
        self.exchange.in_body(pointer, expected, actual).human(self.human.clone())
    }
}

fn side(transaction: &Transaction<'_>, findings: &mut Findings) {
    let (Some(debit), Some(credit)) =
        (transaction.value.get("Debit"), transaction.value.get("Credit"))
    else {
        return;
    };
    let is_side = |value: &Value| value.is_number() || value.is_null();
    if !is_side(debit) || !is_side(credit) {
        return;
    }
    findings.rule(SIDE).applied(1);
    let (name, value, unused) = match (debit.is_number(), credit.is_number()) {
        (true, false) => ("/Debit", debit, None),
        (false, true) => ("/Credit", credit, None),
        (true, true) if is_zero(credit) => ("/Debit", debit, Some(("/Credit", credit))),
        (true, true) if is_zero(debit) => ("/Credit", credit, Some(("/Debit", debit))),
        _ => {
            let expected = "a number in one of Debit and Credit, null in the other";
            let actual = format!("Debit {debit}, Credit {credit}");
            return findings.rule(SIDE).breaks(transaction.found("", expected, actual));
        }
    };
    if !is_positive(value) {
        return findings.rule(SIDE).breaks(transaction.found(name, "a number above 0", value));
    }
    let unused = unused.map(|(name, zero)| transaction.found(name, &Value::Null, zero));
    findings.rule(UNUSED).place(unused);
}

fn is_zero(value: &Value) -> bool {
    matches!(amount(Some(value)), Some(Ok(amount)) if amount.is_zero())
}

/// A number that is too long for exact sums still has a sign.
fn is_positive(value: &Value) -> bool {
    match amount(Some(value)) {
        Some(Ok(amount)) => amount.is_sign_positive() && !amount.is_zero(),
        Some(Err(_)) => !value.to_string().starts_with('-'),
        None => false,
    }
}

fn code(transaction: &Transaction<'_>, findings: &mut Findings) {
    let Some(code) = transaction.value.get("Code") else { return };
    let found = || transaction.found("/Code", &Value::Null, code);
    findings.rule(CODE).place((!code.is_null()).then(found));
}

/// Null is documented for an id that is not known.
fn ids(accounts: &[Account<'_>], findings: &mut Findings) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for transaction in accounts.iter().flat_map(|account| &account.transactions) {
        let Some(value @ Value::String(id)) = transaction.value.get("Id") else { continue };
        let found = |expected: &str| transaction.found("/Id", expected, value);
        let flaw = match first.get(&**id) {
            _ if !is_guid(id) => Some(found("a GUID, as in 633b976e-c713-4b59-9717-3ec407bdde8b")),
            Some(pointer) => {
                let note = format!("the first one is at {pointer}/Id");
                Some(found("an Id that was not used before").note(note))
            }
            None => {
                first.insert(id, &transaction.pointer);
                None
            }
        };
        findings.rule(ID).place(flaw);
    }
}

/// Hyphenated; the only form that Flinks shows.
fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
