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
    let mut path = call.plain_path();
    if WITH_SLASH.contains(&endpoint) {
        path = path.strip_suffix('/').unwrap_or(path);
    }
    let is_clean = !path.contains("//") && !path.ends_with('/');
    !is_clean || !endpoint.paths().iter().any(|template| fits(template, path))
}

/// Their sources write a slash at the end of the path.
const WITH_SLASH: [Endpoint; 2] = [Endpoint::GetWealthNightlyRefreshStatus, Endpoint::Token];

/// Whether the last segments are those of the template, to the letter.
fn fits(template: &str, path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').rsplit('/');
    let mut template = template.trim_start_matches('/').rsplit('/');
    template.all(|wanted| {
        segments.next().is_some_and(|segment| wanted.starts_with('{') || wanted == segment)
    })
}

/// Sent by browsers and by tools that wait for the server to come up, not by a client of Flinks.
pub(in crate::client) fn is_probe(call: &Exchange) -> bool {
    let is_read = matches!(call.method.as_str(), "GET" | "HEAD");
    let is_root =
        is_read && matches!(call.plain_path(), "/" | "" | "/favicon.ico" | "/openapi.json");
    call.endpoint.is_none() && (is_root || call.method == "OPTIONS")
}
