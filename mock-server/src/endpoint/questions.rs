//! `POST Authorize` with a RequestId and SecurityResponses: the answer to a challenge.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Planned, Scene, access, authorize, data};
use crate::answer::{Answer, Challenge, Message, code};
use crate::clock::Moment;
use crate::customer::LoginKey;
use crate::reply::Reply;
use crate::request::{Members, Wrong};
use crate::rng::CallRng;
use crate::script::{Part, ScriptedReply, Strike};
use crate::session::{ChallengeResult, OpenChallenge, Session, judge};
use crate::why::Cause;

/// With AuthorizeAsync, a call without an answer asks how far the bank is, and right answers get a 202.
pub(super) fn answer(
    scene: &mut Scene<'_>,
    members: &Members,
    is_async: bool,
) -> Result<Planned, Reply> {
    let request_id = members.text("RequestId");
    let known = request_id.as_ref().ok().copied().flatten();
    let session = known.and_then(|id| scene.state.session(id)).cloned();
    access::exchange(scene, session.as_ref())?;
    members.flag("MostRecentCached")?;
    let request_id = request_id?.unwrap_or_default();
    let responses = responses(members)?;
    let (now, strict) = (scene.now(), scene.strict);
    let session = session.filter(|session| !session.has_ended(now));
    let mut session = session.ok_or_else(|| data::nonexistent(request_id))?;
    if let Some(step) = session.starting.filter(|_| is_async) {
        return Ok(bring(scene, session, step.into(), now));
    }
    let (asking, challenge) = open(&session).ok_or_else(|| Reply::code("ALREADY_AUTHORIZED"))?;
    let (mut rng, strike) = struck(scene, &session, now);
    let verdict = judge(&challenge.rule, &responses, strict);
    let (scripted, rule) = if is_async && verdict == ChallengeResult::Right {
        session.touched = now;
        session.asking = None;
        session.starting = u16::try_from(asking.step.saturating_add(1)).ok();
        (
            authorize::started(),
            "the answers were right: the next call says what the bank makes of them",
        )
    } else {
        judged(&mut session, asking, &challenge, verdict, now, &mut rng)
    };
    let (counts, cause) = (Strike::counts(strike.as_ref()), Cause::Rule(rule));
    let mut planned =
        Planned::played(&session, Part::Authorize, scripted, cause, now, strike, None);
    planned.touched.login = Some(LoginKey::of(&session));
    if counts {
        let is_last = verdict == ChallengeResult::Wrong && session.closed.is_some();
        if let Some(code) = challenge.rule.locks_out.filter(|_| is_last)
            && let Some(login) = scene.state.logins.get_mut(&LoginKey::of(&session))
        {
            login.locked = Some(code);
        }
        if let Some(known) = scene.state.sessions.get_mut(&session.id) {
            *known = session;
        }
    }
    Ok(planned)
}

/// What Authorize would have answered: AuthorizeAsync brings it with the call after its 202.
fn bring(scene: &mut Scene<'_>, mut session: Session, step: u32, now: Moment) -> Planned {
    let (mut rng, strike) = struck(scene, &session, now);
    session.starting = None;
    let scripted = advance(&mut session, step as usize, now, &mut rng);
    let (counts, cause) = (Strike::counts(strike.as_ref()), Cause::Rule("the call after the 202"));
    let mut planned =
        Planned::played(&session, Part::Authorize, scripted, cause, now, strike, None);
    planned.touched.login = Some(LoginKey::of(&session));
    if let Some(known) = scene.state.sessions.get_mut(&session.id).filter(|_| counts) {
        *known = session;
    }
    planned
}

fn responses(members: &Members) -> Result<Map<String, Value>, Reply> {
    match members.value("SecurityResponses") {
        None => Ok(Map::new()),
        Some(Value::Object(responses)) => Ok(responses.clone()),
        Some(_) => {
            let expected = "an object with a list of answers for each prompt";
            Err(Wrong { member: "SecurityResponses", expected }.into())
        }
    }
}

/// The questions that wait for an answer.
fn open(session: &Session) -> Option<(OpenChallenge, Arc<Challenge>)> {
    let asking = session.asking?;
    match &session.story.script(Part::Authorize).steps.get(asking.step())?.answer {
        Answer::Challenge(challenge) => Some((asking, Arc::clone(challenge))),
        Answer::Message(_) => None,
    }
}

/// An answer is a call of Authorize: it counts among those of its login, and faults strike it.
fn struck<'a>(
    scene: &mut Scene<'a>,
    session: &Session,
    now: Moment,
) -> (CallRng<'a>, Option<Strike>) {
    let calls = scene.state.logins.get_mut(&LoginKey::of(session)).map_or(1, |login| {
        login.authorize.calls = login.authorize.calls.saturating_add(1);
        login.authorize.calls
    });
    let mut rng = scene.customer.rng(session.id, "questions", calls);
    let strike = session.story.script(Part::Authorize).strike(calls, now, &mut rng);
    (rng, strike)
}

/// What the answer leads to, and the rule that says so.
fn judged(
    session: &mut Session,
    asking: OpenChallenge,
    challenge: &Challenge,
    verdict: ChallengeResult,
    now: Moment,
    rng: &mut CallRng<'_>,
) -> (ScriptedReply, &'static str) {
    session.touched = now;
    let plain = |message: &Arc<Message>| ScriptedReply::plain(Answer::Message(Arc::clone(message)));
    match verdict {
        ChallengeResult::Nothing => {
            (plain(&challenge.asked), "no answer was given: the questions are asked again")
        }
        ChallengeResult::UnknownKey => (
            ScriptedReply::error(code("UNKNOWN_CHALLENGE_KEY")),
            "a key of SecurityResponses is not an open prompt: keys are the prompts as they were asked",
        ),
        ChallengeResult::Incomplete => (
            ScriptedReply::error(code("SECURITYRESPONSES_INCOMPLETE")),
            "a question has no answer: all are answered in one call",
        ),
        ChallengeResult::Wrong if asking.wrong < challenge.rule.retries => {
            session.asking = Some(OpenChallenge { wrong: asking.wrong + 1, ..asking });
            (plain(&challenge.wrong), "a wrong answer, and another try is allowed")
        }
        ChallengeResult::Wrong => {
            session.closed = Some(now);
            (plain(&challenge.failed), "a wrong answer, and no other try is allowed")
        }
        ChallengeResult::Right => (
            advance(session, asking.step() + 1, now, rng),
            "the answers were right: the step after the questions",
        ),
    }
}

/// The step after the questions: more questions, a refusal, or the session.
fn advance(
    session: &mut Session,
    step: usize,
    now: Moment,
    rng: &mut CallRng<'_>,
) -> ScriptedReply {
    let scripted = session.story.script(Part::Authorize).reply(step, rng);
    session.asking = authorize::asking(&scripted);
    session.touched = now.plus(scripted.delay);
    if !scripted.answer.is_success() {
        session.closed = Some(now);
    }
    scripted
}
