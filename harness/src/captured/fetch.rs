//! From the calls of a session to runs: what each call is in the flow.

use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::CEILING;
use flinks_judge::server::{ParsedRun, rules};
use flinks_trace::{Ending, HarnessRun, Head, Moment, Part, Probe, Purpose, Role};
use serde_json::Value;

use super::session::{Call, Session, member};
use super::{Captured, OWN_SIDE, Unseen, kept};

const LOADING: Unseen =
    Unseen::wholly(rules::loading::ID, "how often its client would have tried again is not known");
const LOGIN: Unseen =
    Unseen::wholly(rules::authorize::LOGIN, "the LoginId that was sent is not in the file");
const TYPES: Unseen =
    Unseen::unless_broken(rules::body_is_json::ID, "headers Content-Type are not in the file");

/// Beyond it no moment is one that was measured.
const LONGEST_US: u64 = 366 * 24 * 3_600 * 1_000_000;

/// The runs of a session: one, and one more each time that its client fetches the data anew with
/// another call. Each begins with what opened the session.
pub(super) fn runs(file: &str, name: &str, session: &Session, ignored: &str) -> Vec<Captured> {
    let fetches = fetches(&session.calls);
    let several = fetches.len() > 1;
    let captured = |(index, fetch): (usize, Fetch)| {
        let name = if several { format!("{name}, fetch {}", index + 1) } else { name.to_owned() };
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let facts = vec![fact("file", file), fact("entries", ignored)];
        let head = Head { name, facts, ..Head::default() };
        captured(file, head, &session.calls, &fetch)
    };
    fetches.into_iter().enumerate().map(captured).collect()
}

/// Calls by their index, and what they are.
#[derive(Clone, Debug, Default)]
struct Fetch {
    roles: Vec<(Part, Role, usize)>,
    accounts: State,
    investments: State,
}

/// How far a part has come.
#[derive(Clone, Debug, Default)]
struct State {
    calls: u32,
    polls: u32,
    is_pending: bool,
    /// The call that brought the data.
    data: Option<usize>,
}

fn fetches(calls: &[Call]) -> Vec<Fetch> {
    let has_accounts = calls.iter().any(|call| {
        matches!(call.endpoint, Endpoint::GetAccountsDetail | Endpoint::GetAccountsDetailAsync)
    });
    let has_investments = calls.iter().any(|call| call.endpoint == Endpoint::Investments);
    let opening = if has_investments && !has_accounts { Part::Investments } else { Part::Accounts };
    let mut done = Vec::new();
    let mut fetch = Fetch::default();
    for (index, call) in calls.iter().enumerate() {
        let (part, role) = match call.endpoint {
            Endpoint::GenerateAuthorizeToken => (opening, Role::Token),
            Endpoint::Authorize => (opening, Role::Open),
            endpoint => match wrong(call) {
                Some(probe) => (Part::Probes, Role::Probe(probe)),
                None => {
                    let part = match endpoint {
                        Endpoint::Investments => Part::Investments,
                        _ => Part::Accounts,
                    };
                    if is_another(&fetch, part, calls, call) {
                        let next = fetch.opened();
                        done.push(std::mem::replace(&mut fetch, next));
                    }
                    (part, fetch.state(part).role(call, index))
                }
            },
        };
        fetch.roles.push((part, role, index));
    }
    done.push(fetch);
    done
}

impl Fetch {
    /// What opened the session, and nothing after it.
    fn opened(&self) -> Self {
        let is_opening = |role| matches!(role, Role::Token | Role::Open);
        let roles = self.roles.iter().filter(|(_, role, _)| is_opening(*role)).copied();
        Self { roles: roles.collect(), ..Self::default() }
    }

    fn state(&mut self, part: Part) -> &mut State {
        if part == Part::Investments { &mut self.investments } else { &mut self.accounts }
    }
}

impl State {
    fn role(&mut self, call: &Call, index: usize) -> Role {
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
        match status(call) {
            Some(200) if self.data.is_none() => self.data = Some(index),
            Some(202) => self.is_pending = true,
            _ => {}
        }
        role
    }
}

