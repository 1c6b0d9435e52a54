//! What can go wrong with accounts and their transactions.

use rust_decimal::Decimal;
use serde_json::{Number, Value, json};

use super::body::with;
use super::mutant::{Change, Kind, Mutant, bodies};
use super::operator::Operator;
use crate::record::Record;

pub(super) fn mutants(record: &Record) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (exchange, kind, body) in bodies(record) {
        if kind != Kind::Accounts {
            continue;
        }
        let mut add = |operator, pointer: &str, body: Option<Value>| {
            let change = body.as_ref().map(Change::body);
            all.extend(change.and_then(|change| {
                Mutant::of_equals(operator, record, exchange.number, pointer, &change)
            }));
        };
        let accounts = body.get("Accounts").and_then(Value::as_array).map_or(0, Vec::len);
        for account in 0..accounts {
            let at = format!("/Accounts/{account}");
            of_account(body, &at, account, &mut add);
            let transactions = body.pointer(&format!("{at}/Transactions"));
            let count = transactions.and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..count {
                of_transaction(body, &at, index, count, &mut add);
            }
        }
    }
    all
}

type Add<'a> = dyn FnMut(Operator, &str, Option<Value>) + 'a;

fn of_account(body: &Value, at: &str, index: usize, add: &mut Add<'_>) {
    let current = format!("{at}/Balance/Current");
    add(Operator::Cent, &current, cent(body, &current));
    for (member, value) in
        [("Currency", "XQZ"), ("Category", "Everything"), ("AccountType", "Robot")]
    {
        let pointer = format!("{at}/{member}");
        add(Operator::UnknownValue, &pointer, with(body, &pointer, json!(value)));
    }
    let id = format!("{at}/Id");
    if index > 0 {
        let first = body.pointer("/Accounts/0/Id").cloned();
        let same = first.and_then(|first| with(body, &id, first));
        add(Operator::SameAccountId, &id, same);
    }
}

fn of_transaction(body: &Value, at: &str, index: usize, count: usize, add: &mut Add<'_>) {
    let list = format!("{at}/Transactions");
    let own = format!("{list}/{index}");
    let place = |member: &str| format!("{own}/{member}");
    let value = |member: &str| body.pointer(&place(member)).cloned().unwrap_or_default();
    let (debit, credit) = (value("Debit"), value("Credit"));
    let sides = |debit: Value, credit: Value| {
        let one = with(body, &place("Debit"), debit.clone()).unwrap_or_else(|| body.clone());
        with(&one, &place("Credit"), credit)
    };
    add(Operator::Cent, &place("Balance"), cent(body, &place("Balance")));
    let swapped = if index + 1 < count { Operator::Swapped } else { Operator::SwappedOldest };
    add(swapped, &place("Debit"), sides(credit.clone(), debit.clone()));
    let both = if debit.is_null() { ("Debit", &credit) } else { ("Credit", &debit) };
    add(Operator::BothSides, &place(both.0), with(body, &place(both.0), both.1.clone()));
    add(Operator::ZeroSide, &place(both.0), with(body, &place(both.0), json!(0)));
    let side = if debit.is_null() { "Credit" } else { "Debit" };
    add(Operator::NoSide, &place(side), with(body, &place(side), Value::Null));
    let negative = value(side).as_number().and_then(|number| number_of(&format!("-{number}")));
    add(
        Operator::Negative,
        &place(side),
        negative.and_then(|negative| with(body, &place(side), negative)),
    );
    add(Operator::CodeSet, &place("Code"), with(body, &place("Code"), json!("POS")));

    let date = value("Date").as_str().map(str::to_owned).unwrap_or_default();
    add(
        Operator::DateForm,
        &place("Date"),
        with(body, &place("Date"), json!(date.replace('-', "/"))),
    );
    let with_time = json!(format!("{date}T00:00:00"));
    add(Operator::DateForm, &place("Date"), with(body, &place("Date"), with_time));
    let impossible = json!(format!("{}-02-30", date.get(..4).unwrap_or("2019")));
    add(Operator::DateImpossible, &place("Date"), with(body, &place("Date"), impossible));
    if index == 0 {
        add(Operator::DateFuture, &place("Date"), with(body, &place("Date"), json!("9000-01-01")));
    } else {
        let newer = json!("9000-01-01");
        add(Operator::DateOrder, &place("Date"), with(body, &place("Date"), newer));
        let first = body.pointer(&format!("{list}/0/Id")).cloned().unwrap_or_default();
        add(Operator::SameId, &place("Id"), with(body, &place("Id"), first));
    }
    list_changed(body, &list, index, count, add);
}

/// The list with one more, one less, or two in each other's place.
fn list_changed(body: &Value, list: &str, index: usize, count: usize, add: &mut Add<'_>) {
    let own = format!("{list}/{index}");
    let edited = |edit: &dyn Fn(&mut Vec<Value>)| {
        let mut body = body.clone();
        edit(body.pointer_mut(list)?.as_array_mut()?);
        Some(body)
    };
    let duplicated = edited(&|all| all.insert(index, all[index].clone()));
    add(Operator::Duplicated, &own, duplicated);
    if index + 1 < count {
        add(Operator::Reordered, &own, edited(&|all| all.swap(index, index + 1)));
    }
    if index > 0 && index + 1 < count {
        add(Operator::Missing, &own, edited(&|all| drop(all.remove(index))));
    }
}

fn cent(body: &Value, pointer: &str) -> Option<Value> {
    let text = body.pointer(pointer)?.as_number()?.to_string();
    let more = Decimal::from_str_exact(&text).ok()? + Decimal::new(1, 2);
    with(body, pointer, number_of(&more.to_string())?)
}

fn number_of(text: &str) -> Option<Value> {
    text.parse::<Number>().ok().map(Value::Number)
}
