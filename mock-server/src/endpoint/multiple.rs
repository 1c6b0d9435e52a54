//! `POST AuthorizeMultiple`: several LoginIds at once.

use foldhash::{HashSet, HashSetExt};
use serde_json::{Value, json};
use uuid::Uuid;

use super::authorize::{Opening, choose, open, unknown_login};
use super::{Planned, Scene, Touched};
use crate::library::Who;
use crate::reply::Reply;
use crate::request::Members;

/// Opens a session of each login, as an Authorize without anything else would. One that would be asked
/// questions, or refused, is not valid.
///
/// Source: impak-finance/flinks-python. What becomes of a login with questions is assumed.
pub(super) fn multiple(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let (mut valid, mut invalid, mut touched) = (Vec::new(), Vec::new(), Touched::default());
    let mut due = scene.now();
    for login_id in login_ids(members)? {
        let id = Uuid::try_parse(login_id).ok();
        let planned = match id.map(|id| choose(scene, Who::LoginId(id))) {
            Some(Ok(choice)) => open(scene, choice, Opening::default())?,
            // Not the login is unknown, but the scenario of the header.
            Some(Err(refused)) if scene.hints.scenario.is_some() => return Err(refused),
            _ => Planned::at_once(scene, unknown_login()),
        };
        let Touched { session, login, reclaimed, .. } = planned.touched;
        touched.reclaimed.extend(reclaimed);
        due = due.max(planned.due);
        let opened = session.filter(|_| planned.reply.status() == 200);
        match opened {
            Some(session) => valid.push(json!({ "LoginId": id, "RequestId": session })),
            None => {
                invalid.push(login_id);
                session.and_then(|id| scene.state.sessions.remove(id));
            }
        }
        touched.others.extend(login.map(|login| (opened, login)));
    }
    let body = json!({ "ValidLoginIds": valid, "InvalidLoginIds": invalid });
    Ok(Planned { due, touched, ..Planned::at_once(scene, Reply::ok(&body)) })
}

/// Each once.
fn login_ids(members: &Members) -> Result<Vec<&str>, Reply> {
    let ids = members.value("LoginIds").ok_or_else(|| Reply::required(["LoginIds"]))?;
    let ids = ids.as_array().and_then(|ids| ids.iter().map(Value::as_str).collect());
    let ids: Option<Vec<_>> = ids;
    let mut ids = ids.filter(|ids| ids.len() <= MOST_LOGINS).ok_or_else(|| {
        let fault = format!("must be a list of at most {MOST_LOGINS} strings");
        Reply::invalid(&[("LoginIds", &fault)])
    })?;
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.to_ascii_lowercase()));
    Ok(ids)
}

/// LoginIds of one AuthorizeMultiple; how many the service takes is not documented.
const MOST_LOGINS: usize = 100;
