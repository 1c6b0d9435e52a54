//! What GitHub wants of a SARIF log. `tests/sarif/validate` compares the files that are written
//! here with the schema of OASIS.

mod sample;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use flinks_report::{Anchor, Outcome, Report, Verdict, sarif};
use sample::{empty, hostile, large, matrix};
use serde_json::{Value, json};

/// The samples of the schema check.
fn samples() -> Vec<(&'static str, Report)> {
    let fault =
        Verdict::HarnessFault { reason: "reply 4 is not what the scenario says".to_owned() };
    vec![
        ("matrix", matrix()),
        ("pass", empty(Verdict::Pass)),
        ("fault", empty(fault)),
        ("hostile", hostile("[x](javascript:1)\u{1b}[2J\"\\</script>\n`{0}` 100%\u{202e}")),
        ("large", large(4, 500)),
        ("long", hostile(&"long ".repeat(2_000))),
    ]
}

#[test]
fn samples_for_the_schema_check() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    fs::create_dir_all(&folder).expect("a folder in the target folder");
    for (name, report) in samples() {
        fs::write(folder.join(format!("{name}.sarif")), sarif::render(&report)).expect(name);
    }
}

#[test]
fn every_result_can_be_shown() {
    for (name, report) in samples() {
        let log = log(&report);
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        let mut prints = HashSet::new();
        for result in results(&log) {
            let location = &result["locations"][0]["physicalLocation"];
            let uri = location["artifactLocation"]["uri"].as_str().expect(name);
            assert!(
                !uri.is_empty() && !uri.starts_with('/') && !uri.contains(':'),
                "{name}: {uri}"
            );
            assert!(location["region"]["startLine"].as_u64() >= Some(1), "{name}");
            let rule = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[rule]["id"], result["ruleId"], "{name}");
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect(name)));
            let text = result["message"]["text"].as_str().expect(name);
            assert!(!text.is_empty() && text.chars().count() <= 2_001, "{name}: {text}");
            let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str();
            assert!(prints.insert(print.expect(name).to_owned()), "{name}: {print:?} twice");
        }
        let ids: HashSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
        assert_eq!(ids.len(), rules.len(), "{name}");
        for rule in rules {
            for text in ["shortDescription", "fullDescription", "help"] {
                assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            }
        }
    }
}

#[test]
fn outcomes_and_their_levels() {
    let log = log(&matrix());
    let seen: Vec<[&str; 4]> = results(&log)
        .iter()
        .map(|result| {
            let words = |value: &'static str| result["properties"][value].as_str().unwrap_or("");
            let rule = result["ruleId"].as_str().expect("an id");
            [rule, words("run"), words("outcome"), result["level"].as_str().expect("a level")]
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["CLI-POLL-001", "data-after-25-minutes", "failed", "error"],
            ["CLI-POLL-002", "data-after-25-minutes", "failed", "error"],
            ["CLI-POLL-004", "stuck-in-202", "failed", "error"],
            ["stale-expectation", "", "stale", "error"],
            ["CLI-POLL-003", "data-after-25-minutes", "failed", "warning"],
            ["FLK-FLD-NEW", "two-polls", "failed", "note"],
            ["CLI-POLL-002", "stuck-in-202", "inconclusive", "note"],
            ["CLI-ERR-002", "retry-later", "expected", "note"],
        ]
    );
    let suppressed: Vec<&Value> =
        results(&log).iter().filter(|result| result.get("suppressions").is_some()).collect();
    let [expected] = suppressed[..] else { panic!("one is expected: {suppressed:?}") };
    assert_eq!(expected["properties"]["outcome"], "expected");
    assert_eq!(
        expected["suppressions"],
        json!([{
            "kind": "external", "status": "accepted", "justification": "issue 311, until 2027-01-31",
        }])
    );
}

#[test]
fn one_result_in_full() {
    let log = log(&matrix());
    let result = serde_json::to_string_pretty(&results(&log)[1]).expect("JSON");
    insta::assert_snapshot!(result);
}

