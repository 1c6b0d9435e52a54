//! docs/scenarios.md knows every key.

use super::DOCUMENT;

const DOCS: &str = include_str!("../../../docs/scenarios.md");

#[test]
fn every_key_has_its_row() {
    let rows: Vec<&str> = DOCS.lines().filter(|line| line.starts_with("| `")).collect();
    let has_row = |key: &str| rows.iter().any(|row| row.starts_with(&format!("| `{key}` |")));
    let definitions = DOCUMENT["$defs"].as_object().unwrap();
    for schema in definitions.values().chain([&*DOCUMENT]) {
        let alternatives = schema["anyOf"].as_array().into_iter().flatten();
        for tables in [schema].into_iter().chain(alternatives) {
            for key in tables["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
                assert!(has_row(key), "no row for `{key}`");
            }
        }
    }
    for word in ["reply", "fault"] {
        for name in definitions[word]["anyOf"][0]["enum"].as_array().unwrap() {
            assert!(has_row(&name.to_string()), "no row for {name}");
        }
    }
    for kind in definitions["question"]["properties"]["type"]["enum"].as_array().unwrap() {
        assert!(DOCS.contains(&format!("`{}`", kind.as_str().unwrap())), "{kind}");
    }
}
