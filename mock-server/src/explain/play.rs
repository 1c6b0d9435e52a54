//! A client of the protocol, played with the engine of the server on the auto clock.
//!
//! It asks again 10 s after each answer, whatever it is told, gives up where nothing can change any
//! more, and answers questions rightly and at once.

use std::sync::Arc;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_trace::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::lane::{Lane, NO_CALL};
use super::text::{self, Span, named};
use crate::answer::Answer;
use crate::clock::{ClockMode, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::endpoint::{self, Hints, Planned, Scene, decide};
use crate::library::Library;
use crate::scenario::CompiledScenario;
use crate::script::Part;
use crate::session::Session;
use crate::why::Cause;

/// Calls of one endpoint that are played: five hours of polls. Only a session without a limit can
/// take more, and no client does.
const MOST_CALLS: u32 = 2_000;

pub(super) struct Client<'a> {
    library: &'a Library,
    story: &'a Arc<CompiledScenario>,
    customer: Arc<Customer>,
}

/// One call and its answer.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) at: Moment,
    due: Moment,
    /// From 1, in its lane; 0 for right answers to the questions of the step before.
    pub(super) number: u32,
    /// The step that answers; nothing where a rule of the API decides.
    pub(super) step: Option<usize>,
    /// The fault that strikes, by its position.
    pub(super) strike: Option<usize>,
    /// The client gets no answer that it can use.
    is_lost: bool,
    /// The call counts for the script.
    counts: bool,
    code: &'static str,
    session: Option<Uuid>,
}

impl<'a> Client<'a> {
    /// The first session of `customer`, with the luck it has on a server with this seed.
    pub(super) fn new(
        library: &'a Library,
        story: &'a Arc<CompiledScenario>,
        seed: u64,
        customer: &str,
    ) -> Self {
        let customers = Customers::new(ClockMode::Auto, seed, Limits::DEFAULT);
        Self { library, story, customer: customers.get(customer, |_| {}) }
    }

    /// Plays Authorize, and returns the session that it opens in the end.
    pub(super) fn authorize(&self) -> (Lane<'a>, Option<Session>) {
        let body = json!({ "LoginId": self.story.login.id });
        let mut lane = Lane::new(self.story, Part::Authorize);
        let mut number = 0;
        for _ in 0..MOST_CALLS {
            let call = self.call(Part::Authorize, Endpoint::Authorize, &body);
            let is_settled = call.step.is_some_and(|step| lane.is_settled(step));
            let opened = call.session.filter(|_| call.step.is_some() && !call.is_lost);
            let is_refused = is_settled && call.counts && !call.is_lost;
            if call.step.is_none() && call.code != "CONCURRENT_SESSION" {
                break;
            }
            number += u32::from(call.step.is_some());
            let due = call.due;
            lane.calls.push(Call { number, ..call });
            if opened.is_some() || is_refused {
                let later = "for a later Authorize of this login";
                lane.unmet_because = if is_settled { NO_CALL } else { later };
                self.customer.clock.catch_up(due);
                let session = opened.and_then(|id| self.answers(id, &mut lane));
                return (lane, session);
            }
            self.wait(due);
        }
        (lane, None)
    }

    /// Answers the questions of Authorize, if it asks any, and gets a session or a refusal.
    fn answers(&self, id: Uuid, lane: &mut Lane<'_>) -> Option<Session> {
        for _ in 0..MOST_CALLS {
            let session = self.customer.state().sessions.get(&id).cloned()?;
            let Some(asking) = session.asking.filter(|_| session.closed.is_none()) else {
                return session.closed.is_none().then_some(session);
            };
            let Answer::Challenge(challenge) = lane.script.answer(asking.step()) else {
                return None;
            };
            let right = text::right_answers(&challenge.rule);
            let body = json!({ "RequestId": id, "SecurityResponses": right });
            let call = self.call(Part::Authorize, Endpoint::Authorize, &body);
            if call.is_lost {
                self.wait(call.due);
                continue;
            }
            self.customer.clock.catch_up(call.due);
            lane.calls.push(Call { step: Some(asking.step() + 1), strike: None, ..call });
        }
        None
    }

