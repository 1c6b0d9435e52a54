//! The life of a session, over the wire and in no time.

use flinks_mock::FlinksMock;

use crate::support::{LOGIN, Mock};

#[tokio::test]
async fn a_session_that_is_not_used_for_8_minutes_is_gone() {
    let mock = Mock::start().await;
    let (early, late) = (mock.open().await, mock.open().await);

    mock.at(479).await;
    assert_eq!(mock.detail(&early).await.short(), "202 OPERATION_PENDING");
    mock.at(480).await;
    assert_eq!(mock.detail(&late).await.short(), "400 SESSION_NONEXISTENT");
}

#[tokio::test]
async fn a_session_ends_30_minutes_after_its_first_data_call() {
    let mock = Mock::start().await;
    let id = mock.open().await;
    mock.at(60).await;
    mock.detail(&id).await;

    mock.at(1_859).await;
    assert_eq!(mock.poll(&id).await.short(), "202 OPERATION_PENDING");
    mock.at(1_860).await;
    assert_eq!(mock.poll(&id).await.short(), "400 SESSION_NONEXISTENT");
    assert_eq!(
        mock.poll(&id).await.text_at("/Message"),
        format!("RequestId {id} is invalid or session has ended")
    );
}

#[tokio::test]
async fn on_the_auto_clock_an_impatient_client_sees_as_many_polls_as_a_patient_one() {
    let mock = Mock::playing("data-after-25-minutes").await;
    let id = mock.open().await;
    mock.detail(&id).await;
    let mut calls = 1;
    while mock.poll(&id).await.status == 202 && calls < 1_000 {
        calls += 1;
    }

    assert_eq!(calls, 150, "one each 10 s for 25 min");
    assert_eq!(mock.clock().now().as_duration().as_secs(), 1_500);
}

#[tokio::test]
async fn a_delay_passes_on_the_customers_clock() {
    let mock = Mock::playing("dispatched-after-210-seconds").await;
    let id = mock.open().await;

    assert_eq!(mock.detail(&id).await.short(), "202 OPERATION_DISPATCHED");
    assert_eq!(mock.clock().now().as_duration().as_secs(), 210);
}

const OUTAGES: &str = r#"
summary = "Three outages of 30 s, one after the other."
login-id = "20000000-0000-4000-8000-000000000001"
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
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("outages.toml"), OUTAGES).unwrap();
    let builder = FlinksMock::builder().scenarios(folder.path()).scenario("outages");
    let mock = Mock::with(builder).await;
    let second = || mock.clock().now().as_duration().as_secs();
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push((mock.authorize(LOGIN).await.status, second()));
    }
    let id = mock.open().await;
    for _ in 0..8 {
        seen.push((mock.detail(&id).await.status, second()));
    }

    #[rustfmt::skip]
    let expected = [
        (503, 0), (503, 10), (503, 20),
        (503, 30), (503, 40), (503, 50), (502, 60), (502, 70), (502, 80), (200, 90), (200, 90),
    ];
    assert_eq!(seen, expected);
}
