//! `POST Authorize` with a RequestId and SecurityResponses: the answer to a challenge.

use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Planned, Scene, authorize, data};
use crate::answer::{Answer, Challenge, Message};
use crate::clock::Moment;
use crate::customer::LoginKey;
use crate::reply::Reply;
use crate::request::{Members, Wrong};
use crate::script::Turn;
use crate::session::{Asking, Session, Verdict};
use crate::why::{Cause, Part, Why};

pub(super) fn answer(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let request_id = members.text("RequestId")?.unwrap_or_default();
    let responses = responses(members)?;
    let (now, strict) = (scene.now(), scene.strict);
    let token = scene.hints.token.and_then(|token| Uuid::try_parse(token).ok());
    let session = scene.state.session(request_id).filter(|session| !session.has_ended(now));
    let session = session.ok_or_else(|| data::nonexistent(request_id))?;
    let Some(asking) = session.asking else { return Err(Reply::code("ALREADY_AUTHORIZED")) };
    // The whole exchange carries the token it began with.
    if session.story.token.required && token != session.token {
        return Err(Reply::code("ACCESS_DENIED"));
    }
    let story = Arc::clone(&session.story);
    let Some(Answer::Challenge(challenge)) =
        story.authorize.stages.get(asking.stage).map(|stage| &stage.answer)
    else {
        return Err(Reply::code("ALREADY_AUTHORIZED"));
    };
    let verdict = crate::session::judge(&challenge.rule, &responses, strict);
    Ok(judged(scene, request_id, asking, challenge, verdict, now))
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

fn judged(
    scene: &mut Scene<'_>,
    request_id: &str,
    asking: Asking,
    challenge: &Challenge,
    verdict: Verdict,
    now: Moment,
) -> Planned {
    let customer = scene.customer;
    let Some(session) = scene.state.session(request_id) else {
        return Planned::at_once(scene, data::nonexistent(request_id));
    };
    session.touched = now;
    let rule = |session: &Session, rule| why(session, Cause::Rule(rule));
    let at_once = |session: &Session, message: &Message, why| {
        let turn = Turn::plain(Answer::Message(Arc::new(message.clone())));
        data::answered(session, turn, now, None).because(why)
    };
    let refused = |session: &Session, code, why| {
        let reply = Reply::code(code);
        Planned::due(now, reply).of(session).because(why)
    };
    match verdict {
        Verdict::Nothing => {
            let why = rule(session, "no answer was given: the questions are asked again");
            at_once(session, &challenge.asked, why)
        }
        Verdict::UnknownKey => {
            let why = rule(session, "a key of SecurityResponses is no open prompt");
            refused(session, "UNKNOWN_CHALLENGE_KEY", why)
        }
        Verdict::Incomplete => {
            let why = rule(session, "a question has no answer: all are answered in one call");
            refused(session, "SECURITYRESPONSES_INCOMPLETE", why)
        }
        Verdict::Wrong if asking.wrong < challenge.rule.retries => {
            session.asking = Some(Asking { wrong: asking.wrong + 1, ..asking });
            let why = rule(session, "a wrong answer, and another try is allowed");
            at_once(session, &challenge.wrong, why)
        }
        Verdict::Wrong => {
            session.closed = Some(now);
            let why = rule(session, "a wrong answer, and no other try is allowed");
            let mut planned = at_once(session, &challenge.failed, why);
            let key =
                LoginKey { scenario: Arc::clone(&session.story.name), login: session.login.id };
            if let (Some(code), Some(login)) =
                (challenge.rule.locks_out, scene.state.logins.get_mut(&key))
            {
                login.locked = Some(code.0);
                planned.touched.login = Some(key);
            }
            planned
        }
        Verdict::Right => {
            let stage = asking.stage + 1;
            let number = u32::try_from(stage).unwrap_or(u32::MAX);
            let mut dice = customer.dice(session.id, "questions", number);
            let turn = session.story.authorize.turn(stage, &mut dice);
            advance(session, turn, now)
        }
    }
}

/// The step after the questions: more questions, a refusal, or the session.
fn advance(session: &mut Session, turn: Turn, now: Moment) -> Planned {
    session.asking = match (&turn.answer, turn.stage) {
        (Answer::Challenge(_), Some(stage)) => Some(Asking { stage, wrong: 0 }),
        _ => None,
    };
    session.touched = now.plus(turn.delay);
    if authorize::is_refusal(turn.answer.message()) {
        session.closed = Some(now);
    }
    let cause = Cause::Rule("the answers were right: the step after the questions");
    let why = why(session, cause);
    data::answered(session, turn, now, None).because(why)
}

fn why(session: &Session, cause: Cause) -> Why {
    Why {
        story: Arc::clone(&session.story),
        chosen: session.chosen,
        part: Part::Authorize,
        cause,
        strike: None,
        counts: true,
    }
}
