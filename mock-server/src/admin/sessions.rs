//! Sessions of a customer: what state they are in and why, and changing it.

use std::sync::Arc;

use axum::Json;
use flinks_contract::diagnostic::suggestion;
use flinks_contract::endpoint::Endpoint;
use flinks_trace::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::path::{At, SessionId};
use super::problem::{Kind, Problem};
use super::{Answer, Body};
use crate::app::App;
use crate::clock::Moment;
use crate::customer::Customer;
use crate::explain::{self, SessionView, State as SessionState};
use crate::journal::{Filter, Journal};
use crate::note::Note;
use crate::operations::{error_code, moment_schema};
use crate::session::Forced;

/// Most sessions of one answer, up to the newest, and exchanges of one. A customer can have 200,000.
const MOST_SHOWN: usize = 1_000;

#[derive(Serialize, ToSchema)]
pub(super) struct Sessions {
    /// The newest 1,000, oldest first.
    sessions: Vec<Session>,
    /// Number of all sessions.
    count: usize,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    request_id: String,
    scenario: String,
    /// LoginId.
    login: String,
    #[schema(schema_with = moment_schema)]
    opened: Moment,
    /// `asking`: its security questions are open. `authorized`: no data call has come. `processing`:
    /// no data call has brought its data. `delivered`: one has. `ended`.
    #[schema(value_type = String)]
    state: SessionState,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Force {
    /// `ready`, `expired` or `failed`.
    state: String,
    /// The FlinksCode to fail with.
    #[schema(example = "INVALID_LOGIN")]
    code: Option<String>,
}

/// List the sessions of a customer
#[utoipa::path(get, path = "/customers/{customer}/sessions", operation_id = "listSessions",
    responses((status = 200, body = Sessions)))]
pub(super) async fn list(At { app, name }: At) -> Answer<Sessions> {
    let customer = app.known(&name)?;
    let now = customer.clock.now();
    let state = customer.state();
    let sessions = state.in_order();
    let newest = sessions.len().saturating_sub(MOST_SHOWN);
    let shown = sessions[newest..].iter().map(|session| Session {
        request_id: session.id.to_string(),
        scenario: session.story.name.to_string(),
        login: session.login.id.to_string(),
        opened: session.opened,
        state: SessionState::of(session, now),
    });
    Ok(Json(Sessions { sessions: shown.collect(), count: sessions.len() }))
}

/// Show one session, what its next calls get, and its timeline
#[utoipa::path(get, path = "/customers/{customer}/sessions/{requestId}", operation_id = "getSession",
    responses((status = 200, body = ref("#/components/schemas/SessionView"))))]
pub(super) async fn one(At { app, name }: At, SessionId(id): SessionId) -> Answer<Value> {
    shown(&app, &name, id)
}

/// Explain why a session got its last reply, and what would change the next one
#[utoipa::path(get, path = "/customers/{customer}/sessions/{requestId}/explain",
    operation_id = "explainSession",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(super) async fn explain(
    At { app, name }: At,
    SessionId(id): SessionId,
) -> Result<String, Problem> {
    let (customer, view) = viewed(&app, &name, id)?;
    let mut text = String::new();
    if let Some(last) = last(&app.journal, &customer, id) {
        let why = last.why.as_ref().map(explain::why).unwrap_or_default();
        let (seq, at) = (last.seq, Timestamp(last.decided));
        text = format!("exchange {seq}, at {at}: {}\n{why}\n\n", label(&last));
    }
    Ok(text + &view.text())
}

/// Force a session to be ready, expired or failed
#[utoipa::path(post, path = "/customers/{customer}/sessions/{requestId}/force",
    operation_id = "forceSession", request_body = Force,
    responses((status = 200, body = ref("#/components/schemas/SessionView"))))]
pub(super) async fn force(
    At { app, name }: At,
    SessionId(id): SessionId,
    Body(force): Body<Force>,
) -> Answer<Value> {
    app.force(&name, &id.to_string(), forced(&force)?)?;
    shown(&app, &name, id)
}

fn shown(app: &App, name: &str, id: Uuid) -> Answer<Value> {
    let (customer, view) = viewed(app, name, id)?;
    let mut body = serde_json::to_value(view).unwrap_or_default();
    let timeline = exchanges(&app.journal, &customer, id, 0);
    let timeline = timeline.iter().map(|exchange| {
        json!({
            "seq": exchange.seq,
            "at": exchange.decided,
            "what": label(exchange),
        })
    });
    body["timeline"] = timeline.collect();
    Ok(Json(body))
}

fn viewed(app: &App, name: &str, id: Uuid) -> Result<(Arc<Customer>, SessionView), Problem> {
    let customer = app.known(name)?;
    let now = customer.clock.now();
    let view = customer.state().sessions.get(&id).map(|it| explain::session(it, &customer, now));
    match view {
        Some(view) => Ok((customer, view)),
        None => Err(Kind::UNKNOWN_SESSION.because(format!("this customer has no session {id}"))),
    }
}

/// The first exchanges with a number above `after`.
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
        let after = last.as_ref().map_or(0, |last| last.seq);
        match exchanges(journal, customer, id, after).pop() {
            Some(later) => last = Some(later),
            None => return last,
        }
    }
}

/// `POST GetAccountsDetail: 202 OPERATION_PENDING`.
fn label(exchange: &Note) -> String {
    let endpoint = exchange.endpoint.map_or("", Endpoint::name);
    let answer = format!("{} {}", exchange.reply().status, exchange.reply().code);
    format!("{} {endpoint}: {}", exchange.method(), answer.trim())
}

fn forced(force: &Force) -> Result<Forced, Problem> {
    match (&*force.state, &force.code) {
        ("ready", None) => Ok(Forced::Ready),
        ("expired", None) => Ok(Forced::Expired),
        ("failed", Some(name)) => Ok(Forced::Failed(error_code(name)?)),
        ("failed", None) => Err(Kind::INVALID
            .because("`failed` needs the `code` to fail with, such as \"INVALID_LOGIN\"")),
        ("ready" | "expired", Some(_)) => {
            Err(Kind::INVALID.because("only `failed` takes a `code`"))
        }
        (state, _) => {
            let state: String = state.chars().take(60).collect();
            let help = suggestion(&state, ["ready", "expired", "failed"]);
            Err(Kind::INVALID.because(format!("`state` is `{state}`; {help}")))
        }
    }
}
