//! The calls with which a client asks for one thing until it has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use flinks_contract::code::RetryClass;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_trace::{Exchange, Moment, RequestId};
use serde_json::Value;

use super::answer::Answer;
use super::context::Context;
use super::gaps::{Gap, gaps, overlaps};
use super::session::Session;
use super::timing::tolerance;

/// One kind of data of a session, such as its accounts.
pub(super) struct Conversation<'a> {
    pub(super) session: Arc<Session<'a>>,
    /// Its calls, at least one, up to the answer that ends it: the data, or an error that ends the
    /// session.
    pub(super) calls: Vec<&'a Exchange>,
    /// What was asked after that answer.
    pub(super) after: Vec<&'a Exchange>,
}

impl<'a> Conversation<'a> {
    pub(super) fn all(session: &Arc<Session<'a>>) -> impl Iterator<Item = Self> {
        session.polled().filter_map(|calls| Self::new(Arc::clone(session), calls))
    }

    fn new(session: Arc<Session<'a>>, calls: &[&'a Exchange]) -> Option<Self> {
        // A call that reached no endpoint was not heard.
        let mut calls: Vec<&Exchange> =
            calls.iter().copied().filter(|call| call.endpoint.is_some()).collect();
        let end = (0..calls.len()).find(|at| ends(calls[*at], calls.get(at + 1).copied()));
        let after = end.map_or_else(Vec::new, |end| calls.split_off(end + 1));
        (!calls.is_empty()).then_some(Self { session, calls, after })
    }

    pub(super) fn first(&self) -> &'a Exchange {
        self.calls[0]
    }

    pub(super) fn last(&self) -> &'a Exchange {
        self.calls[self.calls.len() - 1]
    }

    pub(super) fn earlier(&self) -> &[&'a Exchange] {
        &self.calls[..self.calls.len() - 1]
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a Exchange, &'a Exchange)> {
        self.calls.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// What was asked after the answer that ended it. Calls already in flight when that answer arrived
    /// do not count, and neither does a POST with other options: that is another question, and what
    /// follows belongs to it.
    pub(super) fn too_late(&self) -> Vec<&'a Exchange> {
        let end = self.last();
        let is_known = |call: &Exchange| {
            let is_poll = call.endpoint.is_some_and(|endpoint| endpoint.async_of().is_some());
            let options = options(call);
            is_poll || self.calls.iter().any(|known| self::options(known) == options)
        };
        let same = self.after.iter().take_while(|call| !self.has_data() || is_known(call));
        same.filter(|call| !overlaps(end, call)).copied().collect()
    }

    pub(super) fn first_pending(&self) -> Option<&'a Exchange> {
        self.calls.iter().find(|call| Answer::of(call).is_pending()).copied()
    }

    /// The first 202; the first answer where there was none.
    pub(super) fn begin(&self) -> &'a Exchange {
        self.first_pending().unwrap_or(self.first())
    }

    pub(super) fn has_data(&self) -> bool {
        Answer::of(self.last()) == Answer::Done
    }

    pub(super) fn is_answered(&self) -> bool {
        self.has_data() || !self.after.is_empty() || ends(self.last(), None)
    }

    /// Whether the client says, in its report on the session, that it takes the data from a webhook.
    pub(super) fn has_webhooks(&self) -> bool {
        let mut reports = self.session.reports.iter();
        reports.any(|report| report.member("webhooks") == Some(true.into()))
    }

    /// The waits of the client, after answers that said to wait.
    pub(super) fn gaps(&self) -> Vec<Gap<'a>> {
        gaps(&self.calls)
    }

    /// 30 min after [`begin`](Self::begin).
    pub(super) fn deadline(&self) -> Moment {
        self.begin().due.plus(polling::CEILING)
    }

    /// The poll after the last one would have come when the 30 min were over. They are counted from
    /// the first call here: a client that counts from there, and not from its answer, is right too.
    pub(super) fn is_to_the_end(&self) -> bool {
        let last = self.last();
        let gaps = self.gaps();
        let usual = gaps.last().map_or(polling::INTERVAL, |gap| gap.wait.max(polling::INTERVAL));
        let next = last.answered().plus(usual).plus(tolerance(last.clock));
        next >= self.begin().arrived.plus(polling::CEILING)
    }
}

