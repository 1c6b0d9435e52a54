//! `DELETE DeleteCard/{loginId}` and `Investments/Delete/{loginId}`: the login and its sessions are gone.

use std::sync::Arc;

use flinks_contract::scenario::CodeName;
use serde_json::{Value, json};
use uuid::Uuid;

use super::authorize::{choose, known_login};
use super::{Planned, Scene};
use crate::answer::code;
use crate::customer::{LoginKey, LoginState, LoginStatus};
use crate::library::{Choice, Who};
use crate::reply::Reply;
use crate::scenario::{Chosen, CompiledScenario};
use crate::script::Part;
use crate::why::{Cause, Why};

/// A login that a call names without a session of it.
pub(super) struct Known {
    pub(super) story: Arc<CompiledScenario>,
    pub(super) by: Chosen,
    pub(super) key: LoginKey,
    pub(super) state: LoginState,
}

/// One that was deleted is as unknown as one that never was.
pub(super) fn known(scene: &Scene<'_>, login_id: &str) -> Result<Known, Reply> {
    let id = Uuid::try_parse(login_id).map_err(|_| Reply::code("INVALID_LOGIN"))?;
    let Choice { story, by, .. } = choose(scene, Who::LoginId(id))?;
    let key = LoginKey { scenario: Arc::clone(&story.name), login: id };
    let state = known_login(scene, &key, &story);
    if state.locked.is_some_and(|code| code.0.name == "INVALID_LOGIN") {
        return Err(Reply::code("INVALID_LOGIN").note(Some(DELETED)));
    }
    Ok(Known { story, by, key, state })
}

/// Until the customer is reset, Authorize answers INVALID_LOGIN for the LoginId.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/delete-card.
pub(super) fn delete(scene: &mut Scene<'_>, login_id: &str) -> Result<Planned, Reply> {
    end(scene, login_id, |text| json!({ "StatusCode": 200, "Message": text }))
}

/// Banking data of the login goes, too.
///
/// Source: docs.flinks.com/api/wealth/endpoints/account-linking. The text is assumed.
pub(super) fn delete_investments(scene: &mut Scene<'_>, login_id: &str) -> Result<Planned, Reply> {
    end(scene, login_id, |text| json!({ "Message": text }))
}

fn end(scene: &mut Scene<'_>, login_id: &str, body: fn(String) -> Value) -> Result<Planned, Reply> {
    let Known { story, by, key, mut state } = known(scene, login_id)?;
    let id = key.login;
    let now = scene.now();
    let sessions = scene.state.sessions.iter().filter(|session| session.login.id == id);
    let mut of_login = Vec::new();
    for session in sessions {
        if session.processing.is_some() && session.is_open(now) {
            let why = Why::new(&story, by, Part::Authorize, Cause::Rule(IN_USE), None);
            let refused = Reply::code("CARD_IN_USE");
            return Ok(Planned { why: Some(why), ..Planned::at_once(scene, refused) });
        }
        of_login.push(session.id);
    }
    let mut gone: Vec<_> =
        of_login.into_iter().filter_map(|id| scene.state.sessions.remove(id)).collect();
    gone.sort_unstable();
    let locked = Some(CodeName(code("INVALID_LOGIN")));
    state.status = LoginStatus { locked, ..LoginStatus::default() };
    scene.state.logins.insert(key.clone(), state);
    let text = format!("All of the information about LoginId {id} has been removed");
    let mut planned = Planned::at_once(scene, Reply::ok(&body(text)));
    planned.touched.login = Some(key);
    planned.touched.reclaimed = gone;
    Ok(planned)
}

pub(super) const DELETED: &str =
    "the client deleted this card; a reset of the customer brings it back";

const IN_USE: &str = "its data is being collected";
