//! The program proves that its checks can fail.

use serde_json::{Value, json};

use crate::cli::command;

#[test]
fn every_mutant_is_killed_by_the_rule_responsible_and_clean_traffic_is_clean() {
    let output = command(&["self-test", "--format", "json"]).output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said:#}");
    assert_eq!(said["percent"], json!(100));
    for none in ["bad", "falseAlarms", "idle"] {
        assert_eq!(said[none], json!([]), "{none}");
    }
    let number = |name: &str| said[name].as_u64().unwrap();
    assert_eq!(number("mutants"), number("killed") + number("equivalent"));
    assert!(number("killed") > 3_000, "{said:#}");
    assert!(number("scenarios") > 70, "{said:#}");
    let operators = said["operators"].as_array().unwrap();
    assert_eq!(operators.len(), 49);
    assert!(operators.iter().all(|one| one["mutants"].as_u64() > Some(0)), "{said:#}");
}

#[test]
fn a_sample_in_words() {
    let args = ["self-test", "--scenario", "two-polls", "--mutants", "500", "--seed", "7"];
    let run = || command(&args).output().unwrap();
    let (output, again) = (run(), run());
    assert_eq!(output.stdout, again.stdout);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("\nPASS  500 mutants: "), "{said}");
    assert!(said.contains(" 0 survived, 0 killed by others only, "), "{said}");
}

#[test]
fn what_is_refused() {
    let table: &[(&[&str], &str)] = &[
        (&["self-test", "--scenario", "two-pols"], "did you mean `two-polls`?"),
        (&["self-test", "--mutants", "0"], "0 is not in 1.."),
    ];
    for (args, words) in table {
        let output = command(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}\n{said}");
        assert!(said.contains(words), "{args:?}\n{said}");
    }
}
