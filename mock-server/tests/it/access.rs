//! The auth profile `token` over a socket: who is refused, with what, and who is not.

mod program;
mod secrecy;

use std::time::Duration;

use flinks_mock::clock::ClockMode;
use flinks_mock::{Auth, Builder, FlinksMock};

use crate::support::program::folder;
use crate::support::{Answer, CUSTOMER, LOGIN, Mock, OWN, OWN_LOGIN};

/// LoginId of `security-question`.
const ASKED: &str = "10000000-0000-4000-8000-000000000050";

/// LoginIds of `token-required` and `token-15-minutes`.
const REQUIRED: &str = "10000000-0000-4000-8000-000000000063";
const SHORT: &str = "10000000-0000-4000-8000-000000000064";

const NO_SECRET: &str = "401 UNAUTHORIZED: You must provide a valid auth key";
const NO_TOKEN: &str = "401 ACCESS_DENIED: You must provide a valid authorize token";

/// What a call is made for; a LoginId or a RequestId stands beside it.
#[derive(Clone, Copy, Debug)]
enum Call<'a> {
    Token,
    Authorize(&'a str),
    /// Authorize with this body.
    Body(&'a str),
    /// Authorize with the right answer to the question of `security-question`.
    Answer(&'a str),
    Detail(&'a str),
    Poll(&'a str),
    Investments(&'a str),
    /// The path of the guide's sample.
    Below(&'a str),
}

/// A mock in the profile, and its keys.
struct Gate {
    mock: Mock,
    secret: String,
    api: String,
}

impl Gate {
    async fn start(mode: ClockMode, builder: Builder) -> Self {
        let mock = Mock::on(mode, builder.auth(Auth::Token)).await;
        let secret = mock.server.secret_key().unwrap().to_owned();
        let api = mock.server.api_key().unwrap().to_owned();
        Self { mock, secret, api }
    }

    async fn send(&self, call: Call<'_>, headers: &[(&str, &str)]) -> Answer {
        let banking = format!("/v3/{CUSTOMER}/BankingServices");
        let cached = |id: &str| format!(r#"{{"LoginId":"{id}","MostRecentCached":true}}"#);
        let wealth = |id: &str| {
            format!(r#"{{"RequestId":"{id}","LoginId":"{LOGIN}","MostRecentCached":true}}"#)
        };
        let authorize = format!("{banking}/Authorize");
        let (method, path, body) = match call {
            Call::Token => ("POST", format!("{banking}/GenerateAuthorizeToken"), String::new()),
            Call::Authorize(id) => ("POST", authorize, cached(id)),
            Call::Body(body) => ("POST", authorize, body.to_owned()),
            Call::Answer(id) => {
                let right = r#"{"What shape do people like most?":["Triangle"]}"#;
                let body = format!(r#"{{"RequestId":"{id}","SecurityResponses":{right}}}"#);
                ("POST", authorize, body)
            }
            Call::Detail(id) => {
                let body = format!(r#"{{"RequestId":"{id}"}}"#);
                ("POST", format!("{banking}/GetAccountsDetail"), body)
            }
            Call::Poll(id) => {
                ("GET", format!("{banking}/GetAccountsDetailAsync/{id}"), String::new())
            }
            Call::Investments(id) => ("POST", format!("/v3/{CUSTOMER}/Investments"), wealth(id)),
            Call::Below(id) => ("POST", format!("{banking}/Investments"), wealth(id)),
        };
        self.mock.send_with(method, &path, headers, &body).await
    }

    async fn with_token(&self, call: Call<'_>, token: &str) -> Answer {
        self.send(call, &[("flinks-auth-key", token)]).await
    }

    async fn token(&self) -> String {
        self.with_token(Call::Token, &self.secret).await.text_at("/Token")
    }

    async fn open(&self, login: &str) -> String {
        let token = self.token().await;
        self.with_token(Call::Authorize(login), &token).await.text_at("/RequestId")
    }

    async fn advance(&self, seconds: u64) {
        self.mock.server.customer_with_id(CUSTOMER).advance(Duration::from_secs(seconds)).await;
    }
}

/// `202 OPERATION_PENDING: Your operation is still processing`; `200` alone.
fn shown(answer: &Answer) -> String {
    let json = answer.json();
    match json["Message"].as_str() {
        Some(message) if answer.status != 200 => format!("{}: {message}", answer.short()),
        _ => answer.short(),
    }
}

#[tokio::test]
async fn each_refusal_and_what_it_says() {
    let gate = Gate::start(ClockMode::Auto, FlinksMock::builder().scenario("ready-at-once")).await;
    let id = gate.open(LOGIN).await;
    let token = gate.token().await;
    let (secret, api) = (&*gate.secret, &*gate.api);
    let bearer = |key: &str| format!("Bearer {key}");
    let (bearer_secret, bearer_token) = (bearer(secret), bearer(&token));
    let near = |key: &str| {
        let last = if key.ends_with('0') { "1" } else { "0" };
        format!("{}{last}", &key[..key.len() - 1])
    };
    let (near_secret, near_api) = (near(secret), near(api));
    let unknown = "00000000-0000-4000-8000-000000000000";
    let no_id = "the body is not";
    #[rustfmt::skip]
    let table = [
        (Call::Token, &[][..], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", "")], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", &*near_secret)], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", &secret[..35])], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", api)], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", &*token)], NO_SECRET),
        (Call::Token, &[("x-api-key", secret)], NO_SECRET),
        (Call::Token, &[("authorization", &*bearer_secret)], NO_SECRET),
        (Call::Token, &[("flinks-auth-key", secret)], "200"),
        (Call::Token, &[("FLINKS-AUTH-KEY", secret)], "200"),

        (Call::Authorize(LOGIN), &[], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", "")], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", secret)], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", api)], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", unknown)], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", "no guid")], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("x-api-key", api)], NO_TOKEN),
        (Call::Authorize(LOGIN), &[("authorization", &*bearer_token)], NO_TOKEN),
        (Call::Authorize(unknown), &[], NO_TOKEN),
        (Call::Body("{}"), &[], NO_TOKEN),
        (Call::Body("{"), &[], NO_TOKEN),
        (Call::Body(r#"{"MostRecentCached":7}"#), &[], NO_TOKEN),
        (Call::Answer(unknown), &[], NO_TOKEN),
        (Call::Answer(unknown), &[("flinks-auth-key", unknown)], NO_TOKEN),

        (Call::Detail(&id), &[], NO_SECRET),
        (Call::Detail(&id), &[("x-api-key", "")], NO_SECRET),
        (Call::Detail(&id), &[("x-api-key", &*near_api)], NO_SECRET),
        (Call::Detail(&id), &[("x-api-key", secret)], NO_SECRET),
        (Call::Detail(&id), &[("flinks-auth-key", api)], NO_SECRET),
        (Call::Detail(unknown), &[], NO_SECRET),
        (Call::Poll(&id), &[], NO_SECRET),
        (Call::Poll(&id), &[("x-api-key", &*token)], NO_SECRET),
        (Call::Investments(&id), &[], NO_SECRET),
        (Call::Investments(&id), &[("x-api-key", &*near_api)], NO_SECRET),
        (Call::Below(&id), &[], NO_SECRET),

        (Call::Authorize(unknown), &[("flinks-auth-key", &*token)], "401 INVALID_LOGIN: The LoginId provided is either invalid or does not belong to the CustomerId"),
        (Call::Body("{"), &[("flinks-auth-key", &*token)], no_id),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", &*token)], "200"),
        (Call::Authorize(LOGIN), &[("flinks-auth-key", &*token)], NO_TOKEN),
        (Call::Detail(&id), &[("x-api-key", api)], "200"),
        (Call::Detail(&id), &[("X-Api-Key", api)], "200"),
        (Call::Poll(&id), &[("x-api-key", api)], "200"),
        (Call::Investments(&id), &[("x-api-key", api)], "200"),
        (Call::Below(&id), &[("x-api-key", api)], "200"),
        (Call::Detail(unknown), &[("x-api-key", api)], "400 SESSION_NONEXISTENT: RequestId 00000000-0000-4000-8000-000000000000 is invalid or session has ended"),
    ];
    for (number, (call, headers, expected)) in table.into_iter().enumerate() {
        let shown = shown(&gate.send(call, headers).await);
        let is_right = if expected == no_id { shown.contains(expected) } else { shown == expected };
        assert!(is_right, "line {number}: {call:?}\n{shown}\n{expected}");
    }
}

#[tokio::test]
async fn each_refusal_has_a_note_that_says_what_is_missing() {
    let gate = Gate::start(ClockMode::Auto, FlinksMock::builder()).await;
    for (call, expected) in [
        (
            Call::Token,
            "--auth token: GenerateAuthorizeToken takes the secret key in the header flinks-auth-key",
        ),
        (
            Call::Authorize(LOGIN),
            "--auth token: Authorize takes a token of GenerateAuthorizeToken, unused and in time, in the header flinks-auth-key, or one of Token as Authorization: Bearer; the answer to a challenge carries the same one",
        ),
        (Call::Detail(""), "--auth token: data calls take the API key in the header x-api-key"),
    ] {
        assert_eq!(gate.send(call, &[]).await.headers["x-mock-note"], expected, "{call:?}");
    }
}

#[tokio::test]
async fn a_token_lives_30_minutes_on_the_clock_of_the_customer() {
    let gate = Gate::start(ClockMode::Manual, FlinksMock::builder()).await;
    let [early, late] = [gate.token().await, gate.token().await];
    gate.advance(1_799).await;
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &early).await), "200");
    gate.advance(1).await;
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &late).await), NO_TOKEN);
}

