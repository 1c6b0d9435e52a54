//! Balances that follow from one another.

use flinks_contract::rule;
use flinks_report::Shown;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Account, Transaction};
use crate::amount::{Inexact, amount, signed};
use crate::sheet::{Found, Sheet};

pub(super) fn check(account: &Account<'_>, sheet: &mut Sheet) {
    for pair in account.transactions.windows(2) {
        let [newer, older] = pair else { continue };
        running(newer, older, sheet);
    }
    current(account, sheet);
}

/// What the balance of a transaction is made of.
struct Sum<'a> {
    older: Decimal,
    /// The transaction of the older balance.
    pointer: &'a str,
    credit: Option<Decimal>,
    debit: Option<Decimal>,
}

/// Only where both balances and both sides are numbers, or null for a side.
fn running(newer: &Transaction<'_>, older: &Transaction<'_>, sheet: &mut Sheet) {
    let Some(actual @ Value::Number(_)) = newer.value.get("Balance") else { return };
    let Some(sum) = sum(newer, older) else { return };
    sheet.applied(rule::TXN_RUNNING, 1);
    let numbers = sum.and_then(|sum| {
        let balance = amount(Some(actual)).unwrap_or(Err(Inexact))?;
        let expected = sum.total()?;
        Ok((balance, expected, balance.checked_sub(expected).ok_or(Inexact)?, sum))
    });
    match numbers {
        Err(Inexact) => {
            let expected = Shown::words("amounts of at most 28 digits, so that sums are exact");
            let found = newer.found("/Balance", expected, Shown::json(actual));
            sheet.broken(rule::TXN_RUNNING, found);
        }
        Ok((balance, expected, _, _)) if balance == expected => {}
        Ok((_, expected, off_by, sum)) => {
            let shown = Shown::Json { text: expected.to_string(), kind: "number" };
            let mut found = newer.found("/Balance", shown, Shown::json(actual));
            found.finding.arithmetic = Some(sum.text());
            found.finding.off_by = Some(format!("{}{}", signed(off_by), sum.guess(off_by)));
            sheet.broken(rule::TXN_RUNNING, found);
        }
    }
}

/// Nothing where a part is missing or of another type; an error where a part is no exact decimal.
fn sum<'a>(
    newer: &Transaction<'_>,
    older: &'a Transaction<'_>,
) -> Option<Result<Sum<'a>, Inexact>> {
    let (pointer, older) = (&*older.pointer, amount(older.value.get("Balance"))?);
    let side = |name| match newer.value.get(name)? {
        Value::Null => Some(Ok(None)),
        value => amount(Some(value)).map(|amount| amount.map(Some)),
    };
    let (credit, debit) = (side("Credit")?, side("Debit")?);
    let sum = || Ok(Sum { older: older?, pointer, credit: credit?, debit: debit? });
    Some(sum())
}

impl Sum<'_> {
    fn total(&self) -> Result<Decimal, Inexact> {
        let credited = self.older.checked_add(self.credit.unwrap_or_default()).ok_or(Inexact)?;
        credited.checked_sub(self.debit.unwrap_or_default()).ok_or(Inexact)
    }

    /// "50006.04 (/Accounts/0/Transactions/1/Balance) - 12.08 (Debit)": either balance may be the
    /// wrong one.
    fn text(&self) -> String {
        let part = |sign, amount: Option<Decimal>, name| {
            amount.map(|amount| format!(" {sign} {amount} ({name})")).unwrap_or_default()
        };
        let (credit, debit) = (part("+", self.credit, "Credit"), part("-", self.debit, "Debit"));
        format!("{} ({}/Balance){credit}{debit}", self.older, self.pointer)
    }

    /// The cheapest story that fits the difference.
    fn guess(&self, off_by: Decimal) -> &'static str {
        let change = self.credit.unwrap_or_default() - self.debit.unwrap_or_default();
        if change.is_zero() {
            ""
        } else if off_by == -change {
            ": as if the amount were left out"
        } else if off_by == change {
            ": as if the amount were applied twice"
        } else if Some(off_by) == change.checked_mul(Decimal::NEGATIVE_ONE + Decimal::NEGATIVE_ONE)
        {
            ": as if Debit and Credit were swapped"
        } else {
            ""
        }
    }
}

fn current(account: &Account<'_>, sheet: &mut Sheet) {
    let Some(transaction) = account.transactions.first() else { return };
    let newest = transaction.value.get("Balance");
    let current = account.value.pointer("/Balance/Current");
    let (Some(newest @ Value::Number(_)), Some(current @ Value::Number(_))) = (newest, current)
    else {
        return;
    };
    sheet.applied(rule::TXN_CURRENT, 1);
    let (Some(Ok(expected)), Some(Ok(actual))) = (amount(Some(newest)), amount(Some(current)))
    else {
        let expected = Shown::words("amounts of at most 28 digits, so that they can be compared");
        sheet.broken(rule::TXN_CURRENT, found(account, expected, current));
        return;
    };
    if expected != actual {
        let mut found = found(account, Shown::json(newest), current);
        let arithmetic = format!("{}/Balance (newest transaction)", transaction.pointer);
        found.finding.arithmetic = Some(arithmetic);
        found.finding.off_by = actual.checked_sub(expected).map(signed);
        sheet.broken(rule::TXN_CURRENT, found);
    }
}

