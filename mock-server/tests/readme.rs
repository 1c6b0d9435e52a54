//! The table of docs/built-in-scenarios.md lists the scenarios that the binary has.

use std::path::Path;
use std::{env, fs};

use flinks_mock::{BuiltIn, FlinksMock, builtin_scenarios};

const BEGIN: &str = "<!-- scenarios:begin -->\n";
const END: &str = "<!-- scenarios:end -->";

#[test]
fn the_page_lists_the_scenarios() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/built-in-scenarios.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, listed, after) = cut(&page);
    let mut scenarios = builtin_scenarios();
    // LoginIds are given out by theme, so those of one theme come together.
    scenarios.sort_by_key(|scenario| scenario.login_id);
    let expected = format!("\n{}\n", table(&scenarios));

    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(
        listed == expected,
        "docs/built-in-scenarios.md is out of date; to write it again:\n\n    \
         UPDATE_README=1 cargo test -p flinks-mock --test readme\n\n\
         it has{listed}\nand should have{expected}"
    );
}

#[test]
fn a_row_has_name_login_user_name_and_summary() {
    let scenarios = [
        BuiltIn {
            name: "two-polls".to_owned(),
            summary: "Two 202s, then a | b.".to_owned(),
            login_id: uuid::Uuid::from_u128(0x10000000_0000_4000_8000_000000000001),
            username: None,
        },
        BuiltIn {
            name: "locked".to_owned(),
            summary: "No.".to_owned(),
            login_id: uuid::Uuid::from_u128(0x10000000_0000_4000_8000_000000000002),
            username: Some("Locked".to_owned()),
        },
    ];

    insta::assert_snapshot!(table(&scenarios), @r"
    | Scenario | LoginId | User name | What happens |
    |---|---|---|---|
    | `two-polls` | `10000000-0000-4000-8000-000000000001` |  | Two 202s, then a \| b. |
    | `locked` | `10000000-0000-4000-8000-000000000002` | `Locked` | No. |
    ");
}

#[tokio::test]
async fn the_scenario_of_the_readme_can_be_played() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"));
    let readme = readme.unwrap();
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (scenario, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("slow-bank.toml"), scenario).unwrap();

    let mock = FlinksMock::builder().scenarios(folder.path()).scenario("slow-bank").start().await;
    assert!(mock.is_ok(), "{}", mock.unwrap_err());
}

/// The text up to the table, the table, and the text after it.
fn cut(page: &str) -> (&str, &str, &str) {
    let cut = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (listed, after) = rest.split_once(END)?;
        Some((before, listed, after))
    });
    cut.unwrap_or_else(|| panic!("the page has no {BEGIN}...\n{END}"))
}

fn table(scenarios: &[BuiltIn]) -> String {
    let head = "| Scenario | LoginId | User name | What happens |\n|---|---|---|---|\n".to_owned();
    head + &scenarios.iter().map(row).collect::<String>()
}

fn row(scenario: &BuiltIn) -> String {
    let BuiltIn { name, summary, login_id, username } = scenario;
    let username = username.iter().map(|name| format!("`{name}`")).collect::<String>();
    let summary = summary.replace('|', "\\|");
    format!("| `{name}` | `{login_id}` | {username} | {summary} |\n")
}
