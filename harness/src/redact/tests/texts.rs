//! Messages, headers, secrets in any form, and what survives.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

use super::redactor;
use crate::redact::{Depth, Redactor, Survivor, SurvivorKind};

const KEY: &str = "c4na/ry Key+17";

fn with_secret(depth: Depth) -> Redactor {
    let mut redactor = Redactor::new([1; 32], depth);
    redactor.secret("FLINKS_API_KEY", KEY);
    redactor
}

/// The secret in every form, in the middle of a text.
fn forms() -> Vec<String> {
    let hexadecimal: String = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = KEY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = KEY.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let entities: String = KEY.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let mut forms = vec![
        KEY.to_owned(),
        KEY.to_uppercase(),
        KEY.to_lowercase(),
        hexadecimal.to_uppercase(),
        hexadecimal,
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        percent,
        escaped.to_uppercase().replace("\\U", "\\u"),
        escaped,
        entities,
        "c4na%2Fry+Key%2B17".to_owned(),
        "c4na\\/ry Key+17".to_owned(),
        "%634na/ry%20Key+17".to_owned(),
    ];
    for before in ["", "a", "ab", "user:"] {
        let bytes = format!("{before}{KEY} and more");
        forms.extend([
            STANDARD.encode(&bytes),
            STANDARD_NO_PAD.encode(&bytes),
            URL_SAFE.encode(&bytes),
        ]);
    }
    forms
}

/// `%41` of the secret and that of the text are undone together.
#[test]
fn a_secret_that_looks_escaped_in_a_text_that_is() {
    let mut redactor = Redactor::new([1; 32], Depth::SecretsOnly);
    redactor.secret("FLINKS_API_KEY", "key%41\\u0042~");
    for text in ["key%41\\u0042~", "\\u006bey%41\\u0042~", "%6bey%41B~", "key%2541\\u0042~"] {
        assert_eq!(redactor.text(text), "$FLINKS_API_KEY", "{text}");
    }
}

#[test]
fn secrets_in_every_form() {
    for depth in [Depth::Everything, Depth::SecretsOnly] {
        let mut redactor = with_secret(depth);
        for form in forms() {
            assert_eq!(
                redactor.text(&format!("error: <{form}>")),
                "error: <$FLINKS_API_KEY>",
                "{form}"
            );
            let kind = SurvivorKind::Secret("FLINKS_API_KEY");
            let survivors = redactor.survivors(&format!("a {form}"));
            assert!(survivors.contains(&Survivor { kind, at: 2 }), "{form}: {survivors:?}");
            let body = redactor.body(format!("<p>{form}</p>").as_bytes());
            assert_eq!(redactor.survivors(&body), [], "{form}");
        }
    }
}