#[test]
fn places_in_files() {
    let place = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        json!([place["artifactLocation"]["uri"], place["region"]["startLine"]])
    };
    // The anchor of a report, and where its findings are shown.
    let table = [
        (Some(("tests/bank client.js", 14)), json!(["tests/bank%20client.js", 14])),
        (Some(("./tests/a.js", 0)), json!(["tests/a.js", 1])),
        (Some(("a:b/é#1?.js", 1)), json!(["README.md", 1])),
        (Some(("ab:b/é#1?.js", 1)), json!(["ab%3Ab/%C3%A9%231%3F.js", 1])),
        (Some(("/etc/passwd", 3)), json!(["README.md", 1])),
        (Some(("../other/a.js", 3)), json!(["README.md", 1])),
        (None, json!(["README.md", 1])),
    ];
    for (anchor, expected) in table {
        let anchor = anchor.map(|(file, line)| Anchor { file: file.to_owned(), line });
        assert_eq!(place(&results(&log(&Report { anchor, ..matrix() }))[0]), expected);
    }
    // An outdated expectation is shown at its own line, unless that is outside of the repository.
    let anchor = json!(["tests/bank%20client.test.js", 14]);
    let table = [
        ("expected.toml:12", json!(["expected.toml", 12])),
        ("ci/expected.toml:1", json!(["ci/expected.toml", 1])),
        ("/etc/expected.toml:12", anchor.clone()),
        ("../expected.toml:12", anchor.clone()),
        ("C:\\expected.toml:12", anchor.clone()),
        ("expected.toml", anchor.clone()),
        ("expected.toml:twelve", anchor.clone()),
        (":12", anchor),
    ];
    for (line, expected) in table {
        let mut report = matrix();
        line.clone_into(&mut report.stale[0].place);
        let log = log(&report);
        assert_eq!(results(&log)[3]["ruleId"], "stale-expectation");
        assert_eq!(place(&results(&log)[3]), expected, "{line}");
    }
}

/// A hundred findings in each run, all at one place: as many results as runs.
#[test]
fn findings_alike_are_one_result_that_counts() {
    let log = log(&large(3, 1_000));
    let failed: Vec<&Value> =
        results(&log).iter().filter(|result| result["ruleId"] == "CLI-POLL-002").collect();
    let counts: Vec<&Value> = failed.iter().map(|result| &result["occurrenceCount"]).collect();
    assert_eq!(counts, [100, 100, 100]);
}

#[test]
fn as_many_as_github_shows_and_the_errors_first() {
    let mut report = large(1, 10);
    let Outcome::Failed { findings, .. } = &report.runs[0].checks[1].outcome else {
        panic!("the second check fails")
    };
    let place = |number: usize| {
        // Letters, because digits do not tell places apart.
        let letter = |digit: usize| char::from(b'g' + u8::try_from(digit % 16).expect("small"));
        let word: String =
            [number, number / 16, number / 256, number / 4096].map(letter).iter().collect();
        flinks_report::Place::Outside(word)
    };
    let findings = (0..6_000)
        .map(|n| flinks_report::Finding { place: place(n), ..findings[0].clone() })
        .collect();
    report.runs[0].checks[1].outcome = Outcome::Failed { findings, places: 6_000 };
    report.runs[0].checks[0].outcome =
        Outcome::Inconclusive { reason: "the machine stood still".to_owned() };
    report.stale.clear();
    report.runs = report.runs.into_iter().map(flinks_report::Run::with_fingerprints).collect();
    let log = log(&report);
    assert_eq!(results(&log).len(), 5_000);
    assert!(results(&log).iter().all(|result| result["level"] == "error"));
    let notes = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notes[0]["message"]["text"], "1001 more results are left out");
}

#[test]
fn a_run_that_says_nothing_says_so() {
    let fault = Verdict::HarnessFault { reason: "reply 4 is wrong".to_owned() };
    let table = [
        (Verdict::Pass, true, json!([])),
        (Verdict::Interrupted { signal: 2 }, false, json!([])),
        (
            fault,
            false,
            json!([{
                "level": "error",
                "message": { "text": "two-polls: harness fault: reply 4 is wrong" },
            }]),
        ),
    ];
    for (verdict, successful, notes) in table {
        let log = log(&empty(verdict));
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], successful);
        assert_eq!(invocation["toolExecutionNotifications"], notes);
        assert_eq!(results(&log), &[] as &[Value]);
    }
}

#[test]
fn a_message_has_no_link_and_no_control_character() {
    let evil = "[x](javascript:1)\u{1b}[2J\u{202e}";
    let text = sarif::render(&hostile(evil));
    let log: Value = serde_json::from_str(&text).expect("JSON");
    assert!(!text.contains("\\u001b") && !text.contains('\u{1b}') && !text.contains('\u{202e}'));
    for result in results(&log) {
        let message = result["message"]["text"].as_str().expect("a text");
        assert!(message.contains("[x] (javascript"), "{message}");
        assert!(!message.contains("]("), "{message}");
    }
}

fn log(report: &Report) -> Value {
    serde_json::from_str(&sarif::render(report)).expect("JSON")
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().expect("results")
}
