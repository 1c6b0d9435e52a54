//! A poll is answered from prepared bytes: no JSON is parsed or written for it.
//!
//! Shown by counting allocations: JSON makes one for every text and object, thousands for a large
//! body; a splice makes a few, whatever the length.

#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

mod client;

use std::thread;

use allocation_counter::{AllocationInfo, measure};
use flinks_contract::fixture::{Fixture, Kind, Values, Waived};
use flinks_mock::clock::ClockMode;
use flinks_mock::{FlinksMock, builtin_scenarios};
use serde_json::Value;
use tokio::runtime;
use tokio::sync::oneshot;

use client::Client;

/// The whole exchange on the server's side, from the first byte read to the last one written.
#[test]
fn a_large_poll_allocates_little_more_than_a_small_one_and_does_not_copy_its_body() {
    let (large, large_body) = poll("ninety-days");
    let (small, small_body) = poll("no-accounts");

    assert!((38_000..44_000).contains(&large_body.len()), "{} bytes", large_body.len());
    assert!(small_body.len() < 500, "{small_body}");
    assert!(large.count_total <= small.count_total + 4, "{large:?} {small:?}");
    assert!(large.bytes_total < small.bytes_total + 2_048, "{large:?} {small:?}");
}

#[test]
fn a_splice_is_one_allocation_of_exactly_the_body() {
    let fixture =
        Fixture::parse("ninety-days.json", &NINETY_DAYS.into(), Kind::Accounts, Waived::default());
    let fixture = fixture.unwrap();
    let mut body = Vec::new();
    let cost = measure(|| body = fixture.splice(&VALUES));

    assert!(body.len() > 38_000, "{} bytes", body.len());
    assert_eq!((cost.count_total, cost.bytes_total), (1, body.len() as u64));
}

/// What the server allocates for a poll of a session whose data is ready, and the body it sends.
fn poll(scenario: &str) -> (AllocationInfo, String) {
    // Allocations are counted for each thread: the server has this one, the client another.
    let server = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mock = server.block_on(FlinksMock::builder().clock(ClockMode::Auto).start()).unwrap();
    let mut client = Client::connect(&mock.url());
    // The client's side has a thread of its own while the server runs on this one.
    let mut ask = |method: &str, path: &str, body: &str| {
        let (sender, answer) = oneshot::channel();
        thread::scope(|scope| {
            let client = &mut client;
            let path = format!("/v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices/{path}");
            scope.spawn(move || sender.send(client.ask(method, &path, body)).unwrap());
            server.block_on(answer).unwrap()
        })
    };

    let scenarios = builtin_scenarios();
    let login = scenarios.iter().find(|known| known.name == scenario).unwrap().login_id;
    let authorized = ask("POST", "Authorize", &format!(r#"{{"LoginId":"{login}"}}"#));
    let authorized: Value = serde_json::from_str(&authorized).unwrap();
    let request_id = authorized["RequestId"].as_str().unwrap();
    ask("POST", "GetAccountsDetail", &format!(r#"{{"RequestId":"{request_id}"}}"#));
    let path = format!("GetAccountsDetailAsync/{request_id}");
    // The connection's own buffers grow to their size in a first poll.
    ask("GET", &path, "");

    let mut body = String::new();
    let cost = measure(|| body = ask("GET", &path, ""));
    (cost, body)
}

const NINETY_DAYS: &str = include_str!("../../fixtures/accounts/ninety-days.json");

const VALUES: Values<'static> = Values {
    request_id: "1243c283-e0ca-4fda-a5e4-343068430190",
    other_request_id: "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6",
    login_id: "5e115eac-1209-4f19-641c-08d6d484e2fe",
    username: "Greatday",
    institution: "FlinksCapital",
    last_refresh: "2019-05-09T13:47:46.5227901",
};
