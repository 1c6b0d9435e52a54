//! What the sessions of a login share is kept: where its collection stands, and when the last one ended.

use serde_json::{Value, json};

use super::served::start;
use super::traffic::post;
use crate::support::{LOGIN, OWN};

#[tokio::test]
async fn a_collection_goes_on_in_the_session_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let text = "extends = \"two-polls\"\nsession.ready = \"login\"\n";
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    std::fs::write(scenarios.join("shared.toml"), format!("{OWN}{text}")).unwrap();
    let args = ["--scenarios", scenarios.to_str().unwrap(), "--scenario", "shared"];
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (served, caller) = start(&folder.path().join("journal"), &args);
        let authorize = post("ada", "Authorize", &json!({ "LoginId": LOGIN }));
        let opened = caller.call(&authorize).await.unwrap();
        let opened: Value = serde_json::from_str(&opened.body).unwrap();
        let detail = json!({ "RequestId": opened["RequestId"] });
        let data = caller.call(&post("ada", "GetAccountsDetail", &detail)).await.unwrap();
        let refreshed = opened["Login"]["LastRefresh"].as_str().unwrap().to_owned();
        seen.push((refreshed, data.status));
        served.kill();
    }
    let (before, after) = ("2019-05-09T13:47:46.5227901", "2019-05-09T13:47:47.5227901");
    let expected = [(before, 202), (before, 202), (after, 200), (after, 202), (after, 202)];
    assert_eq!(seen, expected.map(|(refreshed, status)| (refreshed.to_owned(), status)));
}
