//! Sessions of a customer: where they stand, why, and making them stand elsewhere.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Moment;
use crate::control::{error_code, session_id};
use crate::journal::{Filter, Journal};
use crate::session::{Forced, Session};

use super::call::Call;
use super::fields::{Fields, one_of};
use super::problem::Problem;
use super::reply::Reply;
use super::{Answer, clock};

/// Sessions of one answer, up to the newest, and exchanges of one. A customer can have 200,000.
const MOST_SHOWN: usize = 1_000;

#[derive(Clone, Copy)]
enum State {
    Ready,
    Expired,
    Failed,
}

const STATES: &[(&str, State)] =
    &[("ready", State::Ready), ("expired", State::Expired), ("failed", State::Failed)];

pub(super) fn list(call: &Call<'_>) -> Answer {
    let customer = call.known()?;
    let now = customer.clock.now();
    let state = customer.state();
    let sessions = state.in_order();
    let newest = sessions.len().saturating_sub(MOST_SHOWN);
    let shown: Vec<_> = sessions[newest..].iter().map(|session| shown(session, now)).collect();
    Ok(Reply::json(&json!({ "sessions": shown, "count": sessions.len() })))
}

pub(super) fn one(call: &Call<'_>) -> Answer {
    let customer = call.known()?;
    let id = session(call)?;
    let now = customer.clock.now();
    let mut body = match customer.state().sessions.get(&id) {
        Some(session) => shown(session, now),
        None => return Err(unknown(id)),
    };
    body["timeline"] = timeline(call.app.journal(), &customer.id, id);
    Ok(Reply::json(&body))
}

/// Its exchanges, from the first one on.
fn timeline(journal: &Journal, customer: &str, id: Uuid) -> Value {
    let filter = Filter {
        customer: Some(customer.to_owned()),
        request_id: Some(id.to_string()),
        ..Filter::default()
    };
    let exchanges = journal.read(&filter, 0, MOST_SHOWN).exchanges;
    let shown = exchanges.iter().map(|exchange| {
        let endpoint = exchange.endpoint.unwrap_or_default();
        let answer = format!("{} {}", exchange.status, exchange.code);
        json!({
            "seq": exchange.seq(),
            "at": clock::moment(exchange.decided),
            "what": format!("{} {endpoint}: {}", exchange.method(), answer.trim()),
        })
    });
    shown.collect()
}

pub(super) fn explain(call: &Call<'_>) -> Answer {
    one(call)?;
    Err(Problem::not_built())
}

pub(super) fn force(call: &Call<'_>) -> Answer {
    let id = session(call)?;
    let forced = forced(&call.body)?;
    call.app.force(&call.customer()?, &id.to_string(), forced)?;
    one(call)
}

fn session(call: &Call<'_>) -> Result<Uuid, Problem> {
    session_id(call.request_id().trim())
        .map_err(|_| Problem::unknown("session", "a RequestId is a GUID"))
}

fn unknown(id: Uuid) -> Problem {
    Problem::unknown("session", format!("this customer has no session {id}"))
}

fn forced(body: &Fields) -> Result<Forced, Problem> {
    let state = one_of("state", body.needs_text("state")?, STATES)?;
    match (state, body.text("code")?) {
        (State::Ready, None) => Ok(Forced::Ready),
        (State::Expired, None) => Ok(Forced::Expired),
        (State::Failed, Some(name)) => Ok(Forced::Failed(error_code(name)?)),
        (State::Failed, None) => Err(Problem::invalid(
            "`failed` needs the `code` it fails with, such as \"INVALID_LOGIN\"",
        )),
        (_, Some(_)) => Err(Problem::invalid("only `failed` takes a `code`")),
    }
}

fn shown(session: &Session, now: Moment) -> Value {
    let state = match session {
        _ if session.has_ended(now) => "ended",
        Session { asking: Some(_), .. } => "asking",
        Session { delivered: true, .. } => "delivered",
        Session { processing: Some(_), .. } => "processing",
        _ => "authorized",
    };
    json!({
        "requestId": session.request_id,
        "loginId": session.login.id.to_string(),
        "scenario": &*session.story.name,
        "state": state,
        "opened": clock::moment(session.opened),
        "ends": session.ends().map(clock::moment),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_forced() {
        #[rustfmt::skip]
        let table = [
            (r#"{"state":"ready"}"#, Ok("ready")),
            (r#"{"state":"expired"}"#, Ok("expired")),
            (r#"{"state":"failed","code":"INVALID_LOGIN"}"#, Ok("INVALID_LOGIN")),
            (r#"{}"#, Err("`state` is missing")),
            (r#"{"state":"redy"}"#, Err("`state` is `redy`; did you mean `ready`?")),
            (r#"{"state":"failed"}"#, Err("`failed` needs the `code` it fails with, such as \"INVALID_LOGIN\"")),
            (r#"{"state":"ready","code":"INVALID_LOGIN"}"#, Err("only `failed` takes a `code`")),
            (r#"{"state":"failed","code":"INVALID_LOGN"}"#, Err("there is no error code INVALID_LOGN; did you mean INVALID_LOGIN?")),
            (r#"{"state":"failed","code":"OPERATION_PENDING"}"#, Err("there is no error code OPERATION_PENDING")),
        ];
        for (body, expected) in table {
            let fields = Fields::json(body.as_bytes(), &["state", "code"]).unwrap();
            let forced = forced(&fields);
            let forced = forced.as_ref().map(|forced| match forced {
                Forced::Ready => "ready",
                Forced::Expired => "expired",
                Forced::Failed(code) => code.name,
            });
            assert_eq!(forced.map_err(Problem::detail), expected, "{body}");
        }
    }
}
