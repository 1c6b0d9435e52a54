//! The verdict of a running server.

use flinks_mock::report::json::SCHEMA;
use serde_json::Value;

use super::{Admin, checked, response};

impl Admin {
    async fn verdict(&self, query: &str) -> Value {
        let answer = self.call("GET", &format!("/customers/ada/verdict{query}")).await;
        checked(&answer, &response("/customers/{customer}/verdict", "get"))
    }
}

#[tokio::test]
async fn a_verdict_is_a_report_of_one_run() {
    let admin = Admin::start().await;
    let nothing = admin.verdict("").await;
    assert_eq!(
        nothing["verdict"]["reason"],
        "the client sent no request to the mock; docs/clients.md says how it gets there"
    );

    let session = admin.authorize().await;
    admin.detail(&session).await;
    let report = admin.verdict("?done=true").await;
    assert_eq!(report["title"], "the client of customer ada");
    assert_eq!(report["runs"][0]["timeline"].as_array().unwrap().len(), 2);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let problems: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");

    let wrong = admin.call("GET", "/customers/ada/verdict?done=perhaps").await;
    assert_eq!(wrong.status, 422);
}