/// The data is there, and this is not the call that brought it.
fn is_another(fetch: &Fetch, part: Part, calls: &[Call], call: &Call) -> bool {
    let state = if part == Part::Investments { &fetch.investments } else { &fetch.accounts };
    let data = state.data.and_then(|index| calls.get(index));
    data.is_some_and(|data| {
        (data.endpoint, &data.entry.exchange.method, &data.sent)
            != (call.endpoint, &call.entry.exchange.method, &call.sent)
    })
}

/// What the harness asks for on purpose, somebody else may have asked for.
fn wrong(call: &Call) -> Option<Probe> {
    if call.endpoint == Endpoint::GetAccountsDetail && call.entry.exchange.method == "GET" {
        return Some(Probe::DetailByGet);
    }
    let sent = call.sent.as_ref()?;
    if member(sent, "RequestId").is_some() {
        return None;
    }
    match call.endpoint {
        Endpoint::Investments => Some(Probe::WithoutRequestId),
        Endpoint::GetAccountsDetail => Some(Probe::DetailWithoutRequestId),
        _ => None,
    }
}

fn status(call: &Call) -> Option<u16> {
    Some(call.entry.exchange.status).filter(|status| *status != 0)
}

fn captured(file: &str, head: Head, calls: &[Call], fetch: &Fetch) -> Captured {
    let mut run = HarnessRun::new(head);
    let mut places = Vec::new();
    let mut unseen = vec![OWN_SIDE, LOADING];
    let origin = fetch.roles.first().and_then(|(.., index)| calls.get(*index)?.entry.started_us);
    let mut last = Moment::START;
    for (part, role, index) in &fetch.roles {
        let Some(call) = calls.get(*index) else { continue };
        if !call.entry.is_typed {
            unseen.push(TYPES);
        }
        places.push(format!("{file}, entry {}", call.entry.number));
        let mut exchange = call.entry.exchange.clone();
        exchange.purpose = Some(Purpose { part: *part, role: *role });
        exchange.endpoint = Some(call.endpoint);
        exchange.path = call.endpoint.paths()[0].to_owned();
        let sent_at = sent_at(call, origin).unwrap_or(last);
        let exchange = kept(exchange).moved(sent_at);
        last = exchange.ended();
        run.push(exchange);
    }
    let bodies = run.exchanges().iter();
    let mut sent = bodies.filter_map(|exchange| serde_json::from_str::<Value>(&exchange.body).ok());
    match sent.find_map(|sent| member(&sent, "LoginId").map(str::to_owned)) {
        Some(login_id) => run.head.login_id = login_id,
        None => unseen.push(LOGIN),
    }
    for part in [Part::Accounts, Part::Investments] {
        if let Some(ending) = ending(&run, part) {
            run.endings.push((part, ending));
        }
    }
    Captured { run, places, unseen, reason: None }
}

/// On the clock of the run, which begins with its first call. None where the file does not say.
fn sent_at(call: &Call, origin: Option<i64>) -> Option<Moment> {
    let since = u64::try_from(call.entry.started_us?.saturating_sub(origin?)).ok()?;
    Some(Moment::START.plus(Duration::from_micros(since.min(LONGEST_US))))
}

/// As the capture shows it. Its client may have ended where it liked.
fn ending(run: &HarnessRun, part: Part) -> Option<Ending> {
    let run = ParsedRun::from(run);
    let calls = || run.of(part).filter(|exchange| exchange.is_data_call());
    if run.data(part).is_some() {
        return Some(Ending::Data);
    }
    let no_answer = |reason: &str| Ending::NoAnswer(reason.to_owned());
    let Some(last) = calls().next_back() else {
        let refused = run.of(part).rfind(|exchange| exchange.role == Role::Open)?;
        let is_open = run.sessions().any(|session| session.part == part);
        return (!is_open).then(|| match refused.no_reply() {
            Some((reason, _)) => no_answer(reason),
            None => Ending::NoSession(format!("Authorize answered {}", refused.answer())),
        });
    };
    let first = calls().next()?;
    Some(match last.no_reply() {
        Some((reason, _)) => no_answer(reason),
        None if last.status != 202 => Ending::Terminal(last.answer()),
        None if last.arrived.since(first.arrived) >= CEILING => Ending::Deadline,
        None => Ending::Terminal(format!("{}, the last answer in the file", last.answer())),
    })
}