#[tokio::test]
async fn a_token_of_another_customer_is_none() {
    let gate = Gate::start(ClockMode::Manual, FlinksMock::builder()).await;
    let path = "/v3/ada/BankingServices/GenerateAuthorizeToken";
    let made = gate.mock.send_with("POST", path, &[("flinks-auth-key", &gate.secret)], "").await;
    let token = made.text_at("/Token");
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &token).await), NO_TOKEN);
}

/// One token for the first call and for the answer, which is no second use.
#[tokio::test]
async fn an_exchange_with_questions_carries_one_token() {
    let gate = Gate::start(ClockMode::Manual, FlinksMock::builder()).await;
    let [token, other] = [gate.token().await, gate.token().await];
    let asked = gate.with_token(Call::Authorize(ASKED), &token).await;
    assert_eq!(asked.status, 203, "{asked:?}");
    let id = asked.text_at("/RequestId");

    assert_eq!(shown(&gate.send(Call::Answer(&id), &[]).await), NO_TOKEN);
    assert_eq!(shown(&gate.with_token(Call::Answer(&id), &other).await), NO_TOKEN);
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &token).await), NO_TOKEN);
    assert_eq!(shown(&gate.with_token(Call::Answer(&id), &token).await), "200");
    let again = gate.with_token(Call::Answer(&id), &token).await;
    assert_eq!(again.short(), "401 ALREADY_AUTHORIZED");
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &other).await), "200", "unused");
}

