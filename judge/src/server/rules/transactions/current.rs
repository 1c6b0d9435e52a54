//! The newest balance and the account's own.

use super::*;

/// Not applied where the next transaction says that the newest one's balance is the wrong one: the
/// two say the same, and once is enough.
pub(super) fn check(
    account: &Account<'_>,
    rows: &[Row<'_>],
    steps: &[Option<Step>],
    findings: &mut Findings,
) {
    let Some(newest) = rows.first() else { return };
    let (shown, current) =
        (newest.transaction.value.get("Balance"), account.value.pointer("/Balance/Current"));
    let (Some(shown @ Value::Number(_)), Some(current @ Value::Number(_))) = (shown, current)
    else {
        return;
    };
    let exact = newest.exact_balance().zip(amount(Some(current)).and_then(Result::ok));
    let Some((expected, actual)) = exact else {
        let expected = "amounts of at most 28 digits, so that they can be compared";
        return findings.rule(CURRENT).place(Some(found(account, expected, current)));
    };
    let off_by = actual.checked_sub(expected);
    if let (Some(off_by), Some(Some(Step::Off(step)))) = (off_by, steps.first())
        && off_by == -*step
    {
        return;
    }
    let found = (expected != actual).then(|| {
        let mut found = found(account, shown, current);
        let arithmetic = format!("{}/Balance (newest transaction)", newest.transaction.pointer);
        found.arithmetic = Some(arithmetic);
        found.off_by = off_by.map(signed);
        if let Some(value) = looks_like(account, rows, expected, actual) {
            found.details.push(Fact::new("looks like", value));
        }
        found
    });
    findings.rule(CURRENT).place(found);
}

fn found(account: &Account<'_>, expected: impl Into<Shown>, current: &Value) -> Finding {
    let pointer = format!("{}/Balance/Current", account.pointer);
    account.exchange.in_body(pointer, expected, current).human(super::label(account.value))
}

fn looks_like(
    account: &Account<'_>,
    rows: &[Row<'_>],
    expected: Decimal,
    actual: Decimal,
) -> Option<String> {
    let other = || {
        let (pointer, _) = account
            .others
            .iter()
            .find(|(pointer, newest)| *newest == actual && *pointer != account.pointer)?;
        Some(format!("the balance of another account, {pointer}"))
    };
    let last = rows.len() - 1;
    let older = || {
        let index = rows.iter().skip(1).position(|row| row.exact_balance() == Some(actual))? + 1;
        let place = format!("{}/Balance", rows[index].transaction.pointer);
        Some(if index == last && last > 1 {
            format!("the Balance of the last one, {place}: the order is reversed")
        } else {
            format!("{place}: what is newer is not in it")
        })
    };
    story::of_scale(expected, actual).map(str::to_owned).or_else(older).or_else(other)
}
