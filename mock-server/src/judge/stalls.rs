//! Moments that are not to be trusted, because the machine stood still.

use super::evidence::Call;
use super::trace::Trace;
use flinks_trace::Timestamp;

/// Why the wait between two calls cannot be trusted: the answer may have come later than the journal
/// says, or the call earlier.
pub(super) fn stall(trace: &Trace<'_>, before: &Call, after: &Call) -> Option<String> {
    let (from, to) = (before.arrived, after.arrived);
    let mut stalls =
        trace.evidence.stalls.iter().filter(|stall| *stall.customer == *after.customer);
    let stall = stalls.find(|stall| stall.from < to && from < stall.to)?;
    let (from, to) = (Timestamp(stall.from), Timestamp(stall.to));
    Some(format!(
        "the machine stood still from {from} to {to}: how long the client waited is not sure"
    ))
}
