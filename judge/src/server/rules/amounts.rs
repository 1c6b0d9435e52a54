//! How amounts are written.

use super::*;

pub const ID: &str = "FLK-ENV-005";

const OF_ACCOUNT: &[&str] =
    &["/OverdraftLimit", "/Balance/Available", "/Balance/Current", "/Balance/Limit"];
const OF_TRANSACTION: &[&str] = &["/Debit", "/Credit", "/Balance"];
/// Amounts in a currency that may have more than two decimals, or none.
const OF_HOLDINGS: &[&str] = &["/Cash", "/AccountValue", "/CurrencyValue"];

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    if let Some(exchange) = run.data(Part::Accounts) {
        for (pointer, account) in items(exchange.json(), "/Accounts") {
            amounts(exchange, &pointer, account, OF_ACCOUNT, Some(2), rule);
            for (inner, transaction) in items(Some(account), "/Transactions") {
                let pointer = format!("{pointer}{inner}");
                amounts(exchange, &pointer, transaction, OF_TRANSACTION, Some(2), rule);
            }
        }
    }
    if let Some(exchange) = run.data(Part::Investments) {
        for (pointer, account) in super::account_ids::of_investments(exchange.json()) {
            amounts(exchange, &pointer, account, OF_HOLDINGS, None, rule);
        }
    }
}

/// `most`: decimals.
fn amounts(
    exchange: &Parsed<'_>,
    pointer: &str,
    value: &Value,
    members: &[&str],
    most: Option<usize>,
    rule: &mut RuleFindings,
) {
    for member in members {
        let Some(amount @ Value::Number(number)) = value.pointer(member) else { continue };
        let flaw = flaw(&number.to_string(), most);
        let found = |expected| exchange.in_body(format!("{pointer}{member}"), expected, amount);
        rule.place(flaw.map(found));
    }
}

/// What the amount should be, if it is wrong. Zeros at the end do not count as decimals.
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
}
