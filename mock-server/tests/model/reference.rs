//! The reference model: what the mock should answer, said once more and as plainly as possible.
//!
//! It keeps the history of the calls and works out everything from the beginning each time, where
//! the mock keeps a position; so the two can hardly be wrong in the same way.

use std::collections::HashMap;

/// One step of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) on: &'static str,
    pub(crate) times: Option<u64>,
    /// Seconds.
    pub(crate) lasts: Option<u64>,
    /// `pending`, `normal`, or an error code that comes with 401.
    pub(crate) reply: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) steps: Vec<Step>,
    /// Seconds.
    pub(crate) idle: Option<u64>,
    pub(crate) processing: Option<u64>,
    pub(crate) consumed: bool,
    pub(crate) concurrent: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    opened: u64,
    /// Moment of the first data call.
    started: Option<u64>,
    accounts: Vec<u64>,
    investments: Vec<u64>,
    forced: Option<&'static str>,
    delivered: bool,
    consumed: bool,
}

/// One customer.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) story: &'a Story,
    pub(crate) now: u64,
    authorize: Vec<u64>,
    pub(crate) sessions: HashMap<usize, Session>,
    last: Option<usize>,
}

impl<'a> Model<'a> {
    pub(crate) fn new(story: &'a Story) -> Self {
        Self { story, now: 0, authorize: vec![], sessions: HashMap::new(), last: None }
    }

    /// `handle` names the session that the call opens if it is not refused.
    pub(crate) fn authorize(&mut self, handle: usize) -> String {
        let last = self.last.and_then(|last| self.sessions.get(&last));
        if last.is_some_and(|last| !self.is_over(last) && !last.delivered) && !self.story.concurrent
        {
            return "401 CONCURRENT_SESSION".to_owned();
        }
        self.authorize.push(self.now);
        let reply = reply(&self.story.steps, "authorize", &self.authorize);
        if reply == "200" {
            self.sessions.insert(handle, Session { opened: self.now, ..Session::default() });
            self.last = Some(handle);
        }
        reply
    }

    pub(crate) fn data(&mut self, handle: usize, on: &'static str) -> String {
        let session = self.sessions.get(&handle).cloned().unwrap_or_default();
        if !self.sessions.contains_key(&handle) || self.is_over(&session) {
            let expired = session.forced == Some("expired");
            return if expired { "401 SESSION_EXPIRED" } else { "400 SESSION_NONEXISTENT" }
                .to_owned();
        }
        let Some(session) = self.sessions.get_mut(&handle) else { unreachable!() };
        session.started.get_or_insert(self.now);
        let calls = if on == "accounts" { &mut session.accounts } else { &mut session.investments };
        let reply = match session.forced {
            None => {
                calls.push(self.now);
                reply(&self.story.steps, on, calls)
            }
            Some("ready") => "200".to_owned(),
            Some(code) => format!("401 {code}"),
        };
        session.delivered |= reply == "200";
        session.consumed |= reply == "200" && self.story.consumed;
        reply
    }

    /// Whether there is something to force.
    pub(crate) fn force(&mut self, handle: usize, what: &'static str) -> bool {
        let Some(session) = self.sessions.get(&handle) else { return false };
        if self.is_over(session) && what != "expired" {
            return false;
        }
        self.sessions.entry(handle).and_modify(|session| session.forced = Some(what));
        true
    }

    fn is_over(&self, session: &Session) -> bool {
        let limit = match session.started {
            None => self.story.idle.map(|idle| session.opened + idle),
            Some(first) => self.story.processing.map(|limit| first + limit),
        };
        session.consumed
            || session.forced == Some("expired")
            || limit.is_some_and(|limit| self.now >= limit)
    }
}

/// What the last of `calls` (their moments) gets.
fn reply(steps: &[Step], on: &str, calls: &[u64]) -> String {
    let covers = |step: &&Step| step.on == on || (step.on == "data" && on != "authorize");
    let steps: Vec<_> = steps.iter().filter(covers).collect();
    let (mut at, mut answered, mut since) = (0, 0, calls[0]);
    for now in calls {
        while let Some(step) = steps.get(at) {
            let is_last = at + 1 == steps.len();
            let times = step.times.or((step.lasts.is_none() && !is_last).then_some(1));
            let over = match (times, step.lasts) {
                (Some(times), _) => (answered >= times).then_some(*now),
                (None, Some(lasts)) => (*now >= since + lasts).then_some(since + lasts),
                (None, None) => None,
            };
            let Some(left) = over else { break };
            (at, answered, since) = (at + 1, 0, left);
        }
        answered += 1;
    }
    match steps.get(at).map_or("normal", |step| step.reply) {
        "normal" => "200".to_owned(),
        "pending" => "202 OPERATION_PENDING".to_owned(),
        code => format!("401 {code}"),
    }
}
