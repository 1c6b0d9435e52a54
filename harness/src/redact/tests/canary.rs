//! Nothing of a value comes through, wherever it stands and however it is written.

use serde_json::Value;

use super::{fixtures, redactor};

const CANARY: &str = "Zyqcanary";

/// Whether any of `canaries` is in the text, in either case.
fn assert_gone(clean: &str, canaries: &[&str], place: &str) {
    let lower = clean.to_lowercase();
    for canary in canaries {
        assert!(!lower.contains(&canary.to_lowercase()), "{place}: {clean}");
    }
}

/// Every string and number of the body in turn, then every member name.
fn planted(body: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut open = vec![String::new()];
    while let Some(pointer) = open.pop() {
        let mut places = Vec::new();
        match body.pointer(&pointer) {
            Some(Value::Object(members)) => {
                places.extend(members.keys().map(|name| format!("{pointer}/{name}")));
                let mut renamed = body.clone();
                if let Some(Value::Object(members)) = renamed.pointer_mut(&pointer) {
                    members.insert(CANARY.to_owned(), Value::from(CANARY));
                    members.insert(format!("With{CANARY}"), Value::Null);
                }
                all.push((format!("{pointer}/+"), renamed));
            }
            Some(Value::Array(values)) if !values.is_empty() => places.push(format!("{pointer}/0")),
            _ => {}
        }
        for place in &places {
            for canary in [Value::from(CANARY), serde_json::from_str("8675309421.37").unwrap()] {
                let mut body = body.clone();
                if let Some(value) = body.pointer_mut(place) {
                    *value = canary;
                }
                all.push((place.clone(), body));
            }
        }
        open.extend(places);
    }
    all
}

#[test]
fn in_every_place_of_every_body() {
    for (name, text) in fixtures().into_iter().filter(|(_, text)| text.len() < 6_000) {
        let body: Value = serde_json::from_str(&text).unwrap();
        for (place, body) in planted(&body) {
            let mut redactor = redactor(1);
            let clean = redactor.body(body.to_string().as_bytes());
            assert_gone(&clean, &["zyqc", "canary", "8675309421"], &format!("{name}{place}"));
            assert_eq!(redactor.survivors(&clean), []);
            if body.to_string().contains(CANARY) {
                assert_gone(&redactor.text(&format!("no {CANARY}")), &["zyqc"], &place);
            }
        }
    }
}

/// What stands in the fixtures themselves, and is no word of the contract.
#[test]
fn of_the_values_of_the_fixtures() {
    let values = [
        "John",
        "Doe",
        "john.doe",
        "Montr",
        "H3B",
        "5E8",
        "333-7777",
        "1111000",
        "77777",
        "12.08",
        "49993.96",
        "50006.04",
        "2019-04-22",
        "633b976e",
        "5e115eac",
        "Greatday",
        "5227901",
        "national",
        "money",
        "EXBND",
        "Northern",
        "3750.00",
        "TSX",
    ];
    for (name, text) in fixtures().into_iter().filter(|(name, _)| !name.contains("ninety")) {
        let mut redactor = redactor(2);
        let clean = redactor.body(text.as_bytes());
        for value in values {
            assert!(!clean.contains(value), "{name}: {value}: {clean}");
        }
        assert_eq!(redactor.survivors(&clean), [], "{name}");
    }
}

/// A number that stands alone among zeros is not carried over as a difference from zero.
#[test]
fn as_the_only_amount_of_an_account() {
    let canary = "8675309421.37";
    for text in [
        r#"{"Transactions":[{"Debit":null,"Credit":null,"Balance":X},{"Debit":0,"Credit":0,"Balance":0}],"Balance":{"Current":0}}"#,
        r#"{"Transactions":[{"Debit":null,"Credit":null,"Balance":0}],"Balance":{"Current":X,"Available":0}}"#,
        r#"{"Transactions":[{"Debit":null,"Credit":null,"Balance":0}],"Balance":{"Current":0,"Available":X}}"#,
        r#"{"Transactions":[],"Balance":{"Current":X,"Available":X,"Limit":X}}"#,
        r#"{"Transactions":[{"Debit":X,"Credit":null,"Balance":0},{"Balance":0}],"Balance":{"Current":0}}"#,
    ] {
        let text = text.replace('X', canary);
        let clean = redactor(3).body(text.as_bytes());
        assert_gone(&clean, &["8675309421", "675309421", "8675309"], &text);
    }
}

#[test]
fn in_what_is_no_json() {
    let pages = [
        format!("<html><head><title>502 Bad Gateway</title></head><body>{CANARY}</body></html>"),
        format!("{{\"Holder\":{{\"Name\":\"{CANARY}"),
        format!("{{\"Message\":\"not {CANARY}"),
        format!("{{\"Holder\":{{\"{CANARY}"),
        format!("[\"{CANARY}\\"),
        format!("\u{feff}{{\"Message\":\"{CANARY}\"}}"),
        format!("{{\"Message\":\"ok\"}} {{\"Message\":\"{CANARY}\"}}"),
        format!("{{\"Message\":\"\\q{CANARY}\\ud800\"}}"),
        format!("{{\"Message\":'{CANARY}', {CANARY}: {CANARY}}}"),
        format!("\u{0}\u{1}{CANARY}"),
        format!("{}{{\"Message\":\"{CANARY}\"}}", "[".repeat(200)),
        r#"{"\u005ayqcanary":"\u005a\u0079qcanary"}"#.to_owned(),
        CANARY.to_owned(),
        format!("\"{CANARY}\""),
    ];
    for page in pages {
        let clean = redactor(4).body(page.as_bytes());
        assert_gone(&clean, &["zyqc", "canary"], &page);
    }
    let mut latin = b"{\"City\":\"Zyqcan\xe9ary\"}".to_vec();
    latin.extend_from_slice(&[0xff, 0xfe]);
    assert_gone(&redactor(4).body(&latin), &["zyqc"], "Latin-1");
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_gone(&redactor(4).body(&wide).replace('\0', ""), &["zyqc", "nary"], "UTF-16");
}

#[test]
fn an_error_page_stays_readable() {
    let table = [
        (
            "<html><head><title>502 Bad Gateway</title></head></html>",
            "<html><head><title>502 Bad Gateway</title></head></html>",
        ),
        (
            r#"{"HttpStatusCode": 401, "Message": "You must provide a valid auth key"}"#,
            r#"{"HttpStatusCode": 401, "Message": "You must provide a valid auth key"}"#,
        ),
        ("upstream connect error", "upstream connect error"),
    ];
    for (text, expected) in table {
        assert_eq!(redactor(1).body(text.as_bytes()), expected);
    }
}

#[test]
fn long_texts_are_cut_and_still_told_apart() {
    let long = |end: &str| format!("{}{end}", "error ".repeat(20_000));
    let mut redactor = redactor(1);
    let [one, other] = [long("a"), long("b")].map(|text| redactor.body(text.as_bytes()));
    assert!(one.len() < 66_000, "{}", one.len());
    assert!(one.contains("[54465 more bytes, "), "{}", &one[65_500..]);
    assert_ne!(one, other);
}
