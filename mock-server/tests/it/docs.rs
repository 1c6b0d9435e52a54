//! The examples of docs/scenarios.md can be served.

use std::collections::BTreeSet;
use std::fs;

use super::program::{folder, run};

const DOCS: &str = include_str!("../../../docs/scenarios.md");

#[test]
fn every_example_is_good() {
    let (_folder, path) = folder(&[]);
    let examples: Vec<&str> = blocks(DOCS).collect();
    assert!(examples.len() > 30, "{}", examples.len());
    for (number, example) in examples.iter().enumerate() {
        let text = match example.strip_prefix("# scenario\n") {
            Some(complete) => complete.to_owned(),
            None => format!(
                "summary = \"Example {number}.\"\nlogin-id = \"30000000-0000-4000-8000-{number:012}\"\n{example}"
            ),
        };
        fs::write(format!("{path}/example-{number}.toml"), text).unwrap();
    }

    let output = run(&["check", "--deny-warnings", &path]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn the_example_of_the_readme_is_good() {
    let readme = include_str!("../../../README.md");
    let example = blocks(readme).find(|block| block.contains("login-id")).unwrap();
    let (_folder, path) = folder(&[("slow-bank.toml", example)]);

    let output = run(&["check", "--deny-warnings", &path]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// The table of features lists every built-in scenario.
#[test]
fn the_list_of_built_in_scenarios_is_complete() {
    let (_, list) = DOCS.split_once("## Built-in scenarios by feature").unwrap();
    let rows = list.lines().filter(|line| line.starts_with("| "));
    let listed: BTreeSet<_> = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    let scenarios = flinks_mock::builtin_scenarios();
    let known: BTreeSet<_> = scenarios.iter().map(|scenario| &*scenario.name).collect();

    assert_eq!(listed, known);
}

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.split("```toml\n").skip(1);
    begins.map(|rest| rest.split_once("```").unwrap().0)
}
