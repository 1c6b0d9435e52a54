//! CLI-SEC-001: no secret in a URL or in Referer.

use flinks_trace::redact::names;
use flinks_trace::redact::names::REDACTED;

use super::*;

/// One finding for each name: a client sends it with every call.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = &context.trace.exchanges;
    rule.applied(calls.len());
    let shown = calls.iter().flat_map(|call| shown_by(call).into_iter().map(move |at| (at, call)));
    for ((place, name), calls) in grouped(shown) {
        let name = if name.is_empty() { String::new() } else { format!(": {name}") };
        let actual = format!("a secret in {place}{name}");
        let expected = "secrets only in headers and in the body: URLs end up in the logs of others";
        rule.breaks(repeated(place, expected, actual, &calls));
    }
}

/// Places and names of secrets: whatever would be hidden if the trace were written, or was hidden when
/// it was written.
fn shown_by(call: &Exchange) -> Vec<(&'static str, String)> {
    // A value needs a sign before it, or an escape that may be one.
    let is_plain = !call.path.contains(['=', ':', '\\', '%', '&', '[']);
    let target = if is_plain { "".into() } else { names::target(&call.path) };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let parameters = query.split('&').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or(("", parameter));
        (value == REDACTED).then(|| ("the query", name.to_owned()))
    });
    let segments = path.split('/').filter(|segment| *segment == REDACTED);
    let segments = segments.map(|_| ("the path", String::new()));
    let mut shown: Vec<_> = parameters.chain(segments).collect();
    let referer = call.header("referer").map(|value| names::header("referer", value));
    // The token in the address of Connect is where it belongs. A page around it may send it on.
    let of_connect = format!("authorizeToken={REDACTED}");
    if referer.is_some_and(|value| value.replace(&of_connect, "").contains(REDACTED)) {
        shown.push(("the header referer", String::new()));
    }
    shown.sort_unstable();
    shown.dedup();
    shown
}
