use std::fs;
use std::sync::mpsc;

use flinks_trace::Outcome;
use flinks_trace::file::{self, Head, open};

use super::super::tests::{at, small};
use super::super::{Journal, Limits};
use super::*;

fn ended(seq: u64) -> Record {
    Record::Ended(Ended { seq, outcome: Outcome::Sent { at: at(1) } })
}

fn appender(path: &std::path::Path) -> Appender {
    open(path, Head::new("x", "1"), |_| Ok(())).unwrap().appender
}

/// What gathers while a group is written is the next group, in order, and everybody learns of it.
#[test]
fn one_group_is_one_write_in_the_order_of_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let writer = Writer::new(appender(&path), u64::MAX, Log::default());
    let (told, written) = mpsc::channel();
    let others = writer.shared.file.lock().unwrap();
    for seq in 1..=3 {
        let told = told.clone();
        writer.queue(ended(seq), false, move |result| told.send((seq, result)).unwrap());
    }
    assert_eq!((writer.waiting(), written.try_recv()), (3, Err(mpsc::TryRecvError::Empty)));
    drop(others);
    writer.write();
    assert_eq!(writer.waiting(), 0);
    drop((writer, told));
    assert_eq!(written.iter().collect::<Vec<_>>(), [1, 2, 3].map(|seq| (seq, Ok(()))));
    let text = fs::read_to_string(&path).unwrap();
    let found = [1, 2, 3].map(|seq| text.find(&format!("{{\"ended\":{{\"seq\":{seq},")));
    assert!(found.is_sorted() && found[0].is_some(), "{text}");
}

/// Who waits in a task writes it, and needs no thread for that.
#[tokio::test]
async fn a_task_writes_what_it_waits_for() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::new(Limits::default());
    let mut writer =
        Writer::new(appender(&folder.path().join("journal")), u64::MAX, Log::default());
    end_thread(&mut writer);
    journal.go_on(writer, 0);
    let (_, written) = journal.record(small("ada"), None);
    assert_eq!(journal.kept(written.unwrap()).await, Ok(()));
    journal.flush().await;
}

fn end_thread(writer: &mut Writer) {
    writer.shared.queue().is_closed = true;
    writer.shared.changed.notify_one();
    writer.thread.take().unwrap().join().unwrap();
}

/// By the thread, or at the latest by the end.
#[test]
fn what_no_task_waits_for_is_written_too() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::new(appender(&folder.path().join("journal")), u64::MAX, Log::default());
    let (told, written) = mpsc::channel();
    for (seq, is_urgent) in [(1, false), (2, true), (3, false)] {
        let told = told.clone();
        writer.queue(ended(seq), is_urgent, move |result| told.send((seq, result)).unwrap());
        let most = Duration::from_secs(60);
        assert_eq!(written.recv_timeout(most), Ok((seq, Ok(()))));
    }
    writer.queue(ended(4), false, move |result| told.send((4, result)).unwrap());
    drop(writer);
    assert_eq!(written.recv(), Ok((4, Ok(()))));
}

/// The exchange is first, so that what a kill leaves is a call that was never answered.
#[tokio::test]
async fn an_exchange_stands_before_its_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::new(Limits::default());
    journal.go_on(Writer::new(appender(&path), u64::MAX, Log::default()), 7);
    let (note, written) = journal.record(small("ada"), Some(Box::default()));
    written.unwrap().await.unwrap().unwrap();
    drop(journal);
    let mut lines = Vec::new();
    file::read_path(&path, |line| {
        lines.push((line.number, line.kind));
        Ok(())
    })
    .unwrap();
    assert_eq!((note.seq, lines), (8, vec![(2, Kind::Exchange), (3, Kind::Snapshot)]));
}
