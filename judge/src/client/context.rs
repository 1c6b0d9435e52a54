//! The exchanges of a trace in order: customers, their sessions, and what belongs to no session.

use std::sync::{Arc, OnceLock};

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_report::grouped;
use flinks_trace::{Exchange, Ids, Moment, Trace};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::answer::Answer;
use super::conversation::Conversation;
use super::session::Session;
use super::timing::at_once;

pub(super) struct Context<'a> {
    pub(super) trace: &'a Trace,
    /// All sessions, in the order of their first call.
    pub(super) sessions: Vec<Arc<Session<'a>>>,
    pub(super) conversations: Vec<Conversation<'a>>,
    /// Sessions that the client gave up before they had their data, each with the one that it went on with.
    pub(super) replaced: Vec<[Arc<Session<'a>>; 2]>,
    /// Calls that the transport repeated, by seq, with the lost call that each repeats. Sessions have only
    /// the repeats: a client knows nothing of the calls before them.
    pub(super) resent: HashMap<u64, &'a Exchange>,
    /// Calls that name no known session, in order: tokens, refused Authorizes, wrong paths, data calls
    /// with a RequestId that nobody was given or with another session's LoginId.
    pub(super) strays: Vec<&'a Exchange>,
    /// Positions in `sessions` by customer and RequestId.
    known: HashMap<(&'a str, &'a str), usize>,
    /// The customer that was given a RequestId first.
    owners: HashMap<&'a str, &'a str>,
    /// The ids of the exchange at the same position.
    ids: Vec<OnceLock<Ids>>,
    /// Positions in `sessions` of the exchange at the same position.
    of_call: Vec<Option<usize>>,
    /// The calls of each customer, in the order of their first ones.
    customers: Vec<(&'a str, Vec<&'a Exchange>)>,
    /// Positions in `customers`.
    by_customer: HashMap<&'a str, usize>,
    /// Numbers of the sessions in `replaced`.
    pub(super) in_replaced: HashSet<usize>,
    /// The Authorizes of each customer that ask for a session. Answers to challenges are not among them.
    pub(super) openings: Vec<Vec<&'a Exchange>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(trace: &'a Trace) -> Self {
        let mut context = Self {
            trace,
            sessions: Vec::new(),
            conversations: Vec::new(),
            replaced: Vec::new(),
            resent: resent(trace),
            strays: Vec::new(),
            known: HashMap::new(),
            owners: HashMap::new(),
            ids: trace.exchanges.iter().map(|_| OnceLock::new()).collect(),
            of_call: Vec::with_capacity(trace.exchanges.len()),
            customers: grouped(trace.exchanges.iter().map(|call| (&*call.customer, call))),
            by_customer: HashMap::new(),
            in_replaced: HashSet::new(),
            openings: Vec::new(),
        };
        let numbered = context.customers.iter().enumerate();
        context.by_customer = numbered.map(|(index, (customer, _))| (*customer, index)).collect();
        let mut sessions = Vec::new();
        for call in &trace.exchanges {
            let position = context.place(call, &mut sessions);
            context.of_call.push(position);
            match position {
                Some(position) => {
                    sessions[position].take(call, context.resent.get(&call.seq).copied());
                }
                None => context.strays.push(call),
            }
        }
        let opens =
            |call: &&Exchange| call.is(Endpoint::Authorize) && !context.ids(call).answers_challenge;
        let customers = context.customers.iter();
        let openings = customers.map(|(_, calls)| calls.iter().copied().filter(opens).collect());
        context.openings = openings.collect();
        context.sessions = sessions.into_iter().map(Arc::new).collect();
        let all = context.sessions.iter();
        context.conversations = all.clone().flat_map(Conversation::all).collect();
        let mut later: HashMap<&str, Vec<&Arc<Session<'a>>>> = HashMap::new();
        let replaced = all.rev().filter_map(|session| {
            let later = later.entry(session.customer).or_default();
            let next = replaced_by(session, later).map(|next| [session, next].map(Arc::clone));
            later.push(session);
            next
        });
        let mut replaced: Vec<_> = replaced.collect();
        replaced.reverse();
        context.in_replaced = replaced.iter().flatten().map(|session| session.number).collect();
        context.replaced = replaced;
        context
    }

    /// The session of a call. A session that is over is no longer known to the server, and its calls
    /// still belong to it.
    fn place(&mut self, call: &'a Exchange, sessions: &mut Vec<Session<'a>>) -> Option<usize> {
        // A client report opens no session: its RequestId is the client's.
        let given = call.request_id.as_deref().filter(|_| !call.is(Endpoint::Understood));
        let Some(id) = given else {
            let position =
                *self.known.get(&(&*call.customer, self.ids(call).request_id.as_deref()?))?;
            return (!sessions[position].is_mixed(call, self)).then_some(position);
        };
        let next = sessions.len();
        let position = *self.known.entry((&call.customer, id)).or_insert(next);
        if position == next {
            sessions.push(Session::new(next + 1, call, id, self.ids(call)));
            self.owners.entry(id).or_insert(&call.customer);
        }
        Some(position)
    }

    pub(super) fn session_of(&self, call: &Exchange) -> Option<&Session<'a>> {
        let position = *self.of_call.get(self.position(call))?;
        position.map(|position| &*self.sessions[position])
    }

    /// What the request says about its session and its login. Many rules ask.
    pub(super) fn ids(&self, call: &Exchange) -> &Ids {
        self.ids[self.position(call)].get_or_init(|| call.ids())
    }

    /// Index of a call in the trace, which is in the order of `seq` and usually has no gap.
    fn position(&self, call: &Exchange) -> usize {
        let all = &self.trace.exchanges;
        let near = call.seq.saturating_sub(all[0].seq) as usize;
        if all.get(near).is_some_and(|known| known.seq == call.seq) {
            return near;
        }
        all.partition_point(|known| known.seq < call.seq).min(all.len() - 1)
    }

    pub(super) fn named(&self, customer: &str, request_id: &str) -> Option<&Session<'a>> {
        self.known.get(&(customer, request_id)).map(|position| &*self.sessions[*position])
    }

    /// The other customer that was given the RequestId of this call; None where its own was.
    pub(super) fn owner(&self, call: &Exchange) -> Option<&'a str> {
        let id = self.ids(call).request_id.as_deref()?;
        let is_own = self.named(&call.customer, id).is_some();
        self.owners.get(id).copied().filter(|_| !is_own)
    }

    pub(super) fn customers(&self) -> &[(&'a str, Vec<&'a Exchange>)] {
        &self.customers
    }

    /// The calls of a customer after the one with this seq.
    pub(super) fn of_customer_after(&self, customer: &str, seq: u64) -> &[&'a Exchange] {
        let position = self.by_customer.get(customer);
        let calls = position.map_or(&[][..], |position| &self.customers[*position].1);
        &calls[calls.partition_point(|call| call.seq <= seq)..]
    }

    /// Whether the customer made a token between two calls.
    pub(super) fn has_token(&self, after: &Exchange, before: &Exchange) -> bool {
        let later = self.of_customer_after(&after.customer, after.seq).iter();
        let mut between = later.take_while(|call| call.seq < before.seq);
        between.any(|call| call.is(Endpoint::GenerateAuthorizeToken) || call.is(Endpoint::Token))
    }

    /// The moment after which this customer's client cannot call any more; None while it may.
    pub(super) fn end(&self, customer: &str) -> Option<Moment> {
        let end = self.trace.end.as_ref()?;
        end.moments.iter().find(|ended| ended.customer == *customer).map(|ended| ended.at)
    }

    /// Whether the client is gone, and not only the customer that the mock forgot for a reset.
    pub(super) fn is_over(&self, customer: &str) -> bool {
        self.trace.end.is_some() && !self.trace.resets.is_apart(customer)
    }

    /// Why the command counts as failed; None where it did not, or where there was no command.
    pub(super) fn failure(&self) -> Option<String> {
        let end = self.trace.end.as_ref()?;
        match (end.exit, end.signal) {
            (Some(0), _) | (None, None) => None,
            (Some(code), _) => Some(format!("the command ended with exit code {code}")),
            (None, Some(signal)) => Some(format!("the command was ended by signal {signal}")),
        }
    }

    /// Why nobody can say that something never came before.
    pub(super) fn headless(&self) -> Option<String> {
        let dropped = self.trace.dropped;
        (dropped > 0)
            .then(|| format!("the {dropped} calls before the first of the journal are gone"))
    }
}

