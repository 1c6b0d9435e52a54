//! Verdicts: from the library, and on a journal that was kept.

mod word;

use std::path::Path;
use std::process::Command;

use flinks_mock::FlinksMock;
use flinks_mock::report::Outcome;
use serde_json::json;

use crate::support::{CUSTOMER, LOGIN, Mock};

/// What a shell sees of `flinks-mock judge`: exit code, stdout and stderr.
fn judged(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    let output = command.arg("judge").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
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
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let path = journal.to_str().unwrap();
    let mock = poll_with_post(&journal).await;
    mock.server.customer_with_id(CUSTOMER).verdict().await;
    let during = tokio::task::spawn_blocking({
        let path = path.to_owned();
        move || judged(&[&path])
    });
    let during = during.await.unwrap();
    drop(mock);
    let after = judged(&[path]);
    assert_eq!(during, after);
    let (code, out, err) = after;
    assert_eq!((code, &*err), (1, ""), "{out}");
    assert!(out.starts_with("a client, judged by its journal\n"), "{out}");
    assert!(out.contains("CLI-SEQ-003"), "{out}");

    let (code, out, _) = judged(&[path, "--customer", &CUSTOMER.to_uppercase()]);
    assert_eq!(code, 1, "{out}");
    let (code, out, _) = judged(&[path, "--customer", "somebody-else"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("INCONCLUSIVE"), "{out}");
    let (code, out, _) = judged(&[path, path]);
    assert_eq!(code, 1, "{out}");
}

#[test]
fn what_is_no_journal_cannot_be_judged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let path = path.to_str().unwrap();
    std::fs::write(path, "{}\n").unwrap();
    let (code, out, err) = judged(&[path]);
    assert_eq!((code, &*out), (2, ""));
    assert_eq!(
        err,
        format!(
            "error: cannot judge {path}\n  because: it is not a journal\n  help: judge takes a file that \
             flinks-mock serve --journal, or flinks-mock run, wrote\n"
        )
    );

    let head = json!({ "flinks-mock-journal": 1, "version": "0.1.0", "seed": 1 });
    std::fs::write(path, format!("{head}\n{{\"ended")).unwrap();
    let (code, _, err) = judged(&[path]);
    assert_eq!(code, 3, "nothing was played");
    assert_eq!(err, format!("{path}: the last record was never finished (7 bytes)\n"));
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
    let repeats: Vec<_> = ["\"repeats\":1", "\"repeats\":2", "\"repeats\":null"]
        .map(|repeats| text.matches(repeats).count())
        .into();
    assert_eq!(repeats, [1, 0, 2]);
}
