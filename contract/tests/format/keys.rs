//! Both know the same names.

use std::collections::BTreeSet;

use flinks_contract::code::CODES;
use serde_json::Value;

use super::{DOCUMENT, HEAD, parsed};

/// Each row: a pointer to a table of the schema, and a file with the key or the value `zzzz` there.
#[test]
fn the_same_names() {
    const QUESTION: &str = "[[step]]\non = \"authorize\"\n[[step.reply.challenge.ask]]\n";
    let step = |rest: &str| format!("[[step]]\non = \"data\"\n{rest}");
    let rule = |rest: &str| format!("[[fault]]\non = \"data\"\nplay = \"reset\"\n{rest}");
    #[rustfmt::skip]
    let table = [
        ("/properties", "zzzz = 1".to_owned()),
        ("/$defs/fixtures/properties", "fixtures.zzzz = 1".to_owned()),
        ("/$defs/session/properties", "session.zzzz = 1".to_owned()),
        ("/$defs/token/properties", "token.zzzz = 1".to_owned()),
        ("/$defs/on/enum", "[[step]]\non = \"zzzz\"".to_owned()),
        ("/$defs/step/properties", step("zzzz = 1")),
        ("/$defs/reply/anyOf", step("reply.zzzz = 1")),
        ("/$defs/raw/properties", step("reply.raw.zzzz = 1")),
        ("/$defs/challenge/properties", "[[step]]\non = \"authorize\"\nreply.challenge.zzzz = 1".to_owned()),
        ("/$defs/question/properties", format!("{QUESTION}zzzz = 1")),
        ("/$defs/question/properties/type/enum", format!("{QUESTION}type = \"zzzz\"")),
        ("/$defs/delay/anyOf", step("delay.zzzz = 1")),
        ("/$defs/uniform/properties", step("delay.uniform.zzzz = 1")),
        ("/$defs/log-normal/properties", step("delay.log-normal.zzzz = 1")),
        ("/$defs/fault/anyOf", step("fault = \"zzzz\"")),
        ("/$defs/cut/properties", step("fault.reset-after.zzzz = 1")),
        ("/$defs/drip/properties", step("fault.drip.zzzz = 1")),
        ("/$defs/http-error/properties", step("fault.http-error.zzzz = 1")),
        ("/$defs/rule/properties", rule("zzzz = 1")),
    ];
    for (pointer, rest) in table {
        let said = parsed(&format!("{HEAD}{rest}\n")).unwrap();
        let schema = names(DOCUMENT.pointer(pointer).unwrap());
        assert_eq!(schema, known(&said), "{pointer}\n{said}");
    }
}

#[test]
fn the_same_codes() {
    let errors = CODES.iter().filter(|code| code.status >= 400);
    let errors: BTreeSet<String> = errors.map(|code| code.name.to_owned()).collect();
    assert_eq!(names(&DOCUMENT["$defs"]["code"]["enum"]), errors);
}

#[test]
fn every_key_is_described() {
    described("", &DOCUMENT);
}

fn described(path: &str, schema: &Value) {
    if let Some(members) = schema["properties"].as_object() {
        for (key, member) in members {
            assert!(member["description"].is_string(), "{path}/{key} has no description");
        }
    }
    match schema {
        Value::Object(members) => {
            members.iter().for_each(|(key, inner)| described(&format!("{path}/{key}"), inner));
        }
        Value::Array(items) => items.iter().for_each(|inner| described(path, inner)),
        _ => {}
    }
}

#[test]
fn every_definition_has_a_title_and_is_used() {
    let text = DOCUMENT.to_string();
    for (name, schema) in DOCUMENT["$defs"].as_object().unwrap() {
        assert!(schema["title"].is_string(), "{name}");
        assert!(text.contains(&format!("\"#/$defs/{name}\"")), "{name}");
    }
}

/// The keys of an object; the values of an `enum`; both together of an `anyOf`.
fn names(schema: &Value) -> BTreeSet<String> {
    match schema {
        Value::Object(members) => members.keys().cloned().collect(),
        Value::Array(items) => items.iter().flat_map(listed).collect(),
        _ => BTreeSet::new(),
    }
}

fn listed(item: &Value) -> BTreeSet<String> {
    match item {
        Value::String(name) => BTreeSet::from([name.clone()]),
        _ if item["enum"].is_array() => names(&item["enum"]),
        _ => names(&item["properties"]),
    }
}

/// The names that the parser lists when it does not know one. `zzzz` is near to none of them.
fn known(said: &str) -> BTreeSet<String> {
    let (_, list) = said.split_once("expected one of ").unwrap();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