/// As node-flinks sends it. It is good once, in either header.
#[tokio::test]
async fn an_access_token_is_taken_as_a_bearer() {
    let gate = Gate::start(ClockMode::Manual, FlinksMock::builder()).await;
    let path = format!("/v3/{CUSTOMER}/BankingServices/Token");
    let body = format!(r#"{{"client_id":"a","secret":"{}"}}"#, gate.secret);
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(gate.mock.send("POST", &path, &body).await.text_at("/access_token"));
    }
    let bearers: Vec<_> = tokens.iter().map(|token| format!("Bearer {token}")).collect();
    let bearer = |at: usize| [("authorization", &*bearers[at])];

    assert_eq!(shown(&gate.send(Call::Authorize(LOGIN), &bearer(0)).await), "200");
    assert_eq!(shown(&gate.send(Call::Authorize(LOGIN), &bearer(0)).await), NO_TOKEN, "used");
    assert_eq!(shown(&gate.with_token(Call::Authorize(LOGIN), &tokens[1]).await), "200");
    assert_eq!(shown(&gate.send(Call::Authorize(LOGIN), &bearer(1)).await), NO_TOKEN, "used");

    let id = gate.send(Call::Authorize(ASKED), &bearer(2)).await.text_at("/RequestId");
    assert_eq!(shown(&gate.send(Call::Answer(&id), &bearer(3)).await), NO_TOKEN, "another");
    assert_eq!(shown(&gate.send(Call::Answer(&id), &bearer(2)).await), "200");

    let unknown = [("authorization", "Bearer 00000000000040008000000000000000")];
    assert_eq!(shown(&gate.send(Call::Authorize(LOGIN), &unknown).await), NO_TOKEN);
    gate.advance(1_800).await;
    assert_eq!(shown(&gate.send(Call::Authorize(LOGIN), &bearer(3)).await), NO_TOKEN, "late");
}

/// After its 8 minutes the exchange is over, and its token is not what is wrong.
#[tokio::test]
async fn a_late_answer_is_told_that_the_session_has_ended() {
    let gate = Gate::start(ClockMode::Manual, FlinksMock::builder()).await;
    let token = gate.token().await;
    let id = gate.with_token(Call::Authorize(ASKED), &token).await.text_at("/RequestId");
    gate.advance(480).await;
    let late = gate.with_token(Call::Answer(&id), &token).await;
    assert_eq!(late.short(), "400 SESSION_NONEXISTENT");
}

