//! The Flinks calls of a HAR file, and which of them belong together.

use std::collections::HashMap;

use flinks_contract::endpoint::Endpoint;
use flinks_trace::har::{self, HarEntry, HarError};
use reqwest::Url;
use serde_json::Value;

use super::{Captured, fault, fetch};
use crate::kept::{self, Fault};

/// Flinks calls of a file. A client that polls for a day has 8 640.
const MOST_CALLS: usize = 10_000;

/// Runs of a file. Each has all rules in the report.
const MOST_RUNS: usize = 200;

/// A call as the file has it.
pub(super) struct Call {
    pub(super) entry: HarEntry,
    pub(super) endpoint: Endpoint,
    customer: String,
    /// The id in the path or in the request body, in lower case.
    asked: Option<String>,
    pub(super) sent: Option<Value>,
}

/// What is not judged, counted.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    /// Other addresses.
    other: usize,
    /// Other methods than GET and POST.
    methods: usize,
    /// Answers whose body is not in the file.
    bodiless: usize,
}

/// The calls of one RequestId, in the order of sending.
#[derive(Default)]
pub(super) struct Session {
    pub(super) calls: Vec<Call>,
}

pub(super) fn of_har(name: &str, text: &str) -> Result<Vec<Captured>, Fault> {
    let entries = har::entries(text).map_err(|error| unreadable(name, &error))?;
    let mut ignored = Ignored::default();
    let calls: Vec<Call> =
        entries.into_iter().filter_map(|entry| call(entry, &mut ignored)).collect();
    if calls.is_empty() {
        let what = format!("there is no call of the Flinks API in this HAR: {}", ignored.words());
        return Err(fault(name, None, what, HELP));
    }
    if calls.len() > MOST_CALLS {
        let what = format!("there are more than {MOST_CALLS} Flinks calls in this HAR");
        return Err(fault(name, None, what, HELP));
    }
    let sessions = sessions(in_order(calls));
    let mut runs: Vec<Captured> = Vec::new();
    let several = sessions.len() > 1;
    for (index, session) in sessions.into_iter().enumerate() {
        let run = if several { format!("{name}, session {}", index + 1) } else { name.to_owned() };
        runs.extend(fetch::runs(name, &run, &session, &ignored.words()));
        if runs.len() > MOST_RUNS {
            let what = format!("there are more than {MOST_RUNS} sessions in this HAR");
            return Err(fault(name, None, what, "cut it into several files"));
        }
    }
    Ok(runs)
}

fn unreadable(name: &str, error: &HarError) -> Fault {
    let (at, what) = match error {
        HarError::Json(error) => {
            let what = if error.is_data() {
                "this HAR has a value of another type than HAR 1.2".to_owned()
            } else {
                format!("this HAR is not JSON: {}", kept::of_json(error))
            };
            (Some((error.line(), error.column().max(1))), what)
        }
        HarError::Entry(number, what) => (None, format!("entry {number}: {what}")),
    };
    fault(name, at, what, HELP)
}

const HELP: &str = "export it anew, with content, as HAR 1.2: Flinks calls have paths such as \
                    /v3/{customerId}/BankingServices/Authorize";

impl Ignored {
    /// "3 entries of other addresses ignored".
    fn words(&self) -> String {
        let counted = [
            (self.other, "of other addresses"),
            (self.methods, "with other methods"),
            (self.bodiless, "without the body of their answer"),
        ];
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        match &*parts {
            [] => "no entry was ignored".to_owned(),
            parts => format!("entries ignored: {}", parts.join(", ")),
        }
    }
}

