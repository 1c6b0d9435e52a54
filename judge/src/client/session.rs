//! What belongs to one RequestId.

use std::sync::Arc;

use flinks_contract::endpoint::Endpoint;
use flinks_trace::{Exchange, Ids, LoginId};

use super::answer::Answer;
use super::context::Context;

/// The POST of each kind of data.
const DATA: [Endpoint; 4] = [
    Endpoint::GetAccountsDetail,
    Endpoint::Investments,
    Endpoint::GetAccountsSummary,
    Endpoint::GetStatements,
];

fn position(post: Endpoint) -> Option<usize> {
    DATA.iter().position(|kind| *kind == post)
}

pub(super) struct Session<'a> {
    /// From 1, over all customers.
    pub(super) number: usize,
    pub(super) customer: &'a str,
    pub(super) request_id: &'a str,
    /// Whose it is, according to the Authorize that opened it; see [`Ids::login`].
    pub(super) login: Option<String>,
    /// The LoginId of that Authorize, where it had one.
    pub(super) login_id: Option<LoginId>,
    /// The call that opened it, and those that answered its challenges.
    pub(super) authorize: Vec<&'a Exchange>,
    /// By [`DATA`]: the calls for each kind of data, the POST and its Async together.
    data: [Vec<&'a Exchange>; DATA.len()],
    /// What the client says that it read from the data.
    pub(super) reports: Vec<&'a Exchange>,
}

impl<'a> Session<'a> {
    pub(super) fn new(number: usize, first: &'a Exchange, request_id: &'a str, ids: &Ids) -> Self {
        let opening = first.endpoint.is_some_and(Endpoint::opens_sessions);
        Self {
            number,
            customer: &first.customer,
            request_id,
            login: opening.then(|| ids.login.clone()).flatten(),
            login_id: opening.then(|| ids.login_id.clone()).flatten(),
            authorize: Vec::new(),
            data: Default::default(),
            reports: Vec::new(),
        }
    }

    /// `lost` is the call that the transport repeated with this one.
    pub(super) fn take(&mut self, call: &'a Exchange, lost: Option<&Exchange>) {
        let meant = call.meant();
        let calls = match meant.and_then(Endpoint::data).and_then(position) {
            Some(position) => &mut self.data[position],
            None if meant == Some(Endpoint::Understood) => &mut self.reports,
            None if meant == Some(Endpoint::Authorize) => &mut self.authorize,
            // Attributes and the like: no rule is about them.
            None => return,
        };
        calls.retain(|before| lost.is_none_or(|lost| lost.seq != before.seq));
        calls.push(call);
    }

    pub(super) fn polled(&self) -> impl Iterator<Item = &[&'a Exchange]> {
        self.data.iter().map(Vec::as_slice)
    }

    /// The calls for the data of this POST, those of its Async among them.
    pub(super) fn asked(&self, post: Endpoint) -> &[&'a Exchange] {
        position(post).map_or(&[], |position| &self.data[position])
    }

    pub(super) fn last_data(&self) -> Option<&'a Exchange> {
        let last = self.polled().filter_map(|calls| calls.last().copied());
        last.max_by_key(|call| call.seq)
    }

    /// The first pending answer of the conversation that went on last.
    pub(super) fn first_pending(&self) -> Option<&'a Exchange> {
        let last = self.last_data()?.seq;
        let calls = self.polled().find(|calls| calls.iter().any(|call| call.seq == last))?;
        calls.iter().find(|call| Answer::of(call).is_pending()).copied()
    }

    /// Whether a data call with this RequestId has the LoginId of another.
    pub(super) fn is_mixed(&self, call: &Exchange, context: &Context<'_>) -> bool {
        let other = call.is_data().then(|| context.ids(call).login_id.as_ref()).flatten();
        matches!((&self.login_id, other), (Some(own), Some(other)) if own != other)
    }
}

/// A challenge (203) of a session, with what the client answered.
pub(super) struct Challenge<'c, 'a> {
    pub(super) session: &'c Session<'a>,
    pub(super) asked: &'a Exchange,
    /// The calls of the session after it, up to the one that was answered with the next challenge.
    pub(super) answers: &'c [&'a Exchange],
}

pub(super) fn challenges<'c, 'a>(context: &'c Context<'a>) -> Vec<Challenge<'c, 'a>> {
    let of_session = |session: &'c Arc<Session<'a>>| {
        let calls = session.authorize.as_slice();
        let is_challenge = |call: &Exchange| Answer::of(call) == Answer::Challenge;
        let asked = calls.iter().enumerate().filter(move |(_, call)| is_challenge(call));
        asked.map(move |(number, asked)| {
            let later = &calls[number + 1..];
            let next = later.iter().position(|call| is_challenge(call));
            let answers = &later[..next.map_or(later.len(), |next| next + 1)];
            Challenge { session, asked, answers }
        })
    };
    context.sessions.iter().flat_map(of_session).collect()
}
