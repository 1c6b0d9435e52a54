//! The data files: each keeps its schema, every id stands once, and what they name exists.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use flinks_contract::code::{self, CODES};
use flinks_contract::conflict::{self, CONFLICTS};
use flinks_contract::coverage::ITEMS;
use flinks_contract::endpoint::{Endpoint, OTHERS};
use flinks_contract::insight::{ATTRIBUTES, KEYWORDS};
use flinks_contract::rule::client::{self, CLIENT_RULES};
use flinks_contract::rule::server::{self, SERVER_RULES};
use flinks_contract::rule::{self, GROUPS, RULES};
use flinks_contract::schema::Message;
use serde_json::{Value, json};

const FILES: [&str; 7] =
    ["client-rules", "codes", "conflicts", "coverage", "endpoints", "insight", "server-rules"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// What is wrong with a data file, as `pointer: message`.
fn violations(name: &str, data: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(&text(&format!("schema/{name}.json"))).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let violations = validator.iter_errors(data);
    violations.map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn each_file_keeps_its_schema() {
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.is_file());
    let found: BTreeSet<_> =
        files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(found, FILES.map(str::to_owned).into());
    for name in FILES {
        let text = text(&format!("{name}.toml"));
        assert!(text.starts_with(&format!("#:schema schema/{name}.json\n")), "{name}");
        assert_eq!(violations(name, &toml::from_str(&text).unwrap()), [""; 0], "{name}.toml");
    }
}

#[test]
fn the_schemas_refuse_what_no_entry_may_have() {
    let table = [
        ("client-rules", "/rule/0/id", json!("CLI-SEQ-1"), "/rule/0/id"),
        ("client-rules", "/rule/0/sentence", json!("A sentence."), "/rule/0/sentence"),
        ("client-rules", "/rule/0/needs", json!("luck"), "/rule/0/needs"),
        ("client-rules", "/rule/0/senn", json!("a client"), "/rule/0"),
        ("server-rules", "/rule/0/effect", json!("no full stop"), "/rule/0/effect"),
        ("server-rules", "/rule/0/unit", json!(["reply"]), "/rule/0/unit"),
        ("codes", "/code/0/retry", json!("never"), "/code/0/retry"),
        ("conflicts", "/conflict/0/variant", json!([]), "/conflict/0/variant"),
        ("coverage", "/item/0/sign", json!("luck"), "/item/0/sign"),
        ("insight", "/attribute/0/measure", json!("guess"), "/attribute/0/measure"),
        ("insight", "/keyword/0/words/0", json!("NSF"), "/keyword/0/words/0"),
        ("endpoints", "/endpoint/0/paths/0", json!("/v3/{customerId}/"), "/endpoint/0/paths/0"),
    ];
    for (name, pointer, value, expected) in table {
        let mut data: Value = toml::from_str(&text(&format!("{name}.toml"))).unwrap();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        match data.pointer_mut(parent).unwrap() {
            Value::Object(members) => _ = members.insert(member.to_owned(), value),
            other => other[member.parse::<usize>().unwrap()] = value,
        }
        let found = violations(name, &data);
        assert!(found.iter().all(|found| found.starts_with(&format!("{expected}: "))), "{found:?}");
        assert!(!found.is_empty(), "{name} {pointer}");
    }
}

/// Every table is read whole, and its entries are found by their exact ids alone.
#[test]
fn ids_are_unique_and_found() {
    let categories = KEYWORDS.iter().map(|keyword| keyword.subcategory);
    let ids: [(&str, Vec<&str>); 7] = [
        ("[[rule]]", CLIENT_RULES.iter().map(|client| client.rule.id).collect()),
        ("[[code]]", CODES.iter().map(|code| code.name).collect()),
        ("[[conflict]]", CONFLICTS.iter().map(|conflict| conflict.id).collect()),
        ("{ group", ITEMS.iter().map(|item| item.name).collect()),
        ("[[other]]", OTHERS.iter().map(|other| other.name).collect()),
        ("[[keyword]]", categories.collect()),
        ("[[rule]]", RULES.iter().map(|rule| rule.id).collect()),
    ];
    for ((entry, ids), file) in ids.into_iter().zip(FILES) {
        let text = text(&format!("{file}.toml"));
        let entries = text.lines().filter(|line| line.trim_start().starts_with(entry)).count();
        assert_eq!(ids.len(), entries, "{file}");
        let unique: HashSet<_> = ids.iter().collect();
        assert!(unique.len() == ids.len() || file == "coverage", "{file}");
    }
    let attributes: HashSet<_> = ATTRIBUTES.iter().map(|attribute| &attribute.name).collect();
    assert_eq!(attributes.len(), ATTRIBUTES.len());
    for client in CLIENT_RULES.iter() {
        assert_eq!(client::find(client.rule.id), Some(client));
    }
    for server in SERVER_RULES.iter() {
        assert_eq!(server::find(server.rule.id), Some(server));
        assert_eq!(rule::find(server.rule.id), Some(&server.rule));
    }
    assert_eq!((client::find("CLI-POLL-999"), rule::find("FLK-ENV-999")), (None, None));
    assert_eq!(code::find("INVALID_LOGIN").map(|code| code.status), Some(401));
    assert_eq!((code::find("invalid_login"), code::find("")), (None, None));
}

#[test]
fn what_is_named_exists() {
    for scenario in scenarios() {
        let path = folder().join(format!("../../scenarios/{scenario}.toml"));
        assert!(path.is_file(), "no scenario {scenario}");
    }
    let named = CODES.iter().flat_map(|code| &code.variants).filter_map(|variant| variant.name);
    let met = ITEMS.iter().filter_map(|item| item.name.split_once(' '));
    let met = met.map(|(_, name)| name).filter(|name| name.contains('_'));
    for name in named.chain(met) {
        let is_older = name == "INVALID_SECURITY_RESPONSE_NO_RETRY";
        assert!(code::find(name).is_some() || is_older, "no code {name}");
    }
    let schemas = Message::ALL.map(Message::text).concat();
    let named =
        named_conflicts(&(FILES.map(|name| text(&format!("{name}.toml"))).concat() + &schemas));
    assert!(named.contains("C3") && named.contains("C28"), "{named:?}");
    for id in named {
        assert!(conflict::find(&id).is_some(), "{id} is not in the register");
    }
}

fn scenarios() -> impl Iterator<Item = &'static str> {
    let rules = CLIENT_RULES.iter().map(|client| client.scenario);
    rules.chain(ITEMS.iter().map(|item| item.scenario))
}

