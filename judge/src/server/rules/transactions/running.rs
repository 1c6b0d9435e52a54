//! Balances that follow from one another.

use super::*;

pub(super) fn check(account: &Account<'_>, findings: &mut Findings) {
    let rows: Vec<Row<'_>> = account.transactions.iter().map(Row::of).collect();
    let steps = steps(account, &rows);
    findings.rule(RUNNING).applied(steps.iter().flatten().count());
    let whole = story::of_account(&rows, &steps);
    for (index, step) in steps.iter().enumerate() {
        match step {
            None | Some(Step::Holds) => {}
            Some(Step::Inexact) => findings.rule(RUNNING).breaks(rows[index].inexact()),
            // Told at the older transaction, whose balance is the wrong one.
            Some(Step::Off(_)) if whole.is_none() && is_alone(&steps, index + 1) => {}
            Some(Step::Off(off_by)) => {
                let confirmed = match index.checked_sub(1) {
                    _ if whole.is_some() => None,
                    Some(newer) => is_alone(&steps, index).then(|| rows[newer].back()),
                    None => confirmed(account, &rows[0], *off_by),
                };
                let (row, older) = (&rows[index], &rows[index + 1]);
                findings.rule(RUNNING).breaks(off(row, older, confirmed, *off_by, whole));
            }
        }
    }
    super::current::check(account, &rows, &steps, findings);
}

/// What is owed may be written as a positive balance, which a Debit lets grow: no document says which, and
/// recorded cards and loans do so.
fn steps(account: &Account<'_>, rows: &[Row<'_>]) -> Vec<Option<Step>> {
    let steps = |is_owed| rows.windows(2).map(|pair| step(&pair[0], &pair[1], is_owed)).collect();
    let may_be_owed = account.value.get("Category").is_some_and(|category| category == "Credits")
        && rows.iter().filter_map(Row::exact_balance).all(|balance| !balance.is_sign_negative());
    let owed: Vec<Option<Step>> = if may_be_owed { steps(true) } else { Vec::new() };
    let fits = owed.iter().flatten().all(|step| matches!(step, Step::Holds));
    if may_be_owed && fits { owed } else { steps(false) }
}

/// Nothing where a part is missing or of another type.
fn step(newer: &Row<'_>, older: &Row<'_>, is_owed: bool) -> Option<Step> {
    let (balance, sides, before) = (newer.balance?, newer.sides?, older.balance?);
    let off = || {
        let (balance, sides, before) = (balance.ok()?, sides.ok()?, before.ok()?);
        let (credit, debit) = (sides.credit.unwrap_or_default(), sides.debit.unwrap_or_default());
        let (more, less) = if is_owed { (debit, credit) } else { (credit, debit) };
        balance.checked_sub(before.checked_add(more)?.checked_sub(less)?)
    };
    Some(match off() {
        None => Step::Inexact,
        Some(off) if off.is_zero() => Step::Holds,
        Some(off) => Step::Off(off),
    })
}

/// Whether the balance of this transaction alone is wrong: what follows from it is off by the same
/// amount in the other direction, and the steps beyond hold.
fn is_alone(steps: &[Option<Step>], index: usize) -> bool {
    let off = |index: Option<usize>| match steps.get(index?)? {
        Some(Step::Off(off)) => Some(*off),
        _ => None,
    };
    let (Some(below), Some(above)) = (off(Some(index)), off(index.checked_sub(1))) else {
        return false;
    };
    below == -above && off(index.checked_add(1)).is_none() && off(index.checked_sub(2)).is_none()
}

/// The account's own balance, where it is what the newest transaction's should be.
fn confirmed(account: &Account<'_>, newest: &Row<'_>, off_by: Decimal) -> Option<String> {
    let current = amount(account.value.pointer("/Balance/Current"))?.ok()?;
    let expected = newest.exact_balance()?.checked_sub(off_by)?;
    (current == expected).then(|| format!("{current} ({}/Balance/Current)", account.pointer))
}

/// `confirmed`: what says so too from the newer side, so that this balance is the wrong one.
fn off(
    row: &Row<'_>,
    older: &Row<'_>,
    confirmed: Option<String>,
    off_by: Decimal,
    whole: Option<&'static str>,
) -> Finding {
    let balance = row.exact_balance().unwrap_or_default();
    let expected = balance.checked_sub(off_by).unwrap_or_default();
    let shown = Shown::Json { text: expected.to_string(), kind: "number".into() };
    let mut found = row.transaction.found("/Balance", shown, row.shown());
    found.arithmetic = Some(row.sum(older));
    found.off_by = Some(signed(off_by));
    let story = match whole {
        Some(whole) => Some(whole.to_owned()),
        None => story::of_balance(row, older, off_by, confirmed.is_some()),
    };
    found.details.extend(confirmed.map(|sum| Fact::new("and also", sum)));
    found.details.extend(story.map(|story| Fact::new("looks like", story)));
    found
}

#[cfg(test)]
mod tests {
    use super::super::CURRENT;
    use super::*;
    use crate::server::rules::transactions;

    /// The newer transaction, the older balance, and what is found: off by.
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
            ("50006.04", "12.08", "null", "50006.04", Some("+12.08")),
            ("49981.88", "12.08", "null", "50006.04", Some("-12.08")),
            ("49993.96", "null", "12.08", "50006.04", Some("-24.16")),
            ("0.30000000000000000000000001", "null", "0.1", "0.2", Some("+0.00000000000000000000000001")),
        ];
        for (balance, debit, credit, older, expected) in table {
            let run = pair(balance, debit, credit, older);
            let findings = sample::findings(transactions::check, &run);
            let row = findings.of(RUNNING).unwrap();
            let off_by: Vec<_> = row.broken.iter().map(|found| found.off_by.as_deref()).collect();
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
            let run = pair(balance, debit, credit, older);
            let found = sample::broken(transactions::check, &run, RUNNING);
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
            let mut run = pair(newest, "null", "0", newest);
            let balance = serde_json::from_str(&format!("{{\"Current\": {current}}}")).unwrap();
            sample::set(sample::find(&mut run, sample::DATA), "/Accounts/0/Balance", balance);
            let findings = sample::findings(transactions::check, &run);
            let row = findings.of(CURRENT);
            let found = row.and_then(|row| row.broken.first()?.off_by.as_deref());
            assert_eq!(found, off_by, "{newest} {current}");
        }
    }

    fn pair(balance: &str, debit: &str, credit: &str, older: &str) -> flinks_trace::HarnessRun {
        let text = format!(
            r#"[{{"Transactions": [
                {{"Balance": {balance}, "Debit": {debit}, "Credit": {credit}}},
                {{"Balance": {older}, "Debit": null, "Credit": 1}}
            ]}}]"#
        );
        let accounts = serde_json::from_str(&text).expect("the table has JSON numbers");
        sample::with(sample::DATA, "/Accounts", accounts)
    }
}
