//! What a large answer costs: spliced from prepared bytes, and through JSON instead.
//!
//! `cargo bench -p flinks-mock --bench splice` prints both and their ratio. Nothing
//! passes or fails on a time.

use std::hint::black_box;
use std::time::{Duration, Instant};

use flinks_contract::fixture::{Fixture, Kind, Values};
use serde_json::Value;

fn main() {
    let fixture = Fixture::parse("ninety-days.json", &NINETY_DAYS.into(), Kind::Accounts, false)
        .expect("the fixture is checked by tests");
    let body = fixture.splice(&VALUES);

    let spliced = time_of_one(|| fixture.splice(black_box(&VALUES)));
    let through_json = time_of_one(|| reserialized(black_box(&body)));

    println!("one body of {} bytes, the fastest of {ROUNDS} rounds of {REPEATS}", body.len());
    println!("  spliced                   {:>8.2} us", microseconds(spliced));
    println!("  parsed and written again  {:>8.2} us", microseconds(through_json));
    println!(
        "  ratio                     {:>8.1}",
        microseconds(through_json) / microseconds(spliced)
    );
}

fn reserialized(body: &[u8]) -> Vec<u8> {
    let value: Value = serde_json::from_slice(body).expect("the body is JSON");
    value.to_string().into_bytes()
}

/// The fastest round is the one that others on this machine disturbed least.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn time_of_one(work: impl Fn() -> Vec<u8>) -> Duration {
    let round = || {
        let start = Instant::now();
        for _ in 0..REPEATS {
            black_box(work());
        }
        start.elapsed() / REPEATS
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

const ROUNDS: u32 = 20;

const REPEATS: u32 = 200;

const NINETY_DAYS: &str = include_str!("../../fixtures/accounts/ninety-days.json");

const VALUES: Values<'static> = Values {
    request_id: "1243c283-e0ca-4fda-a5e4-343068430190",
    other_request_id: "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6",
    login_id: "5e115eac-1209-4f19-641c-08d6d484e2fe",
    username: "Greatday",
    institution: "FlinksCapital",
    last_refresh: "2019-05-09T13:47:46.5227901",
};
