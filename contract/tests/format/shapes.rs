//! Both take and refuse the same files, as far as their shape goes.

use std::fs;
use std::path::Path;

use super::{HEAD, parsed, validated};

#[test]
fn every_built_in_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            assert_eq!(validated(&fs::read_to_string(&path).unwrap()), None, "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

/// Every key at once.
#[test]
fn a_file_with_everything() {
    let text = include_str!("everything.toml");
    assert_eq!(parsed(text), None);
    assert_eq!(validated(text), None);
    for key in super::DOCUMENT["properties"].as_object().unwrap().keys() {
        assert!(text.contains(key), "{key}");
    }
    for definition in super::DOCUMENT["$defs"].as_object().unwrap().values() {
        for key in definition["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
            assert!(text.contains(key), "{key}");
        }
    }
}

/// Beside those of the checks, each of which is looked at in the schema as well.
#[test]
fn bad_files() {
    #[rustfmt::skip]
    let table = [
        "username = 5",
        "customers = \"ada\"",
        "fixtures = [\"a\"]",
        "session.ended = \"GONE\"",
        "session.consumed = \"yes\"",
        "token.required = 1",
        "step = 5",
        "[[step]]\non = \"Accounts\"",
        "[[step]]\non = \"data\"\ntimes = \"2\"",
        "[[step]]\non = \"data\"\nreply = {}",
        "[[step]]\non = \"data\"\nreply.raw.body = \"a\"",
        "[[step]]\non = \"data\"\nreply.raw = { status = 200, content-type = \"\\u00e9\" }",
        "[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ prompt = \"A?\" }]",
        "[[step]]\non = \"data\"\nfault.reset-after = {}",
    ];
    for rest in table {
        let text = format!("{HEAD}{rest}\n");
        assert!(parsed(&text).is_some(), "taken by the parser: {rest}");
        assert!(validated(&text).is_some(), "taken by the schema: {rest}");
    }
}
