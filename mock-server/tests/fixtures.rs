//! What the committed fixtures keep, checked from their text alone: money is compared in cents that
//! are read from the digits, never as floats, and no code of the server or the harness is asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

#[path = "../examples/generate_fixture/ninety_days/mod.rs"]
mod ninety_days;

const PLACES: [&str; 4] = ["{{RequestId}}", "{{LoginId}}", "{{Username}}", "{{Institution}}"];

/// The one number of the Flinks guide "Make API calls" that is not kept for fiction.
const PHONE_OF_THE_GUIDE: &str = "(514) 333-7777";

#[test]
fn ninety_days_is_what_the_generator_prints() {
    let committed = fs::read_to_string(folder().join("accounts/ninety-days.json")).unwrap();
    let generated = ninety_days::body(ninety_days::SEED, ninety_days::LAST_DAY);
    assert!(
        committed == generated,
        "fixtures/accounts/ninety-days.json is out of date; write it again with\n  cargo run -p \
         flinks-mock --example generate_fixture > fixtures/accounts/ninety-days.json"
    );
}

#[test]
fn ninety_days_has_about_40_kb_three_accounts_and_90_days() {
    let path = folder().join("accounts/ninety-days.json");
    let size = fs::metadata(&path).unwrap().len();
    assert!((38_000..=44_000).contains(&size), "{size} bytes");

    let body = read(&path);
    let kinds: Vec<_> =
        accounts(&body).iter().map(|a| (text(&a["Category"]), text(&a["Type"]))).collect();
    assert_eq!(
        kinds,
        [("Operations", "Chequing"), ("Operations", "Savings"), ("Credits", "CreditCard")]
    );
    let mut dates: Vec<_> =
        accounts(&body).iter().flat_map(transactions).map(|t| text(&t["Date"])).collect();
    dates.sort_unstable();
    assert!(dates[0] >= "2026-08-03" && dates[dates.len() - 1] <= "2026-10-31", "{dates:?}");
}

#[test]
fn the_seed_account_has_the_digits_of_the_guide() {
    let body = read(&folder().join("accounts/seed.json"));
    let first = &accounts(&body)[0];
    assert_eq!(
        first["Transactions"].to_string(),
        concat!(
            r#"[{"Date":"2019-04-22","Code":null,"Description":"national money","Debit":12.08,"#,
            r#""Credit":null,"Balance":49993.96,"Id":"633b976e-c713-4b59-9717-3ec407bdde8b"},"#,
            r#"{"Date":"2019-04-21","Code":null,"Description":"john.doe@example.com","Debit":null,"#,
            r#""Credit":12.07,"Balance":50006.04,"Id":"ac25ab22-2828-4174-9653-23bb8918b7c4"}]"#,
        )
    );
    assert_eq!(
        first["Balance"].to_string(),
        r#"{"Available":null,"Current":49993.96,"Limit":null}"#
    );
    assert_eq!(first["Id"], "ae1dac72-70da-4626-fed8-08d682e1ff4a");
}

#[test]
fn members_and_their_order_are_those_of_the_guide() {
    for (name, body) in accounts_fixtures() {
        assert_keys(&name, &body, "HttpStatusCode Accounts Login Institution RequestId");
        assert_keys(&name, &body["Login"], "Username IsScheduledRefresh LastRefresh Type Id");
        for account in accounts(&body) {
            assert_keys(
                &name,
                account,
                "Transactions TransitNumber InstitutionNumber OverdraftLimit Title AccountNumber \
                 Balance Category Type Currency Holder Id",
            );
            assert_keys(&name, &account["Balance"], "Available Current Limit");
            assert_keys(&name, &account["Holder"], "Name Address Email PhoneNumber");
            assert_keys(
                &name,
                &account["Holder"]["Address"],
                "CivicAddress City Province PostalCode POBox Country",
            );
            for transaction in transactions(account) {
                assert_keys(&name, transaction, "Date Code Description Debit Credit Balance Id");
            }
        }
    }
}

#[test]
fn ids_are_guids_and_stand_for_one_thing() {
    for (name, body) in accounts_fixtures() {
        let mut seen = BTreeMap::new();
        for thing in accounts(&body).iter().flat_map(|a| transactions(a).iter().chain([a])) {
            let id = text(&thing["Id"]);
            assert!(is_guid(id), "{name}: {id}");
            assert_eq!(seen.insert(id, ()), None, "{name}: {id} twice");
        }
    }
}

