//! A client of the protocol, played with the engine of the server on the auto clock.
//!
//! It asks again 10 s after each answer, whatever it is told, gives up where nothing can change any
//! more, and answers questions rightly and at once.

use std::sync::Arc;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::right_answers;
use super::fault::loses_the_answer;
use super::lane::{Lane, NO_CALL};
use super::page::{Step, named};
use super::span::Span;
use crate::answer::Answer;
use crate::clock::{ClockMode, Moment};
use crate::customer::{Customer, Customers, Limits};
use crate::endpoint::{Hints, Planned, Scene, decide};
use crate::library::Library;
use crate::script::Part;
use crate::session::Session;
use crate::story::Story;
use crate::why::Cause;

/// Calls of one endpoint that are played: five hours of polls. Only a session without a limit can
/// take more, and no client does.
const MOST_CALLS: u32 = 2_000;

pub(super) struct Client<'a> {
    library: &'a Library,
    story: &'a Arc<Story>,
    customer: Arc<Customer>,
}

/// What came of one call.
struct Called {
    now: Moment,
    planned: Planned,
    /// The step that answered; nothing where a rule of the API decided.
    step: Option<Step>,
    /// The fault that struck, by its position.
    strike: Option<usize>,
    /// The client got no answer that it can use.
    is_lost: bool,
    /// The call counts for the script.
    counts: bool,
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
        Self { library, story, customer: customers.get(customer, |_| {}) }
    }

    /// What Authorize answers, and the session it opens in the end.
    pub(super) fn authorize(&self) -> (Lane<'a>, Option<Session>) {
        let body = json!({ "LoginId": self.story.login.id });
        let mut lane = Lane::new(self.story, Part::Authorize);
        let mut number = 0;
        for _ in 0..MOST_CALLS {
            let call = self.call(Part::Authorize, Endpoint::Authorize, &body);
            let Some(step) = call.step else {
                if call.planned.reply.code != "CONCURRENT_SESSION" {
                    break;
                }
                lane.called(call.now, None, number);
                self.wait(&call);
                continue;
            };
            number += 1;
            call.is_noted(&mut lane, number);
            let is_settled = lane.is_settled(step);
            if let Some(id) = call.planned.touched.session.filter(|_| !call.is_lost) {
                self.customer.clock.catch_up(call.planned.due);
                let session = self.answers(id, &mut lane);
                let later = "for a later Authorize of this login";
                lane.unmet_because = if is_settled { NO_CALL } else { later };
                return (lane, session);
            }
            if is_settled && call.counts && !call.is_lost {
                lane.unmet_because = NO_CALL;
                break;
            }
            self.wait(&call);
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
            let Answer::Challenge(challenge) = lane.answer(Some(asking.stage)) else { return None };
            let body =
                json!({ "RequestId": id, "SecurityResponses": right_answers(&challenge.rule) });
            let call = self.call(Part::Authorize, Endpoint::Authorize, &body);
            if call.is_lost {
                self.wait(&call);
                continue;
            }
            let next = Some(asking.stage + 1).filter(|next| *next < lane.script.stages.len());
            lane.answered(call.now, next);
            self.customer.clock.catch_up(call.planned.due);
        }
        None
    }

    /// What the data calls of a session get, from its beginning on.
    pub(super) fn data(&self, session: &Session, data: Part) -> Lane<'a> {
        let part = data;
        let body = json!({
            "RequestId": session.request_id,
            "LoginId": session.login.id,
            "MostRecentCached": true,
        });
        let gives_up = self.customer.clock.now().plus(polling::CEILING);
        let mut lane = Lane::new(self.story, part);
        for number in 1..=MOST_CALLS {
            let endpoint = match (data, number) {
                (Part::Authorize, _) => Endpoint::Authorize,
                (Part::Accounts, 1) => Endpoint::GetAccountsDetail,
                (Part::Accounts, _) => Endpoint::GetAccountsDetailAsync,
                (Part::Investments, _) => Endpoint::Investments,
            };
            let call = self.call(part, endpoint, &body);
            let Some(step) = call.step else {
                let ended = named(session.story.session.ended.0);
                lane.ends(call.now, number, ended, "the session is over".to_owned());
                lane.unmet_because = "the session ends first";
                break;
            };
            call.is_noted(&mut lane, number);
            if lane.is_settled(step) && call.counts {
                let has_answer = lane.answer(step).message().status != 202 && !call.is_lost;
                let is_late = call.planned.due.plus(polling::INTERVAL) > gives_up;
                if !has_answer && is_late {
                    let how = format!("a client gives up, after {}", Span(polling::CEILING));
                    lane.ends(call.now, number, "the same".to_owned(), how);
                }
                if has_answer || is_late {
                    lane.unmet_because = NO_CALL;
                    break;
                }
            }
            self.wait(&call);
        }
        lane
    }

    fn call(&self, part: Part, endpoint: Endpoint, body: &Value) -> Called {
        let token = self.token(endpoint);
        let hints = Hints {
            scenario: Some(&self.story.name),
            auth_key: token.as_deref(),
            ..Hints::default()
        };
        let planned = self.decide(endpoint, hints, body);
        let why = planned.why.as_ref();
        let step = why.and_then(|why| match why.cause {
            Cause::Step(cursor) => Some(Some(cursor.stage)),
            Cause::Normal | Cause::Forced => Some(None),
            Cause::Rule(_) => None,
        });
        let strike = why.and_then(|why| why.strike);
        let struck = strike.and_then(|strike| self.story.script(part).faults.get(strike));
        Called {
            now: self.customer.clock.now(),
            step,
            strike,
            is_lost: struck.is_some_and(|rule| loses_the_answer(&rule.play)),
            counts: why.is_none_or(|why| why.counts),
            planned,
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
        let request_id = body["RequestId"].as_str();
        decide(&mut scene, endpoint, request_id, body.to_string().as_bytes())
    }

    fn wait(&self, call: &Called) {
        self.customer.clock.catch_up(call.planned.due.plus(polling::INTERVAL));
    }
}

impl Called {
    fn is_noted(&self, lane: &mut Lane<'_>, number: u32) {
        lane.called(self.now, self.step, number);
        self.strike.into_iter().for_each(|strike| lane.struck_by(strike, number));
    }
}
