//! Which scenario an Authorize plays.

use flinks_mock::FlinksMock;

use crate::support::program::folder;
use crate::support::{Answer, CUSTOMER, LOGIN, Mock};

/// Each answers Authorize with a status and a message of its own.
fn scenarios() -> (tempfile::TempDir, String) {
    let names = ["by-header", "by-admin", "by-login", "by-username", "by-customer", "by-default"];
    let files = names.into_iter().enumerate().map(|(number, name)| {
        let more = match name {
            "by-username" => "username = \"zoe\"\n".to_owned(),
            // Another form of the same GUID.
            "by-customer" => format!("customers = [\"{}\"]\n", CUSTOMER.to_uppercase()),
            _ => String::new(),
        };
        let text = format!(
            "summary = \"{name}\"\nlogin-id = \"20000000-0000-4000-8000-00000000000{number}\"\n{more}\
             [[step]]\non = \"authorize\"\nreply.error = \"RETRY_LATER\"\nmessage = \"{name}\"\n"
        );
        (format!("{name}.toml"), text)
    });
    let files: Vec<_> = files.collect();
    folder(&files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>())
}

const BY_LOGIN: &str = r#"{"LoginId":"20000000-0000-4000-8000-000000000002"}"#;
const BY_USERNAME: &str =
    r#"{"Username":"Zoe","Password":"Everyday","Institution":"FlinksCapital"}"#;
const BY_GUIDE: &str = r#"{"LoginId":"5e115eac-1209-4f19-641c-08d6d484e2fe"}"#;
const UNKNOWN: &str = r#"{"LoginId":"30000000-0000-4000-8000-000000000000"}"#;

async fn authorize(mock: &Mock, customer: &str, header: Option<&str>, body: &str) -> Answer {
    let path = format!("/v3/{customer}/BankingServices/Authorize");
    let headers: Vec<_> = header.map(|name| ("X-Mock-Scenario", name)).into_iter().collect();
    mock.send_with("POST", &path, &headers, body).await
}

#[tokio::test]
async fn the_order_of_precedence() {
    let (_folder, path) = scenarios();
    let builder = FlinksMock::builder().scenarios(path).scenario("by-default");
    let mock = Mock::with(builder).await;
    let (chosen, listed, other) = ("chosen", CUSTOMER, "other");
    mock.server.customer_with_id(chosen).play("by-admin").unwrap();
    #[rustfmt::skip]
    let table = [
        (chosen, Some("by-header"), BY_LOGIN, "by-header"),
        (chosen, None, BY_LOGIN, "by-admin"),
        (chosen, None, BY_USERNAME, "by-admin"),
        (chosen, None, UNKNOWN, "by-admin"),
        (listed, Some("by-header"), BY_USERNAME, "by-header"),
        (listed, None, BY_LOGIN, "by-login"),
        (listed, None, BY_USERNAME, "by-username"),
        (listed, None, UNKNOWN, "by-customer"),
        (listed, None, BY_GUIDE, "by-customer"),
        (other, Some("by-header"), UNKNOWN, "by-header"),
        (other, None, BY_LOGIN, "by-login"),
        (other, None, BY_GUIDE, "by-default"),
        (other, None, UNKNOWN, "The login is invalid."),
    ];
    for (customer, header, body, expected) in table {
        let answer = authorize(&mock, customer, header, body).await;
        let message = answer.text_at("/Message");
        let is_unknown = expected.starts_with("The login");
        let code = answer.text_at("/FlinksCode");
        assert_eq!(is_unknown, code == "INVALID_LOGIN", "{customer} {header:?} {body}: {message}");
        assert!(is_unknown || message == expected, "{customer} {header:?} {body}: {message}");
    }
}

/// What `flinks-mock run` asks for.
#[tokio::test]
async fn one_scenario_for_everybody() {
    let (_folder, path) = scenarios();
    let builder = FlinksMock::builder().scenarios(path).scenario("by-default");
    let mock = Mock::with(builder.for_everybody(true)).await;
    mock.server.customer_with_id("chosen").play("by-admin").unwrap();
    #[rustfmt::skip]
    let table = [
        ("chosen", Some("by-header"), BY_LOGIN, "by-header"),
        ("chosen", None, BY_LOGIN, "by-admin"),
        (CUSTOMER, None, BY_LOGIN, "by-default"),
        ("other", None, BY_LOGIN, "by-default"),
        ("other", None, BY_USERNAME, "by-default"),
        ("other", None, BY_GUIDE, "by-default"),
        ("other", None, UNKNOWN, "by-default"),
    ];
    for (customer, header, body, expected) in table {
        let answer = authorize(&mock, customer, header, body).await;
        assert_eq!(answer.text_at("/Message"), expected, "{customer} {header:?} {body}");
    }
}

#[tokio::test]
async fn a_header_that_names_no_scenario_is_refused_with_the_name_it_looks_like() {
    let mock = Mock::start().await;

    let answer = authorize(&mock, CUSTOMER, Some("two-pols"), BY_GUIDE).await;
    assert_eq!(answer.short(), "400 INVALID_REQUEST");
    assert_eq!(
        answer.text_at("/Message"),
        "X-Mock-Scenario: there is no scenario two-pols; did you mean two-polls?"
    );
}

#[tokio::test]
async fn whoever_is_given_a_scenario_keeps_the_login_it_came_with() {
    let mock = Mock::start().await;

    let answer = authorize(&mock, CUSTOMER, Some("ready-at-once"), UNKNOWN).await;
    assert_eq!(answer.text_at("/Login/Id"), "30000000-0000-4000-8000-000000000000");
    let answer = authorize(&mock, CUSTOMER, Some("ready-at-once"), BY_USERNAME).await;
    assert_eq!(answer.text_at("/Login/Username"), "Zoe");
    let answer = mock.authorize(LOGIN).await;
    assert_eq!(answer.text_at("/Login/Id"), LOGIN);
}

#[tokio::test]
async fn a_login_stands_elsewhere_in_each_scenario() {
    let mock = Mock::start().await;
    let first = authorize(&mock, CUSTOMER, Some("concurrent-session"), BY_GUIDE).await;
    let second = authorize(&mock, CUSTOMER, Some("concurrent-session"), BY_GUIDE).await;
    let other = authorize(&mock, CUSTOMER, Some("two-polls"), BY_GUIDE).await;

    assert_eq!(first.status, 200);
    assert_eq!(second.short(), "401 CONCURRENT_SESSION");
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn any_login_plays_the_default_unless_a_scenario_has_it() {
    let (_folder, path) = scenarios();
    let builder = FlinksMock::builder().scenarios(path).scenario("by-default");
    let mock = Mock::with(builder.clone().any_login(true)).await;
    let unknown_name = r#"{"Username":"Ann","Password":"Everyday","Institution":"FlinksCapital"}"#;
    for (body, expected) in [
        (UNKNOWN, "by-default"),
        (unknown_name, "by-default"),
        (BY_LOGIN, "by-login"),
        (BY_USERNAME, "by-username"),
    ] {
        let answer = authorize(&mock, "other", None, body).await;
        assert_eq!(answer.text_at("/Message"), expected, "{body}");
    }
    let refused = authorize(&Mock::with(builder).await, "other", None, UNKNOWN).await;
    assert_eq!(refused.text_at("/FlinksCode"), "INVALID_LOGIN");
}
