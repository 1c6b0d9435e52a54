//! Rules of scenarios that no built-in one needs.

use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;

use crate::support::program::folder;
use crate::support::{CUSTOMER, LOGIN, Mock, OWN, request};

/// Bytes of the answer, or none where the connection ended without one.
async fn bytes(mock: &Mock, name: &str, body: &str) -> String {
    let path = format!("/v3/{CUSTOMER}/BankingServices/{name}");
    mock.raw(request("POST", &path, "Connection: close\r\n", body)).await
}

#[tokio::test]
async fn a_fault_strikes_the_answer_to_a_question_and_may_leave_it_uncounted() {
    let text = |commit: bool| {
        format!(
            "[[step]]\non = \"authorize\"\n[step.reply.challenge]\nask = [{{ prompt = \"Pet?\", answer = \"Rex\" }}]\n\
             [[fault]]\non = \"authorize\"\nplay = \"close\"\nfrom = \"1m\"\nuntil = \"2m\"\ncommit = {commit}\n"
        )
    };
    for (commit, afterwards) in [(true, "401 ALREADY_AUTHORIZED"), (false, "200")] {
        let mock = Mock::own(&text(commit)).await;
        let id = mock.open().await;
        let body = format!(r#"{{"RequestId":"{id}","SecurityResponses":{{"Pet?":["Rex"]}}}}"#);
        mock.at(60).await;
        assert_eq!(bytes(&mock, "Authorize", &body).await, "");

        mock.at(120).await;
        assert_eq!(mock.post("Authorize", &body).await.short(), afterwards, "commit = {commit}");
    }
}

#[tokio::test]
async fn an_outage_hides_that_a_session_is_over() {
    let outage =
        "[[fault]]\non = \"accounts\"\nplay = \"close\"\nfrom = \"10m\"\nuntil = \"11m\"\n";
    let mock = Mock::own(outage).await;
    let id = mock.open().await;
    let body = format!(r#"{{"RequestId":"{id}"}}"#);

    mock.at(600).await;
    assert_eq!(bytes(&mock, "GetAccountsDetail", &body).await, "");
    mock.at(660).await;
    assert_eq!(mock.detail(&id).await.short(), "400 SESSION_NONEXISTENT");
}

#[tokio::test]
async fn a_raw_answer_is_no_session_and_no_data() {
    let raw = "reply.raw = { status = 200, body = \"<p>Maintenance</p>\", content-type = \"text/html\" }\n";
    let text = format!(
        "session = {{ consumed = true }}\n[[step]]\non = \"authorize\"\ntimes = 1\n{raw}[[step]]\non = \"accounts\"\ntimes = 1\n{raw}"
    );
    let mock = Mock::own(&text).await;

    let refused = mock.authorize(LOGIN).await;
    assert_eq!((refused.status, &*refused.text), (200, "<p>Maintenance</p>"));
    assert_eq!(refused.headers["content-type"], "text/html");
    let id = mock.open().await;
    assert_eq!(mock.detail(&id).await.text, "<p>Maintenance</p>");
    assert_eq!(mock.detail(&id).await.short(), "200");
    assert_eq!(mock.detail(&id).await.short(), "400 SESSION_NONEXISTENT", "consumed by the data");
}

#[tokio::test]
async fn a_step_that_fails_for_a_time_ends_on_the_auto_clock_too() {
    let step = "[[step]]\non = \"accounts\"\nfor = \"1m\"\nreply.error = \"RETRY_LATER\"\n";
    let mock = Mock::own(step).await;
    let id = mock.open().await;
    let mut calls = 1;
    while mock.detail(&id).await.status != 200 && calls < 100 {
        calls += 1;
    }

    assert_eq!(calls, 7, "at 0 s and each 10 s until 60 s");
}

#[tokio::test]
async fn a_reset_lets_go_who_waits_on_the_clock() {
    let (_folder, path) =
        folder(&[("own.toml", &format!("{OWN}[[step]]\non = \"authorize\"\ndelay = \"5m\"\n"))]);
    let builder = FlinksMock::builder().scenarios(path).scenario("own");
    let mock = Mock::on(ClockMode::Manual, builder).await;
    let waiting = async { mock.authorize(LOGIN).await.status };
    let reset = async {
        while mock.clock().next_deadline().is_none() {
            tokio::task::yield_now().await;
        }
        mock.server.customer_with_id(CUSTOMER).reset();
    };
    assert_eq!(tokio::join!(waiting, reset).0, 200);
}

/// Three outages of 30 s, one after the other.
const OUTAGES: &str = r#"
[[fault]]
on = "authorize"
play = { http-error = { status = 503 } }
until = "30s"
commit = false
[[fault]]
on = "data"
play = { http-error = { status = 503 } }
until = "60s"
commit = false
[[step]]
on = "accounts"
for = "30s"
fault.http-error = { status = 502 }
"#;

#[tokio::test]
async fn on_the_auto_clock_time_goes_on_for_a_client_that_tries_again_after_a_fault() {
    let mock = Mock::own(OUTAGES).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push((mock.authorize(LOGIN).await.status, mock.second()));
    }
    let id = mock.open().await;
    for _ in 0..8 {
        seen.push((mock.detail(&id).await.status, mock.second()));
    }
    #[rustfmt::skip]
    let expected = [
        (503, 0.), (503, 10.), (503, 20.),
        (503, 30.), (503, 40.), (503, 50.), (502, 60.), (502, 70.), (502, 80.), (200, 90.), (200, 90.),
    ];
    assert_eq!(seen, expected);
}
