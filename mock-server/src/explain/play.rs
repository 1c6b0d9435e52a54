//! A client of the protocol, played with the engine of the server on the auto clock.
//!
//! It asks again 10 s after each answer, whatever it is told, gives up where nothing can change any
//! more, and answers questions rightly and at once.

use std::sync::Arc;

use flinks_contract::code::Code;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::fault::loses_the_answer;
use crate::answer::{Answer, Message, code};
use crate::clock::{ClockMode, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::endpoint::{Hints, Planned, Scene, decide};
use crate::library::Library;
use crate::script::{Script, Until};
use crate::session::{Data, Session};
use crate::story::Story;
use crate::why::{Cause, Part};

/// Calls of one endpoint that are played: five hours of polls. Only a session without a limit can
/// take more, and no client does.
const MOST_CALLS: u32 = 2_000;

pub(super) struct Client<'a> {
    library: &'a Library,
    story: &'a Arc<Story>,
    customer: Arc<Customer>,
}

/// What the calls of one endpoint get.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) rows: Vec<Row>,
    pub(super) end: End,
}

/// Consecutive calls that one step answers.
#[derive(Debug)]
pub(super) struct Row {
    /// None after the last step.
    pub(super) stage: Option<usize>,
    pub(super) answer: Answer,
    pub(super) asked: Asked,
    /// When the first of them came.
    pub(super) first: Moment,
    /// Faults that strike, by their position, each with the call it strikes.
    pub(super) struck: Vec<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// By number, from 1.
    Calls { from: u32, to: u32 },
    /// Right answers to the questions above.
    Answers,
    /// Number of calls that are refused because the login has another open session.
    Busy(u32),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    /// The last row goes on.
    ForGood,
    /// Authorize has opened the session, and its other steps are for later calls.
    Opened,
    /// The session is over: this call is the first to hear of it.
    Over { call: u32, at: Moment, code: &'static Code },
    /// The last row goes on, and this is the last call of a client that keeps to its 30 minutes.
    GaveUp { call: u32, at: Moment },
    /// [`MOST_CALLS`] are not enough.
    Cut,
}

/// What came of one call.
struct Answered {
    now: Moment,
    planned: Planned,
    /// The step that answered, or none after the last one; nothing where a rule of the API decided.
    stage: Option<Option<usize>>,
    /// The client got no answer that it can use.
    is_lost: bool,
}

impl<'a> Client<'a> {
    /// The first session of `customer`, with the luck it has on a server with this seed.
    pub(super) fn new(
        library: &'a Library,
        story: &'a Arc<Story>,
        seed: u64,
        customer: &str,
    ) -> Self {
        let customers = Customers::new(ClockMode::Auto, seed, Limits::default());
        Self { library, story, customer: customers.get(customer).0 }
    }

    /// What Authorize answers, and the session it opens in the end.
    pub(super) fn authorize(&self) -> (Lane, Option<Session>) {
        let body = json!({ "LoginId": self.story.login.id });
        let mut lane = Lane { rows: Vec::new(), end: End::Cut };
        let mut call = 0;
        for _ in 0..MOST_CALLS {
            let answered = self.call(Part::Authorize, Endpoint::Authorize, &body);
            if answered.stage.is_none() && !lane.busy(&answered) {
                break;
            }
            call += u32::from(answered.stage.is_some());
            let script = &self.story.authorize;
            lane.called(script, &answered, call);
            let is_settled = answered.stage.is_some_and(|stage| is_settled(script, stage));
            let opened = answered.planned.touched.session.filter(|_| !answered.is_lost);
            if let Some(id) = opened {
                self.customer.clock.catch_up(answered.planned.due);
                let session = self.answers(id, &mut lane);
                lane.end = if is_settled { End::ForGood } else { End::Opened };
                return (lane, session);
            }
            if is_settled && answered.counts() && !answered.is_lost {
                lane.end = End::ForGood;
                break;
            }
            self.wait(&answered);
        }
        (lane, None)
    }

    /// Answers the questions of Authorize, if it asks any, and gets a session or a refusal.
    fn answers(&self, id: Uuid, lane: &mut Lane) -> Option<Session> {
        let script = &self.story.authorize;
        for _ in 0..MOST_CALLS {
            let session = self.customer.state().sessions.get(&id).cloned()?;
            let Some(asking) = session.asking.filter(|_| session.closed.is_none()) else {
                return session.closed.is_none().then_some(session);
            };
            let stored = script.stages.get(asking.stage)?;
            let Answer::Challenge(challenge) = &stored.answer else { return None };
            let right = |question: &flinks_contract::scenario::Question| {
                (question.prompt.clone(), question.answer.clone().into())
            };
            let responses: Map<String, Value> = challenge.rule.ask.iter().map(right).collect();
            let body = json!({ "RequestId": id, "SecurityResponses": responses });
            let answered = self.call(Part::Authorize, Endpoint::Authorize, &body);
            if answered.is_lost {
                self.wait(&answered);
                continue;
            }
            let next = Some(asking.stage + 1).filter(|next| *next < script.stages.len());
            lane.rows.push(Row::new(script, next, Asked::Answers, answered.now));
            self.customer.clock.catch_up(answered.planned.due);
        }
        None
    }

