//! What it costs to judge a recorded run of 30 minutes again: 181 data calls.
//!
//! `cargo bench -p flinks-harness --bench replay` prints it beside the bare parsing of the same
//! file, which no reader can do without, and their ratio. Nothing passes or fails on a time.

use std::hint::black_box;
use std::time::{Duration, Instant};

use flinks_harness::{
    CancellationToken, HarnessRun, Head, Progress, Setup, Site, Target, judge, kept, run,
};
use flinks_mock::FlinksMock;
use flinks_mock::clock::ClockMode;
use serde_json::Value;

fn main() {
    let record = recorded();
    let report = judge(&record);
    let text = kept::write(&record, &report);
    let requests = report.runs[0].timeline.len();

    let parsed = time_of_one(|| text.lines().map(lines_of).sum());
    let judged = time_of_one(|| judged(black_box(&text)));

    println!(
        "a run of {requests} requests, {} bytes; the fastest of {ROUNDS} rounds of {REPEATS}",
        text.len()
    );
    println!("  every line parsed         {:>8.2} ms", milliseconds(parsed));
    println!("  read, judged and written  {:>8.2} ms", milliseconds(judged));
    println!("  ratio                     {:>8.1}", judged.as_secs_f64() / parsed.as_secs_f64());
}

#[tokio::main]
async fn recorded() -> HarnessRun {
    let builder = FlinksMock::builder().scenario("never-ready").clock(ClockMode::Auto);
    let mock = builder.start().await.expect("the built-in scenarios start");
    let customer_id = "43387ca6-0391-4c82-857d-70d95f087ecb".to_owned();
    let head = Head {
        name: "never-ready".to_owned(),
        mode: ClockMode::Auto,
        login_id: "5e115eac-1209-4f19-641c-08d6d484e2fe".to_owned(),
        ..Head::default()
    };
    let clock = mock.clock(&customer_id);
    let target = Target::parse(&mock.url()).expect("the address of the mock");
    let setup = Setup::new(head, Site { target, customer_id }, clock);
    run(&setup, &mut Progress::silent(), CancellationToken::default()).await
}

fn lines_of(line: &str) -> usize {
    serde_json::from_str::<Value>(line)
        .expect("each line is JSON")
        .as_object()
        .map_or(0, |o| o.len())
}

/// As `replay --report json=PATH` does it, without the files.
fn judged(text: &str) -> usize {
    let kept = kept::read("run.ndjson", text.as_bytes()).expect("the file was just written");
    flinks_report::json::render(&judge(&kept.record)).len()
}

/// The fastest round is the one that others on this machine disturbed least.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn time_of_one(work: impl Fn() -> usize) -> Duration {
    let round = || {
        let start = Instant::now();
        for _ in 0..REPEATS {
            black_box(work());
        }
        start.elapsed() / REPEATS
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

const ROUNDS: u32 = 10;

const REPEATS: u32 = 5;
