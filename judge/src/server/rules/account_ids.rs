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
                exchange.in_body(format!("{pointer}/Id"), "an Id that is not used before", value);
            found.note(format!("the first one is at {before}/Id"))
        });
        rule.place(found);
        first.entry(id).or_insert(pointer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let mut run = sample::both();
            let role = if part == Part::Accounts { sample::DATA } else { Role::Poll(1) };
            sample::set(sample::find_in(&mut run, part, role), "", body.clone());
            assert_eq!(sample::places(check, &run), expected, "{body}");
        }
    }
}
