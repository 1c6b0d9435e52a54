//! From the calls of a session to records: what each call is in the flow.

use std::sync::Arc;
use std::time::Duration;

use flinks_contract::polling::CEILING;
use flinks_contract::rule;
use flinks_mock::clock::{ClockMode, Moment};
use flinks_report::Fact;

use super::body::Body;
use super::file::File;
use super::session::{Answer, Call, Session, member};
use super::{Captured, OWN_SIDE, Unseen};
use crate::exchange::{Exchange, NoReply, Part, Reply, Role};
use crate::operation::{Method, Operation};
use crate::probe::Probe;
use crate::record::{Ending, Head, Record};
use crate::redact::Redactor;

const LOADING: Unseen =
    Unseen::wholly(rule::FLOW_LOADING, "how often its client would have tried again is not known");
const LOGIN: Unseen =
    Unseen::wholly(rule::AUT_LOGIN, "the LoginId that was sent is not in the file");
const TYPES: Unseen =
    Unseen::unless_broken(rule::ENV_JSON, "headers Content-Type are not in the file");

/// Beyond it no moment is one that was measured.
const LONGEST_US: u64 = 366 * 24 * 3_600 * 1_000_000;

/// The records of a session: one, and one more each time that its client fetches the data anew with
/// another call. Each begins with what opened the session.
pub(super) fn runs(
    file: &Arc<File>,
    name: &str,
    session: &Session,
    ignored: &str,
    redactor: &mut Redactor,
) -> Vec<Captured> {
    let calls = &session.calls;
    let fetches = fetches(calls);
    let several = fetches.len() > 1;
    let fetches = fetches.into_iter().enumerate();
    fetches
        .map(|(index, fetch)| {
            let name = match several {
                true => format!("{name}, fetch {}", index + 1),
                false => name.to_owned(),
            };
            let facts = vec![
                Fact { name: "file".to_owned(), value: file.name.clone() },
                Fact { name: "entries".to_owned(), value: ignored.to_owned() },
            ];
            let head = Head { name, facts, mode: ClockMode::Real, login_id: String::new() };
            captured(file, head, calls, &fetch, redactor)
        })
        .collect()
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
        matches!(call.operation, Operation::GetAccountsDetail | Operation::GetAccountsDetailAsync)
    });
    let has_investments = calls.iter().any(|call| call.operation == Operation::Investments);
    let opening = if has_investments && !has_accounts { Part::Investments } else { Part::Accounts };
    let mut done = Vec::new();
    let mut fetch = Fetch::default();
    for (index, call) in calls.iter().enumerate() {
        let (part, role) = match call.operation {
            Operation::GenerateAuthorizeToken => (opening, Role::Token),
            Operation::Authorize => (opening, Role::Open),
            operation => match wrong(call) {
                Some(probe) => (Part::Probes, Role::Probe(probe)),
                None => {
                    let part = match operation {
                        Operation::Investments => Part::Investments,
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
        (data.operation, data.method, &data.sent) != (call.operation, call.method, &call.sent)
    })
}

/// What the harness asks for on purpose, somebody else may have asked for.
fn wrong(call: &Call) -> Option<Probe> {
    if (call.operation, call.method) == (Operation::GetAccountsDetail, Method::Get) {
        return Some(Probe::DetailByGet);
    }
    let sent = call.sent.as_ref()?;
    if member(sent, "RequestId").is_some() {
        return None;
    }
    match call.operation {
        Operation::Investments => Some(Probe::WithoutRequestId),
        Operation::GetAccountsDetail => Some(Probe::DetailWithoutRequestId),
        _ => None,
    }
}

fn status(call: &Call) -> Option<u16> {
    call.answer.as_ref().ok().map(|answer| answer.status)
}

fn captured(
    file: &Arc<File>,
    head: Head,
    calls: &[Call],
    fetch: &Fetch,
    redactor: &mut Redactor,
) -> Captured {
    let mut record = Record::new(head);
    let mut bodies: Vec<Option<Arc<Body>>> = Vec::new();
    let mut unseen = vec![OWN_SIDE, LOADING];
    let origin = fetch.roles.first().and_then(|(.., index)| calls.get(*index)?.started_us);
    let mut last = Moment::START;
    for (part, role, index) in &fetch.roles {
        let Some(call) = calls.get(*index) else { continue };
        let sent_at = sent_at(call, origin).unwrap_or(last);
        last = sent_at.plus(Duration::from_micros(call.took_us));
        let answer = call.answer.as_ref();
        if answer.is_ok_and(|answer| answer.is_untyped) {
            unseen.push(TYPES);
        }
        bodies.push(answer.ok().map(|answer| Arc::clone(&answer.body)));
        record.push(Exchange {
            number: 0,
            part: *part,
            role: *role,
            operation: call.operation,
            method: call.method,
            sent: call.sent.as_ref().map(|sent| redactor.value(sent)),
            sent_at,
            answered_at: last,
            result: match answer {
                Ok(answer) => Ok(reply(answer, redactor)),
                Err(why) => Err(NoReply { why: redactor.text(why), passes: true }),
            },
        });
    }
    // The one that stands in what is shown: the answers have that too.
    let sent = record.exchanges.iter().filter_map(|exchange| exchange.sent.as_ref());
    match sent.filter_map(|sent| member(sent, "LoginId")).next() {
        Some(login_id) => record.head.login_id = login_id.to_owned(),
        None => unseen.push(LOGIN),
    }
    for part in [Part::Accounts, Part::Investments] {
        if let Some(ending) = ending(&record, part) {
            record.endings.push((part, ending));
        }
    }
    Captured { record, bodies, unseen, reason: None, file: Arc::clone(file) }
}

/// On the clock of the run, which begins with its first call. Nothing where the file does not say.
fn sent_at(call: &Call, origin: Option<i64>) -> Option<Moment> {
    let since = u64::try_from(call.started_us?.saturating_sub(origin?)).ok()?;
    Some(Moment::START.plus(Duration::from_micros(since.min(LONGEST_US))))
}

fn reply(answer: &Answer, redactor: &mut Redactor) -> Reply {
    let headers = answer.headers.iter();
    let headers =
        headers.filter_map(|(name, value)| Some((name.clone(), redactor.header(name, value)?)));
    let headers = headers.collect();
    let flaw = std::str::from_utf8(&answer.body.bytes).err().map(|error| error.to_string());
    Reply::new(answer.status, headers, redactor.body(&answer.body.bytes), flaw)
}

/// As the capture shows it. Its client may have ended where it liked.
fn ending(record: &Record, part: Part) -> Option<Ending> {
    let calls = || record.of(part).filter(|exchange| exchange.is_data_call());
    if record.data(part).is_some() {
        return Some(Ending::Data);
    }
    let Some(last) = calls().last() else {
        let refused = record.of(part).filter(|exchange| exchange.role == Role::Open).last()?;
        let is_open = record.sessions().any(|session| session.part == part);
        return (!is_open).then(|| match &refused.result {
            Err(none) => Ending::NoAnswer(none.why.clone()),
            Ok(_) => Ending::NoSession(format!("Authorize answered {}", refused.answer())),
        });
    };
    let first = calls().next()?;
    Some(match &last.result {
        Err(none) => Ending::NoAnswer(none.why.clone()),
        Ok(reply) if reply.status != 202 => Ending::Terminal(reply.summary()),
        Ok(_) if last.sent_at.since(first.sent_at) >= CEILING => Ending::Deadline,
        Ok(reply) => Ending::Terminal(format!("{}, the last answer in the file", reply.summary())),
    })
}
