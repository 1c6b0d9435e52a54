//! From the first data call to the data.

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::difference::differences;
use crate::exchange::{Exchange, Part, Reply, Role};
use crate::operation::Operation;
use crate::record::{Ending, Record};
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| exchange.is_data_call()) {
        status(exchange, sheet);
    }
    pending(record, sheet);
    for part in [Part::Accounts, Part::Investments] {
        stable(record, part, sheet);
        deadline(record, part, sheet);
        loading(record, part, sheet);
    }
}

fn status(exchange: &Exchange, sheet: &mut Sheet) {
    let Some(status) = exchange.status() else { return };
    sheet.applied(rule::FLOW_STATUS, 1);
    if matches!(status, 100..300) && status != 200 && status != 202 {
        let expected = Shown::words("200, 202, or an error");
        let actual = Shown::words(status.to_string());
        let found = Found::outside(exchange, "status", expected, actual);
        sheet.broken(rule::FLOW_STATUS, found.note("the run took it as the end of the poll"));
    }
}

/// Compared with the first 202 of the same code: a session may go from OPERATION_DISPATCHED to
/// OPERATION_PENDING.
fn pending(record: &Record, sheet: &mut Sheet) {
    let mut models: Vec<&Exchange> = Vec::new();
    let polls = record.of(Part::Accounts).filter(|exchange| {
        exchange.is_data_call() && exchange.status() == Some(202) && exchange.role != Role::Again
    });
    for exchange in polls {
        let Some(body) = exchange.json() else { continue };
        let asynchronous = exchange.operation == Operation::GetAccountsDetailAsync;
        let model = models.iter().find(|model| code(model) == code(exchange));
        match model.and_then(|model| model.json()) {
            None => models.push(exchange),
            Some(model) if asynchronous => repeats(exchange, model, body, sheet),
            Some(_) => {}
        }
    }
}

fn code(exchange: &Exchange) -> Option<&Value> {
    exchange.reply()?.member("FlinksCode")
}

fn repeats(exchange: &Exchange, model: &Value, body: &Value, sheet: &mut Sheet) {
    sheet.applied(rule::FLOW_PENDING, 1);
    for difference in differences(model, body) {
        let found = Found::in_body(
            exchange,
            difference.pointer,
            Shown::member(difference.expected),
            Shown::member(difference.actual),
        );
        sheet.broken(rule::FLOW_PENDING, found.note("expected is the first 202 of this session"));
    }
}

fn stable(record: &Record, part: Part, sheet: &mut Sheet) {
    let again = record.of(part).find(|exchange| exchange.role == Role::Again);
    let (Some(again), Some(first)) = (again, record.data(part)) else { return };
    let (Some(second), Some(first)) = (again.reply(), first.reply()) else { return };
    sheet.applied(rule::FLOW_STABLE, 1);
    for found in changes(again, first, second) {
        sheet.broken(rule::FLOW_STABLE, found);
    }
}

fn changes(again: &Exchange, first: &Reply, second: &Reply) -> Vec<Found> {
    if second.status != first.status {
        let (expected, actual) = (first.status.to_string(), Shown::words(second.summary()));
        return vec![Found::outside(again, "status", Shown::words(expected), actual)];
    }
    match (&first.json, &second.json) {
        (Ok(first), Ok(second)) => differences(first, second)
            .into_iter()
            .map(|difference| {
                let (expected, actual) = (difference.expected, difference.actual);
                let (expected, actual) = (Shown::member(expected), Shown::member(actual));
                Found::in_body(again, difference.pointer, expected, actual)
            })
            .collect(),
        _ if first.text == second.text => Vec::new(),
        _ => {
            let expected = Shown::words("the same bytes as before");
            vec![Found::in_body(again, "", expected, Shown::words("other bytes"))]
        }
    }
}

