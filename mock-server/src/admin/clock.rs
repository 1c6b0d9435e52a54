//! The clock of a customer.

use axum::Json;
use flinks_contract::scenario;
use flinks_trace::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Object, OneOf, Schema, Type};

use super::path::At;
use super::problem::Kind;
use super::service::Empty;
use super::{Answer, Body};
use crate::app::App;
use crate::clock::{ClockMode, Moment};
use crate::customer::Customer;
use crate::endpoint::Touched;
use crate::operations::{self, Happened, moment_schema};

/// `nextEvent` is when a session changes or a reply is due, `nextReply` when the next delayed reply is
/// due; both are null when nothing waits.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Clock {
    /// `real`, `manual`, `auto`, or a whole number: how many times faster than real time.
    mode: String,
    #[schema(schema_with = moment_schema)]
    now: Moment,
    #[schema(schema_with = moment_or_null)]
    next_event: Option<Moment>,
    #[schema(schema_with = moment_or_null)]
    next_reply: Option<Moment>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetMode {
    /// `real`, `manual`, `auto`, or a whole number from 1 to 1000000: how many times faster than
    /// real time.
    #[schema(example = "manual")]
    mode: String,
}

/// Either a duration, or a moment after the start of the clock; at most a week.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    #[schema(example = "25m")]
    by: Option<String>,
    #[schema(example = "30m")]
    to: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Advanced {
    clock: Clock,
    /// What happened on the way, in order: the first 1,000.
    happened: Vec<Happened>,
    /// Number of all events.
    count: usize,
}

/// Show the clock of a customer
#[utoipa::path(get, path = "/customers/{customer}/clock", operation_id = "getClock",
    responses((status = 200, body = Clock)))]
pub(super) async fn read(At { app, name }: At) -> Answer<Clock> {
    Ok(Json(Clock::of(&*app.known(&name)?)))
}

/// Change how the time of a customer passes
///
/// Time goes on from where it was.
#[utoipa::path(put, path = "/customers/{customer}/clock", operation_id = "setClock",
    request_body = SetMode, responses((status = 200, body = Clock)))]
pub(super) async fn set_mode(
    At { app, name }: At,
    Body(SetMode { mode }): Body<SetMode>,
) -> Answer<Clock> {
    let mode: ClockMode = mode.parse().map_err(|expected| {
        Kind::INVALID.because(format!("`mode` is not a clock mode: {expected}"))
    })?;
    let customer = app.customer(&name);
    customer.clock.set_mode(mode);
    app.keep(&customer, &Touched::default(), Moment::START)?;
    Ok(Json(Clock::of(&customer)))
}

/// Move the time of a customer forward
///
/// Answers when everything that was due on the way has happened. The clock moves on even if the
/// caller goes away.
#[utoipa::path(post, path = "/customers/{customer}/clock/advance", operation_id = "advanceClock",
    request_body = Advance, responses((status = 200, body = Advanced)))]
pub(super) async fn advance(
    At { app, name }: At,
    Body(advance): Body<Advance>,
) -> Answer<Advanced> {
    let parse = |member: &str, text: Option<String>| {
        let parsed = text.as_deref().map(scenario::duration).transpose();
        parsed.map_err(|problem| Kind::INVALID.because(format!("`{member}`: {problem}")))
    };
    let (by, to) = (parse("by", advance.by)?, parse("to", advance.to)?);
    let customer = app.customer(&name);
    let now = customer.clock.now();
    let to = match (by, to) {
        (Some(by), None) => now.plus(by),
        (None, Some(to)) => Moment::START.plus(to),
        _ => {
            let either = "give either `by` or `to`, such as {\"by\": \"25m\"}";
            return Err(Kind::INVALID.because(either));
        }
    };
    if to < now {
        let detail = format!("it is already {}, and a clock never goes back", Timestamp(now));
        return Err(Kind::INVALID.because(detail));
    }
    move_to(&app, &customer, to).await
}

/// Move the time of a customer to the next event
///
/// It stays where it is if nothing waits.
#[utoipa::path(post, path = "/customers/{customer}/clock/next", operation_id = "advanceToNext",
    request_body = Empty, responses((status = 200, body = Advanced)))]
pub(super) async fn next(At { app, name }: At) -> Answer<Advanced> {
    let customer = app.customer(&name);
    let next = customer.next_event().unwrap_or_else(|| customer.clock.now());
    move_to(&app, &customer, next).await
}

async fn move_to(app: &App, customer: &Customer, to: Moment) -> Answer<Advanced> {
    let operations::Advanced { happened, count, .. } = app.advance(customer, to).await?;
    Ok(Json(Advanced { clock: Clock::of(customer), happened, count }))
}

impl Clock {
    pub(super) fn of(customer: &Customer) -> Self {
        let mode = match customer.clock.mode() {
            ClockMode::Scaled(speed) => speed.to_string(),
            mode => mode.to_string(),
        };
        Self {
            mode,
            now: customer.clock.now(),
            next_event: customer.next_event(),
            next_reply: customer.clock.next_deadline(),
        }
    }
}

fn moment_or_null() -> Schema {
    Schema::OneOf(
        OneOf::builder().item(Object::with_type(Type::Null)).item(moment_schema()).build(),
    )
}
