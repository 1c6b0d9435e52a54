//! `run --ledger` and `drift` as scripts see them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::harness;

#[test]
fn no_report_takes_the_place_of_the_ledger() {
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("drift.toml").display().to_string();
    assert_eq!(harness(&["run", "--ledger", &ledger]).status.code(), Some(0));
    let before = fs::read_to_string(&ledger).unwrap();
    let output = harness(&["run", "--ledger", &ledger, "--report", &format!("text={ledger}")]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--report would overwrite"), "{said}");
    assert_eq!(fs::read_to_string(&ledger).unwrap(), before);
}

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
    assert!(said(&["drift", "list"], 2).contains("is not a complete ledger"));
    // Before anything is sent.
    let run = ["run", "-q", "--scenario", "ready-at-once"];
    let refused = said(&run, 2);
    assert!(refused.starts_with("error: ") && !refused.contains(" requests"), "{refused}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "runs = ");
    let empty = format!("format = 1\nkey = \"{}\"\nruns = 1\n", "0a".repeat(32));
    fs::write(&path, &empty).unwrap();
    assert!(said(&["drift", "show", "51f0c2"], 2).contains("there is no change `51f0c2`"));

    // A pass whose ledger was not written is none.
    let place = |number| {
        format!(
            "[[shape]]\nmessage = \"x\"\nplace = \"/{number}\"\ntypes = [\"null\"]\n\
             always = false\nfirst = \"2026-11-16\"\nlast = \"2026-11-16\"\nruns = 1\n"
        )
    };
    let full = (0..10_000).map(place).fold(empty, |text, place| text + &place);
    fs::write(&path, &full).unwrap();
    assert!(said(&run, 2).contains("is full"));
}

/// The name of a member that nobody knows is hidden, and is the same one in every run.
#[test]
fn a_name_that_is_hidden_is_one_change() {
    let folder = TempDir::new().unwrap();
    let [ledger, other, report, fixtures] = ["a.toml", "b.toml", "report", "fixtures"]
        .map(|name| folder.path().join(name).display().to_string());
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    let text = fs::read_to_string(seed).unwrap();
    fs::create_dir_all(format!("{fixtures}/accounts")).unwrap();
    let planted = text.replacen('{', "{ \"CanaryField\": \"CanaryValue\",", 1);
    fs::write(format!("{fixtures}/accounts/seed.json"), planted).unwrap();
    let mut written = String::new();
    let mut run = |ledger: &str, more: &[&str]| {
        let file = format!("ndjson={report}");
        let flags = ["run", "-q", "--ledger", ledger, "--fixtures", &fixtures, "--report", &file];
        let output = harness(&[&flags[..], more].concat());
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        for path in [ledger, &report] {
            written += &fs::read_to_string(path).unwrap();
        }
        written += &said;
        (output.status.code(), said)
    };
    let list = |ledger: &str| {
        let output = harness(&["drift", "list", "--ledger", ledger]);
        String::from_utf8(output.stdout).unwrap()
    };
    for _ in 0..2 {
        assert_eq!(run(&ledger, &[]).0, Some(0));
    }
    let listed = list(&ledger);
    assert!(listed.ends_with("1 open, 0 accepted, 2 runs\n"), "{listed}");
    assert!(fs::read_to_string(&ledger).unwrap().contains("\nruns = 2\n\n[[shape]]"), "{listed}");

    // Whoever wants it to fails by it.
    let (code, said) = run(&ledger, &["--fail-on", "drift"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("\nFAIL FLK-DRIFT-001 MUST  "), "{said}");
    assert_eq!(run(&ledger, &["--fail-on", "drift", "--skip-rules", "FLK-DRIFT"]).0, Some(0));

    // Another ledger, another name.
    run(&other, &[]);
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
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("drift.toml").display().to_string();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/accounts/seed.json");
    let mut body: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(seed).unwrap()).unwrap();
    for account in body["Accounts"].as_array_mut().unwrap() {
        account["Region"] = "QC".into();
    }
    let fixtures = folder.path().join("fixtures");
    fs::create_dir_all(fixtures.join("accounts")).unwrap();
    fs::write(fixtures.join("accounts/seed.json"), body.to_string()).unwrap();
    let fixtures = fixtures.display().to_string();
    let flags = ["run", "--show-values", "--ledger", &ledger, "--fixtures", &fixtures];
    let output = harness(&flags);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = said.split_once("\nDRIFT ").unwrap();
    let (block, _) = rest.split_once("\n\n").unwrap();
    let is_told = |line: &&str| {
        let word = line.split_whitespace().next().unwrap_or_default();
        ["body", "expected", "actual", "class", "accept"].contains(&word)
    };
    let lines: Vec<&str> = block.lines().filter(is_told).collect();
    let accept = format!("  accept    flinks-harness drift accept 6ba869 --ledger {ledger}");
    let [body, expected, actual, class, command] = &*lines else { panic!("{block}") };
    assert!(block.starts_with("FLK-DRIFT-001  no member is there that is neither documented"));
    assert_eq!(*body, "  body      /Accounts/*/Region");
    assert_eq!(*expected, "  expected  no such member");
    assert_eq!(*actual, "  actual    string in 8 of 8 in 4 bodies (drift 6ba869)");
    assert_eq!(*class, "  class     additive: safe for tolerant clients");
    assert!(command.starts_with(&accept), "{block}");
    assert!(block.lines().count() < 14, "{block}");
}
