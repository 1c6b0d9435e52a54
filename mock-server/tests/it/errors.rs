//! Every error is JSON with HttpStatusCode, FlinksCode and Message.

use serde_json::json;

use crate::support::{CUSTOMER, LOGIN, Mock};

const OTHER: &str = "00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn a_wrong_user_is_told_what_works() {
    let mock = Mock::start().await;
    let table = [
        ("Greatday", "every user of the test institution has the password Everyday"),
        ("nobody", "no scenario has this Username; flinks-mock scenarios lists those there are"),
    ];
    for (user, expected) in table {
        let body =
            format!(r#"{{"Username":"{user}","Password":"x","Institution":"FlinksCapital"}}"#);
        let reply = mock.send("POST", "/v3/ada/BankingServices/Authorize", &body).await;
        assert_eq!(reply.headers["x-mock-note"], expected, "{user}");
    }
}

#[tokio::test]
async fn authorize_refuses_what_it_cannot_use() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let answer = format!(r#"{{"RequestId":"{id}","SecurityResponses":{{"Q":["A"]}}}}"#);
    let late = format!(r#"{{"RequestId":"{OTHER}","SecurityResponses":{{"Q":["A"]}}}}"#);
    let unknown = format!(r#"{{"LoginId":"{OTHER}"}}"#);
    #[rustfmt::skip]
    let table = [
        ("", "401 INVALID_REQUEST", "LoginId is required; without it, Username, Password and Institution are"),
        ("{}", "401 INVALID_REQUEST", "LoginId is required; without it, Username, Password and Institution are"),
        ("[1]", "401 INVALID_REQUEST", "the body is not a JSON object"),
        ("{\"LoginId\":", "401 INVALID_REQUEST", "the body is not valid JSON: EOF while parsing a value at line 1 column 11"),
        (r#"{"LoginId":5}"#, "401 INVALID_REQUEST", "LoginId must be a string"),
        (r#"{"LoginId":"x","MostRecentCached":"maybe"}"#, "401 INVALID_REQUEST", "MostRecentCached must be true or false"),
        (r#"{"LoginId":"not-a-guid"}"#, "401 INVALID_LOGIN", "The LoginId provided is either invalid or does not belong to the CustomerId"),
        (&unknown, "401 INVALID_LOGIN", "The LoginId provided is either invalid or does not belong to the CustomerId"),
        (r#"{"Username":"Greatday","Institution":"FlinksCapital"}"#, "401 INVALID_REQUEST", "Password is required"),
        (r#"{"Username":"nobody","Password":"Everyday","Institution":"FlinksCapital"}"#, "401 INVALID_USERNAME", ""),
        (r#"{"Username":"Greatday","Password":"x","Institution":"FlinksCapital"}"#, "401 INVALID_PASSWORD", ""),
        (&answer, "401 ALREADY_AUTHORIZED", ""),
        (&late, "400 SESSION_NONEXISTENT", "RequestId 00000000-0000-4000-8000-000000000000 is invalid or session has ended"),
    ];
    for (body, expected, message) in table {
        let answer = mock.post("Authorize", body).await;
        assert_eq!(answer.short(), expected, "{body}");
        let actual = answer.text_at("/Message");
        assert!(actual == message || message.is_empty() && !actual.is_empty(), "{body}: {actual}");
    }
}

#[tokio::test]
async fn data_calls_refuse_what_they_cannot_use() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    let gone = |id: &str| format!("RequestId {id} is invalid or session has ended");
    let long = |length| "é".repeat(length);
    let invalid = "The LoginId provided is either invalid or does not belong to the CustomerId";
    #[rustfmt::skip]
    let table = [
        ("GetAccountsDetail", json!({}), "401 INVALID_REQUEST", "RequestId is required"),
        ("GetAccountsDetail", json!({ "RequestId": "" }), "401 INVALID_REQUEST", "RequestId is required"),
        ("GetAccountsDetail", json!({ "RequestId": 7 }), "401 INVALID_REQUEST", "RequestId must be a string"),
        ("GetAccountsDetail", json!({ "RequestId": "x" }), "400 SESSION_NONEXISTENT", &gone("x")),
        ("GetAccountsDetail", json!({ "RequestId": long(500_000) }), "400 SESSION_NONEXISTENT", &gone(&long(200))),
        ("GetAccountsDetail", json!({ "RequestId": OTHER }), "400 SESSION_NONEXISTENT", &gone(OTHER)),
        ("Investments", json!({}), "401 INVALID_REQUEST", "RequestId is required; LoginId is required; MostRecentCached is required"),
        ("Investments", json!({ "RequestId": id, "LoginId": LOGIN }), "401 INVALID_REQUEST", "MostRecentCached is required"),
        ("Investments", json!({ "RequestId": id, "MostRecentCached": true }), "401 INVALID_REQUEST", "LoginId is required"),
        ("Investments", json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": false }), "401 INVALID_REQUEST", "MostRecentCached must be true"),
        ("Investments", json!({ "RequestId": id, "LoginId": OTHER, "MostRecentCached": true }), "401 INVALID_LOGIN", invalid),
    ];
    for (name, body, expected, message) in table {
        let answer = mock.post(name, &body.to_string()).await;
        let seen = (answer.short(), answer.text_at("/Message"));
        assert_eq!(seen, (expected.to_owned(), message.to_owned()), "{body}");
    }
    let missing = mock.post("GetAccountsDetail", "{}").await.json();
    assert_eq!(missing["ValidationDetails"], json!({ "RequestId": ["is required"] }));
    assert_eq!(mock.poll(OTHER).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(mock.poll("..%2F..%2Fetc").await.short(), "400 SESSION_NONEXISTENT");
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there() {
    let mock = Mock::start().await;
    let b = format!("/v3/{CUSTOMER}/BankingServices");
    #[rustfmt::skip]
    let table = [
        ("POST", format!("{b}/GetAccountDetail"), "404 INVALID_REQUEST", "there is no /v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices/GetAccountDetail; did you mean /v3/{customerId}/BankingServices/GetAccountsDetail?"),
        ("GET", format!("{b}/Authorize"), "405 INVALID_REQUEST", "Authorize takes POST, not GET"),
        ("POST", format!("/v3/{CUSTOMER}/attributes/upload"), "501 METHOD_NOT_AVAILABLE", "UploadAttributes is not served by this mock; among those served are"),
        ("GET", "/".to_owned(), "404 INVALID_REQUEST", "there is no /; among those served are /v3/{customerId}/BankingServices/ with GenerateAuthorizeToken, Authorize"),
    ];
    for (method, path, expected, message) in table {
        let answer = mock.send(method, &path, "").await;
        assert_eq!(answer.short(), expected, "{method} {path}");
        assert!(answer.text_at("/Message").starts_with(message), "{answer:?}");
        assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    }
    let refused = mock.send("PUT", &format!("{b}/GetAccountsDetailAsync/1"), "").await;
    assert_eq!(refused.headers["allow"], "GET, POST");
}
