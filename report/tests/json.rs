//! The report as JSON, and its schema.

mod sample;

use flinks_report::{Verdict, json};
use serde_json::{Value, json};

const EVIL: &str = "\u{1b}[2J\u{9b}\u{7f}\u{202e}\u{e0001}\u{fffe}\n\t\"\\<&]]>";

#[test]
fn every_kind_of_report_is_as_the_schema_says() {
    let schema = serde_json::from_str(json::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let reason = || "why".to_owned();
    let verdicts = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Interrupted { signal: 2 },
        Verdict::Inconclusive { reason: reason() },
        Verdict::CouldNotTest { reason: reason() },
        Verdict::CommandFailed { reason: reason() },
        Verdict::TimedOut { reason: reason() },
        Verdict::NotWritten { reason: reason() },
        Verdict::NotChecked { reason: reason() },
        Verdict::HarnessFault { reason: reason() },
    ];
    let mut reports: Vec<_> = verdicts.into_iter().map(sample::empty).collect();
    reports.extend([sample::matrix(), sample::hostile(EVIL), sample::large(2, 30)]);
    for report in reports {
        let document: Value = serde_json::from_str(&json::render(&report)).unwrap();
        let errors: Vec<String> = schema
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{:?}", report.verdict);
    }
}

/// Only so is a member noticed that was added to the report and not to the schema.
#[test]
fn the_schema_is_closed() {
    fn walk(value: &Value, objects: &mut usize) {
        if value.get("type").is_some_and(|kind| kind == "object") {
            assert_eq!(value["additionalProperties"], false, "{value}");
            let named: Vec<&String> = value["properties"].as_object().unwrap().keys().collect();
            let required = value["required"].as_array().unwrap();
            assert_eq!(json!(named), json!(required));
            *objects += 1;
        }
        match value {
            Value::Object(members) => members.values().for_each(|value| walk(value, objects)),
            Value::Array(items) => items.iter().for_each(|value| walk(value, objects)),
            _ => {}
        }
    }
    let mut objects = 0;
    walk(&serde_json::from_str(json::SCHEMA).unwrap(), &mut objects);
    assert_eq!(objects, 29);
}

#[test]
fn members_are_where_programs_look_for_them() {
    let document: Value = serde_json::from_str(&json::render(&sample::matrix())).unwrap();
    let table = [
        ("/version", json!(1)),
        ("/tool/name", json!("flinks-mock")),
        ("/exitCode", json!(1)),
        ("/verdict", json!({ "kind": "fail" })),
        ("/anchor/line", json!(14)),
        ("/runs/0/name", json!("two-polls")),
        ("/runs/0/timeline/2/atMs", json!(10_180)),
        ("/runs/0/timeline/2/tookMs", json!(40)),
        ("/runs/1/timeline/11/tookMs", json!(null)),
        ("/runs/1/timeline/2/mark", json!("broken")),
        ("/runs/0/checks/0/rule/strength", json!("must")),
        ("/runs/0/checks/0/outcome", json!({ "kind": "passed", "places": 1 })),
        ("/tally/passed", json!(15)),
        ("/tally/failed", json!(3)),
        ("/tally/warned", json!(1)),
        ("/tally/drifted", json!(1)),
        ("/tally/expected", json!(1)),
        ("/tally/inconclusive", json!(1)),
        ("/tally/notReached", json!(18)),
        ("/stale/0/place", json!("expected.toml:12")),
        (
            "/runs/1/checks/4/outcome/findings/0/expected",
            json!({ "json": { "text": "150", "kind": "integer" } }),
        ),
        ("/runs/1/checks/4/outcome/findings/0/place", json!({ "outside": "polls" })),
        ("/runs/1/checks/4/outcome/findings/0/offBy", json!("144 polls")),
        ("/runs/1/checks/4/outcome/findings/0/fingerprint", json!("ea1bfa0dcfd7")),
        ("/runs/0/checks/9/rule/strength", json!("drift")),
        (
            "/runs/0/checks/9/outcome/findings/0/commands/0",
            json!({
                "name": "replay",
                "value": "flinks-harness replay run-7f3a --rules FLK-FLD-NEW",
            }),
        ),
        ("/unproven/0/items/0", json!("/Accounts/*/Nickname")),
        ("/unproven/1/why", json!(null)),
    ];
    for (pointer, expected) in table {
        assert_eq!(document.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn the_file_is_harmless_on_a_terminal_and_says_the_whole_text() {
    let text = json::render(&sample::hostile(EVIL));
    assert!(!text.contains(|c: char| c != '\n' && c.is_control()), "{text:?}");
    assert!(text.contains(r"\u001b[2J\u009b\u007f\u202e\udb40\udc01\ufffe\n\t"), "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["title"], EVIL);
}
