use std::num::NonZeroU32;

use flinks_trace::file;
use serde_json::{Value, json};

use super::*;
use crate::session::{Forced, OpenChallenge};

const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);

fn nanos(nanos: u64) -> Moment {
    Moment::START.plus(std::time::Duration::from_nanos(nanos))
}

fn snapshot() -> Snapshot {
    Snapshot { customer: CustomerId::parse("ada"), ..Snapshot::default() }
}

pub(crate) fn with_session(id: Uuid, touched: u64) -> Snapshot {
    let cursor = json!({ "stage": 0, "answered": 0, "since": null, "calls": 0 });
    let session = json!({
        "scenario": { "name": "two-polls", "fingerprint": 1 }, "login": id, "username": "x",
        "state": {
            "chosen": "default", "number": 1, "id": id, "other": id, "opened": 0,
            "touched": touched, "asking": null, "processing": null, "cursors": [cursor, cursor, cursor],
            "waiting": null, "forced": null, "closed": null,
            "delivered": false, "token": null,
        },
    });
    Snapshot { session: Some(serde_json::from_value(session).unwrap()), ..snapshot() }
}

fn line(snapshot: &Snapshot) -> Value {
    json!({ "snapshot": snapshot })
}

fn recovered(lines: impl IntoIterator<Item = Value>) -> Recovery {
    let head = r#"{"trace":{"format":2,"tool":{"name":"x","version":"1"},"contract":"1"}}"#;
    let text =
        lines.into_iter().fold(head.to_owned(), |text, line| format!("{text}\n{line}")) + "\n";
    let mut recovery = Recovery::default();
    file::read("x", text.as_bytes(), |line| recovery.take(line)).unwrap();
    recovery
}

/// The customer, of snapshots alone.
fn ada(snapshots: &[Snapshot]) -> CustomerRecovery {
    recovered(snapshots.iter().map(line)).customers.remove("ada").unwrap()
}

#[test]
fn the_line_of_a_snapshot_is_as_serde_writes_it() {
    let mut full = with_session(FIRST, 20);
    full.progress.epoch = NonZeroU32::new(8);
    let session = full.session.as_mut().unwrap();
    session.state.cursors[1].since = Some(nanos(7));
    session.state.closed = Some(nanos(u64::MAX));
    session.state.forced = Some(Forced::Ready);
    let options = serde_json::from_str("{\"forms\":[null,null,{\"statements\":3}]}").unwrap();
    session.state.options = options;
    session.state.epoch = NonZeroU32::new(7);
    session.state.asking = Some(OpenChallenge::new(2));
    (session.state.scheduled, session.state.starting) = (Some(false), Some(1));
    let login = json!({
        "scenario": { "name": "two-polls", "fingerprint": 1 }, "login": FIRST,
        "status": {
            "authorize": { "stage": 0, "answered": 0, "since": null, "calls": 0 },
            "locked": null, "session": null, "waiting": null, "answers": [["What city?", true]],
        },
    });
    let login: LoginSnapshot = serde_json::from_value(login).unwrap();
    session.scenario.name = "\"a\\".to_owned();
    full.others = vec![(full.session.clone(), login.clone()), (None, login)];
    full.customer = CustomerId::parse("\u{1}é\"");
    full.out = Some(nanos(9));
    full.reclaimed = vec![FIRST, SECOND];
    (full.minted, full.spent) = (Some(FIRST), Some(SECOND));
    (full.progress.choice, full.progress.last) = (Some("\n".to_owned()), Some(SECOND));
    for snapshot in [snapshot(), with_session(SECOND, 1), full] {
        let mut found = Vec::new();
        snapshot.write(&mut found).unwrap();
        assert_eq!(String::from_utf8(found).unwrap(), line(&snapshot).to_string());
    }
}

#[test]
fn the_last_state_counts() {
    let ada = ada(&[with_session(FIRST, 20), with_session(FIRST, 30)]);
    assert_eq!(ada.sessions[&FIRST].state.touched, nanos(30));
    assert_eq!((ada.line, ada.sessions.len()), (3, 1));
}

#[test]
fn a_customer_that_was_reset_or_evicted_does_not_come_back_and_the_next_one_stays() {
    let (reset, bob) = (json!({ "reset": "ada" }), CustomerId::parse("bob"));
    let bob = line(&Snapshot { customer: bob, ..Snapshot::default() });
    let lines = [line(&with_session(FIRST, 0)), bob, reset.clone()];
    let left: Vec<_> = recovered(lines.clone()).customers.into_keys().collect();
    assert_eq!(left, ["bob"]);
    let again = recovered(lines.into_iter().chain([line(&with_session(SECOND, 0))]));
    assert_eq!(again.customers["ada"].sessions.keys().collect::<Vec<_>>(), [&SECOND]);
}

#[test]
fn sessions_that_made_room_stay_away() {
    let second = Snapshot { reclaimed: vec![FIRST], ..with_session(SECOND, 0) };
    let ada = ada(&[with_session(FIRST, 0), second]);
    assert_eq!(ada.sessions.into_keys().collect::<Vec<_>>(), [SECOND]);
}

#[test]
fn tokens_that_are_unused() {
    let minted = |token, number, now| Snapshot {
        minted: Some(token),
        ids: [0, number],
        now: nanos(now),
        ..snapshot()
    };
    let spent = Snapshot { spent: Some(FIRST), ..snapshot() };
    let ada = ada(&[minted(FIRST, 1, 0), minted(SECOND, 2, 7_000_000_000), spent]);
    assert_eq!(ada.unused, HashMap::from([(SECOND, (2, Moment::from_secs(7)))]));
}

#[test]
fn an_auto_clock_stands_where_the_latest_reply_went_out() {
    let at =
        |now, out: Option<u64>| Snapshot { now: nanos(now), out: out.map(nanos), ..snapshot() };
    let now = |snapshots: &[Snapshot]| ada(snapshots).now().as_duration().as_nanos();
    assert_eq!(now(&[at(50, Some(100)), at(60, Some(60))]), 100);
    // An advance that was given up on the way says where it led to; the next call says where it is.
    assert_eq!(now(&[at(1_800, None), at(5, None)]), 5);
}

#[test]
fn numbers_and_of_scenarios_that_were_put_the_last_of_each_name() {
    let put = |name: &str, source: &str| json!({ "put": { "name": name, "source": source } });
    let exchange = |seq| json!({ "exchange": { "seq": seq } });
    let lines = [exchange(8), put("a", "1"), exchange(7), put("b", "2"), put("a", "3")];
    let recovery = recovered(lines);
    assert_eq!(recovery.put, [("b".to_owned(), "2".into()), ("a".to_owned(), "3".into())]);
    assert_eq!(recovery.last_seq, 8);
}
