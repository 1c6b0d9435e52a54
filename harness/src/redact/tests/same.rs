//! What is the same before and after: everything that a check looks at.

use flinks_contract::schema::Message;
use flinks_judge::server::{ParsedRun, check};
use flinks_report::Place;
use flinks_trace::{HarnessRun, Part, Role};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{fixtures, redactor};
use crate::redact::number::exact;
use crate::sample;
use flinks_judge::differences;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Where each schema is broken.
fn broken(body: &Value) -> Vec<(Message, String, String)> {
    let found = Message::ALL.into_iter().flat_map(|message| {
        let violations = message.violations(body).into_iter();
        violations.map(move |found| (message, found.pointer, found.expected))
    });
    found.collect()
}

/// What lies between the tokens, and the literals.
fn form(text: &str) -> String {
    let mut form = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            _ if quoted || c.is_ascii_digit() || c == '.' => {
                escaped = c == '\\' && !escaped;
                continue;
            }
            _ => {}
        }
        escaped = false;
        form.push(c);
    }
    form
}

#[test]
fn fixtures_keep_their_form_and_their_violations() {
    for (name, text) in fixtures() {
        for key in 0..3 {
            let clean = redactor(key).body(text.as_bytes());
            let (old, new) = (form(&text).replace('-', ""), form(&clean).replace('-', ""));
            assert_eq!(old, new, "{name}");
            assert_eq!(broken(&read(&text)), broken(&read(&clean)), "{name}");
        }
    }
}

/// Every value of every fixture in turn is something else.
#[test]
fn a_body_with_a_fault_keeps_it_and_gets_no_other() {
    let faults = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(1.5),
        json!(""),
        json!([]),
        json!({}),
        json!("2026-02-30"),
        json!("2026-13-01"),
        json!("2026/02/15"),
        json!("12.50"),
        json!("XYZ"),
        json!("cad"),
        json!("633B976E-C713-4B59-9717-3EC407BDDE8B"),
        json!("633b976e-c713-4b59-9717-3ec407bdde8g"),
        json!("633b976e-c713-4b59-9717-3ec407bdde8"),
    ];
    let tried = ["accounts/seed.json", "authorize/current.json", "pending/accounts.json"];
    for (name, text) in fixtures().into_iter().filter(|(name, _)| tried.contains(&&**name)) {
        let body = read(&text);
        for pointer in pointers(&body) {
            for fault in &faults {
                let mut body = body.clone();
                *body.pointer_mut(&pointer).unwrap() = fault.clone();
                let clean = read(&redactor(1).body(body.to_string().as_bytes()));
                assert_eq!(violated(&body), violated(&clean), "{name} {pointer} {fault}");
            }
        }
    }
}

/// Of the message that has these members.
fn violated(body: &Value) -> Vec<(String, String)> {
    let message = match () {
        () if body.get("Accounts").is_some() => Message::AccountsDetailOk,
        () if body.get("Investments").is_some() => Message::InvestmentsOk,
        () if body.get("FlinksCode").is_some() => Message::Pending,
        () => Message::AuthorizeOk,
    };
    message.violations(body).into_iter().map(|found| (found.pointer, found.expected)).collect()
}

/// One of each kind of place, which is in the first entry of each list.
fn pointers(body: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), body)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                open.extend(
                    members.iter().map(|(name, value)| (format!("{pointer}/{name}"), value)),
                );
            }
            Value::Array(values) => {
                open.extend(values.first().map(|value| (format!("{pointer}/0"), value)));
            }
            _ => {}
        }
        if !pointer.is_empty() {
            all.push(pointer);
        }
    }
    all
}

