//! A journal file with a bound: what lives goes on, and what is gone is said.

use std::fs;

use serde_json::{Value, json};

use super::served::start;
use super::traffic::post;
use crate::support::LOGIN;
use crate::support::program::run;

const SESSIONS: usize = 3;
/// Each makes a line of about 1 KB.
const OTHER_CALLS: usize = 60;

/// The server is killed in whatever it does, often while it makes the file shorter.
#[tokio::test]
async fn killed_at_any_moment_a_bounded_file_has_every_session_and_stays_short() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let mut sessions: Vec<(String, usize)> = Vec::new();
    for round in 0..10 {
        let (served, caller) = start(&journal, &["--journal-max-bytes", "20000", "--quiet"]);
        let call =
            async |name: &str, body: Value| caller.call(&post("ada", name, &body)).await.unwrap();
        for (session, polls) in &mut sessions {
            let reply = call("GetAccountsDetail", json!({ "RequestId": session })).await;
            let expected = if *polls < 2 { 202 } else { 200 };
            assert_eq!(reply.status, expected, "{round} {session} {polls}");
            *polls += 1;
        }
        for _ in 0..SESSIONS {
            let reply = call("Authorize", json!({ "LoginId": LOGIN })).await;
            let body: Value = serde_json::from_str(&reply.body).unwrap();
            sessions.push((body["RequestId"].as_str().unwrap().to_owned(), 0));
        }
        for _ in 0..OTHER_CALLS {
            call("GetAccountsDetail", json!({ "RequestId": "none" })).await;
        }
        if round == 0 {
            served.lines_to("the journal file was made shorter, from ");
        }
        served.kill();
    }
    let bytes = fs::metadata(&journal).unwrap().len();
    assert!(bytes < 200_000, "{bytes}");
    let seen = run(&["judge", journal.to_str().unwrap()]);
    assert!(seen.out.contains(" calls before the first of the journal are gone"), "{}", seen.out);
}
