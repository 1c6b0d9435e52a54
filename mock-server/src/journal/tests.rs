mod memory;
mod trace;

use flinks_trace::CustomerId;
use hyper::Request;
use tokio::sync::broadcast::error::TryRecvError;

use super::*;
use crate::clock::Moment;
use crate::note::NotedRequest;
use crate::reply::Reply;

pub(super) fn at(second: u64) -> Moment {
    Moment::from_secs(second)
}

pub(super) fn note(customer: &str, method: &str, path: &str) -> Note {
    let (head, ()) = Request::builder().method(method).uri(path).body(()).unwrap().into_parts();
    Note {
        customer: CustomerId::parse(customer),
        request: NotedRequest::new(&head, b"", None),
        reply: Reply::code("INVALID_LOGIN").noted(),
        ..Note::default()
    }
}

/// Weighs the same for every customer with a name of three letters.
pub(super) fn small(customer: &str) -> Note {
    note(customer, "GET", "/")
}

/// Without a file, and without a snapshot.
pub(super) fn keep(journal: &Journal, exchange: Note) -> Arc<Note> {
    journal.record(exchange, None).0
}

fn weight() -> usize {
    small("ada").weight()
}

fn seqs(journal: &Journal, filter: &Filter) -> Vec<u64> {
    journal.read(filter, 0, usize::MAX).exchanges.iter().map(|exchange| exchange.seq).collect()
}

pub(super) fn of(customer: &str) -> Filter {
    Filter { customer: Some(customer.to_owned()), ..Filter::default() }
}

pub(super) const SENT: Outcome = Outcome::Sent { at: Moment::START };

#[test]
fn numbers_go_over_all_customers_and_begin_at_1() {
    let journal = Journal::new(Limits::default());
    let given = ["ada", "bob", "ada", ""].map(|customer| keep(&journal, small(customer)).seq);

    assert_eq!(given, [1, 2, 3, 4]);
    assert_eq!(seqs(&journal, &of("ada")), [1, 3]);
    assert_eq!(seqs(&journal, &of("")), [4]);
    assert_eq!(seqs(&journal, &of("eve")), [0; 0]);
    assert_eq!(seqs(&journal, &Filter::default()), [1, 2, 3, 4]);
}

#[test]
fn the_oldest_of_a_customer_goes_when_the_customer_has_too_many() {
    let journal = Journal::new(Limits { exchanges: 2, ..Limits::default() });
    for customer in ["ada", "bob", "ada", "ada", "ada"] {
        keep(&journal, small(customer));
    }

    assert_eq!(seqs(&journal, &of("ada")), [4, 5]);
    assert_eq!(seqs(&journal, &of("bob")), [2]);
    assert_eq!(journal.read(&of("ada"), 0, 9).dropped, 2);
    assert_eq!(journal.read(&of("bob"), 0, 9).dropped, 0);
    assert_eq!(journal.read(&Filter::default(), 0, 9).dropped, 2);
}

#[test]
fn the_oldest_of_a_customer_go_when_the_customer_has_too_many_bytes() {
    let empty = Journal::new(Limits::default());
    keep(&empty, small("ada"));
    let bytes = empty.counts(Some("ada")).bytes + weight();
    let journal = Journal::new(Limits { bytes, ..Limits::default() });

    let two = [keep(&journal, small("ada")).seq, keep(&journal, small("ada")).seq];
    assert_eq!(seqs(&journal, &of("ada")), two);
    keep(&journal, note("ada", "GET", "/x"));
    assert_eq!(seqs(&journal, &of("ada")), [3], "two of them and one byte are too much");
    assert_eq!(journal.counts(Some("ada")).dropped, 2);

    keep(&journal, note("ada", "GET", &format!("/{}", "x".repeat(bytes))));
    assert_eq!(seqs(&journal, &of("ada")), [0; 0], "alone larger than all there may be");
    assert_eq!(journal.counts(Some("ada")).dropped, 4);
}

#[test]
fn the_customer_with_the_most_bytes_gives_way_to_others() {
    let journal = Journal::new(Limits::default());
    for customer in ["ada", "ada", "ada", "bob"] {
        keep(&journal, small(customer));
    }
    let bytes_in_all = journal.counts(None).bytes;

    let journal = Journal::new(Limits { bytes_in_all, ..Limits::default() });
    for customer in ["ada", "ada", "ada", "bob", "bob"] {
        keep(&journal, small(customer));
    }

    assert_eq!(seqs(&journal, &of("ada")), [2, 3]);
    assert_eq!(seqs(&journal, &of("bob")), [4, 5]);
    assert_eq!(journal.counts(Some("ada")).dropped, 1);
    assert_eq!(journal.counts(None), Counts { kept: 4, dropped: 1, bytes: bytes_in_all });
}

