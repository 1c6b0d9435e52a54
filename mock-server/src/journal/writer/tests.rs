use std::fs;

use flinks_trace::Outcome;
use flinks_trace::file::{self, Head, open};

use super::super::tests::{at, small};
use super::super::{Journal, Limits};
use super::*;

fn ended(seq: u64) -> Record {
    Record::Ended(Ended { seq, outcome: Outcome::Sent { at: at(1) } })
}

fn told() -> (Waiter, Receiver<Written>) {
    let (told, written) = mpsc::sync_channel(1);
    (Waiter::Thread(told), written)
}

fn appender(path: &std::path::Path) -> Appender {
    open(path, Head::new("x", "1"), |_| Ok(())).unwrap().appender
}

/// What gathers while a group is written is the next group, in order, and everybody learns of it.
#[test]
fn one_group_is_one_write_in_the_order_of_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut appender = appender(&path);
    let (queue, records) = mpsc::channel();
    let (waiters, written): (Vec<_>, Vec<_>) = (0..3).map(|_| told()).unzip();
    for (seq, waiter) in (1..).zip(waiters) {
        queue.send((ended(seq), waiter)).unwrap();
    }
    let first = records.recv().unwrap();
    write(first, &records, &mut appender, &Log::default());
    assert!(written.iter().all(|written| written.try_recv() == Ok(Ok(()))));
    let text = fs::read_to_string(&path).unwrap();
    let found = [1, 2, 3].map(|seq| text.find(&format!("{{\"ended\":{{\"seq\":{seq},")));
    assert!(found.is_sorted() && found[0].is_some(), "{text}");
}

/// The exchange is first, so that what a kill leaves is a call that was never answered.
#[tokio::test]
async fn an_exchange_stands_before_its_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::new(Limits::default());
    journal.go_on(Writer::new(appender(&path), Log::default()), 7);
    let (note, written) = journal.record(small("ada"), Some(Box::default()));
    written.unwrap().await.unwrap().unwrap();
    drop(journal);
    let mut lines = Vec::new();
    file::read_path(&path, |line| {
        lines.push((line.number, line.kind));
        Ok(())
    })
    .unwrap();
    assert_eq!((note.seq(), lines), (8, vec![(2, Kind::Exchange), (3, Kind::Snapshot)]));
}
