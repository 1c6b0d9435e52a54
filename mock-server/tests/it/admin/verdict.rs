//! The verdict of a running server.

use flinks_mock::report::json::SCHEMA;
use serde_json::Value;

use super::{assert_valid, checked, start};
use crate::support::Mock;

impl Mock {
    async fn verdict(&self, query: &str) -> Value {
        let answer = self.get(&format!("/customers/ada/verdict{query}")).await;
        checked(&answer, "/customers/{customer}/verdict", "get")
    }
}

#[tokio::test]
async fn a_verdict_is_a_report_of_one_run() {
    let mock = start().await;
    let nothing = mock.verdict("").await;
    assert_eq!(
        nothing["verdict"]["reason"],
        "no request reached the mock; docs/clients.md says how it gets there"
    );

    let session = mock.open_as("ada").await;
    mock.detail_as("ada", &session).await;
    let report = mock.verdict("?done=true").await;
    assert_eq!(report["title"], "the client of customer ada");
    assert_eq!(report["runs"][0]["timeline"].as_array().unwrap().len(), 2);
    assert_valid(&serde_json::from_str(SCHEMA).unwrap(), &report);

    let wrong = mock.get("/customers/ada/verdict?done=perhaps").await;
    assert_eq!(wrong.status, 422);
}
