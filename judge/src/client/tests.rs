mod client_report;
mod errors;
mod identity;
mod played;
mod polling;
mod questions;
mod report;
mod requests;
mod sequence;
pub(in crate::client) mod story;

use super::*;
use story::{broken, run};

#[test]
fn an_empty_journal_is_no_pass() {
    let run = judge(&Trace::default());
    let reason = "no request reached the mock; docs/clients.md says how it gets there".to_owned();
    assert_eq!(run.verdict, flinks_report::Verdict::Inconclusive { reason });
    assert_eq!(run.tally().not_reached, run.checks.len());
}

/// The reference client: nothing of it may ever be found wrong.
const GOOD: &str = "ask A; 10.2 Async A -> pending; 20.3 Async A -> 200; \
    20.4 Investments A -> pending; 30.5 Investments A -> 200; end 31";

#[test]
fn the_reference_client_passes() {
    assert_eq!(broken(GOOD), Vec::<String>::new());
    assert_eq!(run(GOOD).verdict, flinks_report::Verdict::Pass);
}
