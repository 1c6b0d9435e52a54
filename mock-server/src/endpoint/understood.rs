//! `POST _mock/understood`: the client says what it took from the accounts of a session.
//!
//! Only the form is looked at here; whether it is right is for the judge, who reads it in the journal.

use flinks_contract::diagnostic::suggestion;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Planned, Scene};
use crate::reply::Reply;
use crate::request::Members;

/// Whole numbers.
const COUNTS: [&str; 3] = ["accounts", "transactions", "characters"];

/// Decimals, as numbers or as text.
const SUMS: [&str; 3] = ["balances", "debits", "credits"];

const REQUEST_ID: &str = "requestId";

/// The client takes its data from a webhook, so that it need not poll.
const WEBHOOKS: &str = "webhooks";

pub(super) fn understood(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let faults: Vec<String> = [&COUNTS[..], &SUMS]
        .concat()
        .into_iter()
        .filter_map(|name| fault(name, members.value(name)?))
        .chain(
            members.value(WEBHOOKS).filter(|said| !said.is_boolean()).map(|_| NOT_SAID.to_owned()),
        )
        .chain(members.names().filter_map(unknown))
        .collect();
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

const NOT_SAID: &str = "webhooks must be true or false";

fn fault(name: &str, value: &Value) -> Option<String> {
    let is_good = match decimal(value) {
        None => false,
        Some(number) if COUNTS.contains(&name) => number.is_integer() && number >= Decimal::ZERO,
        Some(_) => true,
    };
    let expected = if COUNTS.contains(&name) {
        "a whole number, 0 or more"
    } else {
        "a decimal, as a number or as text"
    };
    (!is_good).then(|| format!("{name} must be {expected}"))
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
    let known = || [REQUEST_ID, WEBHOOKS].into_iter().chain(COUNTS).chain(SUMS);
    let is_known = known().any(|known| known.eq_ignore_ascii_case(name));
    let shown: String = name.chars().take(100).collect();
    (!is_known).then(|| format!("there is no member {shown}; {}", suggestion(&shown, known())))
}

fn refused(problem: &str) -> Reply {
    Reply::refusal(400, &format!("{problem}; see docs/judge.md"))
}
