//! How amounts are written.

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::exchange::{Exchange, Part};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

const OF_ACCOUNT: &[&str] =
    &["/OverdraftLimit", "/Balance/Available", "/Balance/Current", "/Balance/Limit"];
const OF_TRANSACTION: &[&str] = &["/Debit", "/Credit", "/Balance"];
/// In a currency that may have more decimals than two, or none.
const OF_HOLDINGS: &[&str] = &["/Cash", "/AccountValue", "/CurrencyValue"];

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    if let Some(exchange) = record.data(Part::Accounts) {
        for (pointer, account) in items(exchange.json(), "/Accounts") {
            amounts(exchange, &pointer, account, OF_ACCOUNT, Some(2), sheet);
            for (inner, transaction) in items(Some(account), "/Transactions") {
                let pointer = format!("{pointer}{inner}");
                amounts(exchange, &pointer, transaction, OF_TRANSACTION, Some(2), sheet);
            }
        }
    }
    if let Some(exchange) = record.data(Part::Investments) {
        for (pointer, account) in super::accounts::of_investments(exchange.json()) {
            amounts(exchange, &pointer, account, OF_HOLDINGS, None, sheet);
        }
    }
}

/// The items of an array with their pointers; none where it is no array.
pub(super) fn items<'a>(
    value: Option<&'a Value>,
    pointer: &'static str,
) -> impl Iterator<Item = (String, &'a Value)> {
    let array = value.and_then(|value| value.pointer(pointer)).and_then(Value::as_array);
    let numbered = array.into_iter().flatten().enumerate();
    numbered.map(move |(index, item)| (format!("{pointer}/{index}"), item))
}

/// `most`: decimals.
fn amounts(
    exchange: &Exchange,
    pointer: &str,
    value: &Value,
    members: &[&str],
    most: Option<usize>,
    sheet: &mut Sheet,
) {
    for member in members {
        let Some(amount @ Value::Number(number)) = value.pointer(member) else { continue };
        sheet.applied(rule::ENV_AMOUNT, 1);
        if let Some(expected) = flaw(&number.to_string(), most) {
            let found = Found::in_body(
                exchange,
                format!("{pointer}{member}"),
                Shown::words(expected),
                Shown::json(amount),
            );
            sheet.broken(rule::ENV_AMOUNT, found);
        }
    }
}

/// What it should be, where it is not. Zeros at the end are no decimals.
fn flaw(text: &str, most: Option<usize>) -> Option<&'static str> {
    if text.contains(['e', 'E']) {
        return Some("a number that is written out, without an exponent");
    }
    let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals.trim_end_matches('0'));
    let is_long = most.is_some_and(|most| decimals.len() > most);
    is_long.then_some("a number with at most two decimals")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::Role;

    #[test]
    fn amounts_as_they_are_written() {
        #[rustfmt::skip]
        let table = [
            ("12.08", true), ("0", true), ("-12.1", true), ("12.100", true), ("100", true),
            ("1.208e1", false), ("1E2", false), ("12.081", false), ("12.0800000000000001", false),
        ];
        for (text, expected) in table {
            assert_eq!(flaw(text, Some(2)).is_none(), expected, "{text}");
        }
        assert_eq!(flaw("0.00000001", None), None);
    }

    #[test]
    fn every_amount_of_accounts_is_looked_at() {
        #[rustfmt::skip]
        let places = [
            "/Accounts/0/OverdraftLimit", "/Accounts/0/Balance/Available",
            "/Accounts/0/Balance/Current", "/Accounts/0/Balance/Limit",
            "/Accounts/0/Transactions/1/Debit", "/Accounts/0/Transactions/1/Credit",
            "/Accounts/0/Transactions/0/Balance",
        ];
        for place in places {
            let mut record = sample::accounts();
            let body = sample::body(sample::find(&mut record, sample::DATA));
            *body.pointer_mut(place).unwrap() = serde_json::from_str("1e2").unwrap();
            assert_eq!(sample::broken(check, &record, rule::ENV_AMOUNT), [place]);
        }
    }

    #[test]
    fn amounts_of_investments_have_no_exponent() {
        for (text, breaks) in [("0.12345678", false), ("12e1", true)] {
            let mut record = sample::both();
            let exchange = sample::find_in(&mut record, Part::Investments, Role::Poll(1));
            let body = format!(r#"{{"Investments": [{{"Accounts": [{{"Cash": {text}}}]}}]}}"#);
            *sample::body(exchange) = serde_json::from_str(&body).unwrap();
            let found = sample::broken(check, &record, rule::ENV_AMOUNT);
            assert_eq!(found == ["/Investments/0/Accounts/0/Cash"], breaks, "{text}");
        }
    }
}