/// None for an entry that is not a Flinks call, or has no body to judge.
fn call(entry: HarEntry, ignored: &mut Ignored) -> Option<Call> {
    let url = Url::parse(&entry.url).ok();
    let Some((endpoint, customer, in_path)) = url.as_ref().and_then(address) else {
        ignored.other += 1;
        return None;
    };
    let exchange = &entry.exchange;
    if !matches!(&*exchange.method, "GET" | "POST") {
        ignored.methods += 1;
        return None;
    }
    if exchange.status != 0 && exchange.reply_body.is_none() {
        ignored.bodiless += 1;
        return None;
    }
    let sent: Option<Value> = serde_json::from_str(&exchange.body).ok();
    let asked = in_path.or_else(|| Some(member(sent.as_ref()?, "RequestId")?.to_ascii_lowercase()));
    Some(Call { entry, endpoint, customer, asked, sent })
}

/// A text among the members at the top; services read their names in any case.
pub(super) fn member<'a>(sent: &'a Value, name: &str) -> Option<&'a str> {
    let members = sent.as_object()?;
    members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1.as_str()
}

/// Which call an address is, of which customer, for which RequestId. On any host and behind any
/// prefix: what is captured may have gone to a mock or through a gateway.
fn address(url: &Url) -> Option<(Endpoint, String, Option<String>)> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let v3 = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("v3"))?;
    let (customer, call) = segments.get(v3 + 1..)?.split_first()?;
    let call = match call {
        [service, call @ ..] if service.eq_ignore_ascii_case("BankingServices") => call,
        call => call,
    };
    let (name, rest) = call.split_first()?;
    let endpoint = ENDPOINTS.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))?;
    let request_id = match (endpoint, rest) {
        (Endpoint::GetAccountsDetailAsync, [id]) => Some(id.to_ascii_lowercase()),
        (_, []) => None,
        _ => return None,
    };
    Some((endpoint, customer.to_ascii_lowercase(), request_id))
}

const ENDPOINTS: [Endpoint; 5] = [
    Endpoint::GenerateAuthorizeToken,
    Endpoint::Authorize,
    Endpoint::GetAccountsDetail,
    Endpoint::GetAccountsDetailAsync,
    Endpoint::Investments,
];

/// By the moment of sending where all have one, else as they stand in the file.
fn in_order(mut calls: Vec<Call>) -> Vec<Call> {
    if calls.iter().all(|call| call.entry.started_us.is_some()) {
        calls.sort_by_key(|call| call.entry.started_us);
    }
    calls
}

/// In the order of their first calls. An Authorize that opens nothing, and a token, belong to the
/// session that their customer opens next.
fn sessions(calls: Vec<Call>) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let mut latest: HashMap<String, usize> = HashMap::new();
    let mut waiting: Vec<Call> = Vec::new();
    for call in calls {
        let customer = call.customer.clone();
        let id = match call.endpoint {
            Endpoint::GenerateAuthorizeToken | Endpoint::Authorize => match given(&call) {
                Some(id) => Some(id),
                None => {
                    waiting.push(call);
                    continue;
                }
            },
            _ => call.asked.clone(),
        };
        let index = match id {
            Some(id) => *known.entry((customer.clone(), id)).or_insert(sessions.len()),
            None => latest.get(&customer).copied().unwrap_or(sessions.len()),
        };
        if index == sessions.len() {
            sessions.push(Session::default());
        }
        if call.endpoint == Endpoint::Authorize {
            let (own, others) = std::mem::take(&mut waiting)
                .into_iter()
                .partition(|call| call.customer == customer);
            waiting = others;
            sessions[index].calls.extend::<Vec<Call>>(own);
        }
        latest.insert(customer, index);
        sessions[index].calls.push(call);
    }
    // By customer: nothing was opened for them any more.
    let mut left: HashMap<String, usize> = HashMap::new();
    for call in waiting {
        let index = *left.entry(call.customer.clone()).or_insert(sessions.len());
        if index == sessions.len() {
            sessions.push(Session::default());
        }
        sessions[index].calls.push(call);
    }
    sessions
}

/// The RequestId of an Authorize 200.
fn given(call: &Call) -> Option<String> {
    let exchange = Some(&call.entry.exchange).filter(|exchange| exchange.status == 200)?;
    let body: Value = serde_json::from_str(exchange.reply_body.as_deref()?).ok()?;
    member(&body, "RequestId").map(str::to_ascii_lowercase)
}
