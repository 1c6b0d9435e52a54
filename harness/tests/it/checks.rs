//! `flinks-harness checks`, through the program.

use std::process::Output;

use flinks_contract::rule::RULES;
use serde_json::Value;

use crate::support::harness;

fn checks(args: &[&str]) -> Output {
    harness(&[&["checks"], args].concat())
}

fn stdout(args: &[&str]) -> String {
    let output = checks(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}");
    String::from_utf8(output.stdout).expect("the listing is text")
}

#[test]
fn every_rule_is_listed_once() {
    let listed = stdout(&[]);
    for rule in RULES.iter() {
        let line = format!("  {:13} {:7} {}\n", rule.id, rule.strength.to_string(), rule.sentence);
        assert_eq!(listed.matches(&line).count(), 1, "{line}");
    }
    assert!(listed.lines().all(|line| line.chars().count() <= 120), "{listed}");
}

#[test]
fn every_rule_is_explained() {
    for rule in RULES.iter() {
        let text = stdout(&[&rule.id.to_lowercase()]);
        for label in ["source  ", "why  ", "kept by  ", "broken by  ", "more  "] {
            assert!(text.contains(&format!("\n{label}")), "{}: {label}: {text}", rule.id);
        }
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}

#[test]
fn one_check_with_everything_about_it() {
    insta::assert_snapshot!(stdout(&["FLK-ERR-001"]), @"
    FLK-ERR-001  MUST  Refusals
    Authorize with an unknown LoginId is refused with INVALID_LOGIN

    says        every LoginId that is invalid, or belongs to another customer, gets INVALID_LOGIN
    source      docs.flinks.com/api/authorize/error-codes (current docs, official)
    why         A client cannot tell a deleted login from a server that is down.
    kept by     401 INVALID_LOGIN; the help centre's table has 400
    broken by   a server that opens a session for a LoginId that was never issued
    checked by  flinks-harness, not the judge of flinks-mock
    documents   C5 Which status does INVALID_LOGIN have? 401 (current docs) or 400 (help centre)
    more        docs/rules.md#flk-err-001
    ");
}

#[test]
fn a_group_and_an_unknown_id() {
    insta::assert_snapshot!(stdout(&["flk-lnk"]), @"
    Servers: Links
      FLK-LNK-001   SHOULD  an id in a link is the RequestId of the session
      FLK-LNK-002   SHOULD  a link is the path of an endpoint below BankingServices

    2 rules, 0 of them MUST; `flinks-harness checks ID` explains one
    ");

    let output = checks(&["FLK-TNX-006"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        error,
        "error: there is no rule \"FLK-TNX-006\"\n  help: did you mean FLK-TXN-006?\n"
    );
    // The rules for clients are another program's.
    for id in ["CLI-POLL", "CLI-POLL-002"] {
        let output = checks(&[id]);
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        let help = format!("help: `flinks-mock rules {id}`");
        let expected =
            format!("error: {id} is for clients, and only servers are checked here\n  {help}\n");
        assert_eq!(error, expected);
    }
    let output = checks(&["FOREIGN-RULE"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("`flinks-harness checks` lists them all"), "{error}");
}

#[test]
fn json_for_programs() {
    let text = stdout(&["--format", "json"]);
    let catalogue: Value = serde_json::from_str(&text).unwrap();
    let rules = catalogue["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    let login = rules.iter().find(|rule| rule["id"] == "FLK-ERR-001").unwrap();
    assert_eq!(login["conflicts"], serde_json::json!(["C5"]));
    for member in ["effect", "example", "broken", "source", "vintage", "confidence"] {
        assert!(login[member].is_string(), "{member}");
    }
}
