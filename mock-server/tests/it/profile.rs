//! The response profiles over a socket.

use flinks_contract::schema::Message;
use flinks_mock::{FlinksMock, Profile, builtin_scenarios};
use serde_json::{Value, json};

use crate::support::program::folder;
use crate::support::{LOGIN, Mock};

/// Bodies of Authorize and of the accounts, for the login of the guides.
async fn bodies(profile: Profile, scenario: &str) -> [Value; 2] {
    let builder = FlinksMock::builder().profile(profile).scenario(scenario);
    let mock = Mock::with(builder).await;
    let authorized = mock.authorize(LOGIN).await;
    let id = authorized.text_at("/RequestId");
    mock.detail(&id).await;
    let accounts = mock.poll(&id).await;
    assert_eq!((authorized.status, accounts.status), (200, 200), "{scenario}");
    [authorized.json(), accounts.json()]
}

fn members(body: &Value) -> String {
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    names.join(" ")
}

#[tokio::test]
async fn each_profile_has_its_members_and_keeps_the_schema() {
    let account = "Transactions TransitNumber InstitutionNumber OverdraftLimit Title AccountNumber Balance Category Type Currency Holder Id";
    #[rustfmt::skip]
    let table = [
        (Profile::Seed, "", ""),
        (Profile::Current, " InstitutionName InstitutionId", " LastFourDigits AccountType EftEligibleRatio ETransferEligibleRatio"),
    ];
    for (profile, of_body, of_account) in table {
        let [authorized, accounts] = bodies(profile, "ready-at-once").await;
        let expected = format!("Links HttpStatusCode Login Institution RequestId{of_body}");
        assert_eq!(members(&authorized), expected);
        let expected = format!("HttpStatusCode Accounts Login Institution RequestId{of_body}");
        assert_eq!(members(&accounts), expected);
        for one in accounts["Accounts"].as_array().unwrap() {
            assert_eq!(members(one), format!("{account}{of_account}"));
        }
        assert_eq!(Message::AuthorizeOk.violations(&authorized), []);
        assert_eq!(Message::AccountsDetailOk.violations(&accounts), []);
    }
}

/// A patch that fits in one profile fits in the other.
#[tokio::test]
async fn every_scenario_can_be_played_in_both() {
    for profile in [Profile::Seed, Profile::Current] {
        let mock = FlinksMock::builder().profile(profile).start().await.unwrap();
        assert_eq!(mock.scenarios(), builtin_scenarios(), "{profile:?}");
    }
}

#[tokio::test]
async fn a_fixture_of_the_user_has_them_too_and_keeps_its_own() {
    let text = include_str!("../../../fixtures/authorize/authorized.json");
    let text = text.replacen('{', r#"{"InstitutionName": "Mine","#, 1);
    let (_folder, path) = folder(&[("authorize/authorized.json", &text)]);
    let builder = FlinksMock::builder().fixtures(path).profile(Profile::Current);
    let authorized = Mock::with(builder).await.authorize(LOGIN).await.json();
    assert_eq!(
        [&authorized["InstitutionName"], &authorized["InstitutionId"]],
        [&json!("Mine"), &json!(14)]
    );
}
