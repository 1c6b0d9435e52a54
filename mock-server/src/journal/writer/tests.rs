use std::fs;

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
    let mut appender = appender(&path);
    let (queue, records) = mpsc::channel();
    let (told, written) = mpsc::channel();
    for seq in 1..=3 {
        let told = told.clone();
        let tell = Box::new(move |result| told.send((seq, result)).unwrap());
        queue.send((ended(seq), tell as _)).unwrap();
    }
    let first = records.recv().unwrap();
    write(first, &records, &mut appender, &AtomicBool::default(), &Log::default());
    assert_eq!(written.try_iter().collect::<Vec<_>>(), [1, 2, 3].map(|seq| (seq, Ok(()))));
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
    assert_eq!((note.seq, lines), (8, vec![(2, Kind::Exchange), (3, Kind::Snapshot)]));
}
