//! Endpoints, numbers, rules and conflicts, against values that are written out here.

use std::time::Duration;

use flinks_contract::conflict::CONFLICTS;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{
    CEILING, IDLE_LIMIT, INTERVAL, PROCESSING_LIMIT, SYNCHRONOUS_LIMIT, TOKEN_LIFE,
};
use flinks_contract::rule::server::SERVER_RULES;
use flinks_contract::rule::{RULES, Strength};
use flinks_contract::schema::Message;

#[test]
fn the_endpoints() {
    let found = Endpoint::EVERY.map(|endpoint| {
        (endpoint.name(), endpoint.method(), endpoint.paths(), endpoint.brings_data())
    });
    #[rustfmt::skip]
    let expected: [(&str, &str, &[&str], bool); 6] = [
        ("Authorize", "POST", &["/v3/{customerId}/BankingServices/Authorize"], false),
        ("GetAccountsDetail", "POST", &["/v3/{customerId}/BankingServices/GetAccountsDetail"], true),
        ("GetAccountsDetailAsync", "GET", &["/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}"], true),
        ("Investments", "POST", &["/v3/{customerId}/Investments", "/v3/{customerId}/BankingServices/Investments"], true),
        ("GenerateAuthorizeToken", "POST", &["/v3/{customerId}/BankingServices/GenerateAuthorizeToken"], false),
        ("Understood", "POST", &["/v3/{customerId}/_mock/understood"], false),
    ];
    assert_eq!(found, expected);
    let asyncs = Endpoint::EVERY.map(|endpoint| Some((endpoint, endpoint.async_of()?)));
    let asyncs: Vec<_> = asyncs.into_iter().flatten().collect();
    assert_eq!(asyncs, [(Endpoint::GetAccountsDetailAsync, Endpoint::GetAccountsDetail)]);
}

#[test]
fn the_schema_of_each_reply() {
    use Endpoint::*;
    use Message::*;
    let statuses = [200, 202, 203, 204, 400, 503];
    let error = Some(Error);
    let expected = [
        (Authorize, [Some(AuthorizeOk), None, Some(AuthorizeChallenge), None, error, error]),
        (GetAccountsDetail, [Some(AccountsDetailOk), Some(Pending), None, None, error, error]),
        (GetAccountsDetailAsync, [Some(AccountsDetailOk), Some(Pending), None, None, error, error]),
        (Investments, [Some(InvestmentsOk), Some(Pending), None, None, error, error]),
        (GenerateAuthorizeToken, [None, None, None, None, error, error]),
    ];
    for (endpoint, messages) in expected {
        assert_eq!(statuses.map(|status| Message::of(endpoint, status)), messages, "{endpoint:?}");
    }
    let requests = Endpoint::ALL.map(Message::of_request);
    let accounts = Some(AccountsDetailRequest);
    assert_eq!(requests, [Some(AuthorizeRequest), accounts, None, Some(InvestmentsRequest)]);
}

#[test]
fn the_numbers() {
    let found = [INTERVAL, CEILING, IDLE_LIMIT, PROCESSING_LIMIT, TOKEN_LIFE, SYNCHRONOUS_LIMIT];
    assert_eq!(found, [10, 1_800, 480, 1_800, 1_800, 210].map(Duration::from_secs));
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
fn every_server_rule_is_broken_in_a_way_of_its_own() {
    let mut broken: Vec<_> = SERVER_RULES.iter().map(|server| server.rule.broken).collect();
    broken.sort_unstable();
    broken.dedup();
    assert_eq!(broken.len(), SERVER_RULES.len());
}

#[test]
fn conflicts_are_in_order() {
    let ids: Vec<_> = CONFLICTS.iter().map(|conflict| conflict.id.to_owned()).collect();
    assert_eq!(ids, (1..=35).map(|number| format!("C{number}")).collect::<Vec<_>>());
}
