//! CLI-HTTP-001: JSON is sent as JSON.

use super::*;
use crate::reply::is_json;

/// A call without a body needs no content type, and an endpoint without one ignores it.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = context.trace.exchanges.iter();
    let calls = calls.filter(|call| takes_body(call) && !call.body.is_empty());
    rule.applied(calls.clone().count());
    let sent = calls.map(|call| (call.header("content-type"), call));
    let wrong = sent.filter(|(sent, _)| !sent.is_some_and(is_json));
    for (sent, calls) in grouped(wrong) {
        let actual = sent.unwrap_or("no content type");
        let place = "header content-type";
        rule.breaks(repeated(place, "application/json", actual, &calls));
    }
}

fn takes_body(call: &Exchange) -> bool {
    call.endpoint.is_some_and(|endpoint| endpoint.request().is_some())
}
