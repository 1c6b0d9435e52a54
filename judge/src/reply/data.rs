//! Sums over the accounts of a reply. No amount is ever a binary fraction.

use flinks_trace::DataSummary;
use rust_decimal::Decimal;
use serde_json::Value;

/// Sums up the accounts. None if there are none, or if an amount is not a decimal of 28 digits.
pub(super) fn summary(body: &Value) -> Option<DataSummary> {
    let accounts = body.get("Accounts")?.as_array()?;
    let transactions = || accounts.iter().flat_map(transactions);
    let balances = accounts.iter().map(|account| &account["Balance"]["Current"]);
    Some(DataSummary {
        accounts: accounts.len() as u64,
        transactions: transactions().count() as u64,
        balances: sum(balances)?,
        debits: sum(transactions().map(|transaction| &transaction["Debit"]))?,
        credits: sum(transactions().map(|transaction| &transaction["Credit"]))?,
        characters: transactions().map(characters).sum(),
    })
}

fn transactions(account: &Value) -> impl Iterator<Item = &Value> {
    account["Transactions"].as_array().into_iter().flatten()
}

fn characters(transaction: &Value) -> u64 {
    transaction["Description"].as_str().map_or(0, |text| text.chars().count() as u64)
}

/// Adds up amounts; null counts as nothing.
fn sum<'a>(amounts: impl Iterator<Item = &'a Value>) -> Option<String> {
    let mut sum = Decimal::ZERO;
    for amount in amounts.filter(|amount| !amount.is_null()) {
        sum = sum.checked_add(crate::amount(Some(amount))?.ok()?)?;
    }
    Some(sum.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(accounts: &str) -> Option<DataSummary> {
        summary(&serde_json::from_str(&format!(r#"{{"Accounts":{accounts}}}"#)).unwrap())
    }

    fn sums(balances: &str, debits: &str, credits: &str) -> DataSummary {
        let [balances, debits, credits] = [balances, debits, credits].map(str::to_owned);
        DataSummary { accounts: 1, transactions: 0, balances, debits, credits, characters: 0 }
    }

    #[test]
    fn sums_are_exact() {
        #[rustfmt::skip]
        let table = [
            ("[]", Some(DataSummary { accounts: 0, ..sums("0", "0", "0") })),
            ("[{}]", Some(sums("0", "0", "0"))),
            (r#"[{"Balance":{"Current":null}}]"#, Some(sums("0", "0", "0"))),
            (r#"[{"Balance":{"Current":-1234.50}}]"#, Some(sums("-1234.50", "0", "0"))),
            (
                r#"[{"Balance":{"Current":0.1}},{"Balance":{"Current":0.2}}]"#,
                Some(DataSummary { accounts: 2, ..sums("0.3", "0", "0") }),
            ),
            (
                r#"[{"Transactions":[{"Debit":0.10,"Credit":null,"Description":"né 🦫"},{"Debit":null,"Credit":12345678901234.56,"Description":null},{"Debit":1e2}]}]"#,
                Some(DataSummary { transactions: 3, characters: 4, ..sums("0", "100.10", "12345678901234.56") }),
            ),
            (r#"[{"Balance":{"Current":"1"}}]"#, None),
            (r#"[{"Balance":{"Current":1e400}}]"#, None),
            ("{}", None),
        ];
        for (accounts, expected) in table {
            assert_eq!(data(accounts), expected, "{accounts}");
        }
    }
}
