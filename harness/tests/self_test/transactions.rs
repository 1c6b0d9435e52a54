//! What can go wrong with accounts and their transactions.

use rust_decimal::Decimal;
use serde_json::{Number, Value, json};

use super::body::with;
use super::mutant::At;

pub(super) fn add(at: &mut At<'_>) {
    if at.message == "accounts" {
        for index in 0..length(at.body, "/Accounts") {
            account(at, index);
        }
    }
}

fn account(at: &mut At<'_>, index: usize) {
    let own = format!("/Accounts/{index}");
    cent(at, &format!("{own}/Balance/Current"));
    for (member, value) in
        [("Currency", "XQZ"), ("Category", "Everything"), ("AccountType", "Robot")]
    {
        at.value("unknown-value", &format!("{own}/{member}"), value);
    }
    if index > 0 {
        at.value("same-account-id", &format!("{own}/Id"), at.body["Accounts"][0]["Id"].clone());
    }
    let list = format!("{own}/Transactions");
    let count = length(at.body, &list);
    for index in 0..count {
        transaction(at, &list, index, count);
        moved(at, &list, index, count);
    }
}

fn transaction(at: &mut At<'_>, list: &str, index: usize, count: usize) {
    let place = |member: &str| format!("{list}/{index}/{member}");
    let value = |member: &str| at.body.pointer(&place(member)).cloned().unwrap_or_default();
    let (debit, credit, date) = (value("Debit"), value("Credit"), value("Date"));

    let swapped = if index + 1 < count { "swapped" } else { "swapped-oldest" };
    let one = with(at.body, &place("Debit"), credit.clone()).unwrap_or_else(|| at.body.clone());
    at.body(swapped, &place("Debit"), with(&one, &place("Credit"), debit.clone()));

    let (used, unused, amount) =
        if debit.is_null() { ("Credit", "Debit", credit) } else { ("Debit", "Credit", debit) };
    at.value("both-sides", &place(unused), amount.clone());
    at.value("zero-side", &place(unused), 0);
    at.value("no-side", &place(used), Value::Null);
    if let Some(negative) = amount.as_number().and_then(|amount| number(&format!("-{amount}"))) {
        at.value("negative", &place(used), negative);
    }
    cent(at, &place("Balance"));
    at.value("code-set", &place("Code"), "POS");

    let date = date.as_str().unwrap_or_default();
    at.value("date-form", &place("Date"), date.replace('-', "/"));
    at.value("date-form", &place("Date"), format!("{date}T00:00:00"));
    let year = date.get(..4).unwrap_or("2019");
    at.value("date-impossible", &place("Date"), format!("{year}-02-30"));
    let newest = if index == 0 { "date-future" } else { "date-order" };
    at.value(newest, &place("Date"), "9000-01-01");
    if index > 0 {
        let first = at.body.pointer(&format!("{list}/0/Id")).cloned().unwrap_or_default();
        at.value("same-id", &place("Id"), first);
    }
}

/// The list with one more, one less, or two in each other's place.
fn moved(at: &mut At<'_>, list: &str, index: usize, count: usize) {
    let items = at.body.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut edit = |operator, edit: &dyn Fn(&mut Vec<Value>)| {
        let mut items = items.clone();
        edit(&mut items);
        let mut body = at.body.clone();
        if let Some(list) = body.pointer_mut(list) {
            *list = json!(items);
        }
        at.body(operator, &format!("{list}/{index}"), Some(body));
    };
    edit("duplicated", &|items| items.insert(index, items[index].clone()));
    if index + 1 < count {
        edit("reordered", &|items| items.swap(index, index + 1));
        if index > 0 {
            edit("missing", &|items| drop(items.remove(index)));
        }
    }
}

fn cent(at: &mut At<'_>, pointer: &str) {
    let Some(Value::Number(amount)) = at.body.pointer(pointer) else { return };
    let more = Decimal::from_str_exact(&amount.to_string()).unwrap() + Decimal::new(1, 2);
    at.value("cent", pointer, number(&more.to_string()));
}

fn number(text: &str) -> Option<Number> {
    text.parse().ok()
}

pub(super) fn length(body: &Value, pointer: &str) -> usize {
    body.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
}
