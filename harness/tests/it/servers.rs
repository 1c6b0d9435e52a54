//! The harness against servers that answer wrongly in their own way, as those do that others have
//! written: what it finds is all there is to find, and nothing else.

pub(crate) mod bodies;
pub(crate) mod right;
mod wrong;

use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::{Outcome, Report};
use serde_json::Value;

use crate::stub::{Answer, Seen, Stub};
use crate::support::{CUSTOMER_ID, LOGIN_ID, findings, picture, run_at};
use right::Right;

/// How a server answers: status and body.
pub(crate) type Said = (u16, Value);

/// A run against a server made of the right one, with one clock for both.
async fn against(
    answer: impl Fn(&Right, &Seen) -> Answer + Send + Sync + 'static,
) -> (Report, Vec<Seen>) {
    let clock = Clock::new(ClockMode::Auto);
    let right = Right::new(clock.clone(), "1243c283", LOGIN_ID);
    let server = Stub::start("", move |_, seen| answer(&right, seen)).await;
    (run_at(&server.url, clock, CUSTOMER_ID).await, server.seen())
}

fn json((status, body): Said) -> Answer {
    let json = ("content-type", "application/json; charset=utf-8".to_owned());
    Some((status, vec![json], body.to_string()))
}

/// Every finding: its rule, its place, and how often. A rule in `unreached` was not applied, and no
/// other one.
fn assert_found(report: &Report, expected: &[(&str, &str, usize)], unreached: &[&str]) {
    let mut found: Vec<(String, String, usize)> = Vec::new();
    for (rule, place) in findings(report) {
        match found.iter_mut().find(|known| known.0 == rule && known.1 == place) {
            Some(known) => known.2 += 1,
            None => found.push((rule, place, 1)),
        }
    }
    let found: Vec<_> = found.iter().map(|(rule, place, n)| (&**rule, &**place, *n)).collect();
    assert_eq!(found, expected, "{}", picture(report));
    let checks = report.runs[0].checks.iter();
    let not_reached = checks.filter(|check| matches!(check.outcome, Outcome::NotReached { .. }));
    let not_reached: Vec<_> = not_reached.map(|check| &*check.rule.id).collect();
    assert_eq!(not_reached, unreached, "{}", picture(report));
}

/// What the wrong ones are made of has nothing wrong with it.
#[tokio::test]
async fn the_right_server() {
    let (report, _) = against(|right, seen| json(right.answer(seen))).await;
    assert_found(&report, &[], &["FLK-FLOW-005"]);
}
