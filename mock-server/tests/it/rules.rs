//! Rules of scenarios that no built-in one needs.

use flinks_mock::FlinksMock;
use tokio::io::AsyncWriteExt;

use crate::support::{CUSTOMER, Mock, read_all};

/// Plays `text`, after its head, for the login of the guides.
async fn playing(text: &str) -> Mock {
    let folder = tempfile::tempdir().unwrap();
    let head = "summary = \"Own.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    std::fs::write(folder.path().join("own.toml"), format!("{head}{text}")).unwrap();
    Mock::with(FlinksMock::builder().scenarios(folder.path()).scenario("own")).await
}

/// Bytes of the answer, or none where the connection ended without one.
async fn bytes(mock: &Mock, path: &str, body: &str) -> String {
    let request = format!(
        "POST /v3/{CUSTOMER}/BankingServices/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = mock.connect().await;
    stream.write_all(request.as_bytes()).await.unwrap();
    read_all(&mut stream).await
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
        let mock = playing(&text(commit)).await;
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
    let mock = playing(
        "[[fault]]\non = \"accounts\"\nplay = \"close\"\nfrom = \"10m\"\nuntil = \"11m\"\n",
    )
    .await;
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
    let mock = playing(&text).await;

    let refused = mock.authorize(crate::support::LOGIN).await;
    assert_eq!((refused.status, &*refused.text), (200, "<p>Maintenance</p>"));
    assert_eq!(refused.headers["content-type"], "text/html");
    let id = mock.open().await;
    assert_eq!(mock.detail(&id).await.text, "<p>Maintenance</p>");
    assert_eq!(mock.detail(&id).await.short(), "200");
    assert_eq!(mock.detail(&id).await.short(), "400 SESSION_NONEXISTENT", "consumed by the data");
}

#[tokio::test]
async fn strict_wants_accounts_asked_for_before_they_are_polled() {
    let mock = Mock::with(FlinksMock::builder().strict(true)).await;
    let id = mock.open().await;
    mock.investments(&id).await;

    assert_eq!(mock.poll(&id).await.short(), "400 SESSION_NONEXISTENT");
    mock.detail(&id).await;
    assert_eq!(mock.poll(&id).await.short(), "202 OPERATION_PENDING");
}

#[tokio::test]
async fn a_step_that_fails_for_a_time_ends_on_the_auto_clock_too() {
    let mock =
        playing("[[step]]\non = \"accounts\"\nfor = \"1m\"\nreply.error = \"RETRY_LATER\"\n").await;
    let id = mock.open().await;
    let mut calls = 1;
    while mock.detail(&id).await.status != 200 && calls < 100 {
        calls += 1;
    }

    assert_eq!(calls, 7, "at 0 s and each 10 s until 60 s");
}

#[tokio::test]
async fn a_reset_lets_go_who_waits_on_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let text = "summary = \"Own.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n\
        [[step]]\non = \"authorize\"\ndelay = \"5m\"\n";
    std::fs::write(folder.path().join("own.toml"), text).unwrap();
    let builder = FlinksMock::builder().scenarios(folder.path()).scenario("own");
    let server = builder.clock(flinks_mock::clock::ClockMode::Manual).start().await.unwrap();
    let url = format!("{}/v3/ada/BankingServices/Authorize", server.url());
    let body = r#"{"LoginId":"5e115eac-1209-4f19-641c-08d6d484e2fe"}"#;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let waiting = tokio::spawn(client.post(url).body(body).send());
    while server.clock("ada").next_deadline().is_none() {
        tokio::task::yield_now().await;
    }

    server.customer_with_id("ada").reset();
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
}
