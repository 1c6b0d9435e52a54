//! CLI-SEC and CLI-HTTP: what any single request shows.

use flinks_contract::rule::client;

use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    secrets(trace, sheet);
    json(trace, sheet);
}

/// What the journal has in the place of a secret, under whose name it stood.
const REDACTED: &str = "[redacted]";

/// One finding for each name: a client sends it with every call.
fn secrets(trace: &Trace<'_>, sheet: &mut Sheet) {
    let calls = &trace.evidence.calls;
    sheet.applied(client::SEC_URL, calls.len());
    let shown = calls.iter().flat_map(|call| shown_by(call).into_iter().map(move |at| (at, call)));
    for ((place, name), calls) in grouped(shown) {
        let actual = match name {
            "" => format!("a secret in {place}"),
            name => format!("a secret in {place}: {name}"),
        };
        let expected = "secrets in headers and in the body alone: URLs stand in the logs of others";
        let mut found = finding(at(calls[0]), place, expected, actual, &calls);
        found.details = repeated(&calls);
        sheet.broken(client::SEC_URL, found);
    }
}

/// Places and names.
fn shown_by(call: &Call) -> Vec<(&'static str, &str)> {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let parameters = query.split('&').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or(("", parameter));
        (value == REDACTED).then_some(("the query", name))
    });
    let segments = path.split('/').filter(|segment| *segment == REDACTED);
    let referer = call.header("referer").filter(|value| value.contains(REDACTED));
    let mut shown: Vec<_> = parameters.chain(segments.map(|_| ("the path", ""))).collect();
    shown.extend(referer.map(|_| ("the header referer", "")));
    shown.sort_unstable();
    shown.dedup();
    shown
}

/// A call without a body needs no content type, and those that take none say nothing with one.
fn json(trace: &Trace<'_>, sheet: &mut Sheet) {
    let calls =
        trace.evidence.calls.iter().filter(|call| takes_body(call) && !call.body.is_empty());
    sheet.applied(client::HTTP_JSON, calls.clone().count());
    let wrong = calls.filter_map(|call| {
        let sent = call.header("content-type");
        (!sent.is_some_and(is_json)).then_some((sent, call))
    });
    for (sent, calls) in grouped(wrong) {
        let actual = sent.map_or_else(|| "no content type".to_owned(), str::to_owned);
        let place = "header content-type";
        let mut found = finding(at(calls[0]), place, "application/json", actual, &calls);
        found.details = repeated(&calls);
        sheet.broken(client::HTTP_JSON, found);
    }
}

fn takes_body(call: &Call) -> bool {
    matches!(call.endpoint.as_deref(), Some("Authorize" | "GetAccountsDetail" | "Investments"))
}

/// With any parameters, such as a charset.
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}
