//! Scenarios and fixtures of the user's own, played by the mock in the process.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::cli::command;

/// The built-in accounts with one balance changed by a cent.
#[test]
fn a_fixture_that_is_off_by_a_cent_fails_at_its_place() {
    let folder = TempDir::new().unwrap();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    let text = fs::read_to_string(seed).unwrap();
    write(&folder, "accounts/seed.json", &text.replacen("50006.04", "50006.05", 1));

    let output = run(&["--fixtures", path(&folder), "--show-values"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let block = said.split("\n\n").find(|block| block.starts_with("FAIL FLK-TXN-006")).unwrap();
    assert!(block.contains("\n  body      /Accounts/0/Transactions/0/Balance\n"), "{block}");
    let sum = "= 50006.05 (/Accounts/0/Transactions/1/Balance) - 12.08 (Debit)";
    assert!(block.contains(sum), "{block}");
    assert!(said.contains(&format!("\n  fixtures  {}\n", path(&folder))), "{said}");
}

#[test]
fn a_scenario_of_ones_own_is_played_and_named() {
    let folder = TempDir::new().unwrap();
    let text = "summary = \"Mine is ready at once.\"\n\
                login-id = \"10000000-0000-4000-8000-0000000000f1\"\n";
    write(&folder, "mine.toml", text);

    let by_name = ["--scenarios", path(&folder), "--scenario", "mine"];
    let by_login =
        ["--scenarios", path(&folder), "--login-id", "10000000-0000-4000-8000-0000000000f1"];
    for args in [by_name, by_login] {
        let output = run(&[&args[..], &["-v"]].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(
            said.contains("\n  scenario  mine\n  story     Mine is ready at once.\n"),
            "{said}"
        );
        assert!(said.contains("POST GetAccountsDetail       200\n"), "{said}");
    }
}

/// The story that is told is the one that is played.
#[test]
fn a_scenario_that_replaces_a_built_in_one_is_told_as_it_is() {
    let folder = TempDir::new().unwrap();
    let text = "summary = \"No poll at all.\"\n\
                login-id = \"10000000-0000-4000-8000-0000000000f1\"\n";
    write(&folder, "two-polls.toml", text);
    let output = run(&["--scenarios", path(&folder), "-v"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("\n  scenario  two-polls\n  story     No poll at all.\n"), "{said}");
}

#[test]
fn a_broken_scenario_is_shown_with_file_line_and_column() {
    let folder = TempDir::new().unwrap();
    let text = "login-id = \"10000000-0000-4000-8000-0000000000f1\"\nsumary = \"Mine.\"\n";
    write(&folder, "mine.toml", text);
    let output = run(&["--scenarios", path(&folder)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("{}/mine.toml:2:1", path(&folder))), "{said}");
    assert!(output.stdout.is_empty());
}

/// A fixture that departs from its schema is refused, or served and found out.
#[test]
fn an_invalid_fixture_is_played_only_when_asked_for() {
    let folder = TempDir::new().unwrap();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    let text = fs::read_to_string(seed).unwrap();
    write(
        &folder,
        "accounts/seed.json",
        &text.replacen("\"Currency\": \"CAD\"", "\"Currency\": 1", 1),
    );

    let refused = run(&["--fixtures", path(&folder)]);
    assert_eq!(refused.status.code(), Some(2));
    let played = run(&["--fixtures", path(&folder), "--allow-invalid-fixtures"]);
    let said = String::from_utf8_lossy(&played.stdout);
    assert_eq!(played.status.code(), Some(1), "{said}");
    assert!(said.contains("\n  body      /Accounts/0/Currency\n"), "{said}");
}

fn run(args: &[&str]) -> Output {
    command(&["run"]).args(args).output().expect("the program starts")
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let file = folder.path().join(name);
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a fresh folder");
    fs::write(file, text).expect("a fresh file");
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("temporary folders have plain names")
}
