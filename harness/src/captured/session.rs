//! The Flinks calls of a HAR file, and which of them belong together.

use std::collections::HashMap;

use flinks_contract::endpoint::Endpoint;
use flinks_trace::file::{self, FileError};
use flinks_trace::har::{self, Attached, HarEntry, HarError};
use flinks_trace::route::{NoRoute, Route, customer_of, route};
use flinks_trace::{CustomerId, RequestId};
use reqwest::Url;
use serde_json::Value;

use super::fault;
use super::kind::get;

/// Maximum number of Flinks calls in a file. A client that polls for a day makes 8,640.
const MOST_CALLS: usize = 10_000;

/// A call from the file, with the path of its address.
pub(super) struct Call {
    pub(super) entry: HarEntry,
    pub(super) endpoint: Endpoint,
    customer: CustomerId,
}

/// Why an entry is not judged. Clients keep entries that they never sent.
const IGNORED: [&str; 4] = [OTHER, METHOD, BODILESS, UNANSWERED];
const OTHER: &str = "of other addresses";
const METHOD: &str = "with other methods";
const BODILESS: &str = "without the body of their answer";
const UNANSWERED: &str = "that was never answered";

/// The sessions of a HAR file, each the calls of one RequestId in the order of sending, and what of the file
/// was ignored, in words.
pub(super) fn of_har(
    name: &str,
    text: &str,
    attached: &mut Attached<'_>,
) -> Result<(Vec<Vec<Call>>, String), FileError> {
    let entries = har::entries(text, attached).map_err(|error| unreadable(name, &error))?;
    let refused = |what: String| Err(fault(name, None, what, HELP));
    if entries.is_empty() {
        return refused("this HAR has no entries".to_owned());
    }
    let (mut calls, mut ignored) = (Vec::new(), Vec::new());
    for entry in entries {
        match call(entry) {
            Ok(call) => calls.push(call),
            Err(why) => ignored.push(why),
        }
    }
    let ignored = counted(&ignored);
    if calls.is_empty() {
        let what = format!("there is no call of the Flinks API in this HAR: {ignored}");
        return refused(what);
    }
    if calls.len() > MOST_CALLS {
        return refused(format!("there are more than {MOST_CALLS} Flinks calls in this HAR"));
    }
    // By the moment of sending where all have one, else as they stand in the file.
    if calls.iter().all(|call| call.entry.started_us.is_some()) {
        calls.sort_by_key(|call| call.entry.started_us);
    }
    Ok((sessions(calls), ignored))
}

fn unreadable(name: &str, error: &HarError) -> FileError {
    let (at, what) = match error {
        HarError::Json(error) => {
            let what = if error.is_data() {
                "a value in this HAR has another type than in HAR 1.2".to_owned()
            } else {
                format!("this HAR is not JSON: {}", file::of_json(error))
            };
            (Some((error.line(), error.column().max(1))), what)
        }
        HarError::Entry(number, what) => (None, format!("entry {number}: {what}")),
    };
    fault(name, at, what, HELP)
}

const HELP: &str = "export it again, with content, as HAR 1.2: Flinks calls have paths such as \
                    /v3/{customerId}/BankingServices/Authorize";

/// "entries ignored: 3 of other addresses".
fn counted(ignored: &[&str]) -> String {
    let count = |why: &&str| ignored.iter().filter(|known| *known == why).count();
    let parts = IGNORED.iter().filter(|why| count(why) > 0);
    let parts: Vec<String> = parts.map(|why| format!("{} {why}", count(why))).collect();
    match &*parts {
        [] => "no entry was ignored".to_owned(),
        parts => format!("entries ignored: {}", parts.join(", ")),
    }
}

/// What is captured may have gone to a mock or through a gateway, so any host and any prefix will do.
/// An error is one of [`IGNORED`].
fn call(mut entry: HarEntry) -> Result<Call, &'static str> {
    let url = Url::parse(&entry.exchange.path);
    entry.exchange.path = url.map(|url| url.path().to_owned()).unwrap_or_default();
    let exchange = &mut entry.exchange;
    exchange.endpoint = match route(&exchange.method, &exchange.path, false) {
        Ok(Route { endpoint, .. }) | Err(NoRoute::Method { endpoint, .. }) => Some(endpoint),
        Err(_) => None,
    };
    let endpoint = exchange.endpoint.filter(|endpoint| *endpoint != Endpoint::Understood);
    let (Some(endpoint), Some(customer)) = (endpoint, customer_of(&exchange.path)) else {
        return Err(OTHER);
    };
    if !matches!(&*exchange.method, "GET" | "POST") {
        return Err(METHOD);
    }
    if exchange.no_reply().is_some_and(|(reason, _)| reason == har::NO_ANSWER) {
        return Err(UNANSWERED);
    }
    if exchange.status != 0 && exchange.reply_body.is_none() {
        return Err(BODILESS);
    }
    Ok(Call { entry, endpoint, customer })
}

/// The sessions, ordered by first call. A token, and an Authorize that opens nothing, belong to the
/// session that their customer opens next.
fn sessions(calls: Vec<Call>) -> Vec<Vec<Call>> {
    let mut sessions: Vec<Vec<Call>> = Vec::new();
    let mut known: HashMap<(CustomerId, RequestId), usize> = HashMap::new();
    let mut latest: HashMap<CustomerId, usize> = HashMap::new();
    let mut waiting: HashMap<CustomerId, Vec<Call>> = HashMap::new();
    for call in calls {
        let customer = call.customer.clone();
        let opens = !call.endpoint.brings_data();
        let id = if opens { opened(&call) } else { call.entry.exchange.sent_request_id() };
        let index = match id {
            Some(id) => *known.entry((customer.clone(), id)).or_insert(sessions.len()),
            None if opens => {
                waiting.entry(customer).or_default().push(call);
                continue;
            }
            None => latest.get(&customer).copied().unwrap_or(sessions.len()),
        };
        if index == sessions.len() {
            sessions.push(Vec::new());
        }
        if opens {
            sessions[index].extend(waiting.remove(&customer).unwrap_or_default());
        }
        latest.insert(customer, index);
        sessions[index].push(call);
    }
    // Nothing was opened for these any more.
    let mut left: Vec<Vec<Call>> = waiting.into_values().collect();
    left.sort_by_key(|session| session.first().map(|call| call.entry.number));
    sessions.extend(left);
    sessions
}

fn opened(call: &Call) -> Option<RequestId> {
    let exchange = Some(&call.entry.exchange).filter(|exchange| exchange.status == 200)?;
    let body: Value = serde_json::from_str(exchange.reply_body.as_deref()?).ok()?;
    get(&body, "RequestId")?.as_str().map(RequestId::parse)
}
