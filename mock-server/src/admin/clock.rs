//! The clock of a customer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{ClockMode, Moment};
use crate::control::{Advanced, Happened};
use crate::customer::Customer;
use crate::endpoint::Touched;
use flinks_trace::Timestamp;

use super::Answer;
use super::call::Call;
use super::fields::Fields;
use super::problem::Problem;
use super::reply::Reply;

/// How far an advance goes.
#[derive(Debug, Eq, PartialEq)]
enum Advance {
    By(Duration),
    /// From the start of the clock.
    To(Duration),
}

pub(super) fn read(call: &Call<'_>) -> Answer {
    Ok(Reply::json(&shown(&*call.known()?)))
}

pub(super) fn set_mode(call: &Call<'_>) -> Answer {
    let mode: ClockMode =
        call.body.needs_text("mode")?.parse().map_err(|error| {
            Problem::invalid(format!("`mode` is no way for time to pass: {error}"))
        })?;
    let customer = call.made()?;
    customer.clock.set_mode(mode);
    call.app.keep_change(&customer, &Touched::default())?;
    Ok(Reply::json(&shown(&customer)))
}

/// Goes where it is told even when its caller leaves in the middle, as far as the clock had got.
pub(super) async fn advance(call: &Call<'_>) -> Answer {
    let advance = advanced(&call.body)?;
    let customer = call.made()?;
    let to = match advance {
        Advance::By(by) => customer.clock.now().plus(by),
        Advance::To(to) => Moment::START.plus(to),
    };
    let now = customer.clock.now();
    if to < now {
        let now = Timestamp(now);
        return Err(Problem::invalid(format!("it is {now} already, and a clock never goes back")));
    }
    move_to(call, &customer, to).await
}

pub(super) async fn next(call: &Call<'_>) -> Answer {
    let customer = call.made()?;
    let next = customer.next_event().unwrap_or_else(|| customer.clock.now());
    move_to(call, &customer, next).await
}

async fn move_to(call: &Call<'_>, customer: &Customer, to: Moment) -> Answer {
    let Advanced { happened, count, .. } = call.app.advance(customer, to).await?;
    Ok(Reply::json(&json!({
        "clock": shown(customer),
        "happened": happened.iter().map(event).collect::<Vec<_>>(),
        "count": count,
    })))
}

fn advanced(body: &Fields) -> Result<Advance, Problem> {
    match (body.duration("by")?, body.duration("to")?) {
        (Some(by), None) => Ok(Advance::By(by)),
        (None, Some(to)) => Ok(Advance::To(to)),
        _ => Err(Problem::invalid("give either `by` or `to`, such as {\"by\": \"25m\"}")),
    }
}

pub(super) fn shown(customer: &Customer) -> Value {
    let mode = match customer.clock.mode() {
        ClockMode::Scaled(speed) => speed.to_string(),
        mode => mode.to_string(),
    };
    json!({
        "mode": mode,
        "now": customer.clock.now(),
        "nextEvent": customer.next_event(),
        "nextReply": customer.clock.next_deadline(),
    })
}

fn event(happened: &Happened) -> Value {
    json!({
        "at": happened.at,
        "requestId": happened.request_id,
        "what": happened.what,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        #[rustfmt::skip]
        let table = [
            (r#"{"by":"25m"}"#, Ok(Advance::By(minutes(25)))),
            (r#"{"to":"30m"}"#, Ok(Advance::To(minutes(30)))),
            (r#"{"by":"1m","to":"1m"}"#, Err("give either `by` or `to`, such as {\"by\": \"25m\"}")),
            ("", Err("give either `by` or `to`, such as {\"by\": \"25m\"}")),
            (r#"{"by":1500}"#, Err("`by` must be text, not 1500")),
        ];
        for (body, expected) in table {
            let advance = advanced(&Fields::json(body.as_bytes(), &["by", "to"]).unwrap());
            assert_eq!(
                advance.as_ref().map_err(Problem::detail),
                expected.as_ref().map_err(|text| *text),
                "{body}"
            );
        }
    }
}
