//! A poll is answered from prepared bytes: no JSON is parsed or written for it.
//!
//! Shown by counting allocations: JSON makes one for every text and object, thousands for a large
//! body; a splice makes a few, whatever the length.

#![expect(clippy::unwrap_used, reason = "a test may panic, and so may what it calls")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use flinks_contract::fixture::{Fixture, Kind, Values};
use flinks_mock::clock::ClockMode;
use flinks_mock::{FlinksMock, builtin_scenarios};
use serde_json::Value;
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;

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
    let fixture = Fixture::parse("ninety-days.json", &NINETY_DAYS.into(), Kind::Accounts, false);
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
    let mut stream = TcpStream::connect(mock.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut send = |request: &str| exchange(&server, &mut stream, request);

    let scenarios = builtin_scenarios();
    let login = scenarios.iter().find(|known| known.name == scenario).unwrap().login_id;
    let authorized = send(&post("Authorize", &format!(r#"{{"LoginId":"{login}"}}"#)));
    let authorized: Value = serde_json::from_str(&authorized).unwrap();
    let request_id = authorized["RequestId"].as_str().unwrap();
    send(&post("GetAccountsDetail", &format!(r#"{{"RequestId":"{request_id}"}}"#)));
    let again =
        format!("GET {BASE}/GetAccountsDetailAsync/{request_id} HTTP/1.1\r\nHost: x\r\n\r\n");
    // The connection's own buffers grow to their size in a first poll.
    send(&again);

    let mut body = String::new();
    let cost = measure(|| body = send(&again));
    (cost, body)
}

/// Sends a request from a thread of its own while `server` runs on this one.
fn exchange(server: &Runtime, stream: &mut TcpStream, request: &str) -> String {
    let (sender, answer) = oneshot::channel();
    thread::scope(|scope| {
        scope.spawn(move || sender.send(answer_to(stream, request)).unwrap());
        server.block_on(answer).unwrap()
    })
}

/// The body of the answer to `request`.
fn answer_to(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None if line.starts_with("HTTP/1.1 20") => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

fn post(name: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {BASE}/{name} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
}

const BASE: &str = "/v3/43387ca6-0391-4c82-857d-70d95f087ecb/BankingServices";

const NINETY_DAYS: &str = include_str!("../../fixtures/accounts/ninety-days.json");

const VALUES: Values<'static> = Values {
    request_id: "1243c283-e0ca-4fda-a5e4-343068430190",
    other_request_id: "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6",
    login_id: "5e115eac-1209-4f19-641c-08d6d484e2fe",
    username: "Greatday",
    institution: "FlinksCapital",
    last_refresh: "2019-05-09T13:47:46.5227901",
};