    /// Plays the data calls of a session from its beginning.
    pub(super) fn data(&self, session: &Session, part: Part) -> Lane<'a> {
        let body = json!({
            "RequestId": session.id.to_string(),
            "LoginId": session.login.id,
            "MostRecentCached": true,
        });
        let gives_up = self.customer.clock.now().plus(polling::CEILING);
        let mut lane = Lane::new(self.story, part);
        for number in 1..=MOST_CALLS {
            let endpoint = match (part, number) {
                (Part::Authorize, _) => Endpoint::Authorize,
                (Part::Accounts, 1) => Endpoint::GetAccountsDetail,
                (Part::Accounts, _) => Endpoint::GetAccountsDetailAsync,
                (Part::Investments, _) => Endpoint::Investments,
            };
            let call = Call { number, ..self.call(part, endpoint, &body) };
            let (at, due) = (call.at, call.due);
            let ends = |answer: String, how: String| {
                Some([Timestamp(at).to_string(), format!("call {number}"), answer, how])
            };
            let Some(step) = call.step else {
                let ended = named(session.end_code());
                lane.last = ends(ended, "the session is over".to_owned());
                lane.unmet_because = "the session ends first";
                break;
            };
            let is_settled = lane.is_settled(step) && call.counts;
            let has_answer = lane.script.answer(step).message().status != 202 && !call.is_lost;
            let is_late = due.plus(polling::INTERVAL) > gives_up;
            lane.calls.push(call);
            if is_settled && !has_answer && is_late {
                let how = format!("a client gives up, after {}", Span(polling::CEILING));
                lane.last = ends("the same".to_owned(), how);
            }
            if is_settled && (has_answer || is_late) {
                lane.unmet_because = NO_CALL;
                break;
            }
            self.wait(due);
        }
        lane
    }

    fn call(&self, part: Part, endpoint: Endpoint, body: &Value) -> Call {
        let token = self.token(endpoint);
        let scenario = Some(&*self.story.name);
        let hints = Hints { scenario, auth_key: token.as_deref(), ..Hints::default() };
        let Planned { decided, due, reply, touched, why } = self.decide(endpoint, hints, body);
        let script = self.story.script(part);
        let strike = why.as_ref().and_then(|why| why.strike);
        let struck = strike.and_then(|strike| script.faults.get(strike));
        Call {
            at: decided,
            due,
            number: 0,
            step: why.as_ref().and_then(|why| match why.cause {
                Cause::Step(cursor) => Some(cursor.step()),
                Cause::Normal | Cause::Forced => Some(script.steps.len()),
                Cause::Rule(_) => None,
            }),
            strike,
            is_lost: struck.is_some_and(|rule| text::loses_the_answer(&rule.play)),
            counts: why.is_none_or(|why| why.counts),
            code: reply.code,
            session: touched.session,
        }
    }

    /// A token of GenerateAuthorizeToken, where the scenario asks for one.
    fn token(&self, endpoint: Endpoint) -> Option<String> {
        if endpoint != Endpoint::Authorize || self.story.token.required != Some(true) {
            return None;
        }
        let made = self.decide(Endpoint::GenerateAuthorizeToken, Hints::default(), &Value::Null);
        made.touched.minted.map(|token| token.to_string())
    }

    fn decide(&self, endpoint: Endpoint, hints: Hints<'_>, body: &Value) -> Planned {
        let state = &mut self.customer.state();
        let (library, customer) = (self.library, &*self.customer);
        let mut scene = Scene { library, customer, state, hints, keys: None, strict: false };
        let request_id = body["RequestId"].as_str().map(str::to_owned);
        let (ids, body) = (Vec::from_iter(request_id), body.to_string());
        let call = endpoint::Call { endpoint, ids: &ids, query: "", body: body.as_bytes() };
        decide(&mut scene, &call)
    }

    fn wait(&self, due: Moment) {
        self.customer.clock.catch_up(due.plus(polling::INTERVAL));
    }
}
