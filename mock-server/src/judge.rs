//! Says whether a client kept the protocol: a pure function of the journal.
//!
//! It reads the lines that the journal file has, also for a server that is still running, so that a
//! saved journal gets the same verdict, byte for byte. It asks no clock and no network.

mod answer;
mod call;
mod conversation;
mod evidence;
mod gaps;
mod group;
mod picture;
mod rules;
mod sheet;
mod stalls;
mod tolerance;
mod trace;
mod whole;

use flinks_report::{Check, Run};

pub(crate) use evidence::{Evidence, Outcome};
pub(crate) use picture::of_what_was_seen;
pub(crate) use whole::{fault, report_of};

use sheet::Sheet;
use trace::Trace;

/// What came of every rule for clients, in the order of the catalogue.
pub(crate) fn judge(evidence: &Evidence) -> Run {
    judge_by(evidence, Some)
}

/// The same, where `view` leaves rules out, or looks at what came of them in another way. The
/// verdict and the marks of the timeline are of what it gives.
pub(crate) fn judge_by(evidence: &Evidence, view: impl Fn(Check) -> Option<Check>) -> Run {
    let trace = Trace::of(evidence);
    let mut sheet = Sheet::default();
    rules::apply(&trace, &mut sheet);
    picture::run(&trace, &sheet, view)
}

#[cfg(test)]
mod tests;
