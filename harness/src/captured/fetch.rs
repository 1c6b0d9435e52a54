//! From the calls of a session to runs: what each call is in the flow.

use std::collections::HashMap;
use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::CEILING;
use flinks_judge::server::{ParsedRun, rules};
use flinks_trace::file::FileError;
use flinks_trace::har::Attached;
use flinks_trace::{Ending, HarnessRun, Head, Moment, Part, Probe, Purpose, Role};

use super::session::{self, Call};
use super::{Captured, OWN_SIDE, Unseen, fault, printable};
use crate::bounds::Received;

const LOADING: Unseen =
    Unseen::wholly(rules::loading::ID, "how often its client would have tried again is not known");
const LOGIN: Unseen =
    Unseen::wholly(rules::authorize::LOGIN, "the LoginId that was sent is not in the file");
const TYPES: Unseen =
    Unseen::unless_broken(rules::body_is_json::ID, "headers Content-Type are not in the file");

/// Longest run. A later moment was never measured.
const LONGEST_US: u64 = 366 * 24 * 3_600 * 1_000_000;

/// Maximum number of runs in a file. The report has all rules for each of them.
const MOST_RUNS: usize = 200;

pub(super) fn of_har(
    name: &str,
    text: &str,
    attached: &mut Attached<'_>,
) -> Result<Vec<Captured>, FileError> {
    let (sessions, ignored) = session::of_har(name, text, attached)?;
    let mut captured: Vec<Captured> = Vec::new();
    let is_one = sessions.len() == 1;
    // Each is dropped before the next: a run has its own copy.
    for (index, session) in sessions.into_iter().enumerate() {
        let run = if is_one { name.to_owned() } else { format!("{name}, session {}", index + 1) };
        captured.extend(runs(name, &run, &session, &ignored)?);
        if captured.len() > MOST_RUNS {
            let what = format!("there are more than {MOST_RUNS} sessions in this HAR");
            return Err(fault(name, None, what, "cut it into several files"));
        }
    }
    supersede(&mut captured);
    Ok(captured)
}

/// A client that authorizes again while it waits has its data in a later session of the login, and the
/// earlier ones need not end with data.
fn supersede(runs: &mut [Captured]) {
    for part in [Part::Accounts, Part::Investments] {
        let mut with_data: Vec<String> = Vec::new();
        for captured in runs.iter_mut().rev() {
            let run = ParsedRun::from(&captured.run);
            let login = run.session(part).and_then(|body| body.pointer("/Login/Id")?.as_str());
            let Some(login) = login.map(str::to_owned) else { continue };
            let last = run.of(part).rfind(|exchange| exchange.is_data_call());
            let is_pending = last.is_some_and(|last| last.status == 202);
            if run.ending(part) == Some(&Ending::Data) {
                with_data.push(login);
            } else if is_pending && with_data.contains(&login) {
                captured.run.endings.retain(|(known, _)| *known != part);
                captured.reason = Some("the data came in a later session of the same login");
            }
        }
    }
}

/// The runs of a session: one, and one more each time that its client fetches the data anew with
/// another call. Each begins with what opened the session.
fn runs(file: &str, name: &str, calls: &[Call], ignored: &str) -> Result<Vec<Captured>, FileError> {
    let fetches = fetches(calls);
    let several = fetches.len() > 1;
    let captured = |(index, fetch): (usize, &Fetch<'_>)| {
        let name = if several { format!("{name}, fetch {}", index + 1) } else { name.to_owned() };
        let facts = [("file", file), ("entries", ignored)];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        captured(file, Head { name, facts, ..Head::default() }, fetch)
    };
    fetches.iter().enumerate().map(captured).collect()
}

#[derive(Default)]
struct Fetch<'a> {
    roles: Vec<(Purpose, &'a Call)>,
    parts: HashMap<Part, State<'a>>,
}

#[derive(Default)]
struct State<'a> {
    calls: u32,
    polls: u32,
    is_pending: bool,
    data: Option<&'a Call>,
}

fn fetches(calls: &[Call]) -> Vec<Fetch<'_>> {
    let asks = |part| {
        calls.iter().any(|call| call.endpoint.brings_data() && part_of(call.endpoint) == part)
    };
    let is_wealth_alone = asks(Part::Investments) && !asks(Part::Accounts);
    let opening = if is_wealth_alone { Part::Investments } else { Part::Accounts };
    let mut done = Vec::new();
    let mut fetch = Fetch::default();
    for call in calls {
        let (part, role) = match (call.endpoint, wrong(call)) {
            (Endpoint::GenerateAuthorizeToken, _) => (opening, Role::Token),
            (Endpoint::Authorize, _) => (opening, Role::Open),
            (_, Some(probe)) => (Part::Probes, Role::Probe(probe)),
            (endpoint, None) => {
                let part = part_of(endpoint);
                let data = fetch.parts.get(&part).and_then(|state| state.data);
                if data.is_some_and(|data| !is_repeat(data, call)) {
                    let next = fetch.opened();
                    done.push(std::mem::replace(&mut fetch, next));
                }
                (part, fetch.parts.entry(part).or_default().role(call))
            }
        };
        fetch.roles.push((Purpose { part, role }, call));
    }
    done.push(fetch);
    done
}

