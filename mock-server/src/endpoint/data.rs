//! Data, once it is ready. The accounts, their summary and their statements are one collection.

use std::sync::Arc;

use flinks_contract::polling;
use uuid::Uuid;

use super::{Planned, Scene};
use crate::answer::code;
use crate::clock::Moment;
use crate::insight::Insight;
use crate::reply::Reply;
use crate::request::Members;
use crate::rng::CallRng;
use crate::script::{Part, ScriptedReply, Strike};
use crate::session::Session;
use crate::view::{Form, Options, View};
use crate::why::Cause;

pub(super) fn post(scene: &mut Scene<'_>, members: &Members, form: Form) -> Result<Planned, Reply> {
    let request_id = members.text("RequestId")?.filter(|id| !id.is_empty());
    let request_id = request_id.ok_or_else(|| Reply::required(["RequestId"]))?;
    // Most requests have a RequestId alone.
    let has_options = members.names().nth(1).is_some();
    let options = if has_options { Options::read(form, members)? } else { Options::default() };
    let asked = Asked::Accounts(form, Some(options));
    call(scene, request_id, Part::Accounts, Some(asked))
}

/// That of the accounts is documented as usable only after a 202 of the POST; here it starts the
/// processing itself, unless the server is strict. That of the summary asks for an Authorize only.
pub(super) fn poll(scene: &mut Scene<'_>, request_id: &str, form: Form) -> Result<Planned, Reply> {
    let is_early = |session: &mut Session| !session.has_asked_for_accounts();
    let is_strict = scene.strict && form != Form::Summary;
    if is_strict && scene.state.session(request_id).is_some_and(is_early) {
        return Err(nonexistent(request_id));
    }
    call(scene, request_id, Part::Accounts, Some(Asked::Accounts(form, None)))
}

/// Needs all three members; the LoginId is the one of Authorize, and MostRecentCached is true.
///
/// Source: Flinks guide "Start to retrieve Investments data".
pub(super) fn investments(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let mut absent = vec!["RequestId", "LoginId", "MostRecentCached"];
    absent.retain(|member| !members.has(member));
    if !absent.is_empty() {
        return Err(Reply::required(absent));
    }
    if members.flag("MostRecentCached")? != Some(true) {
        return Err(Reply::invalid(&[("MostRecentCached", "must be true")]));
    }
    let request_id = members.text("RequestId")?.unwrap_or_default();
    let login_id = members.text("LoginId")?.unwrap_or_default();
    let session = known(scene, request_id)?;
    if Uuid::try_parse(login_id).ok() != Some(session.login.id) {
        return Err(Reply::code("INVALID_LOGIN"));
    }
    call(scene, request_id, Part::Investments, None)
}

pub(super) fn known<'a>(
    scene: &'a mut Scene<'_>,
    request_id: &str,
) -> Result<&'a mut Session, Reply> {
    let made_room = (scene.state.sessions.reclaimed > 0).then_some(MADE_ROOM);
    let session = scene.state.session(request_id);
    session.ok_or_else(|| nonexistent(request_id).note(made_room))
}

const MADE_ROOM: &str = "sessions of this customer that were over made room for new ones, and \
    this may have been one of them";

/// The session is unknown, over, or another customer's: the service does not tell which.
pub(super) fn nonexistent(request_id: &str) -> Reply {
    let code = code("SESSION_NONEXISTENT");
    let echo: String = request_id.chars().take(LONGEST_ECHO).collect();
    Reply::error(code.status, code, &code.text().replace("{RequestId}", &echo))
}

/// Characters of a RequestId that an answer repeats; a GUID has 36.
const LONGEST_ECHO: usize = 200;

/// What a call makes of the accounts. An Async has no options of its own.
pub(super) enum Asked {
    Accounts(Form, Option<Options>),
    Insight(Insight),
}

pub(super) fn call(
    scene: &mut Scene<'_>,
    request_id: &str,
    part: Part,
    asked: Option<Asked>,
) -> Result<Planned, Reply> {
    let customer = scene.customer;
    let session = known(scene, request_id)?;
    let (id, is_first) = (session.id, session.processing.is_none() && session.story.shares);
    let joined = is_first.then(|| scene.state.join(id, customer.clock.now())).flatten();
    let session = known(scene, request_id)?;
    customer.clock.catch_up(next_call(session.waiting));
    let now = customer.clock.now();
    let number = session.cursor(part).calls;
    let mut rng = customer.rng(session.id, part.name(), number);
    let strike = session.strike(part, now, &mut rng);
    let is_struck = strike.is_some();
    let mut planned = match strike {
        // The answer is made as if the call counted, and the session stays as it was.
        Some(strike) if !strike.commit => {
            played(&mut session.clone(), part, asked, now, &mut rng, Some(strike))
        }
        strike => played(session, part, asked, now, &mut rng, strike),
    };
    if is_struck {
        // Even where the call does not count: the client has to come again, after its interval.
        session.waiting = Some(planned.due);
    }
    planned.touched.login = joined;
    Ok(planned)
}

fn played(
    session: &mut Session,
    part: Part,
    asked: Option<Asked>,
    now: Moment,
    rng: &mut CallRng<'_>,
    strike: Option<Strike>,
) -> Planned {
    let (scripted, cause) = match session.call(part, now, rng) {
        Ok(scripted) => {
            let cause = match scripted.step {
                _ if session.forced.is_some() => Cause::Forced,
                Some(_) => Cause::Step(*session.cursor(part)),
                None => Cause::Normal,
            };
            (scripted, cause)
        }
        Err(code) => {
            let rule = if session.asking.is_some() {
                "the security questions are still open"
            } else if session.starting.is_some() {
                "AuthorizeAsync has not brought a 200 yet"
            } else {
                "the session is over"
            };
            (ScriptedReply::error(code), Cause::Rule(rule))
        }
    };
    let view = asked.map(|asked| match asked {
        Asked::Accounts(form, options) => {
            if let Some(options) = options {
                let options = options.among(|account| session.script(part).has_account(account));
                session.options.set(form, options);
            }
            View::Accounts(form, session.options.get(form))
        }
        Asked::Insight(insight) => View::Insight(Arc::new(insight)),
    });
    Planned::played(session, part, scripted, cause, now, strike, view)
}

/// When a client that keeps the interval would call again. An auto clock goes there, so that a
/// story takes the same number of calls however fast the client is.
pub(super) fn next_call(waiting: Option<Moment>) -> Moment {
    waiting.map_or(Moment::START, |sent| sent.plus(polling::INTERVAL))
}
