use std::pin::pin;

use super::super::tests::{SENT, keep, of, small};
use super::*;
use crate::clock::tests::is_pending;
use crate::journal::Limits;

const SECOND: Duration = Duration::from_secs(1);

fn seqs(found: &[Arc<Note>]) -> Vec<u64> {
    found.iter().map(|exchange| exchange.seq).collect()
}

#[tokio::test]
async fn what_is_there_already_counts() {
    let journal = Journal::new(Limits::default());
    for customer in ["ada", "bob", "ada", "ada"] {
        keep(&journal, small(customer));
    }
    let table = [
        (of("ada"), 2, [1, 3].as_slice()),
        (Filter::default(), 3, &[1, 2, 3]),
        (of("eve"), 0, &[]),
    ];
    for (filter, count, expected) in table {
        let found = journal.wait(&filter, count, SECOND).await.unwrap();
        assert_eq!(seqs(&found), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_wakes_with_and_without_a_customer() {
    for filter in [of("ada"), Filter { unmatched: true, ..Filter::default() }] {
        let journal = Journal::new(Limits::default());
        let mut wait = pin!(journal.wait(&filter, 2, SECOND));
        assert!(is_pending(wait.as_mut()).await);
        keep(&journal, small("ada"));
        assert!(is_pending(wait.as_mut()).await);
        keep(&journal, small("ada"));
        assert_eq!(seqs(&wait.await.unwrap()), [1, 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_reply_wakes_who_waits_for_it() {
    let journal = Journal::new(Limits::default());
    let filter = Filter { finished: true, ..of("ada") };
    let mut wait = pin!(journal.wait(&filter, 2, SECOND));
    assert!(is_pending(wait.as_mut()).await);
    for _ in 0..3 {
        keep(&journal, small("ada"));
    }
    assert!(is_pending(wait.as_mut()).await);
    journal.finish(3, SENT);
    assert!(is_pending(wait.as_mut()).await);
    journal.finish(1, SENT);
    assert_eq!(seqs(&wait.await.unwrap()), [1, 3]);
}

#[tokio::test(start_paused = true)]
async fn what_was_seen_counts_though_it_is_gone() {
    let journal = Journal::new(Limits { exchanges: 1, ..Limits::default() });
    let filter = of("ada");
    let mut wait = pin!(journal.wait(&filter, 3, SECOND));
    keep(&journal, small("ada"));
    assert!(is_pending(wait.as_mut()).await);
    keep(&journal, small("ada"));
    assert!(is_pending(wait.as_mut()).await);
    journal.forget("ada");
    assert!(is_pending(wait.as_mut()).await);
    keep(&journal, small("ada"));
    assert_eq!(seqs(&wait.await.unwrap()), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_outlives_the_shelf_that_had_to_go() {
    let journal = Journal::new(Limits { bytes_in_all: 2_000, ..Limits::default() });
    let filter = of("ada");
    let mut wait = pin!(journal.wait(&filter, 1, SECOND));
    assert!(is_pending(wait.as_mut()).await);
    for _ in 0..10 {
        keep(&journal, small("bob"));
    }
    assert_eq!(journal.counts(Some("ada")).bytes, 0, "there is no shelf");
    assert!(is_pending(wait.as_mut()).await);
    keep(&journal, small("ada"));
    assert_eq!(seqs(&wait.await.unwrap()), [11]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_how_many_there_were() {
    let journal = Journal::new(Limits::default());
    keep(&journal, small("ada"));
    keep(&journal, small("bob"));
    assert_eq!(journal.wait(&of("ada"), 2, SECOND).await.unwrap_err(), 1);
    assert_eq!(journal.wait(&of("ada"), 2, Duration::ZERO).await.unwrap_err(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_longer_than_a_minute() {
    let journal = Journal::new(Limits::default());
    let filter = of("ada");
    let mut wait = pin!(journal.wait(&filter, 1, Duration::MAX));
    assert!(is_pending(wait.as_mut()).await);
    tokio::time::advance(Duration::from_secs(59)).await;
    assert!(is_pending(wait.as_mut()).await);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(!is_pending(wait.as_mut()).await);
}

#[tokio::test(start_paused = true)]
async fn what_is_on_its_way_settles_with_its_last_byte() {
    let journal = Journal::new(Limits::default());
    let all = Filter::default();
    let limit = Duration::from_secs(1);
    let settled = async |is_awaited: bool| {
        let begun = real_now();
        journal.settled(&all, |_| is_awaited, limit).await;
        (real_now() - begun).as_millis()
    };
    assert_eq!(settled(true).await, 0, "there is nothing");
    for customer in ["ada", "bob"] {
        keep(&journal, small(customer));
    }
    assert!((1_000..=1_001).contains(&settled(true).await), "no longer than the limit");
    assert_eq!(settled(false).await, 0, "nothing that is waited for");
    let finish = async {
        journal.finish(1, SENT);
        tokio::task::yield_now().await;
        journal.finish(2, SENT);
    };
    assert_eq!(tokio::join!(settled(true), finish).0, 0);
}

#[expect(clippy::disallowed_methods, reason = "this is the paused time of the test")]
fn real_now() -> tokio::time::Instant {
    tokio::time::Instant::now()
}
