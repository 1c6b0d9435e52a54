use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::clock::Moment;
use crate::customer::Progress;

const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);

fn state(customer: &str, born: u64, revision: u64) -> Snapshot {
    Snapshot { customer: customer.to_owned(), born, revision, ..Snapshot::default() }
}

fn nanos(nanos: u64) -> Moment {
    Moment::START.plus(std::time::Duration::from_nanos(nanos))
}

fn purged() -> Progress {
    Progress { purges: 1, ..Progress::default() }
}

fn changed(state: Snapshot) -> Line {
    Line::Changed { exchange: None, state: Some(Box::new(state)) }
}

fn reset(customer: Option<&str>, born: u64) -> Line {
    Line::Reset { customer: customer.map(str::to_owned), born }
}

fn restored(lines: impl IntoIterator<Item = Line>) -> Recovery {
    let mut restored = Recovery::default();
    lines.into_iter().for_each(|line| restored.take(line));
    restored
}

/// Customers with the revision of their newest state, by id.
fn known(lines: impl IntoIterator<Item = Line>) -> Vec<(String, u64)> {
    let customers = restored(lines).customers.into_iter();
    let mut known: Vec<_> = customers.map(|(id, remains)| (id, remains.newest.revision)).collect();
    known.sort();
    known
}

fn session(id: Uuid, touched: u64, ends: Option<u64>) -> Value {
    let cursor = json!({ "stage": 0, "answered": 0, "since": null, "calls": 0 });
    json!({
        "scenario": { "name": "two-polls", "fingerprint": 1 }, "login": id, "username": "x",
        "ends": ends,
        "state": {
            "chosen": "default", "number": 1, "id": id, "other": id, "opened": 0,
            "touched": touched, "asking": null, "processing": null, "accounts": cursor,
            "investments": cursor, "waiting": null, "forced": null, "closed": null,
            "delivered": false, "token": null,
        },
    })
}

fn with_session(state: Snapshot, session: Value) -> Line {
    changed(Snapshot { session: Some(serde_json::from_value(session).unwrap()), ..state })
}

fn sessions(lines: impl IntoIterator<Item = Line>) -> Vec<Uuid> {
    let restored = restored(lines);
    let mut ids: Vec<_> =
        restored.customers["ada"].sessions().map(|session| session.state.id).collect();
    ids.sort();
    ids
}

#[test]
fn the_newest_state_counts_in_whatever_order_the_lines_stand() {
    let lines = || [state("ada", 1, 2), state("ada", 1, 4), state("ada", 1, 3)].map(changed);
    assert_eq!(known(lines()), [("ada".to_owned(), 4)]);
    assert_eq!(restored(lines()).last_revision, 4);

    let ends = |touched| session(FIRST, touched, Some(touched));
    let restored = restored([
        with_session(state("ada", 1, 3), ends(30)),
        with_session(state("ada", 1, 2), ends(20)),
    ]);
    assert!(!restored.customers["ada"].sessions().next().unwrap().has_ended(nanos(29)));
}

#[test]
fn a_customer_that_was_reset_or_evicted_does_not_come_back() {
    let nobody: [(String, u64); 0] = [];
    assert_eq!(known([changed(state("ada", 1, 2)), reset(Some("ada"), 1)]), nobody);
    // Decided before the reset, or by a call that held the customer over it, and written after it.
    for late in [2, 9] {
        assert_eq!(known([reset(Some("ada"), 1), changed(state("ada", 1, late))]), nobody);
        assert_eq!(known([reset(None, 5), changed(state("ada", 1, late))]), nobody);
    }
}

#[test]
fn the_next_customer_of_the_id_stays() {
    let (old, new) = (|| changed(state("ada", 1, 9)), || changed(state("ada", 6, 7)));
    let stays = [("ada".to_owned(), 7)];
    assert_eq!(known([old(), reset(Some("ada"), 1), new()]), stays);
    assert_eq!(known([old(), new(), reset(Some("ada"), 1)]), stays);
    assert_eq!(known([new(), old()]), stays);
    assert_eq!(known([old(), new(), reset(None, 5)]), stays);
    let sessions = sessions([
        with_session(state("ada", 1, 2), session(FIRST, 0, None)),
        with_session(state("ada", 6, 7), session(SECOND, 0, None)),
    ]);
    assert_eq!(sessions, [SECOND]);
}

#[test]
fn a_reset_leaves_the_others() {
    let lines = [state("ada", 1, 2), state("bob", 3, 4)].map(changed);
    assert_eq!(known(lines.into_iter().chain([reset(Some("ada"), 1)])), [("bob".to_owned(), 4)]);
}

#[test]
fn many_resets_take_bounded_memory() {
    let one = |number: u64| {
        [
            changed(state(&number.to_string(), number, number)),
            reset(Some(&number.to_string()), number),
        ]
    };
    let restored = restored((1..=300_000).flat_map(one));
    assert!(restored.forgotten.len() as u64 <= 2 * LATEST, "{}", restored.forgotten.len());
    assert!(restored.forgotten.contains_key("300000"));
}

#[test]
fn sessions_that_made_room_stay_away() {
    let opened = |id, revision, ends| with_session(state("ada", 1, revision), session(id, 0, ends));
    let purge = Snapshot { now: nanos(480), progress: purged(), ..state("ada", 1, 5) };
    assert_eq!(
        sessions([opened(FIRST, 2, Some(480)), opened(SECOND, 3, Some(481)), changed(purge)]),
        [SECOND]
    );
    let again = Snapshot { now: nanos(999), progress: purged(), ..state("ada", 1, 6) };
    let purge = Snapshot { now: nanos(480), progress: purged(), ..state("ada", 1, 5) };
    assert_eq!(
        sessions([changed(purge), opened(SECOND, 3, Some(481)), changed(again)]),
        [SECOND],
        "ended, and still remembered"
    );
}

#[test]
fn tokens_that_are_unused() {
    let minted = |token, number, now| Snapshot {
        minted: Some(token),
        ids: [0, number],
        now: nanos(now),
        ..state("ada", 1, number + 1)
    };
    let spent = Snapshot { spent: Some(FIRST), ..state("ada", 1, 9) };
    let restored =
        restored([minted(FIRST, 1, 0), minted(SECOND, 2, 7_000_000_000), spent].map(changed));
    let unused: Vec<_> = restored.customers["ada"].unused().collect();
    assert_eq!(unused, [(SECOND, (2, Moment::from_secs(7)))]);
}

#[test]
fn an_auto_clock_stands_where_the_latest_reply_went_out() {
    let line = |revision, now, out: Option<u64>| Snapshot {
        now: nanos(now),
        out: out.map(nanos),
        ..state("ada", 1, revision)
    };
    let now = |lines: Vec<Snapshot>| {
        restored(lines.into_iter().map(changed)).customers["ada"].now().as_duration().as_nanos()
    };
    assert_eq!(now(vec![line(2, 50, Some(100)), line(3, 60, Some(60))]), 100);
    // An advance that was given up on the way says where it led to; the next call says where it is.
    assert_eq!(now(vec![line(2, 1_800, None), line(3, 5, None)]), 5);
}

#[test]
fn of_scenarios_that_were_put_the_last_of_each_name() {
    let put = |name: &str, source: &str| Line::Put { name: name.to_owned(), source: source.into() };
    let put = restored([put("a", "1"), put("b", "2"), put("a", "3")]).put;
    assert_eq!(put, [("b".to_owned(), "2".into()), ("a".to_owned(), "3".into())]);
}
