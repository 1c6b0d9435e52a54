//! The clock of a customer.

use std::time::Duration;

use super::Answer;
use super::call::Call;
use super::fields::Fields;
use super::problem::Problem;

/// How far an advance goes.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Advance {
    By(Duration),
    /// From the start of the clock.
    To(Duration),
}

pub(super) fn read(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

pub(super) fn set_mode(call: &Call<'_>) -> Answer {
    call.customer()?;
    call.body.needs_text("mode")?;
    Err(Problem::not_built())
}

pub(super) async fn advance(call: &Call<'_>) -> Answer {
    call.customer()?;
    advanced(&call.body)?;
    Err(Problem::not_built())
}

pub(super) async fn next(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

fn advanced(body: &Fields) -> Result<Advance, Problem> {
    match (body.duration("by")?, body.duration("to")?) {
        (Some(by), None) => Ok(Advance::By(by)),
        (None, Some(to)) => Ok(Advance::To(to)),
        _ => Err(Problem::invalid("give either `by` or `to`, such as {\"by\": \"25m\"}")),
    }
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
