//! The cheapest story that makes a difference vanish. A guess, and shown as one.

use super::*;

/// One story for all balances of an account, where one fits them all: at least two of them, with
/// amounts that are not zero.
pub(super) fn of_account(rows: &[Row<'_>], steps: &[Option<Step>]) -> Option<&'static str> {
    if !steps.iter().any(|step| matches!(step, Some(Step::Off(_)))) {
        return None;
    }
    let numbers: Option<Vec<(Decimal, Decimal)>> =
        rows.iter().map(|row| Some((row.exact_balance()?, row.change()?))).collect();
    let numbers = numbers.filter(|numbers| {
        numbers.len() > 2 && numbers.iter().all(|(_, change)| !change.is_zero())
    })?;
    let fits = |story: &&Story| numbers.windows(2).all(|pair| (story.1)(pair[0], pair[1]));
    STORIES.iter().find(fits).map(|(words, _)| *words)
}

/// Words, and whether two neighbours are as in the story: balance and change of each, the newer
/// one first.
type Story = (&'static str, fn(Pair, Pair) -> bool);
type Pair = (Decimal, Decimal);

const STORIES: &[Story] = &[
    ("the order is reversed: this is the oldest first", |one, two| step(two, one) == Some(two.1)),
    ("each Balance is the one before its transaction, not after it: off by one row", |one, two| {
        step(one, two) == Some(two.1)
    }),
    ("Debit and Credit are swapped in the whole account", |one, two| {
        step(one, two) == Some(-one.1)
    }),
    ("each amount is applied twice", |one, two| step(one, two) == one.1.checked_mul(TWO)),
    ("the amounts are cents and the balances are dollars", |one, two| {
        step(one, two).and_then(|step| step.checked_mul(HUNDRED)) == Some(one.1)
    }),
    ("the balances are cents and the amounts are dollars", |one, two| {
        step(one, two) == one.1.checked_mul(HUNDRED)
    }),
];

const TWO: Decimal = Decimal::TWO;
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

fn step(newer: Pair, older: Pair) -> Option<Decimal> {
    newer.0.checked_sub(older.0)
}

/// The story of one balance that does not follow from the older one. `is_wrong`: both neighbours
/// say that this balance is the wrong one, so that its amount is not.
pub(super) fn of_balance(
    row: &Row<'_>,
    older: &Row<'_>,
    off_by: Decimal,
    is_wrong: bool,
) -> Option<String> {
    let (balance, change) = (row.exact_balance()?, row.change()?);
    if let Some(story) = of_scale(balance.checked_sub(off_by)?, balance) {
        return Some(story.to_owned());
    }
    if !change.is_zero() {
        if off_by == -change {
            return Some("the amount was left out".to_owned());
        }
        if off_by == change {
            return Some("the amount was applied twice".to_owned());
        }
        if Some(-off_by) == change.checked_mul(TWO) {
            return Some("Debit and Credit were swapped".to_owned());
        }
    }
    let step = balance.checked_sub(older.exact_balance()?)?;
    let side = if step.is_sign_negative() { "Debit" } else { "Credit" };
    (!is_wrong && !step.is_zero())
        .then(|| format!("the two balances fit a {side} of {}", step.abs()))
}

/// The same digits with another sign or point.
pub(super) fn of_scale(expected: Decimal, actual: Decimal) -> Option<&'static str> {
    if expected.is_zero() || actual.is_zero() {
        return None;
    }
    if actual == -expected {
        Some("the sign is flipped")
    } else if Some(actual) == expected.checked_mul(HUNDRED) {
        Some("cents in place of dollars")
    } else if Some(expected) == actual.checked_mul(HUNDRED) {
        Some("dollars divided by 100 once more")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::rules::transactions;

    /// Balance, and the amount with its sign, newest first; Current; and what is found: place, off
    /// by, and what it looks like.
    #[test]
    fn stories() {
        type Row = (&'static str, &'static str);
        type Case =
            (&'static [Row], &'static str, &'static [(&'static str, &'static str, &'static str)]);
        const ORDER: &str = "the order is reversed: this is the oldest first";
        const BEFORE: &str =
            "each Balance is the one before its transaction, not after it: off by one row";
        const SIDES: &str = "Debit and Credit are swapped in the whole account";
        #[rustfmt::skip]
        let table: &[Case] = &[
            (&[("160", "10"), ("150", "20"), ("130", "30"), ("100", "5")], "160", &[]),
            // One balance is wrong: told once, at it.
            (&[("160", "10"), ("151", "20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "+1", "")]),
            (&[("160", "10"), ("-150", "20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "-300", "the sign is flipped")]),
            (&[("160", "10"), ("15000", "20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "+14850", "cents in place of dollars")]),
            (&[("160", "10"), ("1.5", "20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "-148.5", "dollars divided by 100 once more")]),
            (&[("160", "10"), ("170", "20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "+20", "the amount was applied twice")]),
            // The newest one is: the account's own balance says so.
            (&[("161", "10"), ("150", "20"), ("130", "30"), ("100", "5")], "160",
             &[("0/Balance", "+1", "")]),
            (&[("150", "10"), ("150", "20"), ("130", "30"), ("100", "5")], "160",
             &[("0/Balance", "-10", "the amount was left out")]),
            // The oldest one, or the amount after it.
            (&[("160", "10"), ("150", "20"), ("130", "30"), ("101", "5")], "160",
             &[("2/Balance", "-1", "the two balances fit a Credit of 29")]),
            // An amount is wrong, and everything newer follows from it.
            (&[("160", "10"), ("150", "-20"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "+40", "Debit and Credit were swapped")]),
            (&[("160", "10"), ("150", "21"), ("130", "30"), ("100", "5")], "160",
             &[("1/Balance", "-1", "the two balances fit a Credit of 20")]),
            (&[("130", "10"), ("120", "20"), ("120", "30"), ("90", "5")], "130",
             &[("1/Balance", "-20", "the amount was left out")]),
            // All of them are, in one way.
            (&[("100", "5"), ("130", "30"), ("150", "20"), ("160", "10")], "160",
             &[("0/Balance", "-35", ORDER), ("1/Balance", "-50", ORDER), ("2/Balance", "-30", ORDER),
               ("Current", "+60", "the Balance of the last one, /Accounts/0/Transactions/3/Balance: the order is reversed")]),
            (&[("150", "10"), ("130", "20"), ("100", "30"), ("95", "5")], "150",
             &[("0/Balance", "+10", BEFORE), ("1/Balance", "+10", BEFORE), ("2/Balance", "-25", BEFORE)]),
            (&[("160", "-10"), ("150", "-20"), ("130", "-30"), ("100", "-5")], "160",
             &[("0/Balance", "+20", SIDES), ("1/Balance", "+40", SIDES), ("2/Balance", "+60", SIDES)]),
            (&[("16000", "10"), ("15000", "20"), ("13000", "30")], "16000",
             &[("0/Balance", "+990", "the balances are cents and the amounts are dollars"),
               ("1/Balance", "+1980", "the balances are cents and the amounts are dollars")]),
            (&[("1.60", "10"), ("1.50", "20"), ("1.30", "30")], "1.60",
             &[("0/Balance", "-9.90", "the amounts are cents and the balances are dollars"),
               ("1/Balance", "-19.80", "the amounts are cents and the balances are dollars")]),
            (&[("170", "10"), ("150", "20"), ("110", "30")], "170",
             &[("0/Balance", "+10", "each amount is applied twice"), ("1/Balance", "+20", "each amount is applied twice")]),
            // The account's own balance.
            (&[("160", "10"), ("150", "20"), ("130", "30")], "-160",
             &[("Current", "-320", "the sign is flipped")]),
            (&[("160", "10"), ("150", "20"), ("130", "30")], "16000",
             &[("Current", "+15840", "cents in place of dollars")]),
            (&[("160", "10"), ("150", "20"), ("130", "30")], "150",
             &[("Current", "-10", "/Accounts/0/Transactions/1/Balance: what is newer is not in it")]),
            (&[("160", "10"), ("150", "20"), ("130", "30")], "77",
             &[("Current", "-83", "the balance of another account, /Accounts/1")]),
            (&[("160", "10"), ("150", "20"), ("130", "30")], "161", &[("Current", "+1", "")]),
        ];
        for (rows, current, expected) in table {
            let found = found(rows, current);
            let found: Vec<_> =
                found.iter().map(|(place, off, story)| (&**place, &**off, &**story)).collect();
            assert_eq!(found, *expected, "{rows:?} {current}");
        }
    }

    /// A change of both signs and of one size is no lone balance, four times over.
    #[test]
    fn a_pattern_is_no_lone_balance() {
        let rows = [("100", "-10"), ("90", "10"), ("100", "-10"), ("90", "10"), ("100", "1")];
        let places: Vec<_> = found(&rows, "100").into_iter().map(|(place, _, _)| place).collect();
        assert_eq!(places, ["0/Balance", "1/Balance", "2/Balance", "3/Balance"]);
    }

    #[test]
    fn a_lone_balance_is_told_with_both_sums() {
        let rows = [("160", "10"), ("151", "-20"), ("170", "30")];
        let run = run(&rows, "160");
        let findings = sample::findings(transactions::check, &run);
        let row = findings.of(RUNNING).unwrap();
        assert_eq!((row.places, row.broken.len()), (2, 1));
        let finding = &row.broken[0];
        let sum = "170 (/Accounts/0/Transactions/2/Balance) - 20 (Debit)";
        assert_eq!(finding.arithmetic.as_deref(), Some(sum));
        let also = &finding.details[0];
        let back = "160 (/Accounts/0/Transactions/0/Balance) - 10 (Credit)";
        assert_eq!((&*also.name, &*also.value), ("and also", back));
    }

    fn found(rows: &[(&str, &str)], current: &str) -> Vec<(String, String, String)> {
        let findings = sample::findings(transactions::check, &run(rows, current));
        let rows = [RUNNING, CURRENT].map(|rule| findings.of(rule));
        let found = rows.into_iter().flatten().flat_map(|row| &row.broken);
        found
            .map(|found| {
                let place = sample::place(&found.place);
                let place = place.trim_start_matches("/Accounts/0/Transactions/");
                let place = place.trim_start_matches("/Accounts/0/Balance/").to_owned();
                let story = found.details.iter().find(|fact| fact.name == "looks like");
                let story = story.map_or(String::new(), |fact| fact.value.clone());
                (place, found.off_by.clone().unwrap_or_default(), story)
            })
            .collect()
    }

    /// Beside it another account, whose newest balance is 77.
    fn run(rows: &[(&str, &str)], current: &str) -> flinks_trace::HarnessRun {
        let rows: Vec<String> = rows
            .iter()
            .map(|(balance, change)| {
                let (debit, credit) = match change.strip_prefix('-') {
                    Some(debit) => (debit, "null"),
                    None => ("null", *change),
                };
                format!(r#"{{"Balance": {balance}, "Debit": {debit}, "Credit": {credit}}}"#)
            })
            .collect();
        let text = format!(
            r#"[{{"Balance": {{"Current": {current}}}, "Transactions": [{}]}},
                {{"Transactions": [{{"Balance": 77, "Debit": null, "Credit": 1}}]}}]"#,
            rows.join(",")
        );
        let accounts = serde_json::from_str(&text).expect("the table has JSON numbers");
        sample::with(sample::DATA, "/Accounts", accounts)
    }
}
