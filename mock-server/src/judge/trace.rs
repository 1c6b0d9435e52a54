//! The evidence in order: customers, their sessions, and what belongs to none.

use std::collections::HashMap;

use serde_json::Value;

use super::answer::Answer;
use super::evidence::{Call, Evidence};
use crate::clock::Moment;
use crate::kept::KeptMode;

pub(super) struct Trace<'a> {
    pub(super) evidence: &'a Evidence,
    /// In the order of their first call.
    pub(super) sessions: Vec<Session<'a>>,
    /// Calls that name no session that is known, in order: tokens, refused Authorizes, wrong paths,
    /// data calls with an id that nobody was given.
    pub(super) strays: Vec<&'a Call>,
}

/// What one RequestId names.
pub(super) struct Session<'a> {
    /// From 1, over all customers.
    pub(super) number: usize,
    pub(super) customer: &'a str,
    pub(super) request_id: &'a str,
    /// The call that opened it, and those that answered its challenges.
    pub(super) authorize: Vec<&'a Call>,
    /// GetAccountsDetail and GetAccountsDetailAsync.
    pub(super) accounts: Vec<&'a Call>,
    pub(super) investments: Vec<&'a Call>,
}

impl<'a> Trace<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let mut trace = Self { evidence, sessions: Vec::new(), strays: Vec::new() };
        let mut known: HashMap<(&str, &str), usize> = HashMap::new();
        for call in &evidence.calls {
            let Some(id) = call.request_id.as_deref() else {
                trace.strays.push(call);
                continue;
            };
            let position = *known.entry((&call.customer, id)).or_insert_with(|| {
                trace.sessions.push(Session::new(trace.sessions.len() + 1, &call.customer, id));
                trace.sessions.len() - 1
            });
            trace.sessions[position].take(call);
        }
        trace
    }

    /// The calls of one customer, in order.
    pub(super) fn of_customer(&self, customer: &str) -> impl Iterator<Item = &'a Call> {
        self.evidence.calls.iter().filter(move |call| call.customer == customer)
    }

    pub(super) fn session_of(&self, call: &Call) -> Option<&Session<'a>> {
        let id = call.request_id.as_deref()?;
        let mut sessions = self.sessions.iter();
        sessions.find(|session| session.customer == call.customer && session.request_id == id)
    }

    /// The moment after which this customer's client cannot call any more; nothing while it may.
    pub(super) fn end(&self, customer: &str) -> Option<Moment> {
        let end = self.evidence.end.as_ref()?;
        end.moments.iter().find(|ended| ended.customer == customer).map(|ended| ended.at)
    }

    /// Whether the machine stood still at some time between the two.
    pub(super) fn stalled(&self, customer: &str, from: Moment, to: Moment) -> bool {
        let mut stalls = self.evidence.stalls.iter();
        stalls.any(|stall| stall.customer == customer && stall.from < to && from < stall.to)
    }
}

impl<'a> Session<'a> {
    fn new(number: usize, customer: &'a str, request_id: &'a str) -> Self {
        let (authorize, accounts, investments) = (Vec::new(), Vec::new(), Vec::new());
        Self { number, customer, request_id, authorize, accounts, investments }
    }

    fn take(&mut self, call: &'a Call) {
        match call.endpoint.as_deref() {
            Some("GetAccountsDetail" | "GetAccountsDetailAsync") => self.accounts.push(call),
            Some("Investments") => self.investments.push(call),
            _ => self.authorize.push(call),
        }
    }

    /// The two conversations that are polled.
    pub(super) fn polled(&self) -> [&[&'a Call]; 2] {
        [&self.accounts, &self.investments]
    }
}

impl Call {
    pub(super) fn answer(&self) -> Answer {
        Answer::of(self)
    }

    pub(super) fn is(&self, endpoint: &str) -> bool {
        self.endpoint.as_deref() == Some(endpoint)
    }

    /// A member of the body, in any case, as the mock takes it.
    pub(super) fn member(&self, name: &str) -> Option<Value> {
        let body: Value = serde_json::from_str(self.body.trim_start_matches('\u{feff}')).ok()?;
        let members = body.as_object()?;
        let mut members = members.iter();
        members.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.name == name).map(|header| &*header.value)
    }

    /// Why the client's own waits cannot be seen on this clock.
    pub(super) fn unmeasured(&self) -> Option<&'static str> {
        (self.clock == KeptMode::Auto).then_some(
            "the auto clock takes every poll as one 10 s after the answer before it; \
             a real, scaled or manual clock shows the client's own waits",
        )
    }
}
