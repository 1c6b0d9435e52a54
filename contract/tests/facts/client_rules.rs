//! The rules for clients: complete, in order, and each with everything a person asks for.

use flinks_contract::confidence::Confidence;
use flinks_contract::polling::{MOST_CALLS, TOLERANCE};
use flinks_contract::rule::Strength;
use flinks_contract::rule::client::{self, CLIENT_RULES, Needs};

/// Every other rule is a MUST.
#[test]
fn what_is_a_should() {
    let expected = [
        "CLI-POLL-003 CLI-POLL-007 CLI-POLL-008 CLI-ERR-001 CLI-ERR-002 CLI-ERR-003 CLI-ERR-004",
        "CLI-ERR-005 CLI-ERR-006 CLI-ERR-007 CLI-ERR-008 CLI-TOL-001 CLI-TOL-002 CLI-NUM-001",
        "CLI-MFA-001 CLI-MFA-003",
    ];
    let rules = CLIENT_RULES.iter().map(|client| client.rule);
    let found = rules.filter(|rule| rule.strength == Strength::Should).map(|rule| rule.id);
    assert_eq!(found.collect::<Vec<_>>().join(" "), expected.join(" "));
}

/// What the documents demand is a MUST; what only we do is a SHOULD.
#[test]
fn a_must_has_a_source() {
    for client in CLIENT_RULES.iter() {
        let rule = client.rule;
        let is_ours = rule.confidence == Confidence::Inferred;
        assert!(!(is_ours && rule.strength == Strength::Must), "{}", rule.id);
        if rule.source == "recommended by this project" {
            assert_eq!((rule.strength, is_ours), (Strength::Should, true), "{}", rule.id);
        }
    }
}

#[test]
fn only_what_is_measured_has_a_tolerance() {
    let measured = CLIENT_RULES.iter().filter(|client| !client.tolerance.is_empty());
    assert!(measured.clone().all(|client| client.needs == Needs::Clock));
    assert_eq!(measured.filter(|client| client.tolerance.contains("250 ms")).count(), 5);
}

#[test]
fn rules_that_are_not_reached_share_their_reasons() {
    let reason = |id| client::find(id).unwrap().not_reached();
    assert_eq!(reason("CLI-TOL-001"), "the client did not report what it read (see docs/judge.md)");
    assert!(reason("CLI-POLL-002").starts_with("nothing here to apply it to"));
    assert_eq!(reason("CLI-POLL-002"), reason("CLI-SEQ-001"));
}

#[test]
fn the_numbers_of_the_sentences() {
    assert_eq!(MOST_CALLS, 181);
    assert_eq!(TOLERANCE.as_millis(), 250);
    for (id, numbers) in [
        ("CLI-POLL-002", &["10 s"][..]),
        ("CLI-POLL-004", &["30 min", "181"]),
        ("CLI-POLL-001", &["30 min"]),
        ("CLI-POLL-007", &["10 s"]),
        ("CLI-MFA-003", &["8 min"]),
    ] {
        let sentence = client::find(id).unwrap().rule.sentence;
        assert!(numbers.iter().all(|number| sentence.contains(number)), "{sentence}");
    }
}
