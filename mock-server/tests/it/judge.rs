//! Verdicts: from the library, and on a journal that was kept.

mod word;

use std::path::Path;

use flinks_mock::FlinksMock;
use flinks_mock::report::Outcome;
use serde_json::{Value, json};

use crate::support::program::{Seen, folder, run};
use crate::support::{CUSTOMER, LOGIN, Mock};

fn judged(args: &[&str]) -> Seen {
    run(&[&["judge"], args].concat())
}

/// Polls with POST, once.
async fn poll_with_post(journal: &Path) -> Mock {
    let mock = Mock::with(FlinksMock::builder().journal(journal)).await;
    let id = mock.open().await;
    mock.detail(&id).await;
    mock.post(&format!("GetAccountsDetailAsync/{id}"), "{}").await;
    mock
}

#[tokio::test]
async fn a_verdict_names_the_rule_that_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let mock = poll_with_post(&folder.path().join("journal")).await;
    let run = mock.server.customer_with_id(CUSTOMER).verdict().await;
    let method = run.checks.iter().find(|check| check.rule.id == "CLI-SEQ-003").unwrap();
    let Outcome::Failed { findings, places } = &method.outcome else { panic!("{method:?}") };
    assert_eq!((findings.len(), *places, &*findings[0].events), (1, 3, &[3][..]));
    assert_eq!((run.verdict.word(), run.timeline.len()), ("FAIL", 3));

    let nobody = mock.server.customer_with_id("somebody-else").verdict().await;
    assert_eq!((nobody.verdict.word(), nobody.timeline.len()), ("INCONCLUSIVE", 0));
}

#[tokio::test]
async fn a_kept_journal_is_judged_while_its_server_runs_and_after() {
    let (_folder, path) = folder(&[]);
    let path = format!("{path}/journal");
    let mock = poll_with_post(Path::new(&path)).await;
    mock.server.customer_with_id(CUSTOMER).verdict().await;
    let kept = path.clone();
    let during = tokio::task::spawn_blocking(move || judged(&[&kept])).await.unwrap();
    drop(mock);
    let after = judged(&[&path]);
    assert_eq!(during, after);
    assert_eq!((after.code, &*after.err), (Some(1), ""), "{}", after.out);
    assert!(after.out.starts_with("a client, judged by its journal\n"), "{}", after.out);
    assert!(after.out.contains("CLI-SEQ-003"), "{}", after.out);

    let upper = CUSTOMER.to_uppercase();
    for (args, code, said) in [
        (&[&*path, "--customer", &upper][..], 1, "CLI-SEQ-003"),
        (&[&path, "--customer", "somebody-else"], 3, "INCONCLUSIVE"),
        (&[&path, &path], 1, "CLI-SEQ-003"),
    ] {
        let seen = judged(args);
        assert_eq!(seen.code, Some(code), "{args:?}: {}", seen.out);
        assert!(seen.out.contains(said), "{args:?}: {}", seen.out);
    }
}

#[tokio::test]
async fn what_the_harness_sends_on_purpose_is_no_fault_of_a_client() {
    let (_folder, path) = folder(&[]);
    let path = format!("{path}/journal");
    drop(poll_with_post(Path::new(&path)).await);
    for role in [json!({ "probe": "async-by-post" }), json!("again"), json!("back")] {
        let purpose = json!({ "part": "accounts", "role": role });
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if line["exchange"]["seq"] == 3 {
                line["exchange"]["purpose"] = purpose.clone();
            }
            format!("{line}\n")
        });
        let marked = format!("{path}.harness");
        std::fs::write(&marked, lines.collect::<String>()).unwrap();
        let seen = judged(&["--rules", "CLI-SEQ", &marked]);
        let told = format!("{marked}: 1 call of flinks-harness beside the flow left out\n");
        assert_eq!((seen.code, seen.err), (Some(3), told), "{}", seen.out);
        assert!(!seen.out.contains("FAIL"), "{}", seen.out);
    }
}

#[tokio::test]
async fn a_journal_in_which_an_exchange_is_missing_does_not_pass() {
    let (_folder, path) = folder(&[]);
    let path = format!("{path}/journal");
    let mock = Mock::with(FlinksMock::builder().scenario("two-polls").journal(&path)).await;
    mock.open().await;
    drop(mock);
    let text = std::fs::read_to_string(&path).unwrap();
    let later = text.replace("\"seq\":1,", "\"seq\":3,");
    // The server may still write to its own.
    let path = format!("{path}.gap");
    std::fs::write(&path, text + later.split_once('\n').unwrap().1).unwrap();
    let seen = judged(&["--rules", "CLI-SEQ", &path]);
    assert_eq!(seen.code, Some(3), "{}", seen.out);
    assert!(seen.out.contains("exchange 2 is missing in the file"), "{}", seen.out);
}

#[test]
fn what_is_no_journal_cannot_be_judged() {
    let tool = json!({ "name": "flinks-mock", "version": "0.1.0" });
    let head = json!({ "trace": { "format": 2, "tool": tool, "contract": "0.1.0", "seed": 1 } });
    let broken = format!("{head}\n{{\"ended");
    let (_folder, path) = folder(&[("no-journal", "{}\n"), ("broken", &broken)]);
    let no_journal = judged(&[&format!("{path}/no-journal")]);
    insta::assert_snapshot!(no_journal.shown(&path), @"
    exit 2
    --- stdout
    --- stderr
    error: [..]/no-journal:1:1: this is not a trace file
      help: `flinks-mock run --journal FILE`, `flinks-mock serve --journal FILE` and `flinks-harness run --report ndjson=FILE` write trace files
    ");
    let broken = judged(&[&format!("{path}/broken")]);
    assert_eq!(broken.code, Some(3), "nothing was played");
    let said = format!("{path}/broken: the last line was never finished (7 bytes)\n");
    assert_eq!(broken.err, said);
}

/// The credentials are compared and kept nowhere.
#[tokio::test]
async fn a_repeated_authorize_is_known_and_its_password_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let mock = Mock::with(FlinksMock::builder().journal(&journal)).await;
    for password in ["canary-1", "canary-2", "canary-1"] {
        let body = json!({ "LoginId": LOGIN, "Password": password });
        mock.post("Authorize", &body.to_string()).await;
    }
    mock.server.customer_with_id(CUSTOMER).verdict().await;
    let text = std::fs::read_to_string(&journal).unwrap();
    assert!(!text.contains("canary"), "{text}");
    let repeats = ["1", "2", "null"];
    let counts = repeats.map(|of| text.matches(&format!("\"repeats\":{of}")).count());
    assert_eq!(counts, [1, 0, 2]);
}
