use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use flinks_trace::Exchange;
use flinks_trace::file::{self, Appender, Began, Head, open};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::clock::Moment;
use crate::customer::LoginStatus;
use crate::recovery::Recovery;
use crate::recovery::tests::with_session;

/// The file, and what a server that goes on with it would know.
fn opened(path: &Path) -> (Appender, Value) {
    let (mut recovery, head) = (Recovery::default(), Head::new("flinks-mock", "1"));
    let opened = open(path, head, |line| recovery.take(line)).unwrap();
    let customers = recovery.customers.iter().map(|(id, customer)| {
        let newest = Snapshot { out: None, minted: None, spent: None, ..customer.newest.clone() };
        let sessions: BTreeMap<_, _> = customer.sessions.iter().collect();
        let logins = customer.logins.values().map(|login| (login.login, login));
        let logins: BTreeMap<_, _> = logins.collect();
        let unused: BTreeMap<_, _> = customer.unused.iter().map(|(id, (at, _))| (id, at)).collect();
        let now = crate::clock::nanos::number(&customer.now());
        (id.to_string(), json!([newest, now, sessions, logins, unused]))
    });
    let customers: BTreeMap<_, _> = customers.collect();
    (opened.appender, json!([customers, recovery.put, recovery.last_seq]))
}

fn at(nanos: u64) -> Moment {
    Moment::START.plus(std::time::Duration::from_nanos(nanos))
}

fn login(id: Uuid, step: u64) -> LoginSnapshot {
    let status = LoginStatus { waiting: Some(at(step)), ..LoginStatus::default() };
    let scenario = json!({ "name": "two-polls", "fingerprint": 1 });
    let login = json!({ "scenario": scenario, "login": id, "status": status });
    serde_json::from_value(login).unwrap()
}

/// A line of anything that a server writes, after its exchange.
fn write(lines: &mut Lines, dice: &mut ChaCha8Rng, step: u64) {
    let customer = CustomerId::parse(["ada", "bob"][dice.random_range(0..2)]);
    let exchange = Exchange { seq: step, customer: customer.clone(), ..Exchange::default() };
    lines.push(Kind::Exchange, &exchange).unwrap();
    let id = |dice: &mut ChaCha8Rng| Uuid::from_u128(dice.random_range(1..6));
    let mut snapshot = with_session(id(dice), step);
    if dice.random_bool(0.5) {
        snapshot.session = None;
    }
    (snapshot.customer, snapshot.now, snapshot.ids) = (customer.clone(), at(step), [step, step]);
    snapshot.out = dice.random_bool(0.2).then(|| at(step * dice.random_range(1..3)));
    match dice.random_range(0..9) {
        0 => snapshot.reclaimed = vec![id(dice)],
        1 => snapshot.minted = Some(id(dice)),
        2 => snapshot.spent = Some(id(dice)),
        3 if dice.random_bool(0.2) => return lines.push(Kind::Reset, &customer).unwrap(),
        4 => {
            let name = ["x", "y"][dice.random_range(0..2)].to_owned();
            let put = Put { name, source: step.to_string().into() };
            return lines.push(Kind::Put, &put).unwrap();
        }
        5 => snapshot.login = Some(login(id(dice), step)),
        6 => {
            let others = (0..dice.random_range(1..4)).map(|_| {
                let session = with_session(id(dice), step).session;
                (session.filter(|_| dice.random_bool(0.7)), login(id(dice), step))
            });
            snapshot.others = others.collect();
        }
        _ => {}
    }
    lines.line(|line| snapshot.write(line)).unwrap();
}

/// Whatever is cut, a server goes on as with the whole file, and the exchanges that are gone are counted.
#[test]
fn a_shorter_file_says_the_same_of_everything_that_lives() {
    let mut dice = ChaCha8Rng::seed_from_u64(15);
    for _ in 0..50 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut appender, _) = opened(&path);
        let (steps, began) = (dice.random_range(1..60), dice.random_range(0..60));
        let mut seq = 0;
        for _ in 0..2 {
            let mut lines = Lines::default();
            for step in 0..steps {
                if step == began {
                    let began = Began { name: "run".to_owned(), head: None };
                    lines.push(Kind::Began, &began).unwrap();
                }
                seq += 1;
                write(&mut lines, &mut dice, seq);
            }
            appender.append(&lines).unwrap();
            drop(appender);
            let whole = file::trace(&path).unwrap().0;
            let (of_whole, state) = opened(&path);
            appender = of_whole;

            let mut new = appender.rewriting().unwrap();
            let bytes = dice.random_range(0..appender.bytes() + 10);
            let dropped = compact(&new, bytes, || true).unwrap();
            new.catch_up(appender.bytes()).unwrap();
            // What is appended meanwhile is in neither until they change places.
            let mut more = Lines::default();
            seq += 1;
            more.push(Kind::Exchange, &Exchange { seq, ..Exchange::default() }).unwrap();
            appender.append(&more).unwrap();
            appender.replace(new).unwrap();
            drop(appender);

            let shorter = file::trace(&path).unwrap().0;
            assert_eq!(shorter.exchanges.last().unwrap().seq, seq);
            // Those of a customer that was reset count, too, where nobody reads them any more.
            let all = |trace: &flinks_trace::Trace| trace.exchanges.len() as u64 + trace.dropped;
            assert!(all(&shorter) > all(&whole), "{dropped}: {shorter:?}");
            let (of_shorter, mut after) = opened(&path);
            appender = of_shorter;
            assert_eq!(after[2].take(), seq);
            assert_eq!(after, json!([state[0], state[1], null]));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}

/// It is as long as what lives, however often the same session is called.
#[test]
fn a_file_of_one_session_stays_short() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let (mut appender, _) = opened(&path);
    let mut lines = Lines::default();
    for seq in 1..=1_000 {
        lines.push(Kind::Exchange, &Exchange { seq, ..Exchange::default() }).unwrap();
        lines.line(|line| with_session(Uuid::from_u128(1), seq).write(line)).unwrap();
    }
    appender.append(&lines).unwrap();
    let new = appender.rewriting().unwrap();
    assert_eq!(compact(&new, 10_000, || true).unwrap(), 992);
    appender.replace(new).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("\"snapshot\"").count(), 1);
    assert_eq!(text.matches("\"exchange\"").count(), 8);
    // Another program's file is left alone.
    let new = appender.rewriting().unwrap();
    fs::rename(&path, folder.path().join("journal.1")).unwrap();
    fs::write(&path, "other").unwrap();
    let why = appender.replace(new).unwrap_err().to_string();
    assert_eq!(why, "something else is in its place; move that away");
    assert_eq!(fs::read_to_string(&path).unwrap(), "other");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let [path, link] = ["journal", "link"].map(|name| folder.path().join(name));
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let (mut appender, _) = opened(&link);
    let new = appender.rewriting().unwrap();
    assert!(folder.path().join("journal.new").exists());
    compact(&new, 0, || true).unwrap();
    appender.replace(new).unwrap();
    let mut lines = Lines::default();
    lines.push(Kind::Exchange, &Exchange::default()).unwrap();
    appender.append(&lines).unwrap();
    assert_eq!(fs::read_link(&link).unwrap(), path);
    assert!(fs::read_to_string(&path).unwrap().contains("\"exchange\""));
}
