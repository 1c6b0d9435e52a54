use flinks_trace::{Part, Role};
use serde_json::{Value, json};

use super::*;
use crate::sample::{self, both, find_in, with_accounts};

const MONDAY: &str = "2026-11-16";
const TUESDAY: &str = "2026-11-17";

/// Class, place and what of the changes that are reported.
fn reported(ledger: &mut Ledger, record: &HarnessRun, day: &str) -> Vec<(Class, String, String)> {
    let ids = ledger.note(record, day).unwrap();
    let drift = ids.iter().map(|id| ledger.drift.iter().find(|drift| drift.id == *id).unwrap());
    drift.map(|drift| (drift.class, drift.place.clone(), drift.what.clone())).collect()
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name);
}

#[test]
fn a_run_that_keeps_the_contract_is_no_drift() {
    let mut ledger = Ledger::new([7; 32]);
    for day in [MONDAY, TUESDAY] {
        assert_eq!(reported(&mut ledger, &both(), day), []);
    }
    assert_eq!(ledger.runs, 2);
    let place = ledger.shape.iter().find(|shape| shape.place == "/Accounts/*/Holder/Email");
    let place = place.unwrap();
    assert_eq!(
        (&*place.message, &*place.first, &*place.last, place.runs, place.always),
        ("GetAccountsDetail 200", MONDAY, TUESDAY, 2, true,)
    );
}

/// A body of the first run, or none where the ledger is new; a body of the next one; what is reported.
#[test]
fn changes_by_class() {
    type Edit = fn(&mut Value);
    let same: Edit = |_| {};
    let table: [(Edit, Edit, Class, &str, &str); 7] = [
        (same, |body| body["Region"] = json!({ "a": 1 }), Class::Additive, "/Region", "object"),
        (same, |body| body["Institution"] = Value::Null, Class::TypeChange, "/Institution", "null"),
        (
            same,
            |body| body["Accounts"][0]["Currency"] = json!("EUR"),
            Class::NewValue,
            "/Accounts/*/Currency",
            "EUR",
        ),
        (
            same,
            |body| body["Accounts"][0]["Type"] = json!("CryptoWallet"),
            Class::NewValue,
            "/Accounts/*/Type",
            "CryptoWallet",
        ),
        (
            same,
            |body| remove(&mut body["Accounts"][0], "Title"),
            Class::Vanished,
            "/Accounts/*/Title",
            "was in every one",
        ),
        (
            same,
            |body| remove(&mut body["Accounts"][0]["Transactions"][0], "Code"),
            Class::Narrowing,
            "/Accounts/*/Transactions/*/Code",
            "was in every one",
        ),
        (|body| body["Tag"] = json!("x"), same, Class::Vanished, "/Tag", "was in every one"),
    ];
    for (before, after, class, place, what) in table {
        let mut ledger = Ledger::new([7; 32]);
        assert_eq!(reported(&mut ledger, &with_accounts(before), MONDAY), [], "{place}");
        let expected = [(class, place.to_owned(), what.to_owned())];
        assert_eq!(reported(&mut ledger, &with_accounts(after), TUESDAY), expected);
        // Until it is accepted, and no longer.
        assert_eq!(reported(&mut ledger, &with_accounts(after), TUESDAY), expected, "{place}");
        let id = ledger.drift[0].id.clone();
        assert_eq!((&*ledger.drift[0].first, ledger.drift[0].runs), (TUESDAY, 2));
        let accepted = Accepted {
            on: TUESDAY.to_owned(),
            by: "ann".to_owned(),
            because: "release 7".to_owned(),
        };
        assert!(ledger.accept(&id, accepted).is_some());
        assert_eq!(reported(&mut ledger, &with_accounts(after), TUESDAY), [], "{place}");
    }
}

/// Where the contract leaves something open, the first run decides what is normal.
#[test]
fn members_of_open_objects_are_learnt() {
    let with = |positions: Value| {
        let mut record = both();
        let data = find_in(&mut record, Part::Investments, Role::Poll(1));
        sample::body(data)["Investments"] = json!([{ "Accounts": [{ "Positions": positions }] }]);
        record
    };
    let place = "/Investments/*/Accounts/*/Positions/*";
    let mut ledger = Ledger::new([7; 32]);
    assert_eq!(reported(&mut ledger, &with(json!([{ "Name": "x" }])), MONDAY), []);
    let added = (Class::Additive, format!("{place}/Isin"), "string".to_owned());
    let next = with(json!([{ "Name": "x", "Isin": "y" }]));
    for _ in 0..2 {
        assert_eq!(reported(&mut ledger, &next, TUESDAY), std::slice::from_ref(&added));
    }
    let changed = (Class::TypeChange, format!("{place}/Name"), "number".to_owned());
    assert_eq!(reported(&mut ledger, &with(json!([{ "Name": 1 }])), TUESDAY), [changed]);
}

#[test]
fn ids_are_those_of_every_version() {
    assert_eq!(id(&["additive", "GetAccountsDetail 200", "/Region", ""]), "5cd103");
}
