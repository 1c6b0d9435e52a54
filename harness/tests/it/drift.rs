//! `run --ledger` and `drift` as scripts see them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::harness;

#[test]
fn a_change_is_told_until_it_is_accepted() {
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("drift.toml").display().to_string();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    let text = fs::read_to_string(seed).unwrap();
    let fixtures = folder.path().join("fixtures");
    fs::create_dir_all(fixtures.join("accounts")).unwrap();
    let with_region = text.replacen('{', "{ \"Region\": \"x\",", 1);
    fs::write(fixtures.join("accounts/seed.json"), with_region).unwrap();
    let fixtures = fixtures.display().to_string();
    let run = |more: &[&str]| {
        let output = harness(&[&["run", "--ledger", &ledger], more].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let drift = |args: &[&str]| {
        let output = harness(&[&["drift"], args, &["--ledger", &ledger]].concat());
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = run(&[]);
    assert!(code == Some(0) && !said.contains("\nDRIFT "), "{said}");
    assert_eq!(drift(&["list"]), (Some(0), "0 open, 0 accepted, 1 run\n".to_owned()));

    // It fails nothing.
    let (code, said) = run(&["--fixtures", &fixtures]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\nDRIFT FLK-DRIFT-001 "), "{said}");
    let id = said.split_once(" (drift ").map(|(_, rest)| &rest[..6]).unwrap().to_owned();
    let (code, list) = drift(&["list"]);
    assert!(code == Some(0) && list.contains(&format!("{id}  ")), "{list}");

    let (code, said) = drift(&["accept", &id, "--because", "release 7", "--by", "ann"]);
    assert!(code == Some(0) && said.starts_with(&format!("accepted {id}: ")), "{said}");
    let (code, said) = drift(&["show", &id]);
    assert!(code == Some(0) && said.contains(" by ann: release 7\n"), "{said}");
    assert!(!run(&["--fixtures", &fixtures]).1.contains(&format!("(drift {id})")));
}

#[test]
fn ledgers_that_cannot_be_used() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("drift.toml");
    let ledger = path.display().to_string();
    let said = |args: &[&str], code: i32| {
        let output = harness(&[args, &["--ledger", &ledger]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{said}");
        said
    };
    for args in [&["drift", "list"][..], &["drift", "accept", "51f0c2", "--because", "x"]] {
        assert!(said(args, 2).contains("there is no ledger"), "{args:?}");
        assert!(!path.exists());
    }
    fs::write(&path, "runs = ").unwrap();
    assert!(said(&["drift", "list"], 2).contains("is no ledger, or a part of one"));
    // A pass whose ledger was not written is none.
    let run = ["run", "--scenario", "ready-at-once"];
    assert!(said(&run, 70).contains("is no ledger, or a part of one"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "runs = ");
    fs::write(&path, "format = 1\nruns = 1\n").unwrap();
    assert!(said(&["drift", "show", "51f0c2"], 2).contains("there is no change `51f0c2`"));
}
