//! How a finding is put together.

use flinks_report::{Fact, Finding, Place, Shown};
use flinks_trace::{Exchange, Timestamp};

/// A finding about these calls, at the first of them that shows it. `place` is "method", "time",
/// "header content-type".
pub(super) fn finding(
    at: String,
    place: &str,
    expected: impl Into<String>,
    actual: impl Into<String>,
    calls: &[&Exchange],
) -> Finding {
    let place = Place::Outside(place.to_owned());
    Finding {
        events: calls.iter().map(|call| call.seq).collect(),
        ..Finding::new(at, place, Shown::words(expected), Shown::words(actual), 0)
    }
}

/// A finding at the first of several calls that all show it, and when each of them came.
pub(super) fn repeated(
    place: &str,
    expected: impl Into<String>,
    actual: impl Into<String>,
    calls: &[&Exchange],
) -> Finding {
    let mut found = finding(at(calls[0]), place, expected, actual, calls);
    if calls.len() > 1 {
        found.details.push(Fact::new("calls", format!("{}: {}", calls.len(), moments(calls))));
    }
    found
}

/// All moments, or the first and the last of many.
pub(super) fn moments(calls: &[&Exchange]) -> String {
    match calls {
        [first, _, _, _, .., last] => {
            format!("{} to {}", Timestamp(first.arrived), Timestamp(last.arrived))
        }
        few => {
            let few = few.iter().map(|call| Timestamp(call.arrived).to_string());
            few.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The first characters of a RequestId, for people.
pub(super) fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// "session 1243c283, GET GetAccountsDetailAsync, t+00:30.200".
pub(super) fn at(call: &Exchange) -> String {
    let session = match call.request_id.as_deref() {
        Some(id) => format!("session {}, ", short(id)),
        None => String::new(),
    };
    let name = call.endpoint.map_or_else(|| call.path_template(), |end| end.name().to_owned());
    format!("{session}{} {name}, {}", call.method, Timestamp(call.arrived))
}
