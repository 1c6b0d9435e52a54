//! CLI-SEQ-006: paths that nobody documents.

use flinks_contract::endpoint::{Endpoint, OTHERS};
use flinks_contract::rule::client;

use crate::judge::call::UNDERSTOOD;
use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use crate::judge::trace::Trace;
use crate::route::NoRoute;

/// One finding for each path. A prefix before `/v3/` is a matter of hosts and gateways; everything else
/// that the mock takes although it is spelled otherwise (slashes, spaces, another case) is told.
pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    let calls = trace.evidence.calls.iter();
    let calls = calls.filter(|call| !is_probe(call) && !call.is(UNDERSTOOD));
    sheet.applied(client::SEQ_PATH, calls.clone().count());
    let unknown = calls.filter(|call| is_unknown(call) || is_misspelt(call));
    for (path, calls) in grouped(unknown.map(|call| (call.shown_path(), call))) {
        let expected =
            match documented(calls[0]).map(|paths| paths[0]).or(calls[0].nearest.as_deref()) {
                Some(path) => format!("a documented path, such as {path}"),
                None => "a documented path: /v3/{customerId}/BankingServices/..".to_owned(),
            };
        let actual = format!("{} {path}", calls[0].method);
        let mut found = finding(at(calls[0]), "path", expected, actual, &calls);
        found.details = repeated(&calls);
        sheet.broken(client::SEQ_PATH, found);
    }
}

fn is_unknown(call: &Call) -> bool {
    matches!(call.routed(), Some(Err(NoRoute::Path { .. })))
}

fn is_misspelt(call: &Call) -> bool {
    let Some(paths) = documented(call) else { return false };
    let path = call.plain_path().trim_start_matches('/');
    let is_doubled = call.plain_path().starts_with("//");
    let segments: Vec<&str> = path.split('/').collect();
    is_doubled || !paths.iter().any(|template| fits(template, &segments))
}

/// The templates of the endpoint that answered.
fn documented(call: &Call) -> Option<&'static [&'static str]> {
    let name = call.endpoint.as_deref()?;
    let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name);
    let other = || OTHERS.iter().find(|other| other.name == name);
    endpoint.map(Endpoint::paths).or_else(|| Some(std::slice::from_ref(&other()?.path)))
}

/// Whether the last segments are those of the template, to the letter, and none before is empty.
fn fits(template: &str, segments: &[&str]) -> bool {
    let template: Vec<&str> = template.trim_start_matches('/').split('/').collect();
    let Some(prefix) = segments.len().checked_sub(template.len()) else { return false };
    let (prefix, rest) = segments.split_at(prefix);
    let is_same = |(wanted, segment): (&&str, &&str)| wanted.starts_with('{') || wanted == segment;
    prefix.iter().all(|segment| !segment.is_empty())
        && rest.iter().all(|segment| !segment.is_empty())
        && template.iter().zip(rest).all(is_same)
}

/// Sent by browsers and by what waits for the server to come up, not by a client of Flinks.
pub(in crate::judge) fn is_probe(call: &Call) -> bool {
    let is_read = matches!(call.method.as_str(), "GET" | "HEAD");
    let is_root = is_read && matches!(call.plain_path(), "/" | "" | "/favicon.ico");
    call.endpoint.is_none() && (is_root || call.method == "OPTIONS")
}
