//! The Flinks calls of a HAR file, and which of them belong together.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use serde_json::Value;

use super::body::{Body, Form};
use super::file::File;
use super::tree::Tree;
use super::{Captured, fault, fetch};
use crate::har::{Entry, Har, Response};
use crate::kept::{self, Fault};
use crate::operation::{Method, Operation};
use crate::redact::Redactor;
use crate::send::HEADERS;

/// Flinks calls of a file. A client that polls for a day has 8 640.
const MOST_CALLS: usize = 10_000;

/// Runs of a file. Each has all rules in the report.
const MOST_RUNS: usize = 200;

/// A call as the file has it.
pub(super) struct Call {
    /// Microseconds since 1970.
    pub(super) started_us: Option<i64>,
    pub(super) took_us: u64,
    pub(super) operation: Operation,
    pub(super) method: Method,
    customer: String,
    /// Of the path or of what was sent, in lower case.
    asked: Option<String>,
    pub(super) sent: Option<Value>,
    /// Or why there is no answer.
    pub(super) answer: Result<Answer, String>,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// Nothing is known of the header Content-Type.
    pub(super) is_untyped: bool,
    pub(super) body: Arc<Body>,
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

pub(super) fn of_har(file: &Arc<File>, redactor: &mut Redactor) -> Result<Vec<Captured>, Fault> {
    let har: Har = serde_json::from_str(file.text()).map_err(|error| {
        let offset = file.line_start(error.line()) + error.column().saturating_sub(1);
        // In its own words it would quote the value.
        let what = match error.is_data() {
            true => "this HAR has a value of another type than HAR 1.2".to_owned(),
            false => format!("this HAR is no JSON: {}", kept::of_json(&error)),
        };
        fault(&file.name, Some(file.line_column(offset)), what, HELP)
    })?;
    let mut ignored = Ignored::default();
    let calls = calls(file, har.log.entries, &mut ignored)?;
    if calls.is_empty() {
        let what = format!("there is no call of the Flinks API in this HAR: {}", ignored.words());
        return Err(fault(&file.name, None, what, HELP));
    }
    let sessions = sessions(in_order(calls));
    let mut runs: Vec<Captured> = Vec::new();
    let several = sessions.len() > 1;
    for (index, session) in sessions.into_iter().enumerate() {
        let name = match several {
            true => format!("{}, session {}", file.name, index + 1),
            false => file.name.clone(),
        };
        runs.extend(fetch::runs(file, &name, &session, &ignored.words(), redactor));
        if runs.len() > MOST_RUNS {
            let what = format!("there are more than {MOST_RUNS} sessions in this HAR");
            return Err(fault(&file.name, None, what, "cut it into several files"));
        }
    }
    Ok(runs)
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

fn calls(file: &File, entries: Vec<Entry>, ignored: &mut Ignored) -> Result<Vec<Call>, Fault> {
    let tree = Tree::of(file.text());
    let list = tree.path("/log/entries");
    let mut calls = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let mut path = list.clone();
        path.push(index);
        let entry_start = tree.start(&path);
        let wrong =
            |what: String| fault(&file.name, Some(file.line_column(entry_start)), what, HELP);
        let Some(call) = call(&entry, ignored) else { continue };
        let text =
            || tree.start(&tree.path(&format!("/log/entries/{index}/response/content/text")));
        let answer = match entry.response {
            Some(response) => match answer(file, response, text).map_err(wrong)? {
                Some(answer) => answer,
                None => {
                    ignored.bodiless += 1;
                    continue;
                }
            },
            None => Err("the file has no answer".to_owned()),
        };
        calls.push(Call { answer, ..call });
        if calls.len() > MOST_CALLS {
            return Err(wrong(format!(
                "there are more than {MOST_CALLS} Flinks calls in this HAR"
            )));
        }
    }
    Ok(calls)
}

/// Everything but the answer; nothing of an entry that is no Flinks call.
fn call(entry: &Entry, ignored: &mut Ignored) -> Option<Call> {
    let request = entry.request.as_ref();
    let url = request.and_then(|request| Url::parse(request.url.as_deref()?).ok());
    let Some((operation, customer, in_path)) = url.as_ref().and_then(address) else {
        ignored.other += 1;
        return None;
    };
    let method = match request.and_then(|request| request.method.as_deref()) {
        Some(method) if method.eq_ignore_ascii_case("GET") => Method::Get,
        Some(method) if method.eq_ignore_ascii_case("POST") => Method::Post,
        _ => {
            ignored.methods += 1;
            return None;
        }
    };
    let post = request.and_then(|request| request.post_data.as_ref()?.text.as_deref());
    let sent: Option<Value> = post.and_then(|text| serde_json::from_str(text).ok());
    let asked = in_path.or_else(|| Some(member(sent.as_ref()?, "RequestId")?.to_ascii_lowercase()));
    let answer = Err(String::new());
    let (started_us, took_us) = (entry.started_us(), entry.took_us());
    Some(Call { started_us, took_us, operation, method, customer, asked, sent, answer })
}

/// A text among the members at the top; services read their names in any case.
pub(super) fn member<'a>(sent: &'a Value, name: &str) -> Option<&'a str> {
    let members = sent.as_object()?;
    members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1.as_str()
}