/// Not reached where the poll ended otherwise: nobody knows how long it would have taken.
fn deadline(record: &Record, part: Part, sheet: &mut Sheet) {
    let last = record.of(part).filter(|exchange| exchange.is_data_call()).last();
    match (record.ending(part), last) {
        (Some(Ending::Data), _) => sheet.applied(rule::FLOW_DEADLINE, 1),
        (Some(Ending::Deadline), Some(last)) => {
            sheet.applied(rule::FLOW_DEADLINE, 1);
            let expected = Shown::words("200 within 30 min of the first data call");
            let actual = Shown::words(format!("still {}", last.answer()));
            sheet.broken(rule::FLOW_DEADLINE, Found::outside(last, "time", expected, actual));
        }
        _ => {}
    }
}

/// The session was loading when the first data call was refused and a later one was not.
fn loading(record: &Record, part: Part, sheet: &mut Sheet) {
    let retries = record.of(part).filter(|exchange| matches!(exchange.role, Role::Retry(_)));
    let Some(last) = retries.last() else { return };
    let Some(reply) = last.reply() else { return };
    sheet.applied(rule::FLOW_LOADING, 1);
    if reply.status >= 300 {
        let expected = Shown::words("an answer once the session is loaded");
        let actual = Shown::words(format!("{} after every retry", reply.summary()));
        sheet.broken(rule::FLOW_LOADING, Found::outside(last, "status", expected, actual));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use serde_json::json;

    #[test]
    fn only_200_and_202_of_the_2xx() {
        for (status, breaks) in [(201, true), (203, true), (204, true), (299, true), (401, false)] {
            let mut record = sample::accounts();
            sample::reply(sample::find(&mut record, Role::Poll(2))).status = status;
            let found = sample::broken(check, &record, rule::FLOW_STATUS);
            assert_eq!(found == ["status"], breaks, "{status}");
        }
    }

    #[test]
    fn a_202_that_changes() {
        let mut record = sample::accounts();
        sample::body(sample::find(&mut record, Role::Poll(1)))["Message"] = json!("Nearly there");
        assert_eq!(sample::broken(check, &record, rule::FLOW_PENDING), ["/Message"]);
    }

    #[test]
    fn a_202_of_another_code_is_compared_with_its_own_kind() {
        let mut record = sample::accounts();
        sample::body(sample::find(&mut record, Role::First))["FlinksCode"] =
            json!("OPERATION_DISPATCHED");
        assert!(sample::broken(check, &record, rule::FLOW_PENDING).is_empty());
    }

    #[test]
    fn a_200_that_does_not_stay() {
        let mut record = sample::both();
        sample::body(sample::find(&mut record, Role::Again))["Accounts"][0]["Title"] = json!("x");
        let found = sample::broken(check, &record, rule::FLOW_STABLE);
        assert_eq!(found, ["/Accounts/0/Title"]);

        sample::reply(sample::find(&mut record, Role::Again)).status = 202;
        assert_eq!(sample::broken(check, &record, rule::FLOW_STABLE), ["status"]);
    }

    #[test]
    fn never_ready() {
        let mut record = sample::accounts();
        record.endings = vec![(Part::Accounts, Ending::Deadline)];
        assert_eq!(sample::broken(check, &record, rule::FLOW_DEADLINE), ["time"]);

        record.endings = vec![(Part::Accounts, Ending::Terminal("401 SESSION_EXPIRED".to_owned()))];
        assert!(check_sheet(&record).row(rule::FLOW_DEADLINE).is_none());
    }

    #[test]
    fn a_session_that_never_loads() {
        let mut record = sample::accounts();
        let exchange = sample::find(&mut record, Role::Poll(1));
        exchange.role = Role::Retry(3);
        assert!(sample::broken(check, &record, rule::FLOW_LOADING).is_empty());

        sample::reply(sample::find(&mut record, Role::Retry(3))).status = 401;
        assert_eq!(sample::broken(check, &record, rule::FLOW_LOADING), ["status"]);
    }

    fn check_sheet(record: &Record) -> Sheet {
        let mut sheet = Sheet::default();
        check(record, &mut sheet);
        sheet
    }
}
