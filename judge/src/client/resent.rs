//! What HTTP libraries send again by themselves, after a connection was lost.

use std::collections::HashMap;

use flinks_trace::{Exchange, Trace};

use super::answer::Answer;
use super::timing::tolerance;

/// Each call that the transport repeated, by its seq, with the lost one that it repeats: the same method,
/// path and bytes, sooner than a program that waits would come.
pub(super) fn resent(trace: &Trace) -> HashMap<u64, &Exchange> {
    let mut lost: Vec<&Exchange> = Vec::new();
    let mut resent = HashMap::new();
    for call in &trace.exchanges {
        let at_once = |before: &&Exchange| {
            call.arrived >= before.answered()
                && call.arrived.since(before.answered()) < tolerance(call.clock)
        };
        lost.retain(at_once);
        let is_same = |before: &&Exchange| {
            let one = (&before.customer, &before.method, &before.path, &before.body);
            one == (&call.customer, &call.method, &call.path, &call.body)
        };
        if let Some(position) = lost.iter().position(is_same) {
            resent.insert(call.seq, lost.swap_remove(position));
        }
        if Answer::of(call) == Answer::Lost {
            lost.push(call);
        }
    }
    resent
}
