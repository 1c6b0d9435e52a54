//! CLI-HTTP-001: JSON is sent as JSON.

use super::*;
use crate::reply::is_json;

const ID: &str = "CLI-HTTP-001";

/// A call without a body needs no content type, and an endpoint without one ignores it.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    let calls = context.trace.exchanges.iter();
    let calls = calls.filter(|call| takes_body(call) && !call.body.is_empty());
    findings.applied(ID, calls.clone().count());
    let sent = calls.map(|call| (call.header("content-type"), call));
    let wrong = sent.filter(|(sent, _)| !sent.is_some_and(is_json));
    for (sent, calls) in grouped(wrong) {
        let actual = sent.unwrap_or("no content type");
        let place = "header content-type";
        findings.broken(ID, repeated(place, "application/json", actual, &calls));
    }
}

fn takes_body(call: &Exchange) -> bool {
    matches!(
        call.endpoint,
        Some(Endpoint::Authorize | Endpoint::GetAccountsDetail | Endpoint::Investments)
    )
}
