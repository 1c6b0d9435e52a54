//! Scenarios and fixtures of the user's own, played by the mock in the process.

use tempfile::TempDir;

use crate::support::{assert_says, command, harness, said, seed_accounts, write};

/// The built-in accounts with one balance changed by a cent.
#[test]
fn a_fixture_that_is_off_by_a_cent_fails_at_its_place() {
    let folder = TempDir::new().unwrap();
    let text = seed_accounts().replacen("50006.04", "50006.05", 1);
    write(folder.path(), "accounts/seed.json", text);

    let args = ["run", "--fixtures", path(&folder), "--show-values"];
    let said = assert_says(&mut command(&args), 0, &format!("\n  fixtures  {}\n", path(&folder)));
    let block = said.split("\n\n").find(|block| block.starts_with("WARN FLK-TXN-006")).unwrap();
    assert!(block.contains("\n  body      /Accounts/0/Transactions/0/Balance\n"), "{block}");
    let sum = "= 50006.05 (/Accounts/0/Transactions/1/Balance) - 12.08 (Debit)";
    assert!(block.contains(sum), "{block}");
}

/// Also one that has the name of a built-in scenario.
#[test]
fn a_scenario_of_ones_own_is_played_and_named() {
    let login = "10000000-0000-4000-8000-0000000000f1";
    let text = format!("summary = \"Mine is ready at once.\"\nlogin-id = \"{login}\"\n");
    let table: [(&str, &[&str]); 3] =
        [("mine", &["--scenario", "mine"]), ("mine", &["--login-id", login]), ("two-polls", &[])];
    for (name, args) in table {
        let folder = TempDir::new().unwrap();
        write(folder.path(), &format!("{name}.toml"), &text);
        let mut command = command(&["run", "-v", "--scenarios", path(&folder)]);
        let words = format!("\n  scenario  {name}\n  story     Mine is ready at once.\n");
        let said = assert_says(command.args(args), 0, &words);
        assert!(said.contains("POST GetAccountsDetail       200\n"), "{said}");
    }
}

#[test]
fn a_broken_scenario_is_shown_with_file_line_and_column() {
    let folder = TempDir::new().unwrap();
    let text = "login-id = \"10000000-0000-4000-8000-0000000000f1\"\nsumary = \"Mine.\"\n";
    let path_of_it = write(folder.path(), "mine.toml", text);
    let output = harness(&["run", "--scenarios", path(&folder)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains(&format!("{path_of_it}:2:1")), "{}", said(&output));
    assert!(output.stdout.is_empty());
}

/// A fixture that departs from its schema is refused, or served and found out.
#[test]
fn an_invalid_fixture_is_played_only_when_asked_for() {
    let folder = TempDir::new().unwrap();
    let text = seed_accounts().replacen("\"Currency\": \"CAD\"", "\"Currency\": 1", 1);
    write(folder.path(), "accounts/seed.json", text);
    let args = ["run", "--fixtures", path(&folder)];
    assert_says(&mut command(&args), 2, "error");
    let place = "\n  body      /Accounts/0/Currency\n";
    assert_says(command(&args).arg("--allow-invalid-fixtures"), 1, place);
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("temporary folders have plain names")
}
