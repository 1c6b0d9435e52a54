//! Sessions of a customer: where they stand, why, and making them stand elsewhere.

use std::sync::Arc;

use flinks_contract::endpoint::Endpoint;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Moment;
use crate::control::{error_code, session_id};
use crate::customer::Customer;
use crate::explain::{self, SessionView, State};
use crate::journal::{Filter, Journal, Note};
use crate::session::{Forced, Session};
use flinks_trace::Timestamp;

use super::Answer;
use super::call::Call;
use super::fields::{Fields, one_of};
use super::problem::Problem;
use super::reply::{PLAIN, Reply};

/// Sessions of one answer, up to the newest, and exchanges of one. A customer can have 200,000.
const MOST_SHOWN: usize = 1_000;

#[derive(Clone, Copy)]
enum Wish {
    Ready,
    Expired,
    Failed,
}

const WISHES: &[(&str, Wish)] =
    &[("ready", Wish::Ready), ("expired", Wish::Expired), ("failed", Wish::Failed)];

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
    let id = session(call)?;
    let (customer, view) = viewed(call, id)?;
    let mut body = serde_json::to_value(view).unwrap_or_default();
    let exchanges = exchanges(call.app.journal(), &customer, id, 0);
    body["timeline"] = exchanges.iter().map(|exchange| event(exchange)).collect();
    Ok(Reply::json(&body))
}

/// Why its last reply was what it was, where it stands, and what would change it.
pub(super) fn explain(call: &Call<'_>) -> Answer {
    let id = session(call)?;
    let (customer, view) = viewed(call, id)?;
    let mut text = String::new();
    if let Some(last) = last(call.app.journal(), &customer, id) {
        let why = last.why.as_ref().map(explain::why).unwrap_or_default();
        let (seq, at) = (last.seq(), Timestamp(last.decided));
        text = format!("exchange {seq}, at {at}: {}\n{why}\n\n", told(&last));
    }
    Ok(Reply::text(PLAIN, text + &view.to_string()))
}

fn viewed(call: &Call<'_>, id: Uuid) -> Result<(Arc<Customer>, SessionView), Problem> {
    let customer = call.known()?;
    let now = customer.clock.now();
    let view = match customer.state().sessions.get(&id) {
        Some(session) => explain::session(session, &customer, now),
        None => return Err(unknown(id)),
    };
    Ok((customer, view))
}

/// The first ones that are numbered above `after`.
fn exchanges(journal: &Journal, customer: &Customer, id: Uuid, after: u64) -> Vec<Arc<Note>> {
    let filter = Filter {
        customer: Some(customer.id.to_string()),
        request_id: Some(id.to_string()),
        ..Filter::default()
    };
    journal.read(&filter, after, MOST_SHOWN).exchanges
}

fn last(journal: &Journal, customer: &Customer, id: Uuid) -> Option<Arc<Note>> {
    let mut last: Option<Arc<Note>> = None;
    loop {
        let after = last.as_ref().map_or(0, |last| last.seq());
        match exchanges(journal, customer, id, after).pop() {
            Some(later) => last = Some(later),
            None => return last,
        }
    }
}

fn event(exchange: &Note) -> Value {
    json!({
        "seq": exchange.seq(),
        "at": exchange.decided,
        "what": told(exchange),
    })
}

/// `POST GetAccountsDetail: 202 OPERATION_PENDING`.
fn told(exchange: &Note) -> String {
    let endpoint = exchange.endpoint.map_or("", Endpoint::name);
    let answer = format!("{} {}", exchange.reply.status, exchange.reply.code);
    format!("{} {endpoint}: {}", exchange.method(), answer.trim())
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
    let state = one_of("state", body.needs_text("state")?, WISHES)?;
    match (state, body.text("code")?) {
        (Wish::Ready, None) => Ok(Forced::Ready),
        (Wish::Expired, None) => Ok(Forced::Expired),
        (Wish::Failed, Some(name)) => Ok(Forced::Failed(error_code(name)?)),
        (Wish::Failed, None) => Err(Problem::invalid(
            "`failed` needs the `code` it fails with, such as \"INVALID_LOGIN\"",
        )),
        (_, Some(_)) => Err(Problem::invalid("only `failed` takes a `code`")),
    }
}

fn shown(session: &Session, now: Moment) -> Value {
    json!({
        "requestId": session.request_id,
        "scenario": &*session.story.name,
        "login": session.login.id.to_string(),
        "opened": session.opened,
        "state": State::of(session, now),
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
