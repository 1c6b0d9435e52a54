//! Endpoints, numbers, rules and conflicts, against values that are written out here.

use std::time::Duration;

use flinks_contract::conflict::CONFLICTS;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{
    CEILING, IDLE_LIMIT, INTERVAL, PROCESSING_LIMIT, SYNCHRONOUS_LIMIT, TOKEN_LIFE,
};
use flinks_contract::rule::server::{SERVER_RULES, about_values};
use flinks_contract::schema::Message;

#[test]
fn the_endpoints() {
    let found = Endpoint::EVERY.map(|endpoint| {
        (endpoint.name(), endpoint.method(), endpoint.paths(), endpoint.brings_data())
    });
    #[rustfmt::skip]
    let expected: [(&str, &str, &[&str], bool); 30] = [
        ("Authorize", "POST", &["/v3/{customerId}/BankingServices/Authorize"], false),
        ("GetAccountsDetail", "POST", &["/v3/{customerId}/BankingServices/GetAccountsDetail"], true),
        ("GetAccountsDetailAsync", "GET", &["/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}"], true),
        ("Investments", "POST", &["/v3/{customerId}/Investments", "/v3/{customerId}/BankingServices/Investments"], true),
        ("GetAccountsSummary", "POST", &["/v3/{customerId}/BankingServices/GetAccountsSummary"], true),
        ("GetAccountsSummaryAsync", "GET", &["/v3/{customerId}/BankingServices/GetAccountsSummaryAsync/{requestId}"], true),
        ("GetStatements", "POST", &["/v3/{customerId}/BankingServices/GetStatements"], true),
        ("GetStatementsAsync", "GET", &["/v3/{customerId}/BankingServices/GetStatementsAsync/{requestId}"], true),
        ("DeleteCard", "DELETE", &["/v3/{customerId}/BankingServices/DeleteCard/{loginId}"], false),
        ("InvestmentsDelete", "DELETE", &["/v3/{customerId}/Investments/Delete/{loginId}"], false),
        ("SetScheduledRefresh", "PATCH", &["/v3/{customerId}/BankingServices/SetScheduledRefresh"], false),
        ("GetMFAQuestions", "GET", &["/v3/{customerId}/BankingServices/GetMFAQuestions/{loginId}"], false),
        ("AnswerMFAQuestions", "PATCH", &["/v3/{customerId}/BankingServices/AnswerMFAQuestions"], false),
        ("GetNightlyRefreshStatus", "GET", &["/v3/{customerId}/BankingServices/GetNightlyRefreshStatus"], false),
        ("GetWealthNightlyRefreshStatus", "GET", &["/v3/{customerId}/BankingServices/GetWealthNightlyRefreshStatus"], false),
        ("Institutions", "GET", &["/v3/{customerId}/BankingServices/Institutions"], false),
        ("InstitutionsByRoutingNumber", "GET", &["/v3/{customerId}/BankingServices/Institutions/RoutingNumber/{routingNumber}"], false),
        ("FieldMatch", "POST", &["/v3/{customerId}/BankingServices/FieldMatch"], false),
        ("Categories", "GET", &["/v3/{customerId}/BankingServices/Categories/{country}"], false),
        ("Token", "POST", &["/v3/{customerId}/BankingServices/Token"], false),
        ("AuthorizeMultiple", "POST", &["/v3/{customerId}/BankingServices/AuthorizeMultiple"], false),
        ("AuthorizeAsync", "POST", &["/v3/{customerId}/BankingServices/AuthorizeAsync"], false),
        ("Attributes", "GET", &["/v3/{customerId}/insight/login/{loginId}/attributes/{requestId}/{name}"], false),
        ("AttributesByName", "POST", &["/v3/{customerId}/insight/login/{loginId}/attributes/{requestId}"], false),
        ("Categorization", "GET", &["/v3/{customerId}/categorization/login/{loginId}/requestid/{requestId}"], false),
        ("AttributesLibrary", "GET", &["/v3/{customerId}/attributes/library"], false),
        ("BusinessAttributesLibrary", "GET", &["/v3/{customerId}/attributes/library/business"], false),
        ("Prepayment", "POST", &["/v3/{customerId}/prepayment/login/{loginId}/{requestId}"], false),
        ("GenerateAuthorizeToken", "POST", &["/v3/{customerId}/BankingServices/GenerateAuthorizeToken"], false),
        ("Understood", "POST", &["/v3/{customerId}/_mock/understood"], false),
    ];
    assert_eq!(found, expected);
    let asyncs = Endpoint::EVERY.map(|endpoint| Some((endpoint, endpoint.async_of()?)));
    let asyncs: Vec<_> = asyncs.into_iter().flatten().collect();
    let expected = [
        (Endpoint::GetAccountsDetailAsync, Endpoint::GetAccountsDetail),
        (Endpoint::GetAccountsSummaryAsync, Endpoint::GetAccountsSummary),
        (Endpoint::GetStatementsAsync, Endpoint::GetStatements),
    ];
    assert_eq!(asyncs, expected);
    let posts = Endpoint::EVERY.iter().filter(|endpoint| endpoint.data() == Some(**endpoint));
    let posts: Vec<_> = posts.map(|endpoint| endpoint.name()).collect();
    assert_eq!(posts, ["GetAccountsDetail", "Investments", "GetAccountsSummary", "GetStatements"]);
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
        (GetAccountsSummary, [Some(AccountsSummaryOk), Some(Pending), None, None, error, error]),
        (
            GetAccountsSummaryAsync,
            [Some(AccountsSummaryOk), Some(Pending), None, None, error, error],
        ),
        (GetStatements, [Some(StatementsOk), Some(Pending), None, None, error, error]),
        (GetStatementsAsync, [Some(StatementsOk), Some(Pending), None, None, error, error]),
        (DeleteCard, [Some(DeleteCardOk), None, None, None, error, error]),
        (InvestmentsDelete, [Some(MessageOk), None, None, None, error, error]),
        (SetScheduledRefresh, [Some(ScheduledRefreshOk), None, None, None, error, error]),
        (GetMFAQuestions, [Some(QuestionsOk), None, None, None, error, error]),
        (AnswerMFAQuestions, [Some(MessageOk), None, None, None, error, error]),
        (GetNightlyRefreshStatus, [Some(NightlyRefreshOk), None, None, None, error, error]),
        (GetWealthNightlyRefreshStatus, [Some(WealthRefreshOk), None, None, None, error, error]),
        (Institutions, [Some(InstitutionsOk), None, None, None, error, error]),
        (InstitutionsByRoutingNumber, [Some(InstitutionOk), None, None, None, error, error]),
        (FieldMatch, [Some(FieldMatchOk), None, None, None, error, error]),
        (Categories, [Some(CategoriesOk), None, None, None, error, error]),
        (Token, [Some(TokenOk), None, None, None, error, error]),
        (AuthorizeMultiple, [Some(AuthorizeMultipleOk), None, None, None, error, error]),
        (
            AuthorizeAsync,
            [Some(AuthorizeOk), Some(Pending), Some(AuthorizeChallenge), None, error, error],
        ),
        (GenerateAuthorizeToken, [Some(AuthorizeTokenOk), None, None, None, error, error]),
        (Attributes, [Some(AttributesOk), Some(Pending), None, None, error, error]),
        (AttributesByName, [Some(AttributesOk), Some(Pending), None, None, error, error]),
        (Categorization, [Some(CategorizationOk), Some(Pending), None, None, error, error]),
        (AttributesLibrary, [Some(AttributesLibraryOk), None, None, None, error, error]),
        (Prepayment, [Some(PrepaymentOk), Some(Pending), None, None, error, error]),
    ];
    for (endpoint, messages) in expected {
        assert_eq!(statuses.map(|status| endpoint.reply(status)), messages, "{endpoint:?}");
    }
    let requests = Endpoint::ALL.map(Endpoint::request);
    let accounts = Some(AccountsDetailRequest);
    assert_eq!(requests, [Some(AuthorizeRequest), accounts, None, Some(InvestmentsRequest)]);
}

#[test]
fn the_numbers() {
    let found = [INTERVAL, CEILING, IDLE_LIMIT, PROCESSING_LIMIT, TOKEN_LIFE, SYNCHRONOUS_LIMIT];
    assert_eq!(found, [10, 1_800, 480, 1_800, 1_800, 210].map(Duration::from_secs));
}

/// The rules that nobody can prove again where values are hidden.
#[test]
fn what_is_about_values() {
    let expected = [
        "FLK-ENV-004 FLK-ENV-005 FLK-LNK-001 FLK-TXN-001 FLK-TXN-002 FLK-TXN-003 FLK-TXN-004",
        "FLK-TXN-005 FLK-TXN-006 FLK-TXN-007 FLK-TXN-008 FLK-TXN-009",
    ];
    assert_eq!(about_values().collect::<Vec<_>>().join(" "), expected.join(" "));
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
    let number = |id: &str| id.strip_prefix('C').unwrap().parse::<u32>().unwrap();
    let numbers: Vec<_> = CONFLICTS.iter().map(|conflict| number(conflict.id)).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
}
