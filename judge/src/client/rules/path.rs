//! CLI-SEQ-006: only paths that are documented.

use super::*;

/// One finding for each path. A prefix before `/v3/` is a matter of hosts and gateways; every other
/// spelling that the mock accepts (slashes, spaces, another case) is reported.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = context.trace.exchanges.iter();
    let calls = calls.filter(|call| !is_probe(call) && !call.is(Endpoint::Understood));
    rule.applied(calls.clone().count());
    let unknown = calls.filter(|call| is_unknown(call) || is_misspelt(call));
    for (path, calls) in grouped(unknown.map(|call| (call.path_template(), call))) {
        let documented = calls[0].endpoint.map(|endpoint| endpoint.paths()[0]);
        let expected = match documented.or(calls[0].nearest.as_deref()) {
            Some(path) => format!("a documented path, such as {path}"),
            None => "a documented path: /v3/{customerId}/BankingServices/..".to_owned(),
        };
        let actual = format!("{} {path}", calls[0].method);
        rule.breaks(repeated("path", expected, actual, &calls));
    }
}

fn is_unknown(call: &Exchange) -> bool {
    matches!(call.routed(), Some(Err(NoRoute::Path { .. })))
}

fn is_misspelt(call: &Exchange) -> bool {
    let Some(endpoint) = call.endpoint else { return false };
    let path = call.plain_path().trim_start_matches('/');
    let is_doubled = call.plain_path().starts_with("//");
    let segments: Vec<&str> = path.split('/').collect();
    is_doubled || !endpoint.paths().iter().any(|template| fits(template, &segments))
}

/// Whether the last segments are those of the template, to the letter, and none before is empty.
fn fits(template: &str, segments: &[&str]) -> bool {
    let template: Vec<&str> = template.trim_start_matches('/').split('/').collect();
    let Some(prefix) = segments.len().checked_sub(template.len()) else { return false };
    let is_same = |(wanted, segment): (&&str, &&str)| wanted.starts_with('{') || wanted == segment;
    segments.iter().all(|segment| !segment.is_empty())
        && template.iter().zip(&segments[prefix..]).all(is_same)
}

/// Sent by browsers and by tools that wait for the server to come up, not by a client of Flinks.
pub(in crate::client) fn is_probe(call: &Exchange) -> bool {
    let is_read = matches!(call.method.as_str(), "GET" | "HEAD");
    let is_root = is_read && matches!(call.plain_path(), "/" | "" | "/favicon.ico");
    call.endpoint.is_none() && (is_root || call.method == "OPTIONS")
}
