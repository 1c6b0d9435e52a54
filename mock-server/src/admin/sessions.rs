//! Sessions of a customer: where they stand, why, and making them stand elsewhere.

use flinks_contract::code::{self, CODES, Code};
use flinks_contract::diagnostic::suggestion;
use uuid::Uuid;

use super::Answer;
use super::call::Call;
use super::fields::{Fields, one_of};
use super::problem::Problem;

/// What a session can be made to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Force {
    Ready,
    Expired,
    Failed(&'static str),
}

#[derive(Clone, Copy)]
enum State {
    Ready,
    Expired,
    Failed,
}

const STATES: &[(&str, State)] =
    &[("ready", State::Ready), ("expired", State::Expired), ("failed", State::Failed)];

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.customer()?;
    Err(Problem::not_built())
}

pub(super) fn one(call: &Call<'_>) -> Answer {
    session(call)?;
    Err(Problem::not_built())
}

pub(super) fn explain(call: &Call<'_>) -> Answer {
    session(call)?;
    Err(Problem::not_built())
}

pub(super) fn force(call: &Call<'_>) -> Answer {
    session(call)?;
    forced(&call.body)?;
    Err(Problem::not_built())
}

fn session(call: &Call<'_>) -> Result<(String, Uuid), Problem> {
    let customer = call.customer()?;
    let id = Uuid::try_parse(call.request_id().trim())
        .map_err(|_| Problem::unknown("session", "a RequestId is a GUID"))?;
    Ok((customer, id))
}

fn forced(body: &Fields) -> Result<Force, Problem> {
    let state = one_of("state", body.needs_text("state")?, STATES)?;
    match (state, body.text("code")?) {
        (State::Ready, None) => Ok(Force::Ready),
        (State::Expired, None) => Ok(Force::Expired),
        (State::Failed, Some(name)) => Ok(Force::Failed(error(name)?.name)),
        (State::Failed, None) => Err(Problem::invalid(
            "`failed` needs the `code` it fails with, such as \"INVALID_LOGIN\"",
        )),
        (_, Some(_)) => Err(Problem::invalid("only `failed` takes a `code`")),
    }
}

fn error(name: &str) -> Result<&'static Code, Problem> {
    code::find(name).filter(|code| code.status >= 400).ok_or_else(|| {
        let errors = CODES.iter().filter(|code| code.status >= 400).map(|code| code.name);
        let name: String = name.chars().take(60).collect();
        let help = suggestion(&name, errors);
        Problem::invalid(format!("there is no error `{name}`; {help}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_forced() {
        #[rustfmt::skip]
        let table = [
            (r#"{"state":"ready"}"#, Ok(Force::Ready)),
            (r#"{"state":"expired"}"#, Ok(Force::Expired)),
            (r#"{"state":"failed","code":"INVALID_LOGIN"}"#, Ok(Force::Failed("INVALID_LOGIN"))),
            (r#"{}"#, Err("`state` is missing")),
            (r#"{"state":"redy"}"#, Err("`state` is `redy`; did you mean `ready`?")),
            (r#"{"state":"failed"}"#, Err("`failed` needs the `code` it fails with, such as \"INVALID_LOGIN\"")),
            (r#"{"state":"ready","code":"INVALID_LOGIN"}"#, Err("only `failed` takes a `code`")),
            (r#"{"state":"failed","code":"INVALID_LOGN"}"#, Err("there is no error `INVALID_LOGN`; did you mean `INVALID_LOGIN`?")),
        ];
        for (body, expected) in table {
            let fields = Fields::json(body.as_bytes(), &["state", "code"]).unwrap();
            let forced = forced(&fields);
            assert_eq!(
                forced.as_ref().map_err(Problem::detail),
                expected.as_ref().map_err(|text| *text),
                "{body}"
            );
        }
        let pending = br#"{"state":"failed","code":"OPERATION_PENDING"}"#;
        assert!(forced(&Fields::json(pending, &["state", "code"]).unwrap()).is_err());
    }
}
