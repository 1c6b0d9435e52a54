//! Wherever a client puts a key, it is written down nowhere.

use flinks_mock::clock::ClockMode;
use flinks_mock::{Auth, FlinksMock};

use super::{Call, Gate};
use crate::support::{CUSTOMER, LOGIN};

/// Paths of the admin API that show something of a customer's calls.
const SHOWN: [&str; 6] = [
    "/journal",
    "/customers",
    "/customers/43387ca6-0391-4c82-857d-70d95f087ecb",
    "/customers/43387ca6-0391-4c82-857d-70d95f087ecb/journal",
    "/customers/43387ca6-0391-4c82-857d-70d95f087ecb/sessions",
    "/customers/43387ca6-0391-4c82-857d-70d95f087ecb/verdict",
];

/// Where they belong, and everywhere else that a mistake could put them.
async fn misuse(gate: &Gate) {
    for key in [&*gate.secret, &*gate.api] {
        let banking = format!("/v3/{CUSTOMER}/BankingServices");
        let upper = key.to_uppercase();
        let body = format!(r#"{{"LoginId":"{key}","Tag":"{upper}","{key}":1}}"#);
        let paths = [
            format!("/v3/{key}/BankingServices/Authorize"),
            format!("/v3/{upper}/BankingServices/Authorize"),
            format!("/v3/{key}/nothing"),
            format!("/{key}"),
            format!("{banking}/{key}"),
            format!("{banking}/GetAccountsDetailAsync/{key}"),
            format!("{banking}/Authorize?key={key}"),
        ];
        for path in &paths {
            for (name, value) in [
                ("flinks-auth-key", key),
                ("x-api-key", key),
                ("authorization", key),
                ("x-mock-scenario", key),
                ("x-other", &upper),
                ("user-agent", key),
                (&*format!("x-{key}"), "1"),
            ] {
                gate.mock.send_with("POST", path, &[(name, value)], &body).await;
            }
        }
        gate.send(Call::Body(key), &[]).await;
    }
    let token = gate.token().await;
    let opened = gate.with_token(Call::Authorize(LOGIN), &token).await;
    let id = opened.text_at("/RequestId");
    gate.send(Call::Detail(&id), &[("x-api-key", &gate.api)]).await;
    gate.send(Call::Detail(&gate.api), &[("x-api-key", &gate.api)]).await;
}

#[tokio::test]
async fn no_key_in_the_journal_its_file_and_the_admin_api() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank.journal");
    let builder = FlinksMock::builder().auth(Auth::Token).admin(true).journal(&file);
    let gate = Gate::start(ClockMode::Auto, builder).await;
    misuse(&gate).await;

    let mut written =
        vec![std::fs::read_to_string(&file).unwrap(), format!("{:?}", gate.mock.server)];
    for path in SHOWN {
        let answer = gate.mock.admin("GET", path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        written.push(answer.text);
    }
    for text in written {
        assert!(text.len() > 100, "{text}");
        let text = text.to_lowercase();
        for key in [&gate.secret, &gate.api] {
            let at = text.find(&**key).unwrap_or(text.len());
            let seen = &text[at.saturating_sub(200).min(at)..];
            assert_eq!(at, text.len(), "{:.300}", seen);
        }
    }
}