#[test]
fn a_security_keeps_its_id() {
    for (name, body) in fixtures("investments") {
        let mut seen: BTreeMap<&str, &Value> = BTreeMap::new();
        visit(&body, &mut |_, value| {
            let Some(id) = value.get("Id").and_then(Value::as_str) else { return };
            assert!(is_guid(id), "{name}: {id}");
            let first = seen.entry(id).or_insert(value);
            assert_eq!(*first, value, "{name}: {id} is two things");
        });
    }
}

#[test]
fn every_transaction_has_either_a_debit_or_a_credit_above_zero() {
    each_account(|name, account| {
        for transaction in transactions(account) {
            let moved = [&transaction["Debit"], &transaction["Credit"]].map(cents);
            let is_one = matches!(moved, [Some(1..), None] | [None, Some(1..)]);
            assert!(is_one, "{name}: {transaction}");
            assert_eq!(transaction["Code"], Value::Null, "{name}: {transaction}");
        }
    });
}

#[test]
fn transactions_are_dated_and_the_newest_comes_first() {
    each_account(|name, account| {
        let dates: Vec<_> = transactions(account).iter().map(|t| text(&t["Date"])).collect();
        for date in &dates {
            assert!(is_date(date), "{name}: {date}");
        }
        assert!(dates.is_sorted_by(|newer, older| newer >= older), "{name}: {dates:?}");
    });
}

#[test]
fn balances_add_up_to_the_cent() {
    each_account(|name, account| {
        let transactions = transactions(account);
        let newest = transactions.first().expect("an account has a transaction");
        assert_eq!(
            cents(&newest["Balance"]),
            cents(&account["Balance"]["Current"]),
            "{name}: the newest balance and Balance.Current of {}",
            account["Title"]
        );
        for pair in transactions.windows(2) {
            let [newer, older] = pair else { unreachable!("windows of two") };
            let moved = cents(&newer["Credit"]).unwrap_or(0) - cents(&newer["Debit"]).unwrap_or(0);
            assert_eq!(
                cents(&newer["Balance"]),
                cents(&older["Balance"]).map(|before| before + moved),
                "{name}: {newer} after {older}"
            );
        }
    });
}

#[test]
fn a_card_has_left_what_is_not_used_of_its_limit() {
    each_account(|name, account| {
        let balance = &account["Balance"];
        if let Some(limit) = cents(&balance["Limit"]) {
            let left = cents(&balance["Current"]).map(|current| limit + current);
            assert_eq!(cents(&balance["Available"]), left, "{name}: {balance}");
        }
    });
}

#[test]
fn an_investment_account_is_worth_its_cash_and_its_positions() {
    let body = read(&folder().join("investments/holdings.json"));
    let accounts = array(&body["Investments"][0]["Accounts"]);
    assert_eq!(accounts.len(), 2);
    for account in accounts {
        let market: Option<i64> =
            array(&account["Positions"]).iter().map(|p| cents(&p["MarketValue"])).sum();
        let value = cents(&account["Cash"]).zip(market).map(|(cash, market)| cash + market);
        assert_eq!(cents(&account["AccountValue"]), value, "{}", account["Name"]);
    }
}

#[test]
fn places_are_known_and_fill_whole_strings_or_end_a_path() {
    each_text(|name, _, text| {
        if !text.contains("{{") && !text.contains("}}") {
            return;
        }
        let place = text.strip_prefix("/GetAccountsDetailAsync/").unwrap_or(text);
        assert!(PLACES.contains(&place), "{name}: {text}");
    });
}

#[test]
fn email_goes_to_reserved_domains_only() {
    each_text(|name, _, text| {
        for after in text.split('@').skip(1) {
            let domain = after.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
            assert!(["example.com", "example.org"].contains(&domain), "{name}: {text}");
        }
    });
}

#[test]
fn telephone_numbers_are_kept_for_fiction() {
    each_text(|name, key, text| {
        if key == "PhoneNumber" && text != PHONE_OF_THE_GUIDE {
            let line = text.strip_prefix("(514) 555-01").unwrap_or_default();
            let is_line = line.len() == 2 && line.bytes().all(|b| b.is_ascii_digit());
            assert!(is_line, "{name}: {text}");
        }
    });
}

