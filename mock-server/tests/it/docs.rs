//! The examples of the documentation can be served, and its lists of scenarios are complete.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use flinks_mock::{BuiltIn, builtin_scenarios};

use crate::support::program::{folder, run};

const DOCS: &str = include_str!("../../../docs/scenarios.md");

/// The README's example and those of docs/scenarios.md.
#[test]
fn every_example_is_good() {
    let readme = include_str!("../../../README.md");
    let slow_bank = blocks(readme).find(|block| block.contains("login-id")).unwrap();
    let (_folder, path) = folder(&[("slow-bank.toml", slow_bank)]);
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
    let seen = run(&["check", "--deny-warnings", &path]);
    assert_eq!(seen.code, Some(0), "{}", seen.out);
}

/// The table of features lists every built-in scenario.
#[test]
fn the_list_of_built_in_scenarios_is_complete() {
    let (_, list) = DOCS.split_once("## Built-in scenarios by feature").unwrap();
    let rows = list.lines().filter(|line| line.starts_with("| "));
    let listed: BTreeSet<_> = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    let scenarios = builtin_scenarios();
    assert_eq!(listed, scenarios.iter().map(|scenario| &*scenario.name).collect());
}

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.split("```toml\n").skip(1);
    begins.map(|rest| rest.split_once("```").unwrap().0)
}

#[test]
fn the_page_of_built_in_scenarios_is_the_list_of_the_binary() {
    const BEGIN: &str = "<!-- scenarios:begin -->\n";
    const END: &str = "<!-- scenarios:end -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/built-in-scenarios.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let mut scenarios = builtin_scenarios();
    // LoginIds are given out by theme, so those of one theme come together.
    scenarios.sort_by_key(|scenario| scenario.login_id);
    let head = "| Scenario | LoginId | User name | What happens |\n|---|---|---|---|\n";
    let expected = format!("\n{head}{}\n", scenarios.iter().map(row).collect::<String>());

    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(
        listed == expected,
        "docs/built-in-scenarios.md is out of date; to write it again:\n\n    \
         UPDATE_DOCS=1 cargo test -p flinks-mock --test it docs\n\n\
         it has{listed}\nand should have{expected}"
    );
}

fn row(scenario: &BuiltIn) -> String {
    let BuiltIn { name, summary, login_id, username, .. } = scenario;
    let username = username.iter().map(|name| format!("`{name}`")).collect::<String>();
    let summary = summary.replace('|', "\\|");
    format!("| `{name}` | `{login_id}` | {username} | {summary} |\n")
}
