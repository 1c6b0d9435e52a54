//! Says whether a client kept the protocol: a pure function of the journal.
//!
//! It reads the lines that the journal file has, also for a server that is still running, so that a
//! saved journal gets the same verdict, byte for byte. It asks no clock and no network.

mod answer;
mod evidence;
mod picture;
mod rules;
mod sheet;
mod trace;
mod whole;

use flinks_report::Run;

pub(crate) use evidence::Evidence;
pub(crate) use whole::{fault, report_of};

use sheet::Sheet;
use trace::Trace;

/// What came of every rule for clients, in the order of the catalogue.
pub(crate) fn judge(evidence: &Evidence) -> Run {
    let trace = Trace::of(evidence);
    let mut sheet = Sheet::default();
    rules::apply(&trace, &mut sheet);
    picture::run(&trace, &sheet)
}

#[cfg(test)]
mod tests;
