//! What published clients send, and what the service takes.

use flinks_mock::FlinksMock;

use crate::support::program::folder;
use crate::support::{CUSTOMER, LOGIN, Mock, request};

const OTHER: &str = "6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901";

#[tokio::test]
async fn authorize_takes_what_clients_send() {
    let mock = Mock::start().await;
    let upper = LOGIN.to_uppercase();
    #[rustfmt::skip]
    let table = [
        format!(r#"{{"LoginId":"{LOGIN}","MostRecentCached":true}}"#),
        format!(r#"{{"loginId":"{LOGIN}","mostrecentcached":"True"}}"#),
        format!(r#"{{"LoginId":"{upper}"}}"#),
        format!(r#"{{"LoginId":"{LOGIN}","Username":null,"Password":null,"authorizeToken":"t","AccessToken":{{}}}}"#),
        format!("\u{feff}{{\"LoginId\":\"{LOGIN}\"}}\r\n"),
        format!(r#"{{"LoginId":"{LOGIN}","MostRecentCached":false,"Save":true}}"#),
        r#"{"username":"greatday","Password":"everyday","Institution":"FlinksCapital"}"#.to_owned(),
        r#"{"UserName":"GREATDAY_NOMFA","Password":"Everyday","Institution":"FlinksCapital","Save":"true"}"#.to_owned(),
    ];
    for body in table {
        assert_eq!(mock.post("Authorize", &body).await.short(), "200", "{body}");
    }
    assert_eq!(mock.authorize(&upper).await.text_at("/Login/Id"), LOGIN, "in lower case");
}

#[tokio::test]
async fn content_types_headers_and_bodies_do_not_matter() {
    let mock = Mock::start().await;
    let body = format!(r#"{{"LoginId":"{LOGIN}"}}"#);
    for header in [
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: nonsense",
        "flinks-auth-key: any",
        "x-api-Key: undefined",
        "Authorization: Bearer x",
        "Expect: 100-continue",
    ] {
        let path = format!("/v3/{CUSTOMER}/BankingServices/Authorize");
        let headers = format!("Connection: close\r\n{header}\r\n");
        let answer = mock.raw(request("POST", &path, &headers, &body)).await;
        assert!(answer.contains("HTTP/1.1 200 OK\r\n"), "{header}: {answer}");
    }

    let id = mock.open().await;
    let path =
        format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetailAsync/{}", id.to_uppercase());
    for body in ["{}", "{broken"] {
        assert_eq!(mock.send("GET", &path, body).await.short(), "202 OPERATION_PENDING", "{body}");
    }
}

#[tokio::test]
async fn post_on_async_is_served_and_noted_and_refused_when_strict() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/GetAccountsDetailAsync/{id}");

    let noted = mock.send("POST", &path, "").await;
    assert_eq!(noted.short(), "202 OPERATION_PENDING");
    assert_eq!(
        noted.headers["x-mock-note"],
        "POST on an Async endpoint; the contract says GET (C15)"
    );
    assert!(mock.poll(&id).await.headers.get("x-mock-note").is_none());

    let mock = Mock::with(FlinksMock::builder().strict(true)).await;
    mock.open().await;
    let refused = mock.send("POST", &path, "").await;
    assert_eq!(refused.short(), "405 INVALID_REQUEST");
    assert_eq!(refused.headers["allow"], "GET");
}

#[tokio::test]
async fn async_before_the_post_begins_the_work_unless_strict() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    assert_eq!(mock.poll(&id).await.short(), "202 OPERATION_PENDING");

    let mock = Mock::with(FlinksMock::builder().strict(true)).await;
    let id = mock.open().await;
    mock.investments(&id).await;
    assert_eq!(mock.poll(&id).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.detail(&id).await.short(), "202 OPERATION_PENDING");
    assert_eq!(mock.poll(&id).await.short(), "202 OPERATION_PENDING");
}

#[tokio::test]
async fn investments_are_on_both_paths_and_take_a_boolean_as_text() {
    let mock = Mock::playing("ready-at-once").await;
    let id = mock.open().await;
    let body = format!(r#"{{"requestid":"{id}","loginId":"{LOGIN}","MostRecentCached":"true"}}"#);

    for path in ["Investments", "BankingServices/Investments", "BankingServices/Investments/"] {
        let answer = mock.send("POST", &format!("/any/prefix/v3/{CUSTOMER}/{path}"), &body).await;
        assert_eq!(answer.short(), "200", "{path}");
    }
}

/// A captured body has the RequestId of another session; it is served as it is, or as the session's own.
#[tokio::test]
async fn a_captured_body_is_adopted_or_served_as_it_is() {
    let seed = include_str!("../../../fixtures/accounts/seed.json");
    let captured = seed.replace("{{RequestId}}", OTHER);
    let (_folder, path) = folder(&[("accounts/seed.json", &captured)]);
    for (adopt, is_own) in [(true, true), (false, false)] {
        let builder = FlinksMock::builder().fixtures(&path).adopt_fixtures(adopt);
        let mock =
            Mock::with(builder.allow_invalid_fixtures(!adopt).scenario("ready-at-once")).await;
        let id = mock.open().await;
        let reply = mock.detail(&id).await;
        assert_eq!(reply.json()["RequestId"], if is_own { &*id } else { OTHER });
        let verdict = mock.server.customer_with_id(CUSTOMER).verdict().await.verdict;
        assert_ne!(verdict.word(), "HARNESS FAULT");
    }
    let refused = FlinksMock::builder().fixtures(&path).start().await.unwrap_err().to_string();
    assert!(refused.contains("write {{RequestId}} there, or start with --adopt"), "{refused}");
}

#[tokio::test]
async fn clients_that_mint_a_token_first_come_through() {
    let mock = Mock::start().await;
    let token = mock.post("GenerateAuthorizeToken", "").await;
    assert_eq!(
        token.text,
        r#"{"HttpStatusCode":200,"Token":"01094a73-d7e0-40e0-a902-2398299be8ef"}"#
    );
    assert_eq!(mock.open().await, "74c8b3e7-eed2-48b6-9d77-c177cad5a79a", "the ids stay the same");

    let path = format!("/v3/{CUSTOMER}/BankingServices/GenerateAuthorizeToken");
    assert_eq!(mock.send("GET", &path, "").await.short(), "405 INVALID_REQUEST");
}