#[test]
fn customers_without_exchanges_are_bounded_too() {
    let journal = Journal::new(Limits { bytes_in_all: 10_000, ..Limits::default() });
    for customer in 0..1_000 {
        // A name that weighs more than its only exchange.
        keep(&journal, small(&format!("{customer:0999}")));
    }
    let totals = journal.counts(None);
    assert!(totals.bytes <= 10_000 && totals.kept > 2, "{totals:?}");
    assert_eq!(totals.kept as u64 + totals.dropped, 1_000);
}

#[test]
fn shelves_that_never_hold_anything_weigh_too() {
    let limits = Limits { exchanges: 0, bytes_in_all: 5_800, ..Limits::default() };
    let journal = Journal::new(limits);
    let names = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|customer| format!("{customer:0999}"));
    for name in &names {
        keep(&journal, small(name));
    }
    let dropped = names.each_ref().map(|name| journal.counts(Some(name)).dropped);
    assert_eq!(dropped, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], "there is room for five names");
    assert_eq!(journal.counts(None).dropped, 10);
}

#[test]
fn an_outcome_comes_once_and_changes_no_count() {
    let journal = Journal::new(Limits::default());
    let seq = keep(&journal, small("ada")).seq;
    let before = journal.counts(None);
    let open = journal.read(&of("ada"), 0, 1).exchanges.remove(0);
    assert_eq!(open.outcome.get(), None);
    let events = journal.subscribe();

    journal.finish(seq, Outcome::Cut { bytes: 17, at: at(3) });
    journal.finish(seq, SENT);
    assert_eq!(open.outcome.get(), Some(&Outcome::Cut { bytes: 17, at: at(3) }));
    assert_eq!(journal.counts(None), before);
    assert_eq!(events.len(), 1);
}

#[test]
fn what_is_gone_is_finished_in_silence() {
    let journal = Journal::new(Limits { exchanges: 1, ..Limits::default() });
    let gone = keep(&journal, small("ada")).seq;
    let kept = keep(&journal, small("ada")).seq;
    let mut events = journal.subscribe();

    for seq in [0, gone, 99, u64::MAX] {
        journal.finish(seq, SENT);
    }
    assert!(matches!(events.try_recv(), Err(TryRecvError::Empty)));
    journal.finish(kept, SENT);
    assert!(matches!(events.try_recv(), Ok(Event::Finished(exchange)) if exchange.seq == kept));
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let journal = Journal::new(Limits::default());
    for number in 0..3_000 {
        keep(&journal, small(["ada", "bob"][number % 2]));
    }
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let page = journal.read(&of("bob"), after, 7);
        if page.exchanges.is_empty() {
            break;
        }
        seen.extend(page.exchanges.iter().map(|exchange| exchange.seq));
        after = page.last_seq;
    }
    assert_eq!(seen, (2..=3_000).step_by(2).collect::<Vec<_>>());
    assert_eq!(after, 3_000);
    assert_eq!(seqs(&journal, &Filter { unmatched: true, ..Filter::default() }).len(), 3_000);
}

#[test]
fn a_page_says_up_to_where_it_looked() {
    let journal = Journal::new(Limits::default());
    for customer in ["ada", "bob", "ada", "bob"] {
        keep(&journal, small(customer));
    }
    #[rustfmt::skip]
    let table = [
        // after, limit, found, last
        (0, 1, vec![1], 1), (0, 2, vec![1, 3], 3), (0, 3, vec![1, 3], 4), (1, 9, vec![3], 4),
        (3, 9, vec![], 4), (4, 9, vec![], 4), (0, 0, vec![], 0), (u64::MAX, 9, vec![], u64::MAX),
    ];
    for (after, limit, found, last) in table {
        let page = journal.read(&of("ada"), after, limit);
        let seqs: Vec<_> = page.exchanges.iter().map(|exchange| exchange.seq).collect();
        assert_eq!((seqs, page.last_seq), (found, last), "after {after}, limit {limit}");
    }
}

#[test]
fn what_comes_during_a_search_is_for_the_next() {
    let journal = Journal::new(Limits::default());
    for _ in 0..3 {
        keep(&journal, small("ada"));
    }
    for customer in [None, Some("ada")] {
        let found = journal.store().between(customer, 0, 2, CHUNK);
        assert_eq!(found.iter().map(|exchange| exchange.seq).collect::<Vec<_>>(), [1, 2]);
    }
}

#[test]
fn forgetting_is_counted_and_touches_nobody_else() {
    let journal = Journal::new(Limits::default());
    for customer in ["ada", "bob", "ada"] {
        keep(&journal, small(customer));
    }
    let alone = journal.counts(Some("bob"));
    let mut events = journal.subscribe();

    journal.forget("ada");
    journal.forget("ada");
    assert_eq!(journal.counts(Some("ada")), Counts::default());
    assert_eq!(journal.counts(Some("bob")), alone);
    assert_eq!(journal.counts(None), Counts { kept: 1, dropped: 2, bytes: alone.bytes });
    assert!(matches!(events.try_recv(), Ok(Event::Forgotten { customer }) if &*customer == "ada"));
    assert!(matches!(events.try_recv(), Err(TryRecvError::Empty)));
}

