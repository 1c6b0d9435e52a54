//! Customers: who has called, what they play, and starting over.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clock::Clock;
use super::path::At;
use super::problem::Problem;
use super::service::Empty;
use super::{Answer, Body};
use crate::app::App;
use crate::customer;
use crate::journal::Counts;

#[derive(Serialize, ToSchema)]
pub(super) struct Customer {
    id: String,
    /// The scenario that was chosen for it.
    scenario: Option<String>,
    /// Number of sessions.
    sessions: usize,
    /// Number of sessions that were over and made room for new ones.
    reclaimed: u64,
    clock: Clock,
    journal: Counts,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Customers {
    customers: Vec<Customer>,
    journal: Counts,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ResetAll {
    /// Number of customers that were forgotten.
    customers: usize,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Choice {
    /// Null where none was chosen: each Authorize selects its scenario.
    scenario: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    scenario: String,
}

/// List all customers that have called or were set up
#[utoipa::path(get, path = "/customers", operation_id = "listCustomers",
    responses((status = 200, body = Customers)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Customers> {
    let customers = app.customers.all();
    let customers = customers.iter().map(|customer| shown(&app, customer)).collect();
    Json(Customers { customers, journal: app.journal.counts(None) })
}

/// Show one customer
#[utoipa::path(get, path = "/customers/{customer}", operation_id = "getCustomer",
    responses((status = 200, body = Customer)))]
pub(super) async fn one(At { app, name }: At) -> Answer<Customer> {
    let customer = app.known(&name)?;
    Ok(Json(shown(&app, &customer)))
}

/// Forget a customer
///
/// Its sessions, clock, chosen scenario and journal are gone, whether it had any or not. Its next
/// call is its first.
#[utoipa::path(delete, path = "/customers/{customer}", operation_id = "resetCustomer",
    responses((status = 204)))]
pub(super) async fn reset(At { app, name }: At) -> Result<StatusCode, Problem> {
    app.reset(&name)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forget all customers
#[utoipa::path(post, path = "/reset", operation_id = "resetAll", request_body = Empty,
    responses((status = 200, body = ResetAll)))]
pub(super) async fn reset_all(State(app): State<Arc<App>>) -> Answer<ResetAll> {
    Ok(Json(ResetAll { customers: app.reset_all()? }))
}

/// Show the scenario that was chosen for a customer
#[utoipa::path(get, path = "/customers/{customer}/scenario", operation_id = "getChoice",
    responses((status = 200, body = Choice)))]
pub(super) async fn choice(At { app, name }: At) -> Answer<Choice> {
    Ok(Json(Choice::of(&*app.known(&name)?)))
}

/// Choose the scenario of a customer's next sessions
#[utoipa::path(put, path = "/customers/{customer}/scenario", operation_id = "chooseScenario",
    request_body = Choose, responses((status = 200, body = Choice)))]
pub(super) async fn choose(
    At { app, name }: At,
    Body(Choose { scenario }): Body<Choose>,
) -> Answer<Choice> {
    app.choose(&name, Some(&scenario))?;
    Ok(Json(Choice::of(&app.customer(&name))))
}

/// Take the choice back
#[utoipa::path(delete, path = "/customers/{customer}/scenario", operation_id = "forgetChoice",
    responses((status = 200, body = Choice)))]
pub(super) async fn forget_choice(At { app, name }: At) -> Answer<Choice> {
    let customer = app.known(&name)?;
    app.choose(&customer.id, None)?;
    Ok(Json(Choice::of(&customer)))
}

fn shown(app: &App, customer: &customer::Customer) -> Customer {
    let (scenario, sessions, reclaimed) = {
        let state = customer.state();
        (state.progress.choice.clone(), state.sessions.len(), state.sessions.reclaimed)
    };
    Customer {
        id: customer.id.to_string(),
        scenario,
        sessions,
        reclaimed,
        clock: Clock::of(customer),
        journal: app.journal.counts(Some(&customer.id)),
    }
}

impl Choice {
    fn of(customer: &customer::Customer) -> Self {
        Self { scenario: customer.state().progress.choice.clone() }
    }
}
