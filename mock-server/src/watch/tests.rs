use flinks_contract::diagnostic::Diagnostic;
use tokio::task::JoinHandle;
use tokio::time::advance;

use super::*;

fn reloaded(added: &[&str], changed: &[&str], removed: &[&str]) -> Reloaded {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let (added, changed, removed) = (names(added), names(changed), names(removed));
    Reloaded { added, changed, removed, count: 31 }
}

#[test]
fn what_is_said() {
    let nothing = || Ok(reloaded(&[], &[], &[]));
    let some = || Ok(reloaded(&["new"], &["a", "b", "c", "d", "e", "f", "g"], &["x\u{1b}", "y"]));
    let full =
        "reloaded: added new; changed a, b, c, d, e and 2 more; removed x\\u{1b}, y; 31 scenarios";
    let again = "reloaded: the files are good again; nothing changed; 31 scenarios";
    #[rustfmt::skip]
    let table = [
        (nothing(), false, false, None),
        (nothing(), true, false, Some("reloaded: nothing changed; 31 scenarios")),
        (nothing(), false, true, Some(again)),
        (nothing(), true, true, Some(again)),
        (some(), false, false, Some(full)),
        (some(), true, true, Some(full)),
    ];
    for (outcome, asked, was_bad, expected) in table {
        assert_eq!(message(&outcome, asked, was_bad, false).as_deref(), expected, "{outcome:?}");
    }
}

#[test]
fn what_is_bad_is_said_each_time_with_what_it_means() {
    let mistake = || Diagnostic::file("x.toml", "it is wrong");
    let rest = "nothing was changed; the server goes on with what it had";
    #[rustfmt::skip]
    let table = [
        (StartError::Files(vec![mistake(), mistake()]), "2 mistakes found; "),
        (StartError::UnknownScenario { name: "mine".into(), nearest: None }, "lists them all\n\n"),
    ];
    for (error, before) in table {
        let text = message(&Err(error), false, true, false).unwrap();
        assert!(text.starts_with("error: "), "{text}");
        assert!(text.ends_with(&format!("{before}{rest}")), "{text}");
    }
}

#[tokio::test]
async fn without_a_folder_nothing_is_watched() {
    assert!(Watch::start(None, None, &[]).watcher.is_none());
}

#[test]
fn who_is_not_told_of_changes_is_told_what_to_do() {
    let text = unwatched(&notify::Error::new(notify::ErrorKind::MaxFilesWatch));
    assert_eq!(
        text,
        "warning: changes of the files may go unnoticed: OS file watch limit reached.; SIGHUP, or \
         `flinks-mock ctl reload`, reads them again"
    );
}

fn burst() -> (mpsc::Sender<()>, JoinHandle<()>) {
    let (sender, mut changes) = mpsc::channel(1);
    (sender, tokio::spawn(async move { burst_end(&mut changes).await }))
}

/// Lets everything happen that can without more time.
async fn millis(millis: u64) {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    advance(Duration::from_millis(millis)).await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_over_when_it_was_quiet_for_a_while() {
    let (sender, burst) = burst();
    for _ in 0..5 {
        sender.send(()).await.unwrap();
        millis(199).await;
        assert!(!burst.is_finished());
    }
    millis(1).await;
    assert!(burst.is_finished());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_over_before_it_has_begun() {
    let (_sender, burst) = burst();
    millis(10_000).await;
    assert!(!burst.is_finished());
}

#[tokio::test(start_paused = true)]
async fn a_burst_without_end_is_cut() {
    let (sender, burst) = burst();
    for _ in 0..20 {
        assert!(!burst.is_finished());
        sender.send(()).await.unwrap();
        millis(100).await;
    }
    assert!(burst.is_finished());
}