fn found(account: &Account<'_>, expected: Shown, current: &Value) -> Found {
    let pointer = format!("{}/Balance/Current", account.pointer);
    Found::in_body(account.exchange, pointer, expected, Shown::json(current))
        .human(super::label(account.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{ledger, sample};

    /// The newer transaction, the older balance, and what is found: off by, with the guess.
    #[test]
    fn sums_of_a_pair() {
        #[rustfmt::skip]
        let table: &[(&str, &str, &str, &str, Option<&str>)] = &[
            ("49993.96", "12.08", "null", "50006.04", None),
            ("50006.04", "null", "12.08", "49993.96", None),
            ("0.3", "null", "0.1", "0.2", None),
            ("0.30", "null", "0.1", "0.2", None),
            ("3e-1", "null", "0.1", "0.2", None),
            ("-10", "10", "null", "0", None),
            ("5", "null", "null", "5", None),
            ("49993.97", "12.08", "null", "50006.04", Some("+0.01")),
            ("49993.95", "12.08", "null", "50006.04", Some("-0.01")),
            ("50006.04", "12.08", "null", "50006.04", Some("+12.08: as if the amount were left out")),
            ("49981.88", "12.08", "null", "50006.04", Some("-12.08: as if the amount were applied twice")),
            ("49993.96", "null", "12.08", "50006.04", Some("-24.16: as if Debit and Credit were swapped")),
            ("0.30000000000000000000000001", "null", "0.1", "0.2", Some("+0.00000000000000000000000001")),
        ];
        for (balance, debit, credit, older, expected) in table {
            let record = pair(balance, debit, credit, older);
            let sheet = sample::sheet(ledger::check, &record);
            let row = sheet.row(rule::TXN_RUNNING).unwrap();
            let off_by: Vec<_> =
                row.found.iter().map(|found| found.finding.off_by.as_deref()).collect();
            let expected: Vec<_> = expected.iter().map(|expected| Some(*expected)).collect();
            assert_eq!(off_by, expected, "{balance} {debit} {credit} {older}");
        }
    }

    #[test]
    fn numbers_beyond_exact_sums_are_findings_and_no_panics() {
        let big = "79228162514264337593543950335";
        let table = [
            ("1e400", "null", "1", "1"),
            ("1", "null", "1e400", "1"),
            ("1", "null", "1", "1234567890123456789012345678901234567890"),
            ("1", "null", big, big),
            (big, big, "null", "-1"),
            ("-1", "null", "1", big),
        ];
        for (balance, debit, credit, older) in table {
            let record = pair(balance, debit, credit, older);
            let found = sample::broken(ledger::check, &record, rule::TXN_RUNNING);
            assert_eq!(found, ["/Accounts/0/Transactions/0/Balance"], "{balance} {credit} {older}");
        }
    }

    #[test]
    fn the_newest_balance_is_the_current_one() {
        let table = [
            ("5.00", "5", None),
            ("5.00", "null", None),
            ("5.00", "\"5\"", None),
            ("5.00", "5.01", Some("+0.01")),
            ("79228162514264337593543950335", "-79228162514264337593543950335", None),
        ];
        for (newest, current, off_by) in table {
            let mut record = pair(newest, "null", "0", newest);
            let body = sample::body(sample::find(&mut record, sample::DATA));
            body["Accounts"][0]["Balance"] =
                serde_json::from_str(&format!("{{\"Current\": {current}}}")).unwrap();
            let sheet = sample::sheet(ledger::check, &record);
            let row = sheet.row(rule::TXN_CURRENT);
            let found = row.and_then(|row| row.found.first()?.finding.off_by.as_deref());
            assert_eq!(found, off_by, "{newest} {current}");
        }
    }

    fn pair(balance: &str, debit: &str, credit: &str, older: &str) -> crate::record::Record {
        let text = format!(
            r#"[{{"Transactions": [
                {{"Balance": {balance}, "Debit": {debit}, "Credit": {credit}}},
                {{"Balance": {older}, "Debit": null, "Credit": 1}}
            ]}}]"#
        );
        let mut record = sample::accounts();
        let body = sample::body(sample::find(&mut record, sample::DATA));
        body["Accounts"] = serde_json::from_str(&text).expect("the table has JSON numbers");
        record
    }
}
