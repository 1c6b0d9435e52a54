//! What the mock costs at a large scale: a crowd that waits, a folder full of scenarios.
//!
//! `cargo bench -p flinks-mock --bench session` prints times and their ratio to a baseline of the
//! same run. Nothing passes or fails on a time.
#![expect(clippy::unwrap_used, reason = "a benchmark may panic, and so may what it calls")]

mod client;
#[path = "../../tests/client/mod.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod connection;
mod crowd;
mod folder;

use std::time::{Duration, Instant};

fn main() {
    crowd::print();
    folder::print();
}

/// The fastest round is the one that others on this machine disturbed least.
fn fastest(rounds: u32, mut work: impl FnMut() -> Duration) -> Duration {
    (0..rounds).map(|_| work()).min().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn time_of<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn line(what: &str, took: Duration, baseline: Duration) {
    let ratio = took.as_secs_f64() / baseline.as_secs_f64();
    println!("  {what:<38} {:>10.2} ms {ratio:>8.2}", took.as_secs_f64() * 1e3);
}
