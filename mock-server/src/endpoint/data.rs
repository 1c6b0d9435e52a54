//! `GetAccountsDetail`, `GetAccountsDetailAsync` and `Investments`: data, once it is ready.

use flinks_contract::code;
use flinks_contract::polling;
use uuid::Uuid;

use super::{Planned, Scene, answered};
use crate::clock::Moment;
use crate::reply::Reply;
use crate::request::Members;
use crate::session::{Data, Ended, Session};

pub(super) fn detail(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let request_id = required(members, "RequestId")?;
    call(scene, request_id, Data::Accounts)
}

/// Documented as usable only after a 202 of the POST; here it starts the processing itself, unless
/// the server is strict.
pub(super) fn detail_async(scene: &mut Scene<'_>, request_id: &str) -> Result<Planned, Reply> {
    let strict = scene.strict;
    let session = scene.state.session(request_id).ok_or_else(|| nonexistent(request_id))?;
    if strict && !session.is_processing() {
        return Err(nonexistent(request_id));
    }
    call(scene, request_id, Data::Accounts)
}

/// Needs all three members; the LoginId is the one of Authorize, and MostRecentCached is true.
///
/// Source: Flinks guide "Start to retrieve Investments data".
pub(super) fn investments(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let required = ["RequestId", "LoginId", "MostRecentCached"];
    let absent: Vec<_> = required
        .into_iter()
        .filter(|member| !members.has(member))
        .map(|member| (member, "is required".to_owned()))
        .collect();
    if !absent.is_empty() {
        return Err(Reply::invalid(&absent));
    }
    if members.flag("MostRecentCached")? != Some(true) {
        return Err(Reply::invalid(&[("MostRecentCached", "must be true".to_owned())]));
    }
    let request_id = members.text("RequestId")?.unwrap_or_default();
    let login_id = members.text("LoginId")?.unwrap_or_default();
    let session = scene.state.session(request_id).ok_or_else(|| nonexistent(request_id))?;
    if Uuid::try_parse(login_id).ok() != Some(session.login.id) {
        return Err(Reply::code("INVALID_LOGIN"));
    }
    call(scene, request_id, Data::Investments)
}

/// The session is unknown, over, or another customer's: the service does not tell which.
pub(super) fn nonexistent(request_id: &str) -> Reply {
    let code = code::find("SESSION_NONEXISTENT").expect("the code is in the catalogue");
    // A client can send a long one.
    let shown = format!("{request_id:.200}");
    Reply::error(code.status, code, &code.text().replace("{RequestId}", &shown))
}

fn call(scene: &mut Scene<'_>, request_id: &str, data: Data) -> Result<Planned, Reply> {
    let clock = &scene.customer.clock;
    let session = scene.state.session(request_id).ok_or_else(|| nonexistent(request_id))?;
    clock.catch_up(next_poll(session));
    let now = clock.now();
    let request_id = session.request_id.clone();
    let turn = match session.call(data, now) {
        Ok(turn) => turn,
        Err(Ended(code)) => {
            let message = code.text().replace("{RequestId}", &request_id);
            return Err(Reply::error(code.status, code, &message));
        }
    };
    Ok(Planned { due: now.plus(turn.delay), reply: answered(&turn, &session.values()) })
}

/// When a client that keeps the interval would call again. An auto clock goes there, so that a
/// story takes the same number of polls however fast the client is.
fn next_poll(session: &Session) -> Moment {
    session.last_pending().map_or(Moment::START, |pending| pending.plus(polling::INTERVAL))
}

fn required<'a>(members: &'a Members, name: &'static str) -> Result<&'a str, Reply> {
    let missing = || Reply::invalid(&[(name, "is required".to_owned())]);
    members.text(name)?.filter(|text| !text.is_empty()).ok_or_else(missing)
}