fn part_of(endpoint: Endpoint) -> Part {
    if endpoint == Endpoint::Investments { Part::Investments } else { Part::Accounts }
}

impl<'a> Fetch<'a> {
    /// The calls that opened the session.
    fn opened(&self) -> Self {
        let is_opening =
            |(purpose, _): &&(Purpose, _)| matches!(purpose.role, Role::Token | Role::Open);
        let roles = self.roles.iter().filter(is_opening).copied();
        Self { roles: roles.collect(), ..Self::default() }
    }
}

impl<'a> State<'a> {
    fn role(&mut self, call: &'a Call) -> Role {
        let role = match self.calls {
            _ if self.data.is_some() => Role::Again,
            0 => Role::First,
            _ if self.is_pending => {
                self.polls = self.polls.saturating_add(1);
                Role::Poll(self.polls)
            }
            calls => Role::Retry(calls),
        };
        self.calls = self.calls.saturating_add(1);
        match call.entry.exchange.status {
            200 if self.data.is_none() => self.data = Some(call),
            202 => self.is_pending = true,
            _ => {}
        }
        role
    }
}

/// Whether it repeats the call that brought the data.
fn is_repeat(data: &Call, call: &Call) -> bool {
    let (one, other) = (&data.entry.exchange, &call.entry.exchange);
    data.endpoint == call.endpoint
        && one.method == other.method
        && (one.body == other.body || one.members() == other.members())
}

/// Recognizes a wrong call that the harness would send on purpose, whoever sent it.
fn wrong(call: &Call) -> Option<Probe> {
    let exchange = &call.entry.exchange;
    if call.endpoint == Endpoint::GetAccountsDetail && exchange.method == "GET" {
        return Some(Probe::DetailByGet);
    }
    exchange.members()?;
    match call.endpoint {
        _ if exchange.sent_request_id().is_some() => None,
        Endpoint::Investments => Some(Probe::WithoutRequestId),
        Endpoint::GetAccountsDetail => Some(Probe::DetailWithoutRequestId),
        _ => None,
    }
}

fn captured(file: &str, head: Head, fetch: &Fetch<'_>) -> Result<Captured, FileError> {
    let (mut run, mut received) = (HarnessRun::new(head), Received::default());
    let mut places = Vec::new();
    let mut unseen = vec![OWN_SIDE, LOADING];
    let origin = fetch.roles.first().and_then(|(_, call)| call.entry.started_us);
    let mut last = Moment::START;
    for (purpose, call) in &fetch.roles {
        if !call.entry.is_typed {
            unseen.push(TYPES);
        }
        places.push(format!("{file}, entry {}", call.entry.number));
        let body = call.entry.exchange.reply_body.as_deref().unwrap_or_default();
        let fits = received.add(&run, body);
        fits.map_err(|what| fault(file, None, what, "cut it into several files"))?;
        let mut exchange = printable(call.entry.exchange.clone());
        exchange.purpose = Some(*purpose);
        exchange.endpoint = Some(call.endpoint);
        exchange.path = call.endpoint.paths()[0].to_owned();
        let exchange = exchange.moved(sent_at(call, origin).unwrap_or(last));
        last = exchange.ended();
        run.push(exchange);
    }
    let mut logins = run.exchanges().iter().filter_map(|exchange| exchange.member("LoginId"));
    match logins.find_map(|login| login.as_str().map(str::to_owned)) {
        Some(login_id) => run.head.login_id = login_id,
        None => unseen.push(LOGIN),
    }
    for part in [Part::Accounts, Part::Investments] {
        if let Some(ending) = ending(&run, part) {
            run.endings.push((part, ending));
        }
    }
    Ok(Captured { run, places, unseen, reason: None, not_checked: None })
}

/// When it was sent, from the first call of the run. None if the file does not say.
fn sent_at(call: &Call, origin: Option<i64>) -> Option<Moment> {
    let since = u64::try_from(call.entry.started_us?.saturating_sub(origin?)).ok()?;
    Some(Moment::START.plus(Duration::from_micros(since.min(LONGEST_US))))
}

/// How the capture ends. Its client may have stopped anywhere.
fn ending(run: &HarnessRun, part: Part) -> Option<Ending> {
    let run = ParsedRun::from(run);
    let calls = || run.of(part).filter(|exchange| exchange.is_data_call());
    if run.data(part).is_some() {
        return Some(Ending::Data);
    }
    let no_answer = |(reason, _): (&str, bool)| Ending::NoAnswer(reason.to_owned());
    let (Some(first), Some(last)) = (calls().next(), calls().next_back()) else {
        let refused = run.of(part).rfind(|exchange| exchange.role == Role::Open)?;
        let is_open = run.sessions().any(|session| session.part == part);
        let no_session = || Ending::NoSession(format!("Authorize answered {}", refused.answer()));
        return (!is_open).then(|| refused.no_reply().map_or_else(no_session, no_answer));
    };
    Some(match last.no_reply() {
        Some(failure) => no_answer(failure),
        None if last.status != 202 => Ending::Terminal(last.answer()),
        None if last.arrived.since(first.arrived) >= CEILING => Ending::Deadline,
        None => Ending::Terminal(format!("{}, the last answer in the file", last.answer())),
    })
}
