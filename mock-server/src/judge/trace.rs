//! The evidence in order: customers, their sessions, and what belongs to none.

use std::collections::HashMap;

use flinks_contract::polling;

use super::call::UNDERSTOOD;
use super::evidence::{Call, Evidence};
use super::group::grouped;
use crate::clock::Moment;

pub(super) struct Trace<'a> {
    pub(super) evidence: &'a Evidence,
    /// In the order of their first call.
    pub(super) sessions: Vec<Session<'a>>,
    /// Calls that name no session that is known, in order: tokens, refused Authorizes, wrong paths,
    /// data calls with an id that nobody was given or with another session's LoginId.
    pub(super) strays: Vec<&'a Call>,
    /// By customer and RequestId, positions in `sessions`.
    known: HashMap<(&'a str, &'a str), usize>,
    /// By RequestId, the customer that was given it first.
    owners: HashMap<&'a str, &'a str>,
    /// By seq, positions in `sessions`.
    of_call: HashMap<u64, usize>,
}

/// What one RequestId names.
pub(super) struct Session<'a> {
    /// From 1, over all customers.
    pub(super) number: usize,
    pub(super) customer: &'a str,
    pub(super) request_id: &'a str,
    /// Whose it is, as the Authorize that opened it says; see [`Call::login`].
    pub(super) login: Option<String>,
    /// Where that Authorize had one.
    pub(super) login_id: Option<String>,
    /// The call that opened it, and those that answered its challenges.
    pub(super) authorize: Vec<&'a Call>,
    /// GetAccountsDetail and GetAccountsDetailAsync.
    pub(super) accounts: Vec<&'a Call>,
    pub(super) investments: Vec<&'a Call>,
    /// What the client says that it took.
    pub(super) words: Vec<&'a Call>,
}

impl<'a> Trace<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let mut trace = Self {
            evidence,
            sessions: Vec::new(),
            strays: Vec::new(),
            known: HashMap::new(),
            owners: HashMap::new(),
            of_call: HashMap::new(),
        };
        for call in &evidence.calls {
            match trace.place(call) {
                Some(position) => {
                    trace.of_call.insert(call.seq, position);
                    trace.sessions[position].take(call);
                }
                None => trace.strays.push(call),
            }
        }
        trace
    }

    /// The session of a call. One that is over is not known to the mock any more, and the call still
    /// belongs to it.
    fn place(&mut self, call: &'a Call) -> Option<usize> {
        // A word opens no session: its RequestId is the client's.
        let given = call.request_id.as_deref().filter(|_| !call.is(UNDERSTOOD));
        let Some(id) = given else {
            let named = call.named()?;
            let position = *self.known.get(&(&*call.customer, &*named))?;
            return (!self.sessions[position].is_mixed(call)).then_some(position);
        };
        let next = self.sessions.len();
        let position = *self.known.entry((&call.customer, id)).or_insert(next);
        if position == next {
            self.sessions.push(Session::new(next + 1, call, id));
            self.owners.entry(id).or_insert(&call.customer);
        }
        Some(position)
    }

    pub(super) fn session_of(&self, call: &Call) -> Option<&Session<'a>> {
        self.of_call.get(&call.seq).map(|position| &self.sessions[*position])
    }

    /// The session that this RequestId names, among those of a customer.
    pub(super) fn named(&self, customer: &str, request_id: &str) -> Option<&Session<'a>> {
        self.known.get(&(customer, request_id)).map(|position| &self.sessions[*position])
    }

    /// The other customer that was given the RequestId of this call; nothing where its own was.
    pub(super) fn owner(&self, call: &Call) -> Option<&'a str> {
        let id = call.named()?;
        let is_own = self.named(&call.customer, &id).is_some();
        self.owners.get(&*id).copied().filter(|_| !is_own)
    }

    /// The RequestIds that a customer was given.
    pub(super) fn given(&self, customer: &str) -> impl Iterator<Item = &'a str> {
        let sessions = self.sessions.iter().filter(move |session| session.customer == customer);
        sessions.map(|session| session.request_id)
    }

    /// Every customer with its calls, in the order of their first.
    pub(super) fn customers(&self) -> Vec<(&'a str, Vec<&'a Call>)> {
        grouped(self.evidence.calls.iter().map(|call| (&*call.customer, call)))
    }

    /// The calls of one customer, in order.
    pub(super) fn of_customer(&self, customer: &str) -> impl Iterator<Item = &'a Call> {
        self.evidence.calls.iter().filter(move |call| call.customer == customer)
    }

    /// The session that the client went on with while this one was pending: the next one of the same
    /// login, opened after the last call of this one and before its 30 min were over, with data calls
    /// of its own.
    pub(super) fn replaced_by(&self, session: &Session<'a>) -> Option<&Session<'a>> {
        let login = session.login.as_ref()?;
        let last = session.last_data().filter(|last| last.answer().is_pending())?;
        let deadline = session.first_pending()?.due.plus(polling::CEILING);
        self.sessions.get(session.number..)?.iter().find(|next| {
            let is_in_time = |open: &&Call| {
                open.seq > last.seq && open.arrived.plus(polling::INTERVAL) < deadline
            };
            next.customer == session.customer
                && next.login.as_ref() == Some(login)
                && next.authorize.first().is_some_and(is_in_time)
                && next.last_data().is_some()
        })
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

    /// Why it cannot be said that something never came before.
    pub(super) fn headless(&self) -> Option<String> {
        let dropped = self.evidence.dropped;
        (dropped > 0)
            .then(|| format!("the {dropped} calls before the first of the journal are gone"))
    }
}

impl<'a> Session<'a> {
    fn new(number: usize, first: &'a Call, request_id: &'a str) -> Self {
        let opening = first.is("Authorize");
        Self {
            number,
            customer: &first.customer,
            request_id,
            login: opening.then(|| first.login()).flatten(),
            login_id: opening.then(|| first.text("LoginId")).flatten(),
            authorize: Vec::new(),
            accounts: Vec::new(),
            investments: Vec::new(),
            words: Vec::new(),
        }
    }

    fn take(&mut self, call: &'a Call) {
        match call.meant() {
            Some("GetAccountsDetail" | "GetAccountsDetailAsync") => self.accounts.push(call),
            Some("Investments") => self.investments.push(call),
            Some(UNDERSTOOD) => self.words.push(call),
            _ => self.authorize.push(call),
        }
    }

    /// The two conversations that are polled.
    pub(super) fn polled(&self) -> [&[&'a Call]; 2] {
        [&self.accounts, &self.investments]
    }

    /// The latest of its data calls.
    pub(super) fn last_data(&self) -> Option<&'a Call> {
        let last = self.polled().into_iter().filter_map(|calls| calls.last().copied());
        last.max_by_key(|call| call.seq)
    }

    /// Of the conversation that went on last.
    fn first_pending(&self) -> Option<&'a Call> {
        let last = self.last_data()?.seq;
        let calls =
            self.polled().into_iter().find(|calls| calls.iter().any(|call| call.seq == last))?;
        calls.iter().find(|call| call.answer().is_pending()).copied()
    }

    /// Whether a data call with this RequestId has the LoginId of another.
    pub(super) fn is_mixed(&self, call: &Call) -> bool {
        let other = call.is_data().then(|| call.text("LoginId")).flatten();
        matches!((&self.login_id, other), (Some(own), Some(other)) if *own != other)
    }
}