/// The sample record, spoiled in each way, through the layer: the checks say the same.
#[test]
fn every_check_says_the_same() {
    #[rustfmt::skip]
    let edits: [(&str, Value); 15] = [
        ("/Tag", Value::Null),
        ("/Accounts/0/Transactions/0/Balance", json!(49993.97)),
        ("/Accounts/0/Transactions/1/Balance", json!(0)),
        ("/Accounts/0/Transactions/0/Balance", json!(50006.04)),
        ("/Accounts/0/Balance/Current", json!(49993.97)),
        ("/Accounts/0/Transactions/0/Debit", json!(0)),
        ("/Accounts/0/Transactions/0/Debit", json!(-12.08)),
        ("/Accounts/0/Transactions/0/Credit", json!(12.08)),
        ("/Accounts/0/Transactions/0/Date", json!("2019-04-20")),
        ("/Accounts/0/Transactions/0/Date", json!("2019-02-29")),
        ("/Accounts/0/Transactions/0/Id", json!("ac25ab22-2828-4174-9653-23bb8918b7c4")),
        ("/Accounts/0/Transactions/0/Code", json!("A1")),
        ("/Login/Username", json!("Badday")),
        ("/RequestId", json!("9022abc2-8a2e-4b06-a06e-c3e5449c4d10")),
        ("/HttpStatusCode", json!(700)),
    ];
    for (pointer, value) in edits {
        let mut record = sample::both();
        let data = sample::find_in(&mut record, Part::Accounts, Role::Poll(2));
        if let Some(place) = sample::body(data).pointer_mut(pointer) {
            *place = value.clone();
        }
        let before = found(&record);
        let mut redactor = redactor(9);
        for exchange in &mut record.trace.exchanges {
            if let Some(body) = &exchange.reply_body {
                exchange.set_reply_body(redactor.body(body.as_bytes()));
            }
        }
        let login_id = redactor.value(&json!({ "LoginId": record.head.login_id }));
        record.head.login_id = login_id["LoginId"].as_str().unwrap().to_owned();
        assert_eq!(found(&record), before, "{pointer} {value}");
        assert_eq!(before.is_empty(), pointer == "/Tag", "{pointer} {value} {before:?}");
    }
}

