//! `POST _mock/understood`: the client says what it took from the accounts of a session.
//!
//! Only the form is looked at here; whether it is right is for the judge, who reads it in the journal.

use flinks_contract::diagnostic::suggestion;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Planned, Scene};
use crate::reply::Reply;
use crate::request::Members;

const COUNT: &str = "a whole number, 0 or more";
const SUM: &str = "a decimal, as a number or as text";
const FLAG: &str = "true or false";

const REQUEST_ID: &str = "requestId";

/// The other members, and what each has to be. With `webhooks` the client takes its data from a webhook,
/// so that it need not poll.
const MEMBERS: [(&str, &str); 7] = [
    ("accounts", COUNT),
    ("transactions", COUNT),
    ("characters", COUNT),
    ("balances", SUM),
    ("debits", SUM),
    ("credits", SUM),
    ("webhooks", FLAG),
];

pub(super) fn understood(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let wrong = MEMBERS.into_iter().filter(|(name, expected)| {
        members.value(name).is_some_and(|value| !is_good(value, expected))
    });
    let wrong = wrong.map(|(name, expected)| format!("{name} must be {expected}"));
    let faults: Vec<_> = wrong.chain(members.names().filter_map(unknown)).collect();
    if !faults.is_empty() {
        return Err(refused(&faults.join("; ")));
    }
    let id = members.text(REQUEST_ID).map_err(|_| refused("requestId must be a string"))?;
    let id = id.ok_or_else(|| refused("requestId is required: whose accounts are they?"))?;
    let unknown = || refused(&format!("this customer has no session {id:.100}"));
    let id = scene.state.session(id).ok_or_else(unknown)?.id;
    let mut planned = Planned::at_once(scene, Reply::no_content());
    planned.touched.session = Some(id);
    Ok(planned)
}

fn is_good(value: &Value, expected: &str) -> bool {
    if expected == FLAG {
        return value.is_boolean();
    }
    let is_count = |number: Decimal| number.is_integer() && number >= Decimal::ZERO;
    decimal(value).is_some_and(|number| expected == SUM || is_count(number))
}

fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

fn unknown(name: &str) -> Option<String> {
    let known = || [REQUEST_ID].into_iter().chain(MEMBERS.map(|(name, _)| name));
    let is_known = known().any(|known| known.eq_ignore_ascii_case(name));
    let shown: String = name.chars().take(100).collect();
    (!is_known).then(|| format!("there is no member {shown}; {}", suggestion(&shown, known())))
}

fn refused(problem: &str) -> Reply {
    Reply::refusal(400, &format!("{problem}; see docs/judge.md"))
}
