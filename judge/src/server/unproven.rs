//! What the data did not show, so that nothing is known of how it would look.

use std::collections::{HashMap, HashSet};

use flinks_contract::schema::Message;
use flinks_report::Unproven;
use flinks_trace::Part;
use serde_json::Value;

use super::ParsedRun;

/// What no data of a run showed: each kind of hole, and the members it is in: "GetAccountsDetail
/// /Accounts/*/Balance/Limit". Kinds without a hole are left out. A message that was never seen is
/// none: its rules say so.
pub fn unproven(run: &ParsedRun<'_>) -> Vec<Unproven> {
    let (mut absent, mut null, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (name, message, body) in bodies(run) {
        let mut seen = Seen::default();
        seen.walk(String::new(), body);
        for leaf in message.outline() {
            let member = format!("{name} {}", leaf.pointer);
            match seen.members.get(&leaf.pointer) {
                None => absent.push(member),
                Some(texts) if texts.is_empty() => null.push(member),
                Some(texts) => {
                    let is_new = |value: &&String| !texts.contains(&***value);
                    let missing: Vec<_> = leaf.values.iter().filter(is_new).collect();
                    values.extend((!missing.is_empty()).then(|| told(&member, &missing)));
                }
            }
        }
    }
    let kinds = [
        ("that was never there", "that were never there", absent),
        ("never seen other than null", "never seen other than null", null),
        ("with values that were never seen", "with values that were never seen", values),
    ];
    let holes = kinds.into_iter().filter(|(.., members)| !members.is_empty());
    let holes = holes.map(|(one, many, items)| {
        let what =
            if items.len() == 1 { format!("member {one}") } else { format!("members {many}") };
        Unproven { what, items, why: None }
    });
    holes.collect()
}

/// "GetAccountsDetail /Accounts/*/Category: Credits, Products".
fn told(member: &str, values: &[&String]) -> String {
    let values: Vec<&str> = values.iter().map(|value| &***value).collect();
    format!("{member}: {}", values.join(", "))
}

fn bodies<'a>(run: &'a ParsedRun<'_>) -> impl Iterator<Item = (&'static str, Message, &'a Value)> {
    let data = |part| run.data(part).and_then(|exchange| exchange.json());
    let bodies = [
        ("Authorize", Message::AuthorizeOk, run.session(Part::Accounts)),
        ("GetAccountsDetail", Message::AccountsDetailOk, data(Part::Accounts)),
        ("Investments", Message::InvestmentsOk, data(Part::Investments)),
    ];
    bodies.into_iter().filter_map(|(name, message, body)| Some((name, message, body?)))
}

/// The members of a body, whatever array they were in.
#[derive(Default)]
struct Seen<'a> {
    /// The texts of each member; "" stands for a value that is not a text. Empty if it was always null.
    members: HashMap<String, HashSet<&'a str>>,
}

impl<'a> Seen<'a> {
    /// Recurses 128 levels at most: serde_json reads no deeper.
    fn walk(&mut self, pointer: String, value: &'a Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.walk(format!("{pointer}/{name}"), member);
                }
            }
            Value::Array(items) => {
                items.iter().for_each(|item| self.walk(format!("{pointer}/*"), item));
            }
            Value::Null => _ = self.members.entry(pointer).or_default(),
            Value::String(text) => _ = self.members.entry(pointer).or_default().insert(text),
            _ => _ = self.members.entry(pointer).or_default().insert(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;
    use flinks_trace::{HarnessRun, Role};
    use serde_json::json;

    /// The guide's sample: one account, a login of a person, and no investments at all.
    #[test]
    fn holes_of_the_sample() {
        let found = unproven(&(&sample::accounts()).into());
        #[rustfmt::skip]
        let expected = [
            ("members that were never there", &[
                "Authorize /InstitutionName", "Authorize /InstitutionId", "Authorize /Tag",
                "GetAccountsDetail /Accounts/*/LastFourDigits",
                "GetAccountsDetail /Accounts/*/AccountType",
                "GetAccountsDetail /Accounts/*/EftEligibleRatio",
                "GetAccountsDetail /Accounts/*/ETransferEligibleRatio",
                "GetAccountsDetail /InstitutionName", "GetAccountsDetail /InstitutionId",
                "GetAccountsDetail /Tag",
                "GetAccountsDetail /Links/*/rel", "GetAccountsDetail /Links/*/href",
                "GetAccountsDetail /Links/*/example",
            ][..]),
            ("members never seen other than null", &[
                "Authorize /Links/*/example",
                "GetAccountsDetail /Accounts/*/Transactions/*/Code",
                "GetAccountsDetail /Accounts/*/Balance/Available",
                "GetAccountsDetail /Accounts/*/Balance/Limit",
                "GetAccountsDetail /Accounts/*/Holder/Address/POBox",
            ][..]),
            ("members with values that were never seen", &[
                "Authorize /Login/Type: Business",
                "GetAccountsDetail /Accounts/*/Category: Credits, Products, Other",
                "GetAccountsDetail /Accounts/*/Currency: USD",
                "GetAccountsDetail /Login/Type: Business",
            ][..]),
        ];
        let found: Vec<_> = found
            .iter()
            .map(|hole| (&*hole.what, hole.items.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        assert_eq!(found, expected.map(|(what, items)| (what, items.to_vec())));
    }

    /// One account that has it is enough.
    #[test]
    fn what_was_seen_once_is_proven() {
        let mut run = sample::accounts();
        let exchange = sample::find(&mut run, sample::DATA);
        sample::body(exchange)["Accounts"] =
            json!([{ "Balance": { "Limit": null } }, { "Balance": { "Limit": 0 } }]);
        let found = unproven(&(&run).into());
        let limit = "GetAccountsDetail /Accounts/*/Balance/Limit".to_owned();
        assert!(!found.iter().any(|hole| hole.items.contains(&limit)), "{found:?}");
    }

    #[test]
    fn what_was_not_asked_for_is_no_hole() {
        assert_eq!(unproven(&(&HarnessRun::new(sample::head())).into()), []);
        let mut run = sample::accounts();
        run.trace.exchanges.retain(|exchange| exchange.role() == Some(Role::Open));
        let mut members = unproven(&(&run).into()).into_iter().flat_map(|hole| hole.items);
        assert!(members.all(|member| member.starts_with("Authorize ")));
    }
}
