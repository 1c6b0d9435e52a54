//! Members and types, by the contract's schemas.

use flinks_contract::rule;
use flinks_contract::schema::{Message, Violation};
use flinks_report::Shown;
use serde_json::Value;

use crate::exchange::{Exchange, Role};
use crate::operation::Operation;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    let judged = |exchange: &&Exchange| {
        exchange.is_first_of_its_kind()
            && !exchange.is_refused_method()
            && !record.is_farewell(exchange)
    };
    for exchange in record.exchanges.iter().filter(judged) {
        let (Some(body), Some((rule, message))) = (exchange.json(), message(exchange)) else {
            continue;
        };
        sheet.applied(rule, 1);
        for violation in message.violations(body) {
            sheet.broken(rule, found(exchange, body, &violation));
        }
    }
}

/// Which message it has to be, by endpoint and HTTP status. A probe that was accepted is broken by
/// that, and not by what it was answered.
fn message(exchange: &Exchange) -> Option<(&'static str, Message)> {
    let is_accepted = |status| matches!(exchange.role, Role::Probe(_)) && status < 400;
    if exchange.is_refused_method() || exchange.status().is_some_and(is_accepted) {
        return None;
    }
    let message = match (exchange.operation, exchange.status()?) {
        (Operation::Authorize, 200) => (rule::SCH_AUTHORIZE, Message::AuthorizeOk),
        (Operation::Authorize | Operation::GenerateAuthorizeToken, ..300) => return None,
        (Operation::Investments, 200) => (rule::SCH_INVESTMENTS, Message::InvestmentsOk),
        (_, 200) => (rule::SCH_DETAIL, Message::AccountsDetailOk),
        (_, 202) => (rule::SCH_PENDING, Message::Pending),
        (_, 400..) => (rule::SCH_ERROR, Message::Error),
        _ => return None,
    };
    Some(message)
}

fn found(exchange: &Exchange, body: &Value, violation: &Violation) -> Found {
    let found = Found::in_body(
        exchange,
        &*violation.pointer,
        Shown::words(&*violation.expected),
        Shown::member(body.pointer(&violation.pointer)),
    );
    match &violation.nearest {
        Some(nearest) => found.note(format!("beside it is `{nearest}`, which is not documented")),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::probe::Probe;
    use serde_json::json;

    /// The status of a probe's reply that keeps no schema, and the rule that says so.
    #[test]
    fn probes_are_looked_at_where_they_were_refused() {
        let table = [
            (Probe::UnknownLoginId, 200, None),
            (Probe::UnknownRequestId, 202, None),
            (Probe::UnknownRequestId, 400, Some(rule::SCH_ERROR)),
            (Probe::DetailByGet, 405, None),
            (Probe::DetailByGet, 500, Some(rule::SCH_ERROR)),
        ];
        for (probe, status, expected) in table {
            let mut record = sample::both();
            let reply = sample::reply(sample::find(&mut record, Role::Probe(probe)));
            (reply.status, reply.json) = (status, Ok(json!({ "FlinksCode": "X", "Message": "m" })));
            let found = sample::all_broken(check, &record);
            let expected: Vec<_> =
                expected.into_iter().map(|rule| (rule, "/HttpStatusCode".to_owned())).collect();
            assert_eq!(found, expected, "{probe:?} {status}");
        }
    }
}