    /// What the data calls of a session get, from its beginning on.
    pub(super) fn data(&self, session: &Session, data: Data) -> Lane {
        let (part, script) = (Part::of(data), session.script(data));
        let id = &session.request_id;
        let login = session.login.id;
        let body = json!({ "RequestId": id, "LoginId": login, "MostRecentCached": true });
        let gives_up = self.customer.clock.now().plus(polling::CEILING);
        let mut lane = Lane { rows: Vec::new(), end: End::Cut };
        for call in 1..=MOST_CALLS {
            let answered = match (data, call) {
                (Data::Accounts, 1) => self.call(part, Endpoint::GetAccountsDetail, &body),
                (Data::Accounts, _) => self.call(part, Endpoint::GetAccountsDetailAsync, &body),
                (Data::Investments, _) => self.call(part, Endpoint::Investments, &body),
            };
            let Some(stage) = answered.stage else {
                let code = session.story.session.ended.0;
                lane.end = End::Over { call, at: answered.now, code };
                break;
            };
            lane.called(script, &answered, call);
            let is_settled = is_settled(script, stage) && answered.counts();
            let status = lane.rows.last().map_or(0, |row| row.answer.message().status);
            if is_settled && status != 202 && !answered.is_lost {
                lane.end = End::ForGood;
                break;
            }
            if is_settled && answered.planned.due.plus(polling::INTERVAL) > gives_up {
                lane.end = End::GaveUp { call, at: answered.now };
                break;
            }
            self.wait(&answered);
        }
        lane
    }

    fn call(&self, part: Part, endpoint: Endpoint, body: &Value) -> Answered {
        let token = self.token(endpoint);
        let hints = Hints {
            scenario: Some(&self.story.name),
            auth_key: token.as_deref(),
            ..Hints::default()
        };
        let planned = self.decide(endpoint, hints, body);
        let now = self.customer.clock.now();
        let why = planned.why.as_ref();
        let stage = why.and_then(|why| match why.cause {
            Cause::Step(cursor) => Some(Some(cursor.stage)),
            Cause::Normal | Cause::Forced => Some(None),
            Cause::Rule(_) => None,
        });
        let script = part.script(self.story);
        let struck = why.and_then(|why| script.faults.get(why.strike?)).map(|rule| &rule.play);
        let is_lost = struck.is_some_and(loses_the_answer);
        Answered { now, planned, stage, is_lost }
    }

    /// A token of GenerateAuthorizeToken, where the scenario asks for one.
    fn token(&self, endpoint: Endpoint) -> Option<String> {
        let needs_one = endpoint == Endpoint::Authorize && self.story.token.required == Some(true);
        needs_one.then(|| {
            let mint = Endpoint::GenerateAuthorizeToken;
            let minted = self.decide(mint, Hints::default(), &Value::Null).touched.minted;
            minted.map(|token| token.to_string())
        })?
    }

    fn decide(&self, endpoint: Endpoint, hints: Hints<'_>, body: &Value) -> Planned {
        let state = &mut self.customer.state();
        let (library, customer) = (self.library, &*self.customer);
        let mut scene = Scene { library, customer, state, hints, keys: None, strict: false };
        let request_id = body["RequestId"].as_str();
        decide(&mut scene, endpoint, request_id, body.to_string().as_bytes())
    }

    fn wait(&self, answered: &Answered) {
        self.customer.clock.catch_up(answered.planned.due.plus(polling::INTERVAL));
    }
}

impl Answered {
    fn counts(&self) -> bool {
        self.planned.why.as_ref().is_none_or(|why| why.counts)
    }
}

impl Lane {
    fn called(&mut self, script: &Script, answered: &Answered, call: u32) {
        let Some(answers) = answered.stage else { return };
        let strike = answered.planned.why.as_ref().and_then(|why| why.strike);
        let struck = strike.map(|rule| (rule, call));
        match self.rows.last_mut() {
            Some(Row { stage, asked: Asked::Calls { to, .. }, struck: all, .. })
                if *stage == answers =>
            {
                *to = call;
                all.extend(struck);
            }
            _ => {
                let asked = Asked::Calls { from: call, to: call };
                let mut row = Row::new(script, answers, asked, answered.now);
                row.struck.extend(struck);
                self.rows.push(row);
            }
        }
    }

    /// Whether the call was refused because a session is open whose answer was lost.
    fn busy(&mut self, answered: &Answered) -> bool {
        if answered.planned.reply.code != "CONCURRENT_SESSION" {
            return false;
        }
        match self.rows.last_mut() {
            Some(Row { asked: Asked::Busy(calls), .. }) => *calls += 1,
            _ => {
                let code = code("CONCURRENT_SESSION");
                let message = Message::error(code.status, code, code.text());
                self.rows.push(Row {
                    stage: None,
                    answer: Answer::Message(Arc::new(message)),
                    asked: Asked::Busy(1),
                    first: answered.now,
                    struck: Vec::new(),
                });
            }
        }
        true
    }
}

impl Row {
    fn new(script: &Script, stage: Option<usize>, asked: Asked, first: Moment) -> Self {
        let stored = stage.and_then(|stage| script.stages.get(stage));
        let answer = stored.map_or(&script.normal, |stored| &stored.answer).clone();
        Self { stage, answer, asked, first, struck: Vec::new() }
    }

    /// The step that answers, or none after the last one; nothing where no step decides.
    pub(super) fn met(&self) -> Option<Option<usize>> {
        (!matches!(self.asked, Asked::Busy(_))).then_some(self.stage)
    }
}

/// Whether no call and no time changes the answer any more.
fn is_settled(script: &Script, stage: Option<usize>) -> bool {
    stage.and_then(|stage| script.stages.get(stage)).is_none_or(|it| it.until == Until::Never)
}
