//! Accounts that can be told apart.

use super::*;

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    if let Some(exchange) = run.data(Part::Accounts) {
        ids(exchange, items(exchange.json(), "/Accounts").collect(), rule);
    }
    if let Some(exchange) = run.data(Part::Investments) {
        ids(exchange, of_investments(exchange.json()), rule);
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
fn ids(exchange: &Parsed<'_>, accounts: Vec<(String, &Value)>, rule: &mut RuleFindings) {
    let mut first: HashMap<&str, String> = HashMap::new();
    for (pointer, account) in accounts {
        let Some(value @ Value::String(id)) = account.get("Id") else { continue };
        let found = first.get(&**id).map(|before| {
            let found =
                exchange.in_body(format!("{pointer}/Id"), "an Id that was not used before", value);
            found.note(format!("the first one is at {before}/Id"))
        });
        rule.place(found);
        first.entry(id).or_insert(pointer);
    }
}