#[test]
fn no_number_could_be_a_card_or_a_social_insurance_number() {
    for (name, body) in every_fixture() {
        visit(&body, &mut |_, value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let is_leaf = value.is_string() || value.is_number();
            if is_leaf && !is_guid(&text) {
                assert_eq!(real_number(&text), None, "{name}: {text}");
            }
        });
    }
}

#[test]
fn a_real_number_is_seen() {
    let rows = [
        ("4111111111111111", true),
        ("paid with 4111 1111 1111 1111", true),
        ("4111-1111-1111-1111", true),
        ("4111111111111112", false),
        ("046 454 286", true),
        ("046454287", false),
        ("46454286", false),
        ("(514) 333-7777", false),
        ("2019-05-09T13:47:46.5227901", false),
    ];
    for (text, is_real) in rows {
        assert_eq!(real_number(text).is_some(), is_real, "{text}");
    }
}

#[test]
fn cents_come_from_the_digits() {
    let rows = [
        ("0", Some(0)),
        ("0.07", Some(7)),
        ("12.1", Some(1210)),
        ("12.10", Some(1210)),
        ("-0.50", Some(-50)),
        ("-289.79", Some(-28_979)),
        ("null", None),
    ];
    for (text, expected) in rows {
        assert_eq!(cents(&serde_json::from_str(text).unwrap()), expected, "{text}");
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn every_fixture() -> Vec<(String, Value)> {
    ["authorize", "pending", "accounts", "investments"].into_iter().flat_map(fixtures).collect()
}

fn accounts_fixtures() -> Vec<(String, Value)> {
    let found = fixtures("accounts");
    assert!(found.len() >= 3, "seed, ninety-days and empty");
    found
}

/// The fixtures of a kind, by `kind/file name`.
fn fixtures(kind: &str) -> Vec<(String, Value)> {
    let entries = fs::read_dir(folder().join(kind)).expect("the folder of a kind exists");
    let mut paths: Vec<_> = entries.map(|e| e.expect("the folder can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| (format!("{kind}/{}", file_name(path)), read(path))).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a fixture can be read");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn each_account(check: impl Fn(&str, &Value)) {
    for (name, body) in accounts_fixtures() {
        accounts(&body).iter().for_each(|account| check(&name, account));
    }
}

/// Every string of every fixture: name of the fixture, member name, string.
fn each_text(check: impl Fn(&str, &str, &str)) {
    for (name, body) in every_fixture() {
        visit(&body, &mut |key, value| {
            if let Some(text) = value.as_str() {
                check(&name, key, text);
            }
        });
    }
}

fn visit<'a>(value: &'a Value, check: &mut impl FnMut(&str, &'a Value)) {
    check("", value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, check)),
        Value::Object(members) => visit_members(members, check),
        _ => {}
    }
}

fn visit_members<'a>(members: &'a Map<String, Value>, check: &mut impl FnMut(&str, &'a Value)) {
    for (key, value) in members {
        match value {
            Value::Array(_) | Value::Object(_) => visit(value, check),
            _ => check(key, value),
        }
    }
}

fn accounts(body: &Value) -> &[Value] {
    array(&body["Accounts"])
}

fn transactions(account: &Value) -> &[Value] {
    array(&account["Transactions"])
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn assert_keys(name: &str, object: &Value, expected: &str) {
    let keys: Vec<_> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected: Vec<_> = expected.split_whitespace().collect();
    assert_eq!(keys, expected, "{name}");
}

/// An amount with at most two decimals, in cents; none for null.
fn cents(amount: &Value) -> Option<i64> {
    let digits = amount.as_number()?.to_string();
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    assert!(decimals.len() <= 2, "{digits} has more than two decimals");
    Some(format!("{whole}{decimals:0<2}").parse().expect("an amount is made of digits"))
}

fn is_guid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    text.len() == 10 && matches!(parts[..], [Some(1900..=2100), Some(1..=12), Some(1..=31)])
}

/// A run of digits, perhaps with single spaces or hyphens in between, that is as long as a card
/// number (13 to 19 digits) or a social insurance number (9) and passes the Luhn check (ISO 7812).
fn real_number(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == ' ' || c == '-';
    text.split(|c| !is_part(c))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .find(|digits| matches!(digits.len(), 9 | 13..=19) && passes_luhn(digits))
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits.bytes().rev().map(|b| u32::from(b - b'0')).enumerate().map(weigh).sum();
    sum.is_multiple_of(10)
}

/// Every second digit from the right counts twice, and its own two digits are added.
fn weigh((place, digit): (usize, u32)) -> u32 {
    if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
}
