//! Members and types, by the contract's schemas.

use flinks_contract::rule;
use flinks_contract::schema::{Message, Violation};
use flinks_report::Shown;
use serde_json::Value;

use crate::exchange::Exchange;
use crate::operation::Operation;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| exchange.is_first_of_its_kind()) {
        let (Some(body), Some((rule, message))) = (exchange.json(), message(exchange)) else {
            continue;
        };
        sheet.applied(rule, 1);
        for violation in message.violations(body) {
            sheet.broken(rule, found(exchange, body, &violation));
        }
    }
}

/// Which message it has to be, by endpoint and HTTP status.
fn message(exchange: &Exchange) -> Option<(&'static str, Message)> {
    let message = match (exchange.operation, exchange.status()?) {
        (Operation::Authorize, 200) => (rule::SCH_AUTHORIZE, Message::AuthorizeOk),
        (Operation::Authorize, ..300) => return None,
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
