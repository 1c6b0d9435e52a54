//! What Prometheus gets.

use super::start;
use serde_json::json;

/// The value of a sample, such as `sessions{state="ended"}`.
fn value<'a>(text: &'a str, sample: &str) -> Option<&'a str> {
    let name = format!("flinks_mock_{sample} ");
    text.lines().find_map(|line| line.strip_prefix(&*name))
}

#[tokio::test]
async fn figures_are_counted_from_what_there_is() {
    let mock = start().await;
    let session = mock.open_as("ada").await;
    for _ in 0..3 {
        mock.detail_as("ada", &session).await;
    }
    mock.open_as("bob").await;
    mock.post_as("bob", "Nothing", json!({})).await;

    let metrics = mock.get("/metrics").await;
    assert_eq!(metrics.status, 200);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(metrics.headers["content-type"], kind);
    let text = metrics.text;
    assert!(text.ends_with("# EOF\n"), "{text}");
    #[rustfmt::skip]
    let table = [
        (r#"requests_total{endpoint="Authorize",status="200",code=""}"#, Some("2")),
        (r#"requests_total{endpoint="GetAccountsDetail",status="202",code="OPERATION_PENDING"}"#, Some("2")),
        (r#"requests_total{endpoint="GetAccountsDetail",status="200",code=""}"#, Some("1")),
        (r#"requests_total{endpoint="",status="404",code="INVALID_REQUEST"}"#, Some("1")),
        (r#"sessions{state="delivered"}"#, Some("1")),
        (r#"sessions{state="authorized"}"#, Some("1")),
        (r#"sessions{state="ended"}"#, None),
        ("sessions_limit", Some("1000000")),
        ("sessions_reclaimed_total", Some("0")),
        ("customers", Some("2")),
        ("customers_limit", Some("10000")),
        ("customers_evicted_total", Some("0")),
        ("logins", Some("2")),
        ("journal_exchanges", Some("6")),
        ("journal_limit_bytes", Some("268435456")),
        ("journal_dropped_total", Some("0")),
        ("journal_file_queue", Some("0")),
        ("event_queue_limit", Some("1024")),
        ("log_queue_limit", Some("10000")),
    ];
    for (sample, expected) in table {
        assert_eq!(value(&text, sample), expected, "{sample} in {text}");
    }
}