/// Which call an address is, of which customer, for which RequestId. On any host and behind any
/// prefix: what is captured may have gone to a mock or through a gateway.
fn address(url: &Url) -> Option<(Operation, String, Option<String>)> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let v3 = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("v3"))?;
    let (customer, call) = segments.get(v3 + 1..)?.split_first()?;
    let call = match call {
        [service, call @ ..] if service.eq_ignore_ascii_case("BankingServices") => call,
        call => call,
    };
    let (name, rest) = call.split_first()?;
    let operation = OPERATIONS.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))?;
    let request_id = match (operation, rest) {
        (Operation::GetAccountsDetailAsync, [id]) => Some(id.to_ascii_lowercase()),
        (_, []) => None,
        _ => return None,
    };
    Some((operation, customer.to_ascii_lowercase(), request_id))
}

const OPERATIONS: [Operation; 5] = [
    Operation::GenerateAuthorizeToken,
    Operation::Authorize,
    Operation::GetAccountsDetail,
    Operation::GetAccountsDetailAsync,
    Operation::Investments,
];

/// Nothing where the file has the answer without its body. `text`: where that would stand in it.
///
/// # Errors
///
/// What no tool writes.
fn answer(
    file: &File,
    response: Response,
    text: impl FnOnce() -> usize,
) -> Result<Option<Result<Answer, String>>, String> {
    let status = match response.status.unwrap_or_default() {
        status @ 100..=999 => status.unsigned_abs() as u16,
        0 | -1 => {
            let why = response.error.as_deref().map(kept::words).filter(|why| !why.is_empty());
            return Ok(Some(Err(why.unwrap_or_else(|| "the file has no answer".to_owned()))));
        }
        status => return Err(format!("{status} is no HTTP status")),
    };
    let mime = response.content.as_ref().and_then(|content| content.mime_type.clone());
    let mut headers: Vec<(String, String)> = HEADERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), response.header(name)?.to_owned())))
        .collect();
    let mut is_untyped = false;
    if response.header("content-type").is_none() && response.headers.iter().all(Vec::is_empty) {
        // The tool keeps no headers; what it says of the content is all that is known.
        let mime = mime.filter(|mime| !mime.is_empty() && mime != "x-unknown");
        is_untyped = mime.is_none();
        let mime = mime.unwrap_or_else(|| "application/json".to_owned());
        headers.insert(0, ("content-type".to_owned(), mime));
    }
    let Some(content) = response.content else { return Ok(None) };
    let encoding = content.encoding.filter(|encoding| !encoding.is_empty());
    let start = text();
    let body = match (content.text, encoding) {
        (Some(text), None) => {
            Body::literal(text, start, file.text().get(start..).unwrap_or_default())
        }
        (Some(text), Some(encoding)) if encoding.eq_ignore_ascii_case("base64") => {
            let bytes =
                STANDARD.decode(text.trim()).map_err(|error| format!("content: {error}"))?;
            Body { bytes, form: Form::Encoded { start } }
        }
        (Some(_), Some(_)) => {
            return Err("the content is neither text nor base64".to_owned());
        }
        (None, _) if content.size == Some(0) => {
            Body { bytes: Vec::new(), form: Form::Encoded { start } }
        }
        // The browser has not kept it.
        (None, _) => return Ok(None),
    };
    Ok(Some(Ok(Answer { status, headers, is_untyped, body: Arc::new(body) })))
}

/// By the moment of sending where all have one, else as they stand in the file.
fn in_order(mut calls: Vec<Call>) -> Vec<Call> {
    if calls.iter().all(|call| call.started_us.is_some()) {
        calls.sort_by_key(|call| call.started_us);
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
        let id = match call.operation {
            Operation::GenerateAuthorizeToken | Operation::Authorize => match given(&call) {
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
        if call.operation == Operation::Authorize {
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
    let answer = call.answer.as_ref().ok().filter(|answer| answer.status == 200)?;
    let body: Value = serde_json::from_slice(&answer.body.bytes).ok()?;
    member(&body, "RequestId").map(str::to_ascii_lowercase)
}
