//! `--dry-run`: shows what would be sent and what it costs.

use flinks_trace::Probe;
use std::fmt::Write;

use flinks_contract::polling::{CEILING, INTERVAL};
use flinks_report::clean;

use crate::budget::cost;
use crate::setup::Setup;

/// The plan as text.
pub(super) fn render(setup: &Setup) -> String {
    let mut out = String::from("flinks-harness run: what would be sent\n");
    let mut line = |name: &str, value: &str| {
        // Writing to memory does not fail.
        let _ = writeln!(out, "  {name:<12} {}", clean(value));
    };
    for (name, value) in &setup.head.facts {
        line(name, value);
    }
    let (every, most) = (INTERVAL.as_secs(), CEILING.as_secs() / 60);
    let poll = format!("every {every} s until the 200, at most {most} min; once more");
    line(
        "accounts",
        &format!("POST Authorize, POST GetAccountsDetail, GET GetAccountsDetailAsync {poll}"),
    );
    line("investments", &format!("POST Authorize, POST Investments {poll}"));
    let sent: Vec<Probe> = Probe::ALL.into_iter().filter(|probe| setup.sends(*probe)).collect();
    let mut labels: Vec<&str> = Vec::new();
    for label in sent.iter().map(|probe| probe.label()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let (count, labels) = (sent.len(), labels.join(", "));
    line("probes", &format!("{count} calls that must be refused: {labels}"));
    line("in all", &cost(setup));
    out.push_str("nothing was sent\n");
    out
}
