//! The rules for clients: complete, in order, and each with everything a person asks for.

use std::collections::BTreeMap;

use flinks_contract::confidence::Confidence;
use flinks_contract::polling::{MOST_CALLS, TOLERANCE};
use flinks_contract::rule::Strength;
use flinks_contract::rule::client::{self, CLIENT_RULES, Needs};

#[test]
fn rules_have_their_ids_and_strengths() {
    use Strength::{Must, Should};
    #[rustfmt::skip]
    let expected = [
        ("CLI-SEQ-001", Must), ("CLI-SEQ-002", Must), ("CLI-SEQ-003", Must),
        ("CLI-SEQ-004", Must), ("CLI-SEQ-005", Must), ("CLI-SEQ-006", Must),
        ("CLI-ID-001", Must), ("CLI-ID-002", Must), ("CLI-ID-003", Must),
        ("CLI-POLL-001", Must), ("CLI-POLL-002", Must), ("CLI-POLL-003", Should),
        ("CLI-POLL-004", Must), ("CLI-POLL-005", Must), ("CLI-POLL-006", Must),
        ("CLI-POLL-007", Should), ("CLI-POLL-008", Should),
        ("CLI-ERR-001", Should), ("CLI-ERR-002", Should), ("CLI-ERR-003", Should),
        ("CLI-ERR-004", Should), ("CLI-ERR-005", Should), ("CLI-ERR-006", Should),
        ("CLI-ERR-007", Should), ("CLI-ERR-008", Should),
        ("CLI-TOL-001", Should), ("CLI-TOL-002", Should), ("CLI-NUM-001", Should),
        ("CLI-SEC-001", Must),
        ("CLI-MFA-001", Should), ("CLI-MFA-002", Must), ("CLI-MFA-003", Should),
        ("CLI-HTTP-001", Must),
    ];
    let found: Vec<_> =
        CLIENT_RULES.iter().map(|client| (client.rule.id, client.rule.strength)).collect();
    assert_eq!(found, expected);
}

/// What the documents demand is a MUST; what only we do is a SHOULD.
#[test]
fn a_must_has_a_source() {
    for client in CLIENT_RULES.iter() {
        let rule = client.rule;
        let is_ours = rule.confidence == Confidence::Inferred;
        assert!(!(is_ours && rule.strength == Strength::Must), "{}", rule.id);
        if rule.source == "good sense of this project" {
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
    assert_eq!(reason("CLI-TOL-001"), "the client did not say what it took (see docs/judge.md)");
    assert!(reason("CLI-POLL-002").starts_with("nothing here to apply it to"));
    assert_eq!(reason("CLI-POLL-002"), reason("CLI-SEQ-001"));
}

#[test]
fn the_numbers_of_the_sentences() {
    assert_eq!(MOST_CALLS, 181);
    assert_eq!(TOLERANCE.as_millis(), 250);
    for (id, numbers) in [
        (client::POLL_INTERVAL, &["10 s"][..]),
        (client::POLL_DEADLINE, &["30 min", "181"]),
        (client::POLL_ON, &["30 min"]),
        (client::POLL_FIRST, &["10 s"]),
        (client::MFA_TIME, &["8 min"]),
    ] {
        let sentence = client::find(id).unwrap().rule.sentence;
        assert!(numbers.iter().all(|number| sentence.contains(number)), "{sentence}");
    }
}

/// Two drafts were merged into this catalogue: one with ids like these, one with names. Nothing of
/// them was lost; what is no rule here says why.
#[test]
fn the_drafts_are_covered() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str])] = &[
        // Grading of clients, by what each entry asked for.
        ("Authorize before any data call", &["CLI-SEQ-001"]),
        ("Async only after a 202", &["CLI-SEQ-002"]),
        ("Async is GET with the id in the path", &["CLI-SEQ-003", "CLI-SEQ-006"]),
        ("the poll of Investments is the same POST", &["CLI-SEQ-003", "CLI-SEQ-005"]),
        ("RequestId carried unchanged", &["CLI-ID-001"]),
        ("never mixes two sessions", &["CLI-ID-002"]),
        ("polls again after 202", &["CLI-POLL-001"]),
        ("waits 10 s between answers", &["CLI-POLL-002"]),
        ("never two polls in flight", &["CLI-POLL-003"]),
        ("stops at 30 min, at most 181 calls", &["CLI-POLL-004"]),
        ("stops at once at 200", &["CLI-POLL-005"]),
        ("OPERATION_DISPATCHED as pending", &["CLI-POLL-006"]),
        ("terminal 4xx ends the poll", &["CLI-ERR-001"]),
        ("RETRY_LATER is no bad password", &["CLI-ERR-002", "CLI-ERR-006"]),
        ("5xx or reset is survived", &["CLI-ERR-003"]),
        ("HTTP 200 with HttpStatusCode 202", &["CLI-ERR-004"]),
        ("unknown fields, values and nulls", &["CLI-TOL-001"]),
        ("text with emoji, RTL, 4 KB, HTML", &["CLI-TOL-002"]),
        ("cents survive", &["CLI-NUM-001"]),
        ("secrets never in query or Referer", &["CLI-SEC-001"]),
        // The judge sees only clients that trust its certificate; whether one would refuse a wrong
        // one shows on a server that has a wrong one.
        ("TLS verified", &[]),
        ("a 203 is answered", &["CLI-MFA-001"]),
        // The protocol judge, by name.
        ("POLL-METHOD", &["CLI-SEQ-003"]),
        ("POLL-ID", &["CLI-ID-001", "CLI-ID-003"]),
        ("POLL-ORDER", &["CLI-SEQ-002", "CLI-POLL-005", "CLI-ERR-001"]),
        ("POLL-GAP", &["CLI-POLL-002"]),
        ("POLL-FIRST", &["CLI-POLL-007"]),
        ("POLL-BUDGET", &["CLI-POLL-004"]),
        ("POLL-OVERLAP", &["CLI-POLL-003"]),
        ("POLL-GIVEUP", &["CLI-POLL-004"]),
        ("REPOST", &["CLI-SEQ-004"]),
        ("STATUS-SOURCE", &["CLI-ERR-004"]),
        ("MFA-203", &["CLI-MFA-001", "CLI-MFA-003"]),
        ("EXPIRED", &["CLI-ERR-001", "CLI-ERR-008"]),
        ("ERR-RETRY", &["CLI-ERR-006"]),
        ("SECRET-URL", &["CLI-SEC-001"]),
        ("LOAD", &["CLI-POLL-008"]),
        // Retry classes: user must act, new authorize token.
        ("no blind repetition", &["CLI-ERR-005", "CLI-ERR-007"]),
        // What published clients get wrong beside that.
        ("prompts as keys", &["CLI-MFA-002"]),
        ("JSON as text/plain", &["CLI-HTTP-001"]),
    ];
    let mut uses: BTreeMap<&str, usize> =
        CLIENT_RULES.iter().map(|client| (client.rule.id, 0)).collect();
    for (entry, ids) in table {
        for id in *ids {
            *uses.get_mut(id).unwrap_or_else(|| panic!("{entry}: no rule {id}")) += 1;
        }
    }
    assert!(uses.values().all(|count| *count > 0), "a rule from nowhere: {uses:?}");
}