#[tokio::test]
async fn a_scenario_that_speaks_of_tokens_wins() {
    let (_folder, path) = folder(&[("own.toml", &format!("{OWN}token.required = false\n"))]);
    let builder = FlinksMock::builder().scenarios(path);
    let gate = Gate::start(ClockMode::Manual, builder).await;

    assert_eq!(shown(&gate.send(Call::Authorize(OWN_LOGIN), &[]).await), "200");
    assert_eq!(shown(&gate.send(Call::Authorize(REQUIRED), &[]).await), NO_TOKEN);
    let token = gate.token().await;
    gate.advance(900).await;
    assert_eq!(shown(&gate.with_token(Call::Authorize(SHORT), &token).await), NO_TOKEN);
    assert_eq!(shown(&gate.with_token(Call::Authorize(REQUIRED), &token).await), "200");
}

#[tokio::test]
async fn each_server_has_keys_of_its_own() {
    let [a, b] = [
        Gate::start(ClockMode::Auto, FlinksMock::builder()).await,
        Gate::start(ClockMode::Auto, FlinksMock::builder()).await,
    ];
    let keys = [&a.secret, &a.api, &b.secret, &b.api];
    let known: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(known.len(), 4);
    assert!(keys.iter().all(|key| uuid::Uuid::try_parse(key).is_ok()), "{keys:?}");
    let open = Mock::start().await;
    assert_eq!((open.server.secret_key(), open.server.api_key()), (None, None));
}

/// Three are documented with the secret key as a bearer; a public client sends its API key to all.
#[tokio::test]
async fn the_key_of_each_other_endpoint() {
    let gate = Gate::start(ClockMode::Auto, FlinksMock::builder()).await;
    let bearer = format!("Bearer {}", gate.secret);
    let secret = [("authorization", &*bearer)];
    let api = [("x-api-key", &*gate.api)];
    #[rustfmt::skip]
    let table = [
        ("GET", "BankingServices/GetNightlyRefreshStatus", "{}".to_owned(), true, true),
        ("GET", "BankingServices/GetWealthNightlyRefreshStatus/", "{}".to_owned(), true, true),
        ("GET", "BankingServices/Categories/CA", "{}".to_owned(), true, true),
        ("GET", "BankingServices/Institutions", "{}".to_owned(), false, true),
        ("PATCH", "BankingServices/SetScheduledRefresh", format!(r#"{{"LoginId":"{LOGIN}","IsActivated":true}}"#), false, true),
        ("POST", "BankingServices/AuthorizeMultiple", format!(r#"{{"LoginIds":["{LOGIN}"]}}"#), false, true),
    ];
    for (method, path, body, with_secret, with_api) in table {
        let path = format!("/v3/{CUSTOMER}/{path}");
        let none = gate.mock.send(method, &path, &body).await;
        assert_eq!(shown(&none), NO_SECRET, "{path}");
        for (headers, is_taken) in [(&secret, with_secret), (&api, with_api)] {
            let answer = gate.mock.send_with(method, &path, headers, &body).await;
            assert_eq!(answer.status, if is_taken { 200 } else { 401 }, "{path} {headers:?}");
        }
    }
    let asynchronous = format!("/v3/{CUSTOMER}/BankingServices/AuthorizeAsync");
    let body = format!(r#"{{"LoginId":"{LOGIN}"}}"#);
    assert_eq!(shown(&gate.mock.send("POST", &asynchronous, &body).await), NO_TOKEN);
    let token = gate.token().await;
    let headers = [("flinks-auth-key", &*token)];
    let started = gate.mock.send_with("POST", &asynchronous, &headers, &body).await;
    let id = started.text_at("/RequestId");
    let body = format!(r#"{{"RequestId":"{id}"}}"#);
    assert_eq!(shown(&gate.mock.send("POST", &asynchronous, &body).await), NO_TOKEN);
    let next = gate.mock.send_with("POST", &asynchronous, &headers, &body).await;
    assert_eq!((started.status, next.status), (202, 200));
    let path = format!("/v3/{CUSTOMER}/BankingServices/Token");
    for (secret, status) in [("wrong", 401), (&*gate.secret, 200)] {
        let body = format!(r#"{{"client_id":"a","secret":"{secret}"}}"#);
        assert_eq!(gate.mock.send("POST", &path, &body).await.status, status);
    }
}