#[test]
fn only_secrets_where_the_bodies_are_nobodys() {
    let id = "5e115eac-1209-4f19-641c-08d6d484e2fe";
    let mut redactor = with_secret(Depth::SecretsOnly);
    redactor.secret("FLINKS_LOGIN_ID", id);
    let text = r#"{"Holder":{"Name":"John Doe"},"Balance":12.10,"Date":"2019-04-22"}"#;
    assert_eq!(redactor.body(text.as_bytes()), text);
    assert_eq!(redactor.text("John Doe, 1111000"), "John Doe, 1111000");
    // A GUID stays one, for the sake of its schema, and is the same in what is sent.
    let body = redactor.body(format!(r#"{{"Id":"{id}"}}"#).as_bytes());
    assert!(!body.contains(id) && !body.contains('$'), "{body}");
    let sent = redactor.value(&json!({ "Id": id }));
    assert_eq!(sent.to_string(), body);
}

#[test]
fn what_is_sent_is_what_comes_back() {
    let id = "5e115eac-1209-4f19-641c-08d6d484e2fe";
    let mut redactor = redactor(1);
    redactor.secret("FLINKS_LOGIN_ID", id);
    let sent = redactor.value(&json!({ "LoginId": id, "MostRecentCached": true, "Save": "true" }));
    assert_eq!((&sent["MostRecentCached"], &sent["Save"]), (&json!(true), &json!("true")));
    let upper = id.to_uppercase();
    let body = redactor.body(format!(r#"{{"Login":{{"Id":"{upper}"}}}}"#).as_bytes());
    let back: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(back["Login"]["Id"], sent["LoginId"].as_str().unwrap().to_uppercase());
}

#[test]
fn shapes_in_a_message() {
    #[rustfmt::skip]
    let table = [
        ("cannot connect: Connection refused (os error 111)", "cannot connect: Connection refused (os error 111)", ""),
        ("invalid peer certificate: expired", "invalid peer certificate: expired", ""),
        ("no session 1243c283-e0ca-4fda-a5e4-343068430190.", "no session ########-####-####-####-############.", "1243c283"),
        ("mail jane.roe@bank.ca, please", "mail ####.###@####.##.example, please", "jane"),
        ("account 1111000", "account #######", "1111000"),
        ("call (514) 333-7777 now", "call (###) ###-#### now", "514"),
        ("at H3B 5E8 or h3b5e8", "at ### ### or ######", "H3B"),
        ("key aGVsbG8gd29ybGQhIQ", "key ##################", "aGVs"),
        ("at https://a.example/v3/GetAccountsDetail/Zyqcanary17XyZ", "at https://a.example/v3/GetAccountsDetail/##############", "Zyq"),
    ];
    for (text, expected, gone) in table {
        let clean = redactor(1).text(text);
        let masked: String = expected
            .chars()
            .zip(clean.chars())
            .map(|(e, c)| if e == '#' { '#' } else { c })
            .collect();
        assert_eq!(masked, expected, "{clean}");
        assert_eq!(clean.len(), expected.len());
        assert!(gone.is_empty() || !clean.contains(gone), "{clean}");
    }
    let days = redactor(1).text("since 2026-11-21, 2026-11-21T10:00:00Z");
    assert!(!days.contains("2026-11-21") && days.contains("T10:00:00Z"), "{days}");
}

#[test]
fn what_was_hidden_is_hidden_in_messages_and_found_where_it_survives() {
    let mut redactor = redactor(1);
    let clean = redactor.body(br#"{"Holder":{"Name":"Berthe Bovary"}}"#);
    let said = redactor.text("no account of BERTHE, bovary; error");
    assert!(!said.to_lowercase().contains("berthe") && !said.contains("bovary"), "{said}");
    assert!(said.starts_with("no account of ") && said.ends_with("; error"), "{said}");
    assert_eq!(redactor.survivors(&clean), []);
    let hidden = |at| Survivor { kind: SurvivorKind::Hidden, at };
    assert_eq!(redactor.survivors("x Bovary"), [hidden(2)]);
    assert_eq!(redactor.survivors(r"x B\u006fvary %42erthe"), [hidden(2), hidden(14)]);
}

#[test]
fn its_own_ids_stay_in_messages() {
    let mut redactor = redactor(1);
    let id = redactor.value(&json!({ "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190" }));
    let id = id["RequestId"].as_str().unwrap();
    assert_eq!(redactor.text(id), id);
}

#[test]
fn headers_that_are_kept() {
    let mut redactor = with_secret(Depth::Everything);
    #[rustfmt::skip]
    let table = [
        ("Content-Type", "application/json; charset=utf-8", Some("application/json; charset=utf-8")),
        ("content-type", "Text/HTML", Some("Text/HTML")),
        ("Retry-After", "120", Some("120")),
        ("Location", "/v3/error?status=401", Some("/v3/error?status=401")),
        ("Location", "/c4na%2Fry%20Key+17/error", Some("/$FLINKS_API_KEY/error")),
        ("Set-Cookie", "a=b", None),
        ("X-Request-Id", "17", None),
    ];
    for (name, value, expected) in table {
        assert_eq!(redactor.header(name, value).as_deref(), expected, "{name}: {value}");
    }
    for (name, value) in [
        ("Content-Type", "application/zyqcanary"),
        ("Content-Type", "application/json; boundary=zyqcanary"),
        ("Location", "https://zyqcanary.example/zyqcanary?a=zyqcanary"),
        ("Retry-After", "zyqcanary"),
        ("Date", "zyqcanary"),
    ] {
        let clean = redactor.header(name, value).unwrap();
        assert!(!clean.contains("zyqc"), "{clean}");
    }
    let date = redactor.header("Date", "Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    assert!(date.ends_with(" 08:49:37 GMT") && !date.contains("06 Nov 1994"), "{date}");
}

#[test]
fn long_messages_are_cut() {
    let text = redactor(1).text(&"a.".repeat(4_000));
    assert_eq!(text.chars().count(), 4_097);
    assert!(text.ends_with('…'));
}

#[test]
fn the_layer_itself_shows_nothing() {
    assert_eq!(format!("{:?}", with_secret(Depth::Everything)), "Redactor");
}