/// The session that the client went on with in place of this one: the next one of the same login, opened
/// before the 30 min of this one were over, with data calls of its own. This one was pending, the answer to
/// its last call was lost, or it was never asked for its data and the next Authorize is the same. `later`:
/// those of the customer that were opened later, the next one last.
fn replaced_by<'s, 'a>(
    session: &Session<'a>,
    later: &[&'s Arc<Session<'a>>],
) -> Option<&'s Arc<Session<'a>>> {
    let login = session.login.as_ref()?;
    let data = session.last_data();
    let last = data.or(session.authorize.last().copied())?;
    let is_unused = match (data.is_some(), Answer::of(last)) {
        (true, Answer::Lost) => false,
        (true, answer) if answer.is_pending() => false,
        (false, Answer::Done) if session.reports.is_empty() => true,
        _ => return None,
    };
    let deadline = session.first_pending().unwrap_or(last).due.plus(polling::CEILING);
    let is_next = |next: &&&Arc<Session<'a>>| {
        let is_in_time = |open: &&Exchange| {
            open.seq > last.seq && open.arrived.plus(polling::INTERVAL) < deadline
        };
        let body = |session: &Session<'a>| session.authorize.first().map(|open| &open.body);
        next.login.as_ref() == Some(login)
            && next.authorize.first().is_some_and(is_in_time)
            && (!is_unused || body(next) == body(session))
            && next.last_data().is_some()
    };
    later.iter().rev().find(is_next).copied()
}

/// Each call that the transport repeated, by its seq, with the lost one that it repeats: the same method,
/// path and bytes, sooner than a program that waits would come.
fn resent(trace: &Trace) -> HashMap<u64, &Exchange> {
    let mut lost: Vec<&Exchange> = Vec::new();
    let mut resent = HashMap::new();
    for call in &trace.exchanges {
        let is_soon = |before: &&Exchange| {
            call.arrived >= before.answered()
                && call.arrived.since(before.answered()) < at_once(call.clock)
        };
        lost.retain(is_soon);
        let is_same = |before: &&Exchange| {
            let one = (&before.customer, &before.method, &before.path, &before.body);
            one == (&call.customer, &call.method, &call.path, &call.body)
        };
        if let Some(position) = lost.iter().position(is_same) {
            resent.insert(call.seq, lost.swap_remove(position));
        }
        if Answer::of(call) == Answer::Lost {
            lost.push(call);
        }
    }
    resent
}
