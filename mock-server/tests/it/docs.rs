//! The examples of docs/scenarios.md can be served.

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

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.split("```toml\n").skip(1);
    begins.map(|rest| rest.split_once("```").unwrap().0)
}