/// Rules with the places where they are broken. Of a 200 that changed, only that it did: an amount
/// that changes moves the balances above it.
fn found(record: &HarnessRun) -> Vec<(&'static str, String)> {
    let findings = check(&ParsedRun::from(record));
    let mut found = Vec::new();
    for rule in findings.broken_rules() {
        for finding in &findings.of(rule).unwrap().broken {
            found.push((
                rule,
                match &finding.place {
                    _ if rule == flinks_contract::rule::FLOW_STABLE => String::new(),
                    Place::Body { pointer, .. } => pointer.clone(),
                    Place::Outside(label) => label.clone(),
                },
            ));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_same_body_again_is_the_same_and_another_key_is_another() {
    for (name, text) in fixtures() {
        let mut one = redactor(1);
        let first = one.body(text.as_bytes());
        assert_eq!(one.body(text.as_bytes()), first, "{name}");
        assert_eq!(redactor(1).body(text.as_bytes()), first, "{name}");
        assert_ne!(redactor(2).body(text.as_bytes()), first, "{name}");
    }
}

#[test]
fn one_change_is_one_difference() {
    let text = fixtures().into_iter().find(|(name, _)| name == "accounts/seed.json").unwrap().1;
    let table = [
        ("national money", "national monex", "/Accounts/0/Transactions/0/Description"),
        (
            "49993.96,\n          \"Id\"",
            "49993.97,\n          \"Id\"",
            "/Accounts/0/Transactions/0/Balance",
        ),
        ("2019-04-22", "2019-04-23", "/Accounts/0/Transactions/0/Date"),
        ("\"77777\"", "\"77778\"", "/Accounts/0/TransitNumber"),
    ];
    for (old, new, expected) in table {
        assert!(text.contains(old), "{old}");
        let mut redactor = redactor(4);
        let first = read(&redactor.body(text.as_bytes()));
        let second = read(&redactor.body(text.replacen(old, new, 1).as_bytes()));
        let pointers: Vec<_> =
            differences(&first, &second).into_iter().map(|found| found.pointer).collect();
        assert_eq!(pointers, [expected]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Off by as much as before, for any sums, right or wrong.
    #[test]
    fn sums_are_off_by_as_much(
        rows in prop::collection::vec((any::<bool>(), 1_i64..999_999, -3_i64..3), 1..12),
        start in -9_999_999_i64..9_999_999,
        key: u8,
    ) {
        let cents = |cents: i64| {
            let sign = if cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
        };
        let mut balance = start;
        let mut transactions = Vec::new();
        for (is_credit, amount, off_by) in &rows {
            balance += if *is_credit { *amount } else { -amount } + off_by;
            let (debit, credit) = match is_credit {
                true => ("null".to_owned(), cents(*amount)),
                false => (cents(*amount), "null".to_owned()),
            };
            let balance = cents(balance);
            transactions.insert(0, format!(r#"{{"Debit":{debit},"Credit":{credit},"Balance":{balance}}}"#));
        }
        let current = cents(balance + 7);
        let transactions = transactions.join(",");
        let text = format!(r#"{{"Accounts":[{{"Balance":{{"Current":{current},"Available":{current}}},"Transactions":[{transactions}]}}]}}"#);
        let clean = redactor(key).body(text.as_bytes());
        let (old, new) = (read(&text), read(&clean));
        for (row, (_, amount, off_by)) in rows.iter().rev().enumerate().take(rows.len() - 1) {
            let old = residual(&old, row);
            // One that the amount explains is explained by the new one.
            if off_by.abs() != *amount && off_by.abs() != 2 * amount {
                prop_assert_eq!(old, residual(&new, row), "{} {}", text, clean);
            }
        }
        let gap = |body: &Value| {
            let number = |pointer: &str| exact(&body.pointer(pointer).unwrap().to_string()).unwrap();
            let current = number("/Accounts/0/Balance/Current");
            assert_eq!(current, number("/Accounts/0/Balance/Available"));
            current - number("/Accounts/0/Transactions/0/Balance")
        };
        if rows.last().is_some_and(|(_, amount, _)| *amount > 7) {
            prop_assert_eq!(gap(&old), gap(&new));
        }
        prop_assert_eq!(form(&text).replace('-', ""), form(&clean).replace('-', ""));
    }

    /// Any bytes are survived, and what was JSON is JSON, and nothing else is.
    #[test]
    fn json_stays_json_and_nothing_else_becomes_it(text in r#"[\[\]{}:,"\\a-c0-2.eE+ -]{0,40}"#) {
        let clean = redactor(3).body(text.as_bytes());
        let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
        prop_assert_eq!(is_json(&text), is_json(&clean), "{} {}", text, clean);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut redactor = redactor(5);
        redactor.secret("FLINKS_API_KEY", "\u{e9}a%b");
        let clean = redactor.body(&bytes);
        redactor.survivors(&clean);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        redactor.text(&text);
        redactor.header("Location", &text);
    }

    /// What differs stays different, and what is equal equal.
    #[test]
    fn pseudonyms_are_one_to_one(one in "[a-zA-Zé0-9 -]{1,5}", other in "[a-zA-Zé0-9 -]{1,5}") {
        let mut redactor = redactor(6);
        let (new_one, new_other) = (redactor.shown(&one), redactor.shown(&other));
        prop_assert_eq!(one == other, new_one == new_other, "{} {}", new_one, new_other);
    }
}

fn residual(body: &Value, row: usize) -> rust_decimal::Decimal {
    let number = |row: usize, name: &str| {
        let value = body.pointer(&format!("/Accounts/0/Transactions/{row}/{name}")).unwrap();
        exact(&value.to_string()).unwrap_or_default()
    };
    number(row, "Balance") - number(row + 1, "Balance") - number(row, "Credit")
        + number(row, "Debit")
}
