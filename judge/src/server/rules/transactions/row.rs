//! Transactions in numbers, and the steps from one balance to the next.

use super::*;
use crate::amount::Inexact;

/// A transaction in numbers; None where it has no number.
pub(super) struct Row<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) balance: Option<Result<Decimal, Inexact>>,
    /// Credit and debit; nothing where one of them is neither a number nor null.
    pub(super) sides: Option<Result<Sides, Inexact>>,
}

#[derive(Clone, Copy)]
pub(super) struct Sides {
    pub(super) credit: Option<Decimal>,
    pub(super) debit: Option<Decimal>,
}

/// From a balance to the one after it.
pub(super) enum Step {
    Holds,
    /// The newer balance minus what it should be, which is never zero.
    Off(Decimal),
    Inexact,
}

impl<'a> Row<'a> {
    pub(super) fn of(transaction: &'a Transaction<'a>) -> Self {
        let balance = amount(transaction.value.get("Balance"));
        Self { transaction, balance, sides: sides(transaction.value) }
    }

    pub(super) fn exact_balance(&self) -> Option<Decimal> {
        self.balance?.ok()
    }

    pub(super) fn change(&self) -> Option<Decimal> {
        let sides = self.sides?.ok()?;
        sides.credit.unwrap_or_default().checked_sub(sides.debit.unwrap_or_default())
    }

    pub(super) fn inexact(&self) -> Finding {
        let expected = "amounts of at most 28 digits, so that sums are exact";
        self.transaction.found("/Balance", expected, self.shown())
    }

    pub(super) fn shown(&self) -> Option<&Value> {
        self.transaction.value.get("Balance")
    }

    /// "50006.04 (/Accounts/0/Transactions/1/Balance) - 12.08 (Debit)": either balance may be the
    /// wrong one.
    pub(super) fn sum(&self, older: &Row<'_>) -> String {
        format!("{}{}", older.place(), self.amounts("+", "-"))
    }

    /// The same sum from its other end.
    pub(super) fn back(&self) -> String {
        format!("{}{}", self.place(), self.amounts("-", "+"))
    }

    fn place(&self) -> String {
        let balance = self.exact_balance().unwrap_or_default();
        format!("{balance} ({}/Balance)", self.transaction.pointer)
    }

    fn amounts(&self, credit: &str, debit: &str) -> String {
        let part = |sign, amount: Option<Decimal>, name| {
            amount.map(|amount| format!(" {sign} {amount} ({name})")).unwrap_or_default()
        };
        let Some(Ok(sides)) = self.sides else { return String::new() };
        part(credit, sides.credit, "Credit") + &part(debit, sides.debit, "Debit")
    }
}

fn sides(value: &Value) -> Option<Result<Sides, Inexact>> {
    let side = |name| match value.get(name)? {
        Value::Null => Some(Ok(None)),
        value => amount(Some(value)).map(|amount| amount.map(Some)),
    };
    let (credit, debit) = (side("Credit")?, side("Debit")?);
    let sides = || Ok(Sides { credit: credit?, debit: debit? });
    Some(sides())
}
