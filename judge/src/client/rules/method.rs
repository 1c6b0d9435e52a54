//! CLI-SEQ-003: GET on Async, POST elsewhere.

use flinks_trace::Exchange;

use crate::Findings;
use crate::client::context::Context;
use crate::client::finding::{at, detail, finding, moments};
use crate::client::group::grouped;

pub(super) const ID: &str = "CLI-SEQ-003";

/// One finding for each endpoint of a session: a client uses the same method every time.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    let calls = context.trace.exchanges.iter().filter_map(|call| {
        let session = context.session_of(call).map(|session| session.number);
        Some(((session, call.meant()?), call))
    });
    for ((_, endpoint), calls) in grouped(calls) {
        findings.applied(ID, calls.len());
        let is_wrong = |call: &&Exchange| call.method != endpoint.method();
        let wrong: Vec<&Exchange> = calls.iter().copied().filter(is_wrong).collect();
        let Some(first) = wrong.first() else { continue };
        let expected = format!("{} {}", endpoint.method(), endpoint.name());
        let actual = format!("{} {}", first.method, endpoint.name());
        let mut found = finding(at(first), "method", expected, actual, &wrong);
        let share = format!("{} of {}: {}", wrong.len(), calls.len(), moments(&wrong));
        found.details.push(detail("calls", share));
        findings.broken(ID, found);
    }
}
