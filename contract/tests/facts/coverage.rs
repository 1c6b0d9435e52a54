//! What a client can meet: complete, and each reply counted as what it is.

use std::collections::BTreeSet;

use flinks_contract::code::CODES;
use flinks_contract::coverage::{ITEMS, met};

#[test]
fn every_code_is_there_or_left_out_for_a_reason() {
    let names = ITEMS.iter().filter_map(|item| item.name.split_once(' '));
    let there: BTreeSet<_> = names.map(|(_, code)| code).collect();
    let left_out: Vec<_> =
        CODES.iter().map(|code| code.name).filter(|name| !there.contains(name)).collect();

    let expected = [
        "OK",
        "CREATED",
        "INVALID_SECURITY_RESPONSE_NO_RETRY",
        "UNKNOWN_CHALLENGE_KEY",
        "ALREADY_AUTHORIZED",
        "SECURITYRESPONSES_INCOMPLETE",
        "NO_TRANSACTION",
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn names_are_unique_in_their_group_and_groups_stand_together() {
    let keys: Vec<_> = ITEMS.iter().map(|item| (item.group, item.name)).collect();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    let mut groups: Vec<_> = ITEMS.iter().map(|item| item.group).collect();
    groups.dedup();
    assert_eq!(groups.iter().collect::<BTreeSet<_>>().len(), groups.len());
}

#[test]
fn what_a_reply_is() {
    #[rustfmt::skip]
    let table: &[(Option<&str>, u16, &str, bool, &str)] = &[
        (Some("Authorize"), 200, "", false, "Authorize/200"),
        (Some("Authorize"), 203, "", false, "MFA/203"),
        (Some("Authorize"), 401, "QUESTION_NOT_FOUND", false, "MFA/401 QUESTION_NOT_FOUND"),
        (Some("Authorize"), 401, "INVALID_LOGIN", false, "Authorize/401 INVALID_LOGIN"),
        // An older table has 400 (C5).
        (Some("Authorize"), 400, "INVALID_LOGIN", false, "Authorize/401 INVALID_LOGIN"),
        (Some("GenerateAuthorizeToken"), 200, "", false, "GenerateAuthorizeToken/200"),
        (Some("GetAccountsDetail"), 202, "OPERATION_DISPATCHED", false, "GetAccountsDetail/202 OPERATION_DISPATCHED"),
        (Some("GetAccountsDetailAsync"), 202, "OPERATION_PENDING", false, "GetAccountsDetailAsync/202 OPERATION_PENDING"),
        (Some("Investments"), 200, "", false, "Investments/200"),
        (Some("Investments"), 400, "SESSION_NONEXISTENT", false, "Session end/400 SESSION_NONEXISTENT"),
        (Some("Authorize"), 401, "SESSION_EXPIRED", false, "Session end/401 SESSION_EXPIRED"),
        (Some("Authorize"), 429, "TOO_MANY_REQUESTS", false, "Authorize/401 TOO_MANY_REQUESTS HTTP/429"),
        (Some("Investments"), 429, "", false, "HTTP/429"),
        (Some("Investments"), 503, "", false, "HTTP/5xx without a FlinksCode"),
        (Some("GetAccountsDetailAsync"), 500, "AGGREGATION_ERROR", false, "GetAccountsDetailAsync/500 AGGREGATION_ERROR"),
        (Some("GetAccountsDetail"), 200, "", true, "HTTP/connection lost"),
        // A lie is not documented, nor is a code of another endpoint.
        (Some("GetAccountsDetail"), 200, "OPERATION_PENDING", false, ""),
        (Some("Investments"), 401, "INVALID_PASSWORD", false, ""),
        (Some("GetAccountsDetail"), 203, "", false, ""),
        (Some("GetAccountsSummary"), 200, "", false, ""),
        (None, 503, "", false, ""),
        (None, 0, "", true, ""),
    ];
    for &(endpoint, status, code, lost, expected) in table {
        let found = met(endpoint, status, code, lost);
        let found: Vec<_> = found.map(|item| format!("{}/{}", item.group, item.name)).collect();
        assert_eq!(found.join(" "), expected, "{endpoint:?} {status} {code}");
    }
}
