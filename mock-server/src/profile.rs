//! Response profiles: which members the answers have beside those of the Flinks guides.

use std::sync::Arc;

use flinks_contract::fixture::{Fixture, Kind};
use serde_json::{Map, Value, json};

/// Whose members the answers have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Profile {
    /// Only the members in the two Flinks guides, unless a fixture or a scenario has more
    #[default]
    Seed,
    /// Also those that today's documentation shows: InstitutionName, InstitutionId, LastFourDigits,
    /// AccountType and the two EFT ratios
    Current,
}

/// Ids of institutions that are known.
///
/// Source: docs.flinks.com/reference/opening-a-session; docs.flinks.com/reference/authorize-with-token.
const INSTITUTIONS: [(&str, u64); 3] = [("FlinksCapital", 14), ("BMO", 1), ("Desjardins", 2)];

impl Profile {
    /// The body as this profile has it. Done once for each scenario when it is loaded; a member that
    /// the fixture has stays as it is.
    ///
    /// Source: docs.flinks.com/changelog/2024-10; Universal-Connect-Project/ucw-app (C31, C32).
    pub(crate) fn dressed(
        self,
        kind: Kind,
        fixture: &Arc<Fixture>,
        institution: &str,
    ) -> Arc<Fixture> {
        if self == Self::Seed || !matches!(kind, Kind::Accounts | Kind::Authorize) {
            return Arc::clone(fixture);
        }
        let mut body = fixture.to_json();
        let owner = body.pointer("/Login/Type").cloned().unwrap_or_default();
        let Some(members) = body.as_object_mut() else { return Arc::clone(fixture) };
        if let Some(Value::Array(accounts)) = members.get_mut("Accounts") {
            let accounts = accounts.iter_mut().filter_map(Value::as_object_mut);
            accounts.for_each(|account| newer(account, &owner));
        }
        add(members, "InstitutionName", "{{Institution}}".into());
        let known = INSTITUTIONS.iter().find(|(name, _)| *name == institution);
        if let Some((_, id)) = known {
            add(members, "InstitutionId", (*id).into());
        }
        Arc::new(Fixture::of(&body))
    }
}

/// An account whose Flinks could read everything that a transfer needs has 1 for its chance, and any
/// other has 0: how the ratios come about is published nowhere.
fn newer(account: &mut Map<String, Value>, owner: &Value) {
    let is_text = |name: &str| account.get(name).is_some_and(Value::is_string);
    let is_deposit = account.get("Category").is_some_and(|category| category == "Operations");
    let eft = is_deposit
        && ["TransitNumber", "InstitutionNumber", "AccountNumber"].into_iter().all(is_text);
    let holder = account.get("Holder");
    let transfer = is_deposit && holder.is_some_and(|holder| holder["Email"].is_string());
    let owner = if *owner == "Business" || *owner == "Personal" { owner } else { &Value::Null };
    let last = account.get("AccountNumber").and_then(last_four);
    add(account, "LastFourDigits", last.into());
    add(account, "AccountType", owner.clone());
    add(account, "EftEligibleRatio", ratio(eft));
    add(account, "ETransferEligibleRatio", ratio(transfer));
}

/// The middle of a card number is masked by stars. A number that ends in stars has no last four digits.
fn last_four(number: &Value) -> Option<&str> {
    let number = number.as_str()?;
    let last = number.get(number.len().checked_sub(4)?..)?;
    last.bytes().all(|byte| byte.is_ascii_digit()).then_some(last)
}

fn ratio(is_eligible: bool) -> Value {
    if is_eligible { json!(1.0) } else { json!(0.0) }
}

fn add(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.entry(name).or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed(profile: Profile, kind: Kind, institution: &str, body: Value) -> Value {
        profile.dressed(kind, &Arc::new(Fixture::of(&body)), institution).to_json()
    }

    fn account(number: &Value, category: &str, email: &Value) -> Value {
        json!({
            "TransitNumber": "77777",
            "InstitutionNumber": "777",
            "AccountNumber": number,
            "Category": category,
            "Holder": { "Email": email },
        })
    }

    #[test]
    fn what_an_account_has_in_the_current_profile() {
        let email = json!("ann@example.com");
        #[rustfmt::skip]
        let table = [
            (account(&json!("1111000"), "Operations", &email), "Personal", json!(["1000", "Personal", 1.0, 1.0])),
            (account(&json!("1111000"), "Operations", &Value::Null), "Business", json!(["1000", "Business", 1.0, 0.0])),
            (account(&json!("4520********0042"), "Credits", &email), "Other", json!(["0042", null, 0.0, 0.0])),
            (account(&json!("0042********"), "Operations", &email), "", json!([null, null, 1.0, 1.0])),
            (account(&json!("042"), "Operations", &email), "", json!([null, null, 1.0, 1.0])),
            (account(&json!("é042"), "Operations", &email), "", json!([null, null, 1.0, 1.0])),
            (account(&Value::Null, "Operations", &email), "", json!([null, null, 0.0, 1.0])),
            (json!({}), "", json!([null, null, 0.0, 0.0])),
            (json!({ "LastFourDigits": "x", "EftEligibleRatio": 0.25 }), "", json!(["x", null, 0.25, 0.0])),
        ];
        for (account, owner, expected) in table {
            let body = json!({ "Accounts": [account], "Login": { "Type": owner } });
            let body = dressed(Profile::Current, Kind::Accounts, "FlinksCapital", body);
            let has = |name: &str| body["Accounts"][0][name].clone();
            let names =
                ["LastFourDigits", "AccountType", "EftEligibleRatio", "ETransferEligibleRatio"];
            assert_eq!(json!(names.map(has)), expected, "{body}");
        }
    }

    #[test]
    fn the_institution_and_its_id_where_that_is_known() {
        for (institution, expected) in [
            ("FlinksCapital", json!(14)),
            ("BMO", json!(1)),
            ("Desjardins", json!(2)),
            ("TD", Value::Null),
        ] {
            for kind in [Kind::Authorize, Kind::Accounts] {
                let body = dressed(Profile::Current, kind, institution, json!({}));
                assert_eq!(body["InstitutionId"], expected, "{institution}");
                assert_eq!(body["InstitutionName"], "{{Institution}}");
            }
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        let own = json!({ "InstitutionName": "x", "InstitutionId": 5, "Accounts": 7 });
        let current = Profile::Current;
        assert_eq!(dressed(current, Kind::Accounts, "BMO", own.clone()), own);
        assert_eq!(dressed(Profile::Seed, Kind::Accounts, "BMO", json!({})), json!({}));
        assert_eq!(dressed(current, Kind::Investments, "BMO", json!({})), json!({}));
        assert_eq!(dressed(current, Kind::Pending, "BMO", json!({})), json!({}));
    }
}
