//! Bodies that keep the contract, and what may vary without breaking it.

use flinks_contract::schema::Message;
use serde_json::{Value, json};

use crate::bodies;

/// At least one good body for each message.
fn good() -> Vec<(Message, Value)> {
    vec![
        (Message::AuthorizeRequest, bodies::authorize_request()),
        (Message::AuthorizeRequest, bodies::credentials_request()),
        (Message::AuthorizeRequest, bodies::answer_request()),
        (Message::AuthorizeOk, bodies::authorize_ok()),
        (Message::AuthorizeChallenge, bodies::authorize_challenge()),
        (Message::AccountsDetailRequest, bodies::accounts_detail_request()),
        (Message::AccountsDetailRequest, bodies::full_accounts_detail_request()),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok()),
        (Message::Pending, bodies::pending()),
        (Message::InvestmentsRequest, bodies::investments_request()),
        (Message::InvestmentsOk, bodies::investments_ok()),
        (Message::InvestmentsOk, bodies::investment_institution()),
        (Message::AccountsSummaryRequest, bodies::summary_request()),
        (Message::AccountsSummaryOk, bodies::summary_ok()),
        (Message::StatementsRequest, bodies::statements_request()),
        (Message::StatementsOk, bodies::statements_ok()),
        (Message::DeleteCardOk, bodies::delete_card_ok()),
        (Message::MessageOk, bodies::message_ok()),
        (Message::ScheduledRefreshRequest, bodies::scheduled_refresh_request()),
        (Message::ScheduledRefreshOk, bodies::scheduled_refresh_ok()),
        (Message::QuestionsOk, bodies::questions_ok()),
        (Message::QuestionsRequest, bodies::questions_request()),
        (Message::NightlyRefreshOk, bodies::nightly_refresh_ok()),
        (Message::WealthRefreshOk, bodies::wealth_refresh_ok()),
        (Message::InstitutionsOk, bodies::institutions_ok()),
        (Message::InstitutionOk, bodies::institution_ok()),
        (Message::FieldMatchRequest, bodies::field_match_request()),
        (Message::FieldMatchOk, bodies::field_match_ok()),
        (Message::CategoriesOk, bodies::categories_ok()),
        (Message::TokenOk, bodies::token_ok()),
        (Message::AuthorizeMultipleOk, bodies::authorize_multiple_ok()),
        (
            Message::AuthorizeTokenOk,
            json!({ "HttpStatusCode": 200, "Token": "d65f1adb-8ebc-48dc-be8b-20c773ba1565" }),
        ),
        (Message::AttributesRequest, bodies::attributes_request()),
        (Message::AttributesOk, bodies::attributes_ok()),
        (Message::AttributesLibraryOk, bodies::attributes_library_ok()),
        (Message::CategorizationOk, bodies::categorization_ok()),
        (Message::PrepaymentRequest, bodies::prepayment_request()),
        (Message::PrepaymentOk, bodies::prepayment_ok()),
        (Message::Error, bodies::error()),
    ]
}

#[test]
fn the_bodies_of_the_guides_are_valid() {
    for (message, body) in good() {
        assert_eq!(message.violations(&body), [], "{message:?}: {body}");
    }
}

#[test]
fn every_message_has_a_good_body() {
    let covered = |message| good().iter().any(|(other, _)| *other == message);
    assert_eq!(Message::ALL.into_iter().filter(|message| !covered(*message)).count(), 0);
}

#[test]
fn unknown_members_are_accepted_in_every_object() {
    for (message, mut body) in good() {
        add_unknown(&mut body);
        assert_eq!(message.violations(&body), [], "{message:?}: {body}");
    }
}

/// Not below `SecurityResponses`, whose members are answers.
fn add_unknown(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let known = members.iter_mut().filter(|(name, _)| *name != "SecurityResponses");
            known.for_each(|(_, member)| add_unknown(member));
            members.insert("XUnknown".to_owned(), json!({ "X": 1 }));
        }
        Value::Array(items) => items.iter_mut().for_each(add_unknown),
        _ => {}
    }
}

/// One edit each, seen in recorded bodies or documented; none breaks the contract.
#[test]
fn documented_variants_are_valid() {
    #[rustfmt::skip]
    let table: &[(Message, Value, &str, Value)] = &[
        (Message::AuthorizeOk,      bodies::authorize_ok(), "/Login/LastRefresh", json!("2025-10-08T13:47:46.522790")),
        (Message::AuthorizeOk,      bodies::authorize_ok(), "/Login/LastRefresh", json!("2018-05-09T13:47:46.5227901Z")),
        (Message::AuthorizeOk,      bodies::authorize_ok(), "/Login/LastRefresh", json!("0001-01-01T00:00:00")),
        (Message::AuthorizeOk,      bodies::authorize_ok(), "/Login/Type", json!(null)),
        (Message::AuthorizeOk,      bodies::authorize_ok(), "/Login/Type", json!("Business")),
        (Message::Pending,          bodies::pending(), "/FlinksCode", json!("OPERATION_DISPATCHED")),
        (Message::Pending,          bodies::pending(), "/Message", json!("Your operation is still processing.")),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts", json!([])),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Holder", json!(null)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Holder/Address", json!(null)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Type", json!("SomethingNew")),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Category", json!(null)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Balance/Current", json!(-12.5)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Transactions/0/Code", json!(1)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Transactions/0/Credit", json!(12.08)),
        (Message::AccountsDetailOk, bodies::accounts_detail_ok(), "/Accounts/0/Transactions/0/Id", json!(null)),
        (Message::InvestmentsRequest, bodies::investments_request(), "/MostRecentCached", json!("true")),
        (Message::InvestmentsRequest, bodies::investments_request(), "/RequestId", json!("1243C283-E0CA-4FDA-A5E4-343068430190")),
        (Message::AuthorizeRequest, bodies::authorize_request(), "/MostRecentCached", json!("True")),
        (Message::AuthorizeRequest, bodies::answer_request(), "/SecurityResponses", json!({})),
    ];
    for (message, body, pointer, value) in table {
        let mut body = body.clone();
        *body.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(message.violations(&body), [], "{pointer} {value}");
    }
}

/// No source shows such a body; none says how many links there are either.
#[test]
fn no_number_of_links_is_demanded() {
    for (message, mut body) in
        [(Message::AuthorizeOk, bodies::authorize_ok()), (Message::Pending, bodies::pending())]
    {
        body["Links"] = json!([]);
        assert_eq!(message.violations(&body), [], "{message:?}");
    }
}

#[test]
fn a_request_is_read_as_the_service_reads_it() {
    let table = [
        json!({ "loginId": "5E115EAC-1209-4F19-641C-08D6D484E2FE", "mostrecentcached": "true" }),
        json!({ "username": "Greatday", "Password": "Everyday", "institution": "FlinksCapital" }),
        json!({ "LoginId": "5e115eac-1209-4f19-641c-08d6d484e2fe", "Language": null, "Tag": null }),
    ];
    for body in table {
        assert_eq!(Message::AuthorizeRequest.violations(&body), [], "{body}");
    }
}
