//! From the first data call to the data.

use std::time::Duration;

use flinks_contract::polling::SYNCHRONOUS_LIMIT;
use flinks_contract::rule;
use flinks_mock::clock::ClockMode;
use flinks_report::Shown;
use serde_json::Value;

use crate::difference::differences;
use crate::exchange::{Exchange, Part, Role};
use crate::operation::Operation;
use crate::record::{Ending, Record};
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| exchange.is_data_call()) {
        status(exchange, sheet);
        code_of_data(exchange, sheet);
        held(record, exchange, sheet);
    }
    pending(record, sheet);
    untaken(record, sheet);
    for part in [Part::Accounts, Part::Investments] {
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

/// One that the catalogue does not know is no better. `OK` is a row of its table, though no body
/// carries it.
fn code_of_data(exchange: &Exchange, sheet: &mut Sheet) {
    let Some(reply) = exchange.reply().filter(|reply| reply.status == 200) else { return };
    if !exchange.is_first_of_its_kind() || reply.json.is_err() {
        return;
    }
    sheet.applied(rule::FLOW_CODE, 1);
    let Some(code) = reply.member("FlinksCode").filter(|code| !code.is_null()) else { return };
    let known = code.as_str().and_then(flinks_contract::code::find);
    if !known.is_some_and(|known| known.comes_with(200)) {
        let expected = Shown::words("no FlinksCode beside data");
        let found = Found::in_body(exchange, "/FlinksCode", expected, Shown::json(code));
        sheet.broken(rule::FLOW_CODE, found.note("the run took it as the 200"));
    }
}

/// 5 s for the way and the machines; on a faster clock also what 250 ms of real time are there.
const HELD_TOLERANCE: Duration = Duration::from_secs(5);

fn held(record: &Record, exchange: &Exchange, sheet: &mut Sheet) {
    if exchange.reply().is_none() {
        return;
    }
    sheet.applied(rule::FLOW_HELD, 1);
    let blur = match record.head.mode {
        ClockMode::Scaled(speed) => Duration::from_millis(250) * speed.get(),
        _ => Duration::ZERO,
    };
    let took = exchange.answered_at.since(exchange.sent_at);
    if took > SYNCHRONOUS_LIMIT + HELD_TOLERANCE + blur {
        let expected = Shown::words("an answer within 210 s, if only 202 OPERATION_DISPATCHED");
        let actual = Shown::words(format!("held for {:.1} s", took.as_secs_f64()));
        sheet.broken(rule::FLOW_HELD, Found::outside(exchange, "time", expected, actual));
    }
}

/// Compared with the first 202 of the same code: a session may go from OPERATION_DISPATCHED to
/// OPERATION_PENDING.
fn pending(record: &Record, sheet: &mut Sheet) {
    let mut models: Vec<&Exchange> = Vec::new();
    let polls = record.of(Part::Accounts).filter(|exchange| {
        exchange.is_data_call() && exchange.status() == Some(202) && exchange.is_first_of_its_kind()
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

/// A poll that was refused as a wrong call is, and not by the API: it has codes for its errors.
fn untaken(record: &Record, sheet: &mut Sheet) {
    for exchange in record.of(Part::Accounts).filter(|one| matches!(one.role, Role::Poll(_))) {
        let Some(reply) = exchange.reply() else { continue };
        let is_wrong_call = matches!(reply.status, 400 | 404 | 405 | 411 | 415 | 501);
        let has_code = reply.flinks_code().and_then(flinks_contract::code::find).is_some();
        if is_wrong_call && !has_code {
            sheet.applied(rule::FLOW_PENDING, 1);
            let expected = Shown::words("200 or 202 to the Async GET, or an error of the API");
            let actual = Shown::words(reply.status.to_string());
            let found = Found::outside(exchange, "status", expected, actual);
            sheet.broken(rule::FLOW_PENDING, found.note(BY_POST));
        }
    }
}

/// The other reading of C15, and what gateways make of a GET.
const BY_POST: &str =
    "some servers are polled by POST (C15), some refuse a GET with a Content-Type";

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
    // A server that refuses the harness's key says so as often as it is asked.
    if reply.flinks_code() == Some("UNAUTHORIZED") {
        return;
    }
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
    use std::num::NonZeroU32;

    use crate::checks::sample;
    use flinks_mock::clock::Moment;
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
    fn polls_that_nobody_takes() {
        let table = [
            (400, json!(null), true),
            (405, json!(null), true),
            (501, json!("NO_SUCH"), true),
            (405, json!("METHOD_NOT_AVAILABLE"), false),
            (400, json!("SESSION_NONEXISTENT"), false),
            (401, json!(null), false),
            (502, json!(null), false),
        ];
        for (status, code, breaks) in table {
            let mut record = sample::accounts();
            let exchange = sample::find(&mut record, Role::Poll(1));
            sample::body(exchange)["FlinksCode"] = code.clone();
            sample::reply(exchange).status = status;
            let found = sample::broken(check, &record, rule::FLOW_PENDING);
            assert_eq!(found == ["status"], breaks, "{status} {code}");
        }
    }

    #[test]
    fn codes_of_a_200() {
        let table = [
            (json!("OPERATION_PENDING"), true),
            (json!("INVALID_LOGIN"), true),
            (json!("NO_SUCH"), true),
            (json!(7), true),
            (json!("OK"), false),
            (json!(null), false),
        ];
        for (code, breaks) in table {
            let mut record = sample::accounts();
            sample::body(sample::find(&mut record, sample::DATA))["FlinksCode"] = code.clone();
            let found = sample::broken(check, &record, rule::FLOW_CODE);
            assert_eq!(found == ["/FlinksCode"], breaks, "{code}");
        }
    }

    /// 215 s on a clock of 1, 465 s at speed 1000.
    #[test]
    fn calls_that_are_held_open() {
        let fast = ClockMode::Scaled(NonZeroU32::new(1_000).unwrap());
        let table = [
            (ClockMode::Real, 210, false),
            (ClockMode::Real, 215, false),
            (ClockMode::Real, 216, true),
            (ClockMode::Auto, 216, true),
            (fast, 465, false),
            (fast, 466, true),
        ];
        for (mode, seconds, breaks) in table {
            let mut record = sample::accounts();
            record.head.mode = mode;
            sample::find(&mut record, Role::First).answered_at = Moment::from_secs(seconds);
            let found = sample::broken(check, &record, rule::FLOW_HELD);
            assert_eq!(found == ["time"], breaks, "{seconds} s");
        }
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

        sample::body(sample::find(&mut record, Role::Retry(3)))["FlinksCode"] =
            json!("UNAUTHORIZED");
        assert!(check_sheet(&record).row(rule::FLOW_LOADING).is_none());
    }

    fn check_sheet(record: &Record) -> Sheet {
        let mut sheet = Sheet::default();
        check(record, &mut sheet);
        sheet
    }
}