/// The client of a run could otherwise better its verdict with a reset.
#[test]
fn a_run_keeps_what_was_before_a_reset_and_counts_what_was_gone_then() {
    let limits = Limits { exchanges: 2, ..Limits::default() };
    let journal = Journal::new(limits);
    keep(&journal, small("ada"));
    journal.begin("two-polls", None).unwrap();
    for customer in ["ada", "ada", "ada", "bob"] {
        keep(&journal, small(customer));
    }
    journal.forget("ada");
    keep(&journal, small("ada"));
    journal.forget("ada");
    keep(&journal, small("ada"));

    let trace = journal.trace(None);
    let names: Vec<_> = trace.exchanges.iter().map(|exchange| &*exchange.customer).collect();
    let before = "ada before reset 1";
    assert_eq!(names, [before, before, "bob", "ada before reset 2", "ada"]);
    assert_eq!(trace.dropped, 2);
    let alone = journal.trace(Some("ada"));
    assert_eq!((alone.exchanges.len(), alone.dropped), (1, 0));
}

#[test]
fn events_come_in_order_and_a_slow_reader_learns_what_it_lost() {
    let journal = Journal::new(Limits::default());
    let mut events = journal.subscribe();
    let seq = keep(&journal, small("ada")).seq;
    journal.finish(seq, SENT);
    assert!(matches!(events.try_recv(), Ok(Event::Recorded(exchange)) if exchange.seq == 1));
    assert!(matches!(events.try_recv(), Ok(Event::Finished(exchange)) if exchange.seq == 1));

    for _ in 0..WAITING_EVENTS + 3 {
        keep(&journal, small("ada"));
    }
    assert!(matches!(events.try_recv(), Err(TryRecvError::Lagged(3))));
    assert!(matches!(events.try_recv(), Ok(Event::Recorded(exchange)) if exchange.seq == 5));
}

mod sums {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Act {
        Record { customer: usize, size: usize },
        Forget { customer: usize },
    }

    const CUSTOMERS: [&str; 3] = ["ada", "bob", "eve"];

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            9 => (0..3_usize, 0..2_000_usize).prop_map(|(customer, size)| Act::Record { customer, size }),
            1 => (0..3_usize).prop_map(|customer| Act::Forget { customer }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn bounds_hold_and_nothing_goes_uncounted(acts in prop::collection::vec(act(), 0..100)) {
            let limits = Limits { exchanges: 5, bytes: 6_000, bytes_in_all: 11_000 };
            let journal = Journal::new(limits);
            let mut recorded = 0;
            for act in acts {
                match act {
                    Act::Record { customer, size } => {
                        let path = format!("/{}", "x".repeat(size));
                        recorded += 1;
                        let seq = keep(&journal, note(CUSTOMERS[customer], "GET", &path)).seq;
                        prop_assert_eq!(seq, recorded);
                    }
                    Act::Forget { customer } => drop(journal.forget(CUSTOMERS[customer])),
                }
                let each = CUSTOMERS.map(|customer| journal.counts(Some(customer)));
                let totals = journal.counts(None);
                for counts in each {
                    prop_assert!(counts.kept <= limits.exchanges && counts.bytes <= limits.bytes);
                }
                prop_assert_eq!(totals.bytes, each.iter().map(|counts| counts.bytes).sum::<usize>());
                prop_assert_eq!(totals.kept, each.iter().map(|counts| counts.kept).sum::<usize>());
                prop_assert!(totals.bytes <= limits.bytes_in_all);
                prop_assert_eq!(totals.kept as u64 + totals.dropped, recorded);
                prop_assert_eq!(seqs(&journal, &Filter::default()).len(), totals.kept);
            }
        }
    }
}

fn stall(customer: &str, from: u64) -> Stall {
    Stall { customer: CustomerId::parse(customer), from: at(from), to: at(from + 1) }
}

#[test]
fn the_last_of_too_many_stalls_grows_and_who_is_forgotten_has_none() {
    let journal = Journal::new(Limits::default());
    (0..1_001).for_each(|second| journal.stalled(stall("ada", second)));
    journal.stalled(stall("bob", 7));
    let stalls = journal.trace(Some("ada")).stalls;
    let last = Stall { to: at(1_001), ..stall("ada", 999) };
    assert_eq!((stalls.len(), &stalls[0], &stalls[999]), (1_000, &stall("ada", 0), &last));
    assert_eq!(journal.trace(None).stalls.len(), 1_001);

    journal.forget("ada");
    assert_eq!(journal.trace(None).stalls, [stall("bob", 7)]);
}
