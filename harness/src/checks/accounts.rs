//! Accounts that can be told apart.

use std::collections::HashMap;

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use super::amounts::items;
use crate::exchange::{Exchange, Part};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    if let Some(exchange) = record.data(Part::Accounts) {
        ids(exchange, items(exchange.json(), "/Accounts").collect(), sheet);
    }
    if let Some(exchange) = record.data(Part::Investments) {
        ids(exchange, of_investments(exchange.json()), sheet);
    }
}

/// The accounts of each institution, in either envelope (C18).
pub(super) fn of_investments(body: Option<&Value>) -> Vec<(String, &Value)> {
    let nested = items(body, "/Investments").flat_map(|(pointer, institution)| {
        let accounts = items(Some(institution), "/Accounts");
        accounts.map(move |(inner, account)| (format!("{pointer}{inner}"), account))
    });
    nested.chain(items(body, "/Accounts")).collect()
}

/// The form of an Id is the schema's business.
fn ids(exchange: &Exchange, accounts: Vec<(String, &Value)>, sheet: &mut Sheet) {
    let mut first: HashMap<&str, String> = HashMap::new();
    for (pointer, account) in accounts {
        let Some(value @ Value::String(id)) = account.get("Id") else { continue };
        sheet.applied(rule::ACC_ID, 1);
        if let Some(before) = first.get(&**id) {
            let expected = Shown::words("an Id that is not used before");
            let found =
                Found::in_body(exchange, format!("{pointer}/Id"), expected, Shown::json(value));
            sheet.broken(rule::ACC_ID, found.note(format!("the first one is at {before}/Id")));
        } else {
            first.insert(id, pointer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::Role;
    use serde_json::json;

    #[test]
    fn an_id_stands_once() {
        let institution = |ids: &[&str]| {
            let accounts: Vec<_> = ids.iter().map(|id| json!({ "Id": id })).collect();
            json!({ "Accounts": accounts })
        };
        let table: [(Part, Value, &[&str]); 6] = [
            (Part::Accounts, institution(&["a", "b"]), &[]),
            (Part::Accounts, institution(&["a", "b", "a"]), &["/Accounts/2/Id"]),
            (
                Part::Investments,
                json!({ "Investments": [institution(&["a"]), institution(&["b", "a"])] }),
                &["/Investments/1/Accounts/1/Id"],
            ),
            (Part::Investments, institution(&["a", "a"]), &["/Accounts/1/Id"]),
            (Part::Investments, json!({ "Investments": [institution(&["a"])] }), &[]),
            (Part::Accounts, json!({ "Accounts": [{ "Id": 1 }, { "Id": 1 }] }), &[]),
        ];
        for (part, body, expected) in table {
            let mut record = sample::both();
            let role = if part == Part::Accounts { sample::DATA } else { Role::Poll(1) };
            *sample::body(sample::find_in(&mut record, part, role)) = body.clone();
            assert_eq!(sample::broken(check, &record, rule::ACC_ID), expected, "{body}");
        }
    }
}
