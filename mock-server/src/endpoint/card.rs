//! `DELETE DeleteCard/{loginId}`: the login and its sessions are gone.

use std::sync::Arc;

use flinks_contract::scenario::CodeName;
use serde_json::json;
use uuid::Uuid;

use super::authorize::{choose, known_login};
use super::{Planned, Scene};
use crate::answer::code;
use crate::customer::LoginKey;
use crate::library::Who;
use crate::reply::Reply;
use crate::script::Part;
use crate::why::{Cause, Why};

/// Until the customer is reset, Authorize answers INVALID_LOGIN for the LoginId.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/delete-card.
pub(super) fn delete(scene: &mut Scene<'_>, login_id: &str) -> Result<Planned, Reply> {
    let id = Uuid::try_parse(login_id).map_err(|_| Reply::code("INVALID_LOGIN"))?;
    let choice = choose(scene, Who::LoginId(id))?;
    let story = &choice.story;
    let key = LoginKey { scenario: Arc::clone(&story.name), login: id };
    let mut login = known_login(scene, &key, story);
    if login.locked.is_some_and(|code| code.0.name == "INVALID_LOGIN") {
        return Err(Reply::code("INVALID_LOGIN").note(Some(DELETED)));
    }
    let now = scene.now();
    let sessions = scene.state.sessions.iter().filter(|session| session.login.id == id);
    let mut of_login = Vec::new();
    for session in sessions {
        if session.processing.is_some() && session.is_open(now) {
            let why = Why::new(story, choice.by, Part::Authorize, Cause::Rule(IN_USE), None);
            let refused = Reply::code("CARD_IN_USE");
            return Ok(Planned { why: Some(why), ..Planned::at_once(scene, refused) });
        }
        of_login.push(session.id);
    }
    let mut gone: Vec<_> =
        of_login.into_iter().filter_map(|id| scene.state.sessions.remove(id)).collect();
    gone.sort_unstable();
    login.locked = Some(CodeName(code("INVALID_LOGIN")));
    scene.state.logins.insert(key.clone(), login);
    let text = format!("All of the information about LoginId {id} has been removed");
    let body = json!({ "StatusCode": 200, "Message": text }).to_string();
    let mut planned = Planned::at_once(scene, Reply::new(200, "", body.into_bytes()));
    planned.touched.login = Some(key);
    planned.touched.reclaimed = gone;
    Ok(planned)
}

pub(super) const DELETED: &str =
    "the client deleted this card; a reset of the customer brings it back";

const IN_USE: &str = "its data is being collected";
