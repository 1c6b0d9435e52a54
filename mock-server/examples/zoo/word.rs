//! What the client tells the judge of the data that it took.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::conduct::Conduct;

pub(crate) fn word(request_id: &str, body: &Value, conduct: &Conduct) -> Value {
    let accounts = array(body, "Accounts");
    let transactions: Vec<&Value> =
        accounts.iter().flat_map(|account| array(account, "Transactions")).collect();
    let sum = |side: &str| sum(transactions.iter().map(|one| one.get(side)), conduct);
    let balances = accounts.iter().map(|account| account.get("Balance")?.get("Current"));
    json!({
        "requestId": request_id,
        "accounts": accounts.len(),
        "transactions": transactions.len(),
        "balances": self::sum(balances, conduct),
        "debits": sum("Debit"),
        "credits": sum("Credit"),
        "characters": transactions.iter().map(|one| characters(one, conduct)).sum::<usize>(),
    })
}

fn array<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// In decimal, as text: no amount goes through a binary fraction.
fn sum<'a>(amounts: impl Iterator<Item = Option<&'a Value>>, conduct: &Conduct) -> String {
    let amounts = amounts.flatten().filter_map(|amount| amount.to_string().parse::<Decimal>().ok());
    let amounts = amounts.map(|amount| if conduct.loses_cents { amount.trunc() } else { amount });
    amounts.sum::<Decimal>().to_string()
}

fn characters(transaction: &Value, conduct: &Conduct) -> usize {
    let text = transaction.get("Description").and_then(Value::as_str).unwrap_or_default();
    if conduct.garbles_text { text.len() } else { text.chars().count() }
}

/// The first member that a decoder with a fixed list would not know.
pub(crate) fn unknown(body: &Value) -> Option<String> {
    let known: BTreeSet<&str> = KNOWN.split_whitespace().collect();
    names(body).into_iter().find(|name| !known.contains(&**name))
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            members.keys().cloned().chain(members.values().flat_map(names)).collect()
        }
        Value::Array(values) => values.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// The members of the guide's answers.
const KNOWN: &str = "\
    HttpStatusCode Accounts Transactions Date Code Description Debit Credit Balance Id Title \
    AccountNumber TransitNumber InstitutionNumber OverdraftLimit Available Current Limit Category Type \
    Currency Holder Name Address CivicAddress City Province PostalCode POBox Country Email PhoneNumber \
    Username IsScheduledRefresh LastRefresh Login InstitutionName Institution InstitutionId RequestId Links \
    rel href example EftEligibleRatio ETransferEligibleRatio LastFourDigits AccountType";
