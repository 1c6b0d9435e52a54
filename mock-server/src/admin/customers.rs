//! Customers: who is there, what they play, and starting over.

use serde_json::{Value, json};

use crate::app::App;
use crate::customer::Customer;

use super::call::Call;
use super::reply::Reply;
use super::{Answer, clock};

pub(super) fn list(call: &Call<'_>) -> Answer {
    let customers = call.app.customers().all();
    let shown: Vec<_> = customers.iter().map(|customer| shown(call.app, customer)).collect();
    let journal = call.app.journal().totals();
    Ok(Reply::json(&json!({ "customers": shown, "journal": journal })))
}

pub(super) fn one(call: &Call<'_>) -> Answer {
    Ok(Reply::json(&shown(call.app, &*call.known()?)))
}

/// Whether it was there or not: afterwards it is not.
pub(super) fn reset(call: &Call<'_>) -> Answer {
    call.app.reset(&call.customer()?)?;
    Ok(Reply::nothing())
}

pub(super) fn reset_all(call: &Call<'_>) -> Answer {
    Ok(Reply::json(&json!({ "customers": call.app.reset_all()? })))
}

pub(super) fn choice(call: &Call<'_>) -> Answer {
    Ok(Reply::json(&chosen(&*call.known()?)))
}

pub(super) fn choose(call: &Call<'_>) -> Answer {
    let name = call.body.needs_text("scenario")?;
    call.app.choose(&call.customer()?, Some(name))?;
    Ok(Reply::json(&chosen(&*call.made()?)))
}

pub(super) fn forget_choice(call: &Call<'_>) -> Answer {
    let customer = call.known()?;
    call.app.choose(&customer.id, None)?;
    Ok(Reply::json(&chosen(&customer)))
}

fn shown(app: &App, customer: &Customer) -> Value {
    let (choice, sessions) = {
        let state = customer.state();
        (state.choice.clone(), state.sessions.len())
    };
    json!({
        "id": &*customer.id,
        "scenario": choice,
        "sessions": sessions,
        "clock": clock::shown(customer),
        "journal": app.journal().counts(&customer.id),
    })
}

fn chosen(customer: &Customer) -> Value {
    let choice = customer.state().choice.clone();
    json!({ "scenario": choice })
}
