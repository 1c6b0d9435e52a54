//! A file that cannot be written to any more: nothing is said to be done that is not in it.

use std::fs;
use std::process::Command;

use serde_json::json;

use super::served::{Caller, command, spawn, start};
use super::traffic::{Call, admin, post};
use crate::support::LOGIN;

/// More calls than the file has room for.
const MANY: usize = 1_000;

/// Lets the file grow to so many blocks of 512 bytes; a write over it fails as on a full disk.
fn bounded(journal: &std::path::Path, blocks: u32) -> Command {
    let whole = command(journal, &[]);
    let mut bounded = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$@\"");
    bounded.args(["-c", &script, "sh"]).arg(whole.get_program()).args(whole.get_args());
    bounded.envs(whole.get_envs().filter_map(|(name, value)| Some((name, value?))));
    bounded
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_what_was_acknowledged_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let (served, caller) = spawn(&mut bounded(&journal, 40));
    let authorize = post("ada", "Authorize", &json!({ "LoginId": LOGIN }));
    let mut opened = Vec::new();
    let refused = loop {
        assert!(opened.len() < MANY, "the file has no bound");
        let reply = caller.call(&authorize).await.unwrap();
        if reply.status != 200 {
            break reply;
        }
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        opened.push(body["RequestId"].as_str().unwrap().to_owned());
    };
    let full = "the journal file cannot be written: File too large";
    assert_eq!(refused.status, 500, "{refused:?}");
    assert!(refused.body.contains(full), "{refused:?}");
    assert!(opened.len() > 3, "{opened:?}");
    // The journal says what the client got, and nothing more is decided while the disk is full.
    let told = async |path: &str| {
        let call = admin("GET", path.to_owned(), "");
        serde_json::from_str::<serde_json::Value>(&caller.raw(&call).await).unwrap()
    };
    let refused = caller.call(&authorize).await.unwrap();
    assert!(refused.status == 500 && refused.body.contains("cannot be written"), "{refused:?}");
    let ready = told("/ready").await;
    assert_eq!(
        (&ready["status"], &ready["detail"]),
        (&json!(503), &json!(format!("{full} (os error 27)"))),
        "{ready}"
    );
    let journal_says = told("/customers/ada/journal?limit=1000").await;
    let statuses = journal_says["exchanges"].as_array().unwrap().iter().map(|it| &it["status"]);
    let expected = [vec![200; opened.len()], vec![500; 2]].concat();
    assert_eq!(statuses.cloned().collect::<Vec<_>>(), expected);
    assert_eq!(told("/customers/ada").await["sessions"], opened.len() + 1, "one was under way");

    let path = "/customers/ada/clock/advance".to_owned();
    let advance = admin("POST", path, r#"{"by":"1m"}"#);
    fill(&caller, &advance).await;
    let reply = caller.call(&advance).await.unwrap();
    assert_eq!(reply.status, 500, "{reply:?}");
    assert!(reply.body.contains("urn:problem-type:flinks-mock:not-kept"), "{reply:?}");
    // There is room again, and nobody but the probes of an orchestrator would find out.
    let status =
        Command::new("prlimit").args(["--fsize=unlimited", "--pid", &served.id()]).status();
    assert!(status.unwrap().success());
    assert_eq!(told("/ready").await["status"], "ready");
    assert_eq!(caller.call(&authorize).await.unwrap().status, 200);
    let (_, said) = served.terminate();
    assert!(said.contains(full), "{said}");

    let (_served, caller) = start(&journal, &[]);
    for session in opened {
        let call = post("ada", "GetAccountsDetail", &json!({ "RequestId": session }));
        assert_eq!(caller.call(&call).await.unwrap().status, 202);
    }
}

/// A shorter line may still find room.
async fn fill(caller: &Caller, advance: &Call) {
    for _ in 0..MANY {
        if caller.call(advance).await.unwrap().status != 200 {
            return;
        }
    }
    panic!("the file has no bound");
}

/// As logrotate does it, or somebody by hand. What another program has written there is left alone.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_has_lost_its_name_is_written_anew_with_every_session() {
    let folder = tempfile::tempdir().unwrap();
    let [journal, other] = ["journal", "other"].map(|name| folder.path().join(name));
    let (served, caller) = start(&journal, &["--quiet"]);
    let authorize = post("ada", "Authorize", &json!({ "LoginId": LOGIN }));
    let mut acknowledged = Vec::new();
    let mut open = async || {
        let reply = caller.call(&authorize).await.unwrap();
        if reply.status == 200 {
            let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
            acknowledged.push(body["RequestId"].as_str().unwrap().to_owned());
        }
    };
    let anew = "a new one is there now, with every session";
    open().await;
    fs::rename(&journal, folder.path().join("journal.1")).unwrap();
    open().await;
    served.lines_to(anew);
    fs::write(&other, "").unwrap();
    fs::rename(&other, &journal).unwrap();
    open().await;
    served.lines_to(anew);
    fs::write(&other, "other").unwrap();
    fs::rename(&other, &journal).unwrap();
    open().await;
    let taken = "no new one can be written: something else is in its place; move that away";
    served.lines_to(taken);
    let refused = caller.call(&authorize).await.unwrap();
    assert!(refused.status == 500 && refused.body.contains(taken), "{refused:?}");
    let ready = caller.raw(&admin("GET", "/ready".to_owned(), "")).await;
    assert!(ready.contains("503") && ready.contains(taken), "{ready}");
    assert_eq!(fs::read_to_string(&journal).unwrap(), "other");
    fs::remove_file(&journal).unwrap();
    caller.call(&authorize).await.unwrap();
    served.lines_to(anew);
    served.kill();

    let (_served, caller) = start(&journal, &[]);
    assert!(acknowledged.len() >= 3, "{acknowledged:?}");
    for session in acknowledged {
        let call = post("ada", "GetAccountsDetail", &json!({ "RequestId": session }));
        assert_eq!(caller.call(&call).await.unwrap().status, 202, "{session}");
    }
}
