//! Endpoints, numbers, rules and conflicts: complete, in order, and naming one another rightly.

use std::collections::HashSet;
use std::time::Duration;

use flinks_contract::code::CODES;
use flinks_contract::conflict::{self, CONFLICTS};
use flinks_contract::endpoint::{Endpoint, OTHERS};
use flinks_contract::polling::NUMBERS;
use flinks_contract::rule::server::{self, SERVER_RULES};
use flinks_contract::rule::{self, GROUPS, RULES, Strength};
use flinks_contract::schema::Message;

#[test]
fn the_four_endpoints() {
    let found =
        Endpoint::ALL.map(|endpoint| (endpoint.name(), endpoint.method(), endpoint.paths()));
    let expected: [(&str, &str, &[&str]); 4] = [
        ("Authorize", "POST", &["/v3/{customerId}/BankingServices/Authorize"]),
        ("GetAccountsDetail", "POST", &["/v3/{customerId}/BankingServices/GetAccountsDetail"]),
        (
            "GetAccountsDetailAsync",
            "GET",
            &["/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}"],
        ),
        (
            "Investments",
            "POST",
            &["/v3/{customerId}/Investments", "/v3/{customerId}/BankingServices/Investments"],
        ),
    ];
    assert_eq!(found, expected);
}

#[test]
fn other_endpoints_are_others() {
    let names: HashSet<_> = OTHERS.iter().map(|other| other.name).collect();
    assert_eq!(names.len(), OTHERS.len());
    assert!(Endpoint::ALL.iter().all(|endpoint| !names.contains(endpoint.name())));
    for other in OTHERS {
        assert!(other.path.starts_with("/v3/{customerId}/"), "{}", other.path);
        assert!(["GET", "POST", "PATCH", "DELETE"].contains(&other.method), "{}", other.name);
    }
}

#[test]
fn the_numbers() {
    let found: Vec<_> = NUMBERS.iter().map(|n| (n.name, n.value, n.conflict)).collect();
    let expected = [
        ("INTERVAL", Duration::from_secs(10), Some("C34")),
        ("CEILING", Duration::from_secs(1_800), None),
        ("IDLE_LIMIT", Duration::from_secs(480), Some("C10")),
        ("PROCESSING_LIMIT", Duration::from_secs(1_800), None),
        ("TOKEN_LIFE", Duration::from_secs(1_800), Some("C25")),
        ("SYNCHRONOUS_LIMIT", Duration::from_secs(210), Some("C13")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn rules_have_their_ids_and_strengths() {
    use Strength::{Must, Should};
    #[rustfmt::skip]
    let expected = [
        ("FLK-ENV-001", Must), ("FLK-ENV-002", Must), ("FLK-ENV-003", Must),
        ("FLK-ENV-004", Should), ("FLK-ENV-005", Must),
        ("FLK-SCH-001", Must), ("FLK-SCH-002", Must), ("FLK-SCH-003", Must),
        ("FLK-SCH-004", Must), ("FLK-SCH-005", Must),
        ("FLK-AUT-001", Must), ("FLK-AUT-002", Must),
        ("FLK-FLOW-001", Must), ("FLK-FLOW-002", Must), ("FLK-FLOW-003", Must),
        ("FLK-FLOW-004", Should), ("FLK-FLOW-005", Must), ("FLK-FLOW-006", Should),
        ("FLK-FLOW-007", Must), ("FLK-FLOW-008", Should),
        ("FLK-PEN-001", Must),
        ("FLK-LNK-001", Must), ("FLK-LNK-002", Should),
        ("FLK-ID-001", Must), ("FLK-ID-002", Must),
        ("FLK-ACC-001", Must),
        ("FLK-TXN-001", Must), ("FLK-TXN-002", Must), ("FLK-TXN-003", Must), ("FLK-TXN-004", Must),
        ("FLK-TXN-005", Must), ("FLK-TXN-006", Must), ("FLK-TXN-007", Must),
        ("FLK-TXN-008", Should),
        ("FLK-TXN-009", Should),
        ("FLK-INV-001", Should), ("FLK-INV-002", Should), ("FLK-INV-003", Should),
        ("FLK-ERR-001", Must), ("FLK-ERR-002", Should), ("FLK-ERR-003", Should),
        ("FLK-ERR-004", Must), ("FLK-ERR-005", Must), ("FLK-ERR-006", Must),
        ("FLK-ERR-007", Should), ("FLK-ERR-008", Must), ("FLK-ERR-009", Should),
        ("FLK-ERR-010", Should),
        ("FLK-CLI-001", Must),
    ];
    let found: Vec<_> = RULES.iter().map(|rule| (rule.id, rule.strength)).collect();
    assert_eq!(found, expected);
}

#[test]
fn rules_are_found_by_id_and_say_where_they_come_from() {
    for rule in RULES {
        assert_eq!(rule::find(rule.id), Some(rule));
        assert!(!rule.source.is_empty() && !rule.vintage.is_empty(), "{}", rule.id);
        assert!(!rule.sentence.ends_with('.'), "{}", rule.id);
    }
    assert_eq!(rule::find("FLK-ENV-999"), None);
}

/// `flinks-harness checks ID` has an answer to each question, and repeats none.
#[test]
fn server_rules_are_explained() {
    let mut broken = HashSet::new();
    for server in SERVER_RULES {
        let id = server.rule.id;
        assert_eq!(server::find(id), Some(server));
        assert!(server.effect.ends_with('.'), "{id}: {}", server.effect);
        for text in [server.example, server.broken] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{id}: {text}");
        }
        assert!(broken.insert(server.broken), "{id}");
        for conflict in server.conflicts {
            assert!(conflict::find(conflict).is_some(), "{id}: {conflict}");
        }
    }
    let rules: Vec<_> = SERVER_RULES.iter().map(|server| server.rule).collect();
    assert_eq!(rules, RULES);
}

/// A listing shows the rules by group, and none may be lost by that.
#[test]
fn server_rules_stand_in_the_order_of_their_groups() {
    let mut sorted = RULES.to_vec();
    let place = |name| GROUPS.iter().position(|group| group.name == name);
    sorted.sort_by_key(|rule| (place(rule.group()).unwrap(), rule.id));
    assert_eq!(sorted, RULES);
}

#[test]
fn conflicts_are_complete_and_in_order() {
    let ids: Vec<_> = CONFLICTS.iter().map(|conflict| conflict.id.to_owned()).collect();
    assert_eq!(ids, (1..=35).map(|number| format!("C{number}")).collect::<Vec<_>>());
    for conflict in CONFLICTS {
        assert!(conflict.variants.len() >= 2, "{} is no conflict", conflict.id);
        assert!(conflict.question.ends_with('?'), "{}", conflict.id);
    }
}

#[test]
fn every_conflict_that_is_named_exists() {
    let facts = format!("{CODES:?} {SERVER_RULES:?} {NUMBERS:?} {OTHERS:?}");
    let schemas = Message::ALL.map(Message::text).concat();
    let named = named_conflicts(&(facts + &schemas));
    assert!(named.contains("C3") && named.contains("C28"), "{named:?}");
    for id in named {
        assert!(conflict::find(&id).is_some(), "{id} is not in the register");
    }
}

/// Words of the form C and one or two digits.
fn named_conflicts(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_id = |word: &&str| {
        let digits = word.strip_prefix('C').unwrap_or_default();
        (1..=2).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
    };
    words.filter(is_id).map(str::to_owned).collect()
}