/// The members of a POST that choose what it brings.
fn options(call: &Exchange) -> BTreeMap<String, Value> {
    let members = members(call).unwrap_or_default().into_iter();
    let members = members.map(|(name, (_, value))| (name, value));
    members
        .filter(|(name, _)| !["requestid", "loginid", "mostrecentcached"].contains(&&**name))
        .collect()
}

/// Names in lower case with the name as it was written; null counts as absent, as everywhere.
pub(super) type Members = BTreeMap<String, (String, Value)>;

pub(super) fn members(call: &Exchange) -> Option<Members> {
    let members = call.members()?.into_iter().filter(|(_, value)| !value.is_null());
    Some(members.map(|(name, value)| (name.to_ascii_lowercase(), (name, plain(value)))).collect())
}

/// `"true"` is `true`, and a GUID in any form is the same id, as in the service.
fn plain(value: Value) -> Value {
    match value {
        Value::String(text) if text.eq_ignore_ascii_case("true") => true.into(),
        Value::String(text) if text.eq_ignore_ascii_case("false") => false.into(),
        Value::String(text) => RequestId::parse(&text).as_str().into(),
        value => value,
    }
}

/// How a conversation ended. What the client did elsewhere decides on some of these.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ending {
    /// It ended with the data, or with an error that ends the session.
    Answered,
    /// The client went on until 30 min were over.
    Reached,
    /// The client stopped before.
    GivenUp,
    /// The client went on with calls that miss it: a new session, another path, another id. Other
    /// rules say what is wrong with those.
    Elsewhere,
    /// The client may still be at it when the trace ends.
    Unknown,
}

pub(super) const MAY_GO_ON: &str = "the client may still be polling when the journal ends";

impl<'a> Conversation<'a> {
    pub(super) fn ending(&self, context: &Context<'a>) -> Ending {
        if self.is_answered() {
            Ending::Answered
        } else if self.is_to_the_end() {
            Ending::Reached
        } else if self.is_elsewhere(context) {
            Ending::Elsewhere
        } else if context.is_over(self.session.customer) || self.is_silent(context) {
            Ending::GivenUp
        } else {
            Ending::Unknown
        }
    }

    /// A client that opens a session for every few polls does so again and again; each of them, even
    /// the last one, ends for that reason.
    fn is_elsewhere(&self, context: &Context<'a>) -> bool {
        let goes_on = if Answer::of(self.last()).is_pending() {
            context.in_replaced.contains(&self.session.number)
        } else {
            self.is_authorized_again(context)
        };
        goes_on || self.is_missed(context)
    }

    /// Whether an Authorize for the same login came after it.
    pub(super) fn is_authorized_again(&self, context: &Context<'a>) -> bool {
        let (login, last) = (&self.session.login, self.last().seq);
        let is_again = |call: &&Exchange| {
            call.is(Endpoint::Authorize) && context.ids(call).login.as_deref() == login.as_deref()
        };
        let mut later = context.of_customer_after(self.session.customer, last).iter();
        login.is_some() && later.any(is_again)
    }

    /// Whether a later call was meant for it, and is wrong in its method, path, id or customer.
    fn is_missed(&self, context: &Context<'a>) -> bool {
        let id = self.session.request_id;
        let is_meant = |call: &Exchange| {
            if call.customer == *self.session.customer {
                call.is_data() || call.path.contains(id)
            } else {
                context.ids(call).request_id.as_deref() == Some(id)
            }
        };
        let own = self.session.polled().flatten();
        let unheard = own.filter(|call| call.endpoint.is_none());
        let strays = context.strays.iter().filter(|call| is_meant(call));
        unheard.chain(strays).any(|call| call.seq > self.last().seq)
    }

    /// The customer's calls went on past the 30 min, and this one's did not.
    fn is_silent(&self, context: &Context<'a>) -> bool {
        let until = self.deadline().plus(polling::INTERVAL);
        let mut later = context.of_customer_after(self.session.customer, 0).iter().rev();
        later.any(|call| call.arrived > until)
    }
}

/// Whether nothing is to be asked after this answer. The caller can correct its own mistake: a repeat
/// with another body starts anew.
fn ends(call: &Exchange, next: Option<&Exchange>) -> bool {
    match Answer::of(call) {
        Answer::Done => true,
        Answer::Refused(code) if code.retry == RetryClass::FixConfiguration => {
            next.is_none_or(|next| next.endpoint != call.endpoint || next.body == call.body)
        }
        answer => answer.ends_session(),
    }
}
