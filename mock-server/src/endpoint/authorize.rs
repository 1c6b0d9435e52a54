//! `POST Authorize`: a LoginId, or a user name and password, becomes a session.

use std::sync::Arc;

use uuid::Uuid;

use super::{Planned, Scene, answered};
use crate::reply::Reply;
use crate::request::Members;
use crate::script::Answer;
use crate::session::Session;
use crate::story::{Login, Story};

/// The three documented shapes: an answer to a challenge, a LoginId, a user name with password.
///
/// Source: docs.flinks.com/api/authorize/endpoints/authorize.
pub(super) fn authorize(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    members.flag("MostRecentCached")?;
    if members.has("RequestId") && members.has("SecurityResponses") {
        return Err(answer(scene, members));
    }
    let (story, login) = match members.text("LoginId")? {
        Some(id) => with_login_id(scene, id)?,
        None => with_username(scene, members)?,
    };
    open(scene, &story, &login)
}

/// `POST GenerateAuthorizeToken`: any key gets a token, and Authorize takes any token or none, as
/// the calls of the Flinks guides do (conflict C1).
///
/// Source: docs.flinks.com/reference/generateauthorizetoken.
pub(super) fn token(scene: &mut Scene<'_>) -> Planned {
    let token = scene.state.tokens.next();
    Planned::at_once(scene, Reply::token(token))
}

/// No scenario asks for a challenge yet, so an answer can only come too late.
fn answer(scene: &mut Scene<'_>, members: &Members) -> Reply {
    let request_id = match members.text("RequestId") {
        Ok(request_id) => request_id.unwrap_or_default(),
        Err(wrong) => return wrong.into(),
    };
    let now = scene.customer.clock.now();
    match scene.state.session(request_id) {
        Some(session) if !session.has_ended(now) => Reply::code("ALREADY_AUTHORIZED"),
        _ => super::data::nonexistent(request_id),
    }
}

fn with_login_id(scene: &Scene<'_>, id: &str) -> Result<(Arc<Story>, Arc<Login>), Reply> {
    let found = Uuid::try_parse(id).ok().and_then(|id| scene.library.login(id));
    found.ok_or_else(|| Reply::code("INVALID_LOGIN").note(Some(UNKNOWN_LOGIN)))
}

fn with_username(scene: &Scene<'_>, members: &Members) -> Result<(Arc<Story>, Arc<Login>), Reply> {
    let [username, password, institution] =
        [members.text("Username")?, members.text("Password")?, members.text("Institution")?];
    let (Some(username), Some(password), Some(_)) = (username, password, institution) else {
        return Err(missing(username, password, institution));
    };
    let Some(found) = scene.library.username(username) else {
        return Err(Reply::code("INVALID_USERNAME"));
    };
    if password.eq_ignore_ascii_case(PASSWORD) {
        Ok(found)
    } else {
        Err(Reply::code("INVALID_PASSWORD"))
    }
}

fn missing(username: Option<&str>, password: Option<&str>, institution: Option<&str>) -> Reply {
    if username.is_none() && password.is_none() && institution.is_none() {
        let fault = "is required; without it, Username, Password and Institution are";
        return Reply::invalid(&[("LoginId", fault.to_owned())]);
    }
    let members = [("Username", username), ("Password", password), ("Institution", institution)];
    let faults: Vec<_> = members
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(member, _)| (member, "is required".to_owned()))
        .collect();
    Reply::invalid(&faults)
}

fn open(scene: &mut Scene<'_>, story: &Arc<Story>, login: &Arc<Login>) -> Result<Planned, Reply> {
    let now = scene.customer.clock.now();
    let cursor = scene.state.authorize.entry(login.id).or_default();
    let turn = cursor.next(&story.authorize, now);
    let id = scene.state.ids.next();
    let session = Session::open(Arc::clone(story), Arc::clone(login), id, now.plus(turn.delay));
    let planned = Planned { due: now.plus(turn.delay), reply: answered(&turn, &session.values()) };
    if matches!(turn.answer, Answer::Body { .. }) {
        scene.state.keep(id, session, now).map_err(|full| {
            let limit = full.limit;
            Reply::refusal(503, &format!("{limit} sessions of this customer are open, the most"))
        })?;
    }
    Ok(planned)
}

const UNKNOWN_LOGIN: &str =
    "no scenario has this LoginId; flinks-mock scenarios lists those there are";

/// Every user of Flinks Capital has this password; official samples write it in either case.
///
/// Source: docs.flinks.com/docs/test-institution.
const PASSWORD: &str = "Everyday";
