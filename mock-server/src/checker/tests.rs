use std::sync::mpsc as blocking;

use bytes::Bytes;
use hyper::Request;
use hyper::header::HeaderValue;

use super::*;
use crate::facts::Facts;
use crate::journal::{Exchange, Limits};

fn specimen(seq: u64, body: impl Into<Bytes>) -> Specimen {
    Specimen {
        seq,
        endpoint: None,
        request_id: None,
        status: 200,
        content_type: HeaderValue::from_static("application/json"),
        body: body.into(),
        departs: true,
        is_whole: true,
    }
}

fn bench(log: Log) -> Bench {
    let journal = Arc::new(Journal::new(Limits::default()));
    Bench { journal, keeper: None, log, schemas: true }
}

fn recorded(journal: &Journal) -> Arc<Exchange> {
    let (head, ()) = Request::get("/").body(()).unwrap().into_parts();
    journal.record(Exchange::of(&head, b"", None))
}

#[tokio::test]
async fn everything_before_is_checked_when_it_has_caught_up() {
    let bench = bench(Log::default());
    let journal = Arc::clone(&bench.journal);
    let checker = Checker::start(bench);
    let exchanges: Vec<_> = (0..200).map(|_| recorded(&journal)).collect();
    let bytes = journal.totals().bytes;
    for exchange in &exchanges {
        checker.check(specimen(exchange.seq(), "no JSON"));
    }
    checker.check(specimen(9_999, "{}"));
    checker.caught_up().await;

    let unreadable = Facts { unreadable: true, ..Facts::default() };
    assert!(exchanges.iter().all(|exchange| exchange.facts() == Some(&unreadable)));
    assert_eq!(journal.totals().bytes, bytes, "such facts take nothing beside their exchange");
    assert_eq!(checker.bytes.load(Ordering::Relaxed), 0);
}

#[test]
fn what_waits_is_checked_before_it_ends() {
    let bench = bench(Log::default());
    let journal = Arc::clone(&bench.journal);
    let checker = Checker::start(bench);
    let exchanges: Vec<_> = (0..200).map(|_| recorded(&journal)).collect();
    exchanges.iter().for_each(|exchange| checker.check(specimen(exchange.seq(), "{}")));
    drop(checker);
    assert!(exchanges.iter().all(|exchange| exchange.facts().is_some()));
    assert_eq!(Arc::strong_count(&journal), 1, "nobody else has it any more");
}

/// Each write is a line.
struct Sink(blocking::Sender<String>);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A checker whose thread does nothing.
fn stuck(log: Log) -> (Checker, mpsc::Receiver<Job>) {
    let (sender, receiver) = mpsc::channel(MOST_WAITING);
    let (bytes, has_missed) = (Arc::default(), AtomicBool::new(false));
    (Checker { queue: Some(sender), bytes, has_missed, log, thread: None }, receiver)
}

#[tokio::test]
async fn what_is_too_much_is_missed_and_said_once() {
    let (tell, lines) = blocking::channel();
    let log = Log::lines(std::io::LineWriter::new(Sink(tell)));
    let (checker, mut queue) = stuck(log.clone());
    (0..1_026).for_each(|seq| checker.check(specimen(seq, "{}")));
    assert_eq!(queue.len(), 1_024);
    assert_eq!(checker.bytes.load(Ordering::Relaxed), 2_048);
    log.written().await;
    assert_eq!(lines.try_iter().collect::<Vec<_>>(), [format!("-            {MISSED}\n")]);

    while queue.try_recv().is_ok() {}
    checker.bytes.store(0, Ordering::Relaxed);
    let half = Bytes::from(vec![b' '; 32 << 20]);
    checker.check(specimen(1, half.clone()));
    checker.check(specimen(2, half));
    checker.check(specimen(3, "{"));
    assert_eq!((queue.len(), checker.bytes.load(Ordering::Relaxed)), (2, 64 << 20));
}
