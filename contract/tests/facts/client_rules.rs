//! The rules for clients, beyond what docs/rules.md says of each of them.

use flinks_contract::confidence::Confidence;
use flinks_contract::polling::{MOST_CALLS, TOLERANCE};
use flinks_contract::rule::client::{self, CLIENT_RULES, Needs};
use flinks_contract::rule::{RULES, Strength};

/// Words with which a document demands.
const DEMANDS: &str = "must need needs needed require requires required has have only cannot never every \
    maximum exactly will";

/// A MUST, for clients and for servers, stands on a sentence of a document that demands it. Every other
/// rule has its sentence too, unless this project recommends it.
#[test]
fn a_must_names_a_sentence_that_demands() {
    for rule in CLIENT_RULES.iter().map(|client| &client.rule).chain(RULES.iter()) {
        let readings = rule.today.map(|today| (today.strength, today.says));
        for (strength, says) in readings.into_iter().chain([(rule.strength, rule.says)]) {
            let mut words = says.split(|c: char| !c.is_alphabetic());
            let demands = words.any(|word| DEMANDS.split_whitespace().any(|one| one == word));
            assert!(strength == Strength::Should || demands, "{}: {says}", rule.id);
        }
        let is_document = rule.confidence <= Confidence::OlderOfficial;
        assert!(rule.strength == Strength::Should || is_document, "{}", rule.id);
        let is_ours = rule.source == "recommended by this project";
        assert_eq!(rule.says.is_empty(), is_ours, "{}", rule.id);
        assert!(!is_ours || rule.confidence == Confidence::Inferred, "{}", rule.id);
    }
}

#[test]
fn only_what_is_measured_has_a_tolerance() {
    let measured = CLIENT_RULES.iter().filter(|client| !client.tolerance.is_empty());
    assert!(measured.clone().all(|client| client.needs == Needs::Clock));
    assert_eq!(measured.filter(|client| client.tolerance.contains("250 ms")).count(), 4);
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
    assert_eq!(MOST_CALLS, 182);
    assert_eq!(TOLERANCE.as_millis(), 250);
    for (id, numbers) in [
        ("CLI-POLL-002", &["10 s"][..]),
        ("CLI-POLL-004", &["30 min", "182"]),
        ("CLI-POLL-001", &["30 min"]),
        ("CLI-POLL-009", &["60 s"]),
        ("CLI-MFA-003", &["8 min"]),
    ] {
        let sentence = client::find(id).unwrap().rule.sentence;
        assert!(numbers.iter().all(|number| sentence.contains(number)), "{sentence}");
    }
}
