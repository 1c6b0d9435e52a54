//! `--dry-run`: what would be sent, and what it costs.

use std::fmt::Write;
use std::time::Duration;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_mock::clock::ClockMode;
use flinks_report::clean;

use crate::minutes::minutes;
use crate::probe::Probe;
use crate::setup::Setup;

/// The plan in words.
pub(super) fn picture(setup: &Setup) -> String {
    let mut out = String::from("flinks-harness run: what would be sent\n");
    let mut line = |name: &str, value: &str| {
        // Writing to memory does not fail.
        let _ = writeln!(out, "  {name:<12} {}", clean(value));
    };
    for fact in &setup.head.facts {
        line(&fact.name, &fact.value);
    }
    let (every, most) = (INTERVAL.as_secs(), CEILING.as_secs() / 60);
    let poll = format!("every {every} s until the 200, at most {most} min; once more");
    line(
        "accounts",
        &format!("POST Authorize, POST GetAccountsDetail, GET GetAccountsDetailAsync {poll}"),
    );
    line("investments", &format!("POST Authorize, POST Investments {poll}"));
    let mut probes: Vec<&str> = Vec::new();
    for words in Probe::ALL.map(Probe::words) {
        if !probes.contains(&words) {
            probes.push(words);
        }
    }
    let (count, probes) = (Probe::ALL.len(), probes.join(", "));
    line("probes", &format!("{count} calls that are to be refused: {probes}"));
    line(
        "in all",
        &format!("at most {} requests in {}", most_requests(), most_time(setup.head.mode)),
    );
    out.push_str("nothing was sent\n");
    out
}

/// Two flows, each with its session, its calls and a repeat, and the probes.
fn most_requests() -> u64 {
    let calls = CEILING.as_secs() / INTERVAL.as_secs() + 1;
    2 * (1 + calls + 1) + Probe::ALL.len() as u64
}

/// Of who waits.
fn most_time(mode: ClockMode) -> String {
    let both = CEILING * 2;
    let time = |duration: Duration| minutes(duration) + " min";
    match mode {
        ClockMode::Real => time(both),
        ClockMode::Scaled(speed) => {
            format!("{} ({} of the target's)", time(both / speed.get()), time(both))
        }
        ClockMode::Manual | ClockMode::Auto => format!("no time ({} simulated)", time(both)),
    }
}
