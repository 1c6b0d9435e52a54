//! A restart with something else than before: what is said, and that nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::served::{Caller, command, start};
use super::traffic::{Reply, admin, post};
use crate::support::program::{Seen, folder};
use crate::support::{LOGIN, OWN, OWN_LOGIN};

async fn open(caller: &Caller, login: &str) -> String {
    let call = post("ada", "Authorize", &json!({ "LoginId": login }));
    let reply = caller.call(&call).await.unwrap();
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    body["RequestId"].as_str().unwrap_or_else(|| panic!("{reply:?}")).to_owned()
}

async fn detail(caller: &Caller, session: &str) -> u16 {
    let call = post("ada", "GetAccountsDetail", &json!({ "RequestId": session }));
    caller.call(&call).await.unwrap().status
}

/// What a start says that ends at once.
fn refused(journal: &Path, args: &[&str]) -> String {
    let seen = Seen::of(&mut command(journal, args));
    assert_eq!(seen.code, Some(2));
    seen.err.replace(journal.to_str().unwrap(), "[..]")
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    (folder, journal)
}

#[tokio::test]
async fn another_seed_and_another_server_are_refused_and_nothing_is_lost() {
    let (_folder, journal) = place();
    let (served, caller) = start(&journal, &["--seed", "7"]);
    let session = open(&caller, LOGIN).await;
    insta::assert_snapshot!(refused(&journal, &["--seed", "7"]), @"
    error: [..]: another server writes to it
      help: stop that one, or give each server a file of its own
    ");
    drop(served);
    let before = fs::read(&journal).unwrap();
    insta::assert_snapshot!(refused(&journal, &[]), @"
    error: [..] was written with another seed
      help: go on with --seed 7, or take another file
    ");
    assert_eq!(fs::read(&journal).unwrap(), before);

    let (_served, caller) = start(&journal, &["--seed", "7", "--scenario", "never-ready"]);
    // The default scenario is for those who come now.
    for expected in [202, 202, 200] {
        assert_eq!(detail(&caller, &session).await, expected);
    }
}

#[tokio::test]
async fn sessions_that_made_room_stay_away_and_the_budget_is_said() {
    let (_folder, journal) = place();
    let flags = ["--max-sessions", "2", "--scenario", "ready-at-once"];
    let (served, caller) = start(&journal, &flags);
    let [first, second] = [open(&caller, LOGIN).await, open(&caller, LOGIN).await];
    let authorize = post("bob", "Authorize", &json!({ "LoginId": LOGIN }));
    let refused = caller.call(&authorize).await.unwrap();
    let words = "2 sessions of all customers are open, the maximum (--max-sessions)";
    assert!(refused.status == 503 && refused.body.contains(words), "{refused:?}");
    assert_eq!(detail(&caller, &second).await, 200);
    assert_eq!(caller.call(&authorize).await.unwrap().status, 200, "ada's has made room");
    assert_eq!([detail(&caller, &first).await, detail(&caller, &second).await], [200, 400]);
    let third = open(&caller, LOGIN).await;
    let ada = admin("GET", "/customers/ada".to_owned(), "");
    let told = |reply: Option<Reply>| reply.unwrap().body.replace('"', "");
    assert!(told(caller.call(&ada).await).contains("sessions:1,reclaimed:2"));
    served.kill();

    let (served, caller) = start(&journal, &flags);
    let statuses = [&first, &second, &third].map(|session| detail(&caller, session));
    let [first, second, third] = statuses;
    assert_eq!([first.await, second.await, third.await], [400, 400, 200]);
    let line = "there are 2 sessions, the maximum (--max-sessions)";
    assert!(!served.terminate().1.contains(line), "before the restart alone");
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_stays() {
    let (_folder, journal) = place();
    let newer = "{\"trace\":{\"format\":3,\"tool\":[]}}\n{\"new\":1}\n";
    fs::write(&journal, newer).unwrap();

    insta::assert_snapshot!(refused(&journal, &[]), @"
    error: [..]:1:1: this trace file has format 3, and this program knows format 2
      help: use the version of the program that wrote it, or begin a new file
    ");
    assert_eq!(fs::read_to_string(&journal).unwrap(), newer);
}

fn mine(steps: usize) -> String {
    let step = "[[step]]\non = \"accounts\"\ntimes = 1\nreply = \"pending\"\n";
    format!("{OWN}{}", step.repeat(steps))
}

#[tokio::test]
async fn a_scenario_that_is_gone_or_has_changed_is_told_of() {
    let (_folder, journal) = place();
    let (scenarios, path) = folder(&[("mine.toml", &mine(3))]);
    let (served, caller) = start(&journal, &["--scenarios", &path]);
    let session = open(&caller, OWN_LOGIN).await;
    assert_eq!(detail(&caller, &session).await, 202);
    assert_eq!(detail(&caller, &session).await, 202);
    drop(served);

    let shown = |said: String| said.replace(journal.to_str().unwrap(), "[..]");
    let (served, caller) = start(&journal, &[]);
    assert_eq!(detail(&caller, &session).await, 400, "unknown for now");
    insta::assert_snapshot!(shown(served.terminate().1), @"
    -            [..]: 0 sessions of 1 customers go on where they were
    -            warning: 1 sessions wait in the file: there is no scenario mine any more; start with it, and they go on
    t+00:00.000  400 SESSION_NONEXISTENT   POST /v3/ada/BankingServices/GetAccountsDetail  RequestId 97bd2285-8a8b-4e03-80f3-6f898072886a is invalid or session has ended
    stopped
    ");

    let (served, caller) = start(&journal, &["--scenarios", &path]);
    assert_eq!(detail(&caller, &session).await, 202, "it waited in the file");
    insta::assert_snapshot!(shown(served.terminate().1), @"
    -            [..]: 1 sessions of 1 customers go on where they were
    t+00:00.000  202 OPERATION_PENDING     POST /v3/ada/BankingServices/GetAccountsDetail
    stopped
    ");

    // It stands in the third step, which is no longer there.
    fs::write(scenarios.path().join("mine.toml"), mine(1)).unwrap();
    let (served, caller) = start(&journal, &["--scenarios", &path]);
    assert_eq!(detail(&caller, &session).await, 200);
    insta::assert_snapshot!(shown(served.terminate().1), @"
    -            [..]: 1 sessions of 1 customers go on where they were
    -            warning: 1 sessions go on in another version of their scenario: mine
    t+00:00.000  200                       POST /v3/ada/BankingServices/GetAccountsDetail
    stopped
    ");
}

#[tokio::test]
async fn a_scenario_that_was_put_is_there_and_a_customer_that_was_reset_is_not() {
    let (_folder, journal) = place();
    let (served, caller) = start(&journal, &[]);
    let put = admin("PUT", "/scenarios/mine".to_owned(), &mine(1));
    assert_eq!(caller.call(&put).await.unwrap().status, 200);
    let session = open(&caller, OWN_LOGIN).await;
    drop(served);

    let (served, caller) = start(&journal, &[]);
    assert_eq!(detail(&caller, &session).await, 202);
    let reset = admin("DELETE", "/customers/ada".to_owned(), "");
    assert_eq!(caller.call(&reset).await.unwrap().status, 204);
    drop(served);

    let (_served, caller) = start(&journal, &[]);
    assert_eq!(detail(&caller, &session).await, 400);
    assert_eq!(open(&caller, OWN_LOGIN).await, session, "its ids begin anew");
}

#[tokio::test]
async fn a_request_that_matches_nothing_is_in_the_file() {
    let (_folder, journal) = place();
    let (served, caller) = start(&journal, &[]);
    let call = post("ada", "GetAccountDetail", &json!({}));
    assert_eq!(caller.call(&call).await.unwrap().status, 404);
    drop(served);

    let text = fs::read_to_string(&journal).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let exchange = &lines[1]["exchange"];
    assert_eq!(exchange["path"], "/v3/ada/BankingServices/GetAccountDetail");
    assert_eq!(exchange["nearest"], "/v3/{customerId}/BankingServices/GetAccountsDetail");
    assert!(!text.contains("\"snapshot\""), "{text}");
}