/// Words of the form C and one or two digits.
fn named_conflicts(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_id = |word: &&str| {
        let digits = word.strip_prefix('C').unwrap_or_default();
        (1..=2).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
    };
    words.filter(is_id).map(str::to_owned).collect()
}

/// A listing shows the rules by group, and none may be lost by that.
#[test]
fn rules_stand_in_the_order_of_their_groups() {
    let rules = || CLIENT_RULES.iter().map(|client| &client.rule).chain(RULES.iter());
    let mut groups: Vec<_> = rules().map(|rule| rule.group()).collect();
    groups.dedup();
    assert_eq!(groups, GROUPS.iter().map(|group| group.name).collect::<Vec<_>>());
    assert_eq!(groups.iter().collect::<HashSet<_>>().len(), groups.len());
    for group in groups {
        let ids: Vec<_> =
            rules().map(|rule| rule.id).filter(|id| id.starts_with(&format!("{group}-"))).collect();
        assert!(ids.is_sorted(), "{ids:?}");
    }
}

/// `Endpoint` is an index into the file.
#[test]
fn endpoints_stand_in_the_order_of_the_type() {
    for endpoint in Endpoint::EVERY {
        assert_eq!(format!("{endpoint:?}"), endpoint.name());
        assert_eq!(Endpoint::EVERY[endpoint as usize], endpoint);
        assert_eq!(Endpoint::named(endpoint.name()), Some(endpoint));
    }
    assert_eq!(text("endpoints.toml").matches("[[endpoint]]").count(), Endpoint::EVERY.len());
    assert_eq!(Endpoint::named("authorize"), None);
    let names: HashSet<_> = OTHERS.iter().map(|other| other.name).collect();
    assert!(Endpoint::EVERY.iter().all(|endpoint| !names.contains(endpoint.name())));
}
