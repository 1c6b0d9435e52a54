//! The calls with which a client asks for one thing until it has it.

use std::collections::HashSet;

use flinks_contract::code::RetryClass;
use flinks_contract::polling;

use super::answer::Answer;
use super::evidence::{Call, Outcome};
use super::gaps::{Gap, gaps};
use super::tolerance::tolerance;
use super::trace::{Session, Trace};
use crate::clock::Moment;

/// The accounts of a session, or its investments.
pub(super) struct Conversation<'t, 'a> {
    pub(super) session: &'t Session<'a>,
    /// At least one, up to the answer that ends it: the data, or an error that ends the session.
    pub(super) calls: Vec<&'a Call>,
    /// What was asked after that answer.
    pub(super) after: Vec<&'a Call>,
    /// By a session of the same login, or it took the place of one.
    is_replaced: bool,
}

/// How it ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ending {
    /// With the data, or with an error that ends the session.
    Answered,
    /// The client went on until 30 min were over.
    Reached,
    /// The client stopped before.
    GivenUp,
    /// The client went on with calls that miss it: a new session, another path, another id. What is
    /// wrong with those says it better.
    Elsewhere,
    /// The client may still be at it when the journal ends.
    Unknown,
}

pub(super) const MAY_GO_ON: &str = "the client may still be polling when the journal ends";

/// Those of all sessions, in the order of the sessions.
pub(super) fn conversations<'t, 'a>(trace: &'t Trace<'a>) -> Vec<Conversation<'t, 'a>> {
    let replaced = replaced(trace);
    let sessions = trace.sessions.iter();
    let polled = sessions.flat_map(|session| session.polled().map(|calls| (session, calls)));
    let of = |(session, calls): (&'t Session<'a>, &[&'a Call])| {
        Conversation::of(session, calls, replaced.contains(&session.number))
    };
    polled.filter_map(of).collect()
}

/// Numbers of the sessions that took another one's place, or had theirs taken. A client that opens a
/// session for every few polls does so again and again; each of them, the last one too, ends for
/// that reason.
fn replaced(trace: &Trace<'_>) -> HashSet<usize> {
    let pair = |session| Some([session, trace.replaced_by(session)?]);
    let pairs = trace.sessions.iter().filter_map(pair).flatten();
    pairs.map(|session| session.number).collect()
}

impl<'t, 'a> Conversation<'t, 'a> {
    fn of(session: &'t Session<'a>, calls: &[&'a Call], is_replaced: bool) -> Option<Self> {
        // What came to no endpoint was not heard.
        let mut calls: Vec<&Call> =
            calls.iter().copied().filter(|call| call.endpoint.is_some()).collect();
        let end = (0..calls.len()).find(|at| ends(calls[*at], calls.get(at + 1).copied()));
        let after = end.map_or_else(Vec::new, |end| calls.split_off(end + 1));
        (!calls.is_empty()).then_some(Self { session, calls, after, is_replaced })
    }

    pub(super) fn first(&self) -> &'a Call {
        self.calls[0]
    }

    pub(super) fn last(&self) -> &'a Call {
        self.calls[self.calls.len() - 1]
    }

    /// The call that was answered with the first 202.
    pub(super) fn first_pending(&self) -> Option<&'a Call> {
        self.calls.iter().find(|call| call.answer().is_pending()).copied()
    }

    pub(super) fn has_data(&self) -> bool {
        self.last().answer() == Answer::Done
    }

    pub(super) fn is_answered(&self) -> bool {
        self.has_data() || !self.after.is_empty() || ends(self.last(), None)
    }

    /// The waits of the client, after answers that said to wait.
    pub(super) fn gaps(&self) -> Vec<Gap<'a>> {
        gaps(&self.calls)
    }

    /// 30 min after the first 202; after the first answer where there was none.
    pub(super) fn deadline(&self) -> Moment {
        self.first_pending().unwrap_or(self.first()).due.plus(polling::CEILING)
    }

    pub(super) fn ending(&self, trace: &Trace<'a>) -> Ending {
        if self.is_answered() {
            Ending::Answered
        } else if self.is_to_the_end() {
            Ending::Reached
        } else if self.is_elsewhere(trace) {
            Ending::Elsewhere
        } else if trace.evidence.end.is_some() || self.is_silent(trace) {
            Ending::GivenUp
        } else {
            Ending::Unknown
        }
    }

    /// The poll after the last one would have come when the 30 min were over. They are counted from
    /// the first call here: a client that counts from there, and not from its answer, is right too.
    pub(super) fn is_to_the_end(&self) -> bool {
        let last = self.last();
        let gaps = self.gaps();
        let usual = gaps.last().map_or(polling::INTERVAL, |gap| gap.wait.max(polling::INTERVAL));
        let next = last.ended().plus(usual).plus(tolerance(last.clock));
        next >= self.first_pending().unwrap_or(self.first()).arrived.plus(polling::CEILING)
    }

    fn is_elsewhere(&self, trace: &Trace<'a>) -> bool {
        let goes_on = match self.last().answer().is_pending() {
            true => self.is_replaced,
            false => self.is_authorized_again(trace),
        };
        goes_on || self.is_missed(trace)
    }

    /// Whether an Authorize for the same login came after it.
    pub(super) fn is_authorized_again(&self, trace: &Trace<'a>) -> bool {
        let (login, last) = (&self.session.login, self.last().seq);
        let is_again =
            |call: &Call| call.seq > last && call.is("Authorize") && call.login() == *login;
        login.is_some() && trace.of_customer(self.session.customer).any(is_again)
    }

    /// By a later call that was meant for it, and is wrong in its method, path, id or customer.
    fn is_missed(&self, trace: &Trace<'a>) -> bool {
        let id = self.session.request_id;
        let is_meant = |call: &Call| match call.customer == self.session.customer {
            true => call.is_data() || call.path.contains(id),
            false => call.named().as_deref() == Some(id),
        };
        let own = self.session.polled().into_iter().flatten();
        let unheard = own.filter(|call| call.endpoint.is_none());
        let strays = trace.strays.iter().filter(|call| is_meant(call));
        unheard.chain(strays).any(|call| call.seq > self.last().seq)
    }

    /// The customer's calls went on past the 30 min, and this one's did not.
    fn is_silent(&self, trace: &Trace<'a>) -> bool {
        let until = self.deadline().plus(polling::INTERVAL);
        trace.of_customer(self.session.customer).any(|call| call.arrived > until)
    }
}

/// Whether nothing is to be asked after this answer. What the caller did wrong can be put right: a
/// repeat with another body starts anew.
fn ends(call: &Call, next: Option<&Call>) -> bool {
    match call.answer() {
        Answer::Done => true,
        Answer::Refused(code) if code.retry == RetryClass::FixConfiguration => {
            next.is_none_or(|next| next.endpoint != call.endpoint || next.body == call.body)
        }
        answer => answer.ends_session(),
    }
}

impl Call {
    /// When the client had its answer, or knew that none would come.
    pub(super) fn ended(&self) -> Moment {
        match self.outcome {
            Some(
                Outcome::Cut { at, .. } | Outcome::Left { at, .. } | Outcome::NoReply { at, .. },
            ) => at,
            Some(Outcome::Sent { .. }) | None => self.due,
        }
    }
}
