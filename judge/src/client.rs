//! Says whether a client kept the protocol: a pure function of a trace.
//!
//! `Context` puts the exchanges of the trace into sessions and conversations. Each
//! file in `rules` reads it and writes what it found into [`Findings`]. `report` makes a run of a
//! report out of both.

mod answer;
mod client_report;
mod context;
mod conversation;
mod finding;
mod gaps;
mod played;
mod repeats;
mod report;
mod rules;
mod session;
mod timing;

use flinks_report::{Check, Run};
use flinks_trace::Trace;

use crate::Findings;
use context::Context;

pub use report::Accepted;

/// Judges a client by every rule, in the order of the catalogue.
pub fn judge(trace: &Trace) -> Run {
    judge_by(trace, Accepted::default(), Some)
}

/// The same with a `view` that leaves rules out or changes how their outcomes count. The verdict and the
/// marks of the timeline follow from what it returns.
pub fn judge_by(trace: &Trace, accepted: Accepted, view: impl Fn(Check) -> Option<Check>) -> Run {
    let context = Context::new(trace);
    report::run(&context, accepted, view)
}

/// What the rules find, without a report.
pub(crate) fn findings(trace: &Trace) -> Findings {
    rules::findings(&Context::new(trace))
}

#[cfg(test)]
mod tests;
