//! Whether the story of the scenario was played. A client that stops on the way may have broken no rule;
//! it has not shown that it keeps them either.

use flinks_contract::code::RetryClass;
use flinks_contract::endpoint::Endpoint;
use flinks_report::{Check, Outcome, Place, counted};
use flinks_trace::{Exchange, Timestamp};
use foldhash::{HashMap, HashMapExt};

use super::answer::{Answer, analysed, status_and_code};
use super::context::Context;
use super::conversation::Conversation;
use super::finding::short;
use super::repeats::is_for_the_same;
use super::session::Session;

pub(super) struct Missing {
    pub(super) reason: String,
    /// Seq of the call after which the story stops; 0 if there is none.
    after: u64,
}

impl Missing {
    /// Whether a failure that the baseline expects says why the client came no further: by a later call
    /// that went astray, or by a rule that says so of the last call.
    pub(super) fn is_expected(&self, checks: &[Check]) -> bool {
        let expected = checks.iter().filter_map(|check| match &check.outcome {
            Outcome::Expected { findings, .. } => Some(findings),
            _ => None,
        });
        expected.flatten().any(|finding| {
            let is_about_the_end = finding.place == Place::Outside("calls".to_owned());
            let mut events = finding.events.iter();
            events.any(|event| *event > self.after || is_about_the_end && *event == self.after)
        })
    }
}

/// The story was played where every login has had data, or has come to an end that the scenario or the
/// rules ask for.
pub(super) fn missing(context: &Context<'_>) -> Option<Missing> {
    let mut logins: Vec<Vec<Attempt<'_, '_>>> = Vec::new();
    let mut of_customer: HashMap<&str, Vec<usize>> = HashMap::new();
    for attempt in attempts(context) {
        let own = of_customer.entry(&attempt.first.customer).or_default();
        let known = own
            .iter()
            .find(|login| is_for_the_same(context, logins[**login][0].first, attempt.first));
        match known.copied() {
            Some(login) => logins[login].push(attempt),
            None => {
                own.push(logins.len());
                logins.push(vec![attempt]);
            }
        }
    }
    if logins.is_empty() {
        let reason = match context.trace.exchanges.len() {
            0 => "no request reached the mock; docs/clients.md says how it gets there".to_owned(),
            count => {
                format!("no Authorize reached the mock, only {}", counted("other request", count))
            }
        };
        return Some(Missing { reason, after: 0 });
    }
    logins.iter().find_map(|attempts| missing_of_login(context, attempts))
}

/// An Authorize, with the session that it opened.
struct Attempt<'c, 'a> {
    first: &'a Exchange,
    session: Option<&'c Session<'a>>,
    conversations: Vec<&'c Conversation<'a>>,
}

fn attempts<'c, 'a>(context: &'c Context<'a>) -> Vec<Attempt<'c, 'a>> {
    let refused = context.strays.iter().filter(|call| call.is(Endpoint::Authorize));
    let refused =
        refused.map(|call| Attempt { first: call, session: None, conversations: Vec::new() });
    let opened = context.sessions.iter().filter_map(|session| {
        let number = session.number;
        // They stand in the order of their sessions.
        let all = &context.conversations;
        let own = &all[all.partition_point(|one| one.session.number < number)..];
        let own = own.iter().take_while(|one| one.session.number == number);
        let calls = session.polled().chain([session.authorize.as_slice()]).flatten();
        let first = calls.min_by_key(|call| call.seq)?;
        Some(Attempt { first, session: Some(session), conversations: own.collect() })
    });
    let mut attempts: Vec<_> = refused.chain(opened).collect();
    attempts.sort_by_key(|attempt| attempt.first.seq);
    attempts
}

/// Data that came once is enough; else the latest attempt decides.
fn missing_of_login(context: &Context<'_>, attempts: &[Attempt<'_, '_>]) -> Option<Missing> {
    let latest = attempts.last().filter(|_| !attempts.iter().any(Attempt::has_data))?;
    let last = latest.last();
    let before = attempts.iter().flat_map(Attempt::refusable).filter(|call| call.seq < last.seq);
    let is_over = |one: &Conversation<'_>| one.is_to_the_end() || one.has_webhooks();
    let is_over = latest.conversation().is_some_and(is_over) || is_end(last, before);
    (!is_over).then(|| Missing { reason: latest.reason(context), after: last.seq })
}

impl<'a> Attempt<'_, 'a> {
    /// The right data under another content type is data, too: a client may take it.
    fn has_data(&self) -> bool {
        self.conversations.iter().any(|one| {
            let is_mislabelled = analysed(one.last(), |reply| reply.mislabelled);
            one.has_data() || one.last().status == 200 && is_mislabelled
        })
    }

    /// The conversation that went on last.
    fn conversation(&self) -> Option<&Conversation<'a>> {
        self.conversations.iter().copied().max_by_key(|one| one.last().seq)
    }

    /// The call after which the client came no further.
    fn last(&self) -> &'a Exchange {
        let opening = self.session.and_then(|session| session.authorize.last().copied());
        self.conversation().map(Conversation::last).or(opening).unwrap_or(self.first)
    }

    /// The calls whose repetition shows that the client did not give up at once.
    fn refusable(&self) -> impl Iterator<Item = &'a Exchange> {
        let calls = self.conversations.iter().flat_map(|one| one.calls.iter().copied());
        calls.chain([self.first])
    }

    fn reason(&self, context: &Context<'_>) -> String {
        let last = self.last();
        let whose = match self.session {
            Some(session) => format!("session {}", short(session.request_id)),
            None => "Authorize".to_owned(),
        };
        let reply = match Answer::of(last) {
            Answer::Done => return format!("{whose} was never asked for its data"),
            Answer::Challenge => return format!("the challenge of {whose} was never answered"),
            Answer::Lost | Answer::Left | Answer::Open => "did not arrive whole".to_owned(),
            _ => format!("was {}", status_and_code(last)),
        };
        let then = match context.trace.end {
            Some(_) => "the client stopped asking",
            None => "the journal ends",
        };
        format!("{whose}: the last reply {reply} and {then} after {}", Timestamp(last.arrived))
    }
}

/// Whether the client may stop at this refusal. Where the contract asks for another try, it has tried.
fn is_end<'a>(call: &Exchange, mut before: impl Iterator<Item = &'a Exchange>) -> bool {
    match Answer::of(call).retry() {
        Some(RetryClass::UserMustAct | RetryClass::FixConfiguration) => is_scripted(call),
        None | Some(RetryClass::Done | RetryClass::Poll) => false,
        again => before.any(|other| Answer::of(other).retry() == again),
    }
}

/// Whether the scenario asks for the refusal. Otherwise the client has sent something that the API
/// refuses, and has seen nothing of the story. An older file has only words that say it, which are not
/// read.
fn is_scripted(call: &Exchange) -> bool {
    call.scenario.is_some() && call.scripted.unwrap_or(call.why.is_none())
}
