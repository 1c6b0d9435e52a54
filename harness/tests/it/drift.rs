//! `run --ledger` and `drift` as scripts see them.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{assert_says, command, harness, said, seed_accounts, write};

/// Paths of a ledger and of fixtures with changed accounts, in a folder of the test.
fn place(change: impl Fn(&mut Value)) -> (TempDir, String, String) {
    let folder = TempDir::new().expect("a folder");
    let mut body: Value = serde_json::from_str(&seed_accounts()).expect("a body");
    change(&mut body);
    write(folder.path(), "fixtures/accounts/seed.json", body.to_string());
    let [ledger, fixtures] =
        ["drift.toml", "fixtures"].map(|name| folder.path().join(name).display().to_string());
    (folder, ledger, fixtures)
}

#[test]
fn no_report_takes_the_place_of_the_ledger() {
    let (_folder, ledger, _) = place(|_| {});
    assert_says(&mut command(&["run", "--ledger", &ledger]), 0, "");
    let before = fs::read_to_string(&ledger).unwrap();
    let args = ["run", "--ledger", &ledger, "--report", &format!("text={ledger}")];
    assert_says(&mut command(&args), 2, "--report would overwrite");
    assert_eq!(fs::read_to_string(&ledger).unwrap(), before);
}

#[test]
fn a_change_is_reported_until_it_is_accepted() {
    let (_folder, ledger, fixtures) = place(|body| body["Region"] = "x".into());
    let run = |more: &[&str], words: &str| {
        assert_says(command(&["run", "--ledger", &ledger]).args(more), 0, words)
    };
    let drift = |args: &[&str], words: &str| {
        assert_says(command(&["drift", "--ledger", &ledger]).args(args), 0, words)
    };
    assert!(!run(&[], "PASS").contains("\nDRIFT "));
    assert_eq!(drift(&["list"], ""), "0 open, 0 accepted, 1 run\n");

    // It fails nothing.
    let said = run(&["--fixtures", &fixtures], "\nDRIFT FLK-DRIFT-001 ");
    let id = said.split_once(" (drift ").map(|(_, rest)| &rest[..6]).unwrap().to_owned();
    drift(&["list"], &format!("{id}  "));
    let accept = ["accept", &id, "--because", "release 7", "--by", "ann"];
    drift(&accept, &format!("accepted {id}: "));
    drift(&["show", &id], " by ann: release 7\n");
    assert!(!run(&["--fixtures", &fixtures], "").contains(&format!("(drift {id})")));
}

#[test]
fn ledgers_that_cannot_be_used() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("drift.toml");
    let ledger = path.display().to_string();
    let refused = |args: &[&str], words: &str| {
        assert_says(command(args).args(["--ledger", &ledger]), 2, words)
    };
    for args in [&["drift", "list"][..], &["drift", "accept", "51f0c2", "--because", "x"]] {
        refused(args, "there is no ledger");
        assert!(!path.exists());
    }
    fs::write(&path, "runs = ").unwrap();
    refused(&["drift", "list"], "is not a complete ledger");
    // Before anything is sent.
    let run = ["run", "-q", "--scenario", "ready-at-once"];
    let said = refused(&run, "error: ");
    assert!(said.starts_with("error: ") && !said.contains(" requests"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "runs = ");
    let empty = format!("format = 1\nkey = \"{}\"\nruns = 1\n", "0a".repeat(32));
    fs::write(&path, &empty).unwrap();
    refused(&["drift", "show", "51f0c2"], "there is no change `51f0c2`");

    // A pass whose ledger was not written is none.
    let place = |number| {
        format!(
            "[[shape]]\nmessage = \"x\"\nplace = \"/{number}\"\ntypes = [\"null\"]\n\
             always = false\nfirst = \"2026-11-16\"\nlast = \"2026-11-16\"\nruns = 1\n"
        )
    };
    let full = (0..10_000).map(place).fold(empty, |text, place| text + &place);
    fs::write(&path, &full).unwrap();
    refused(&run, "is full");
}

/// The name of a member that nobody knows is hidden, and is the same one in every run.
#[test]
fn a_name_that_is_hidden_is_one_change() {
    let (folder, ledger, fixtures) = place(|body| body["CanaryField"] = "CanaryValue".into());
    let [other, report] =
        ["other.toml", "report"].map(|name| folder.path().join(name).display().to_string());
    let mut written = String::new();
    let mut run = |ledger: &str, code: i32, more: &[&str], words: &str| {
        let file = format!("ndjson={report}");
        let flags = ["run", "-q", "--ledger", ledger, "--fixtures", &fixtures, "--report", &file];
        written += &assert_says(command(&flags).args(more), code, words);
        for path in [ledger, &report] {
            written += &fs::read_to_string(path).unwrap();
        }
    };
    let list = |ledger: &str| said(&harness(&["drift", "list", "--ledger", ledger]));
    for _ in 0..2 {
        run(&ledger, 0, &[], "");
    }
    let listed = list(&ledger);
    assert!(listed.ends_with("1 open, 0 accepted, 2 runs\n"), "{listed}");
    assert!(fs::read_to_string(&ledger).unwrap().contains("\nruns = 2\n\n[[shape]]"), "{listed}");

    // Whoever wants it to fails by it.
    run(&ledger, 1, &["--fail-on", "drift"], "\nFAIL FLK-DRIFT-001 MUST  ");
    run(&ledger, 0, &["--fail-on", "drift", "--skip-rules", "FLK-DRIFT"], "");

    // Another ledger, another name.
    run(&other, 0, &[], "");
    let place = |listed: String| {
        let words: Vec<&str> = listed.split_whitespace().skip(6).take(2).collect();
        words.join(" ")
    };
    let (one, two) = (place(listed), place(list(&other)));
    assert!(one.starts_with('/') && one != two, "{one} {two}");
    assert!(!written.to_lowercase().contains("canary"), "{written}");
}

/// A change as a person reads it.
#[test]
fn the_picture_of_a_change() {
    let (_folder, ledger, fixtures) = place(|body| {
        for account in body["Accounts"].as_array_mut().unwrap() {
            account["Region"] = "QC".into();
        }
    });
    let flags = ["run", "--show-values", "--ledger", &ledger, "--fixtures", &fixtures];
    let said = assert_says(&mut command(&flags), 0, "\nDRIFT ");
    let (_, rest) = said.split_once("\nDRIFT ").unwrap();
    let (block, _) = rest.split_once("\n\n").unwrap();
    let accept = format!("  accept    flinks-harness drift accept 6ba869 --ledger {ledger}");
    for line in [
        "FLK-DRIFT-001  no member is there that is neither documented",
        "  body      /Accounts/*/Region\n",
        "  expected  no such member\n",
        "  actual    string in 8 of 8 in 4 bodies (drift 6ba869)\n",
        "  class     additive: safe for tolerant clients\n",
        &accept,
    ] {
        assert!(block.contains(line), "{line}\n{block}");
    }
    assert!(block.lines().count() < 14, "{block}");
}
