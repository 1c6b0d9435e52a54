//! Customers: who is there, what they play, and starting over.

use super::Answer;
use super::call::Call;
use super::problem::Problem;
use super::scenarios::story;

pub(super) fn list(_: &Call<'_>) -> Answer {
    Err(Problem::not_built())
}

pub(super) fn one(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

pub(super) fn reset(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

pub(super) fn reset_all(_: &Call<'_>) -> Answer {
    Err(Problem::not_built())
}

pub(super) fn choice(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

pub(super) fn choose(call: &Call<'_>) -> Answer {
    call.customer()?;
    story(&call.app.library(), call.body.needs_text("scenario")?)?;
    Err(Problem::not_built())
}

pub(super) fn forget_choice(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}
