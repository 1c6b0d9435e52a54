//! Calls that have to be refused, one for each probe.

use flinks_contract::rule;
use flinks_report::Shown;

use crate::exchange::{Exchange, Reply, Role};
use crate::operation::Operation;
use crate::probe::Probe;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

/// The codes of a refusal, the usual one first.
const REQUEST: &[&str] = &["INVALID_REQUEST"];
const LOGIN: &[&str] = &["INVALID_LOGIN"];
/// The documents disagree on an id that is over (C11), and on when that is (C9, C10).
const SESSION: &[&str] = &["SESSION_NONEXISTENT", "SESSION_EXPIRED"];

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in &record.exchanges {
        if let (Role::Probe(probe), Some(reply)) = (exchange.role, exchange.reply())
            && !is_throttled(reply)
            && !is_locked_out(record, exchange, reply)
        {
            refusal(probe, exchange, reply, sheet);
        }
    }
}

/// A rate limit says nothing about the call that it met.
fn is_throttled(reply: &Reply) -> bool {
    reply.status == 429 || reply.flinks_code() == Some("TOO_MANY_REQUESTS")
}

/// A server that took none of the run's data calls has not looked at what is wrong with this one.
fn is_locked_out(record: &Record, exchange: &Exchange, reply: &Reply) -> bool {
    let is_lock = matches!(reply.flinks_code(), Some("UNAUTHORIZED" | "ACCESS_DENIED"));
    let is_taken = |call: &Exchange| matches!(call.status(), Some(200 | 202));
    let mut data_calls = record.exchanges.iter().filter(|call| call.is_data_call());
    is_lock && exchange.operation != Operation::Authorize && !data_calls.any(is_taken)
}

fn refusal(probe: Probe, exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    let (rule, codes) = match probe {
        Probe::WithoutRequestId => (rule::INV_REQUEST_ID, REQUEST),
        Probe::WithoutLoginId => (rule::INV_LOGIN_ID, REQUEST),
        Probe::WithoutMostRecentCached => (rule::INV_CACHED, REQUEST),
        Probe::AuthorizeWithoutLoginId => (rule::ERR_NO_LOGIN, REQUEST),
        Probe::UnknownLoginId => (rule::ERR_LOGIN, LOGIN),
        Probe::DetailWithoutRequestId => (rule::ERR_NO_REQUEST, REQUEST),
        Probe::UnknownRequestId => (rule::ERR_REQUEST, SESSION),
        Probe::AsyncUnknownRequestId => (rule::ERR_ASYNC_REQUEST, SESSION),
        Probe::UsedUpRequestId => (rule::ERR_USED_UP, SESSION),
        Probe::ForeignRequestId => return foreign(exchange, reply, sheet),
        Probe::DetailByGet => return method(rule::ERR_DETAIL_METHOD, exchange, reply, sheet),
        Probe::AsyncByPost if reply.status < 300 && !refuses(reply) => {
            return sheet.applied(rule::ERR_ASYNC_METHOD, 1);
        }
        Probe::AsyncByPost => return method(rule::ERR_ASYNC_METHOD, exchange, reply, sheet),
    };
    sheet.applied(rule, 1);
    if let Some(found) = accepted(exchange, reply, codes).or_else(|| other(exchange, reply, codes))
    {
        sheet.broken(rule, found);
    }
}

/// Data under another customer is told apart from an answer that only has the wrong words.
fn foreign(exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    sheet.applied(rule::ERR_FOREIGN, 1);
    if let Some(found) = accepted(exchange, reply, SESSION) {
        return sheet.broken(rule::ERR_FOREIGN, found);
    }
    if reply.member("Accounts").is_some() {
        let expected = Shown::words("no data beside the refusal");
        let actual = Shown::words(format!("Accounts, with {}", reply.summary()));
        let found = Found::in_body(exchange, "/Accounts", expected, actual);
        sheet.broken(rule::ERR_FOREIGN, found);
    }
    sheet.applied(rule::ERR_FOREIGN_CODE, 1);
    if let Some(found) = other(exchange, reply, SESSION) {
        sheet.broken(rule::ERR_FOREIGN_CODE, found);
    }
}

fn method(rule: &'static str, exchange: &Exchange, reply: &Reply, sheet: &mut Sheet) {
    sheet.applied(rule, 1);
    if !matches!(reply.status, 404 | 405) {
        let expected = Shown::words("404 or 405");
        let actual = Shown::words(reply.summary());
        sheet.broken(rule, Found::outside(exchange, "status", expected, actual));
    }
}

/// Whether the code is that of an error, whatever the status is.
pub(super) fn refuses(reply: &Reply) -> bool {
    let code = reply.flinks_code().and_then(flinks_contract::code::find);
    code.is_some_and(|code| code.status >= 400)
}

fn accepted(exchange: &Exchange, reply: &Reply, codes: &[&str]) -> Option<Found> {
    let actual = || Shown::words(format!("accepted: {}", reply.summary()));
    let found = || Found::outside(exchange, "status", expected(codes), actual());
    (reply.status < 400).then(found)
}

fn other(exchange: &Exchange, reply: &Reply, codes: &[&str]) -> Option<Found> {
    let is_right = reply.flinks_code().is_some_and(|code| codes.contains(&code));
    let actual = || Shown::member(reply.member("FlinksCode"));
    let found = || Found::in_body(exchange, "/FlinksCode", expected(codes), actual());
    (!is_right).then(found)
}

fn expected(codes: &[&str]) -> Shown {
    Shown::words(format!("refused with {}", codes.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use serde_json::json;

    #[test]
    fn a_server_that_takes_no_data_call_is_not_probed() {
        let mut record = sample::both();
        let probe = sample::find(&mut record, Role::Probe(Probe::UnknownRequestId));
        *sample::body(probe) = json!({ "FlinksCode": "UNAUTHORIZED" });
        assert_eq!(sample::broken(check, &record, rule::ERR_REQUEST), ["/FlinksCode"]);
        for exchange in record.exchanges.iter_mut().filter(|exchange| exchange.is_data_call()) {
            sample::reply(exchange).status = 401;
        }
        assert!(sample::sheet(check, &record).row(rule::ERR_REQUEST).is_none());
    }

    /// What each probe may be answered, and what not: status, FlinksCode, and the broken rule with
    /// its place.
    #[test]
    fn what_is_a_refusal() {
        use Probe::*;
        type Row = (Probe, u16, &'static str, Option<(&'static str, &'static str)>);
        #[rustfmt::skip]
        let table: &[Row] = &[
            (WithoutRequestId, 401, "INVALID_REQUEST", None),
            (WithoutRequestId, 400, "INVALID_REQUEST", None),
            (WithoutRequestId, 202, "OPERATION_PENDING", Some((rule::INV_REQUEST_ID, "status"))),
            (WithoutLoginId, 200, "", Some((rule::INV_LOGIN_ID, "status"))),
            (WithoutMostRecentCached, 401, "INVALID_LOGIN", Some((rule::INV_CACHED, "/FlinksCode"))),
            (AuthorizeWithoutLoginId, 400, "INVALID_REQUEST", None),
            (AuthorizeWithoutLoginId, 200, "", Some((rule::ERR_NO_LOGIN, "status"))),
            (AuthorizeWithoutLoginId, 203, "", Some((rule::ERR_NO_LOGIN, "status"))),
            (AuthorizeWithoutLoginId, 401, "INVALID_LOGIN", Some((rule::ERR_NO_LOGIN, "/FlinksCode"))),
            (UnknownLoginId, 401, "INVALID_LOGIN", None),
            (UnknownLoginId, 400, "INVALID_LOGIN", None),
            (UnknownLoginId, 200, "", Some((rule::ERR_LOGIN, "status"))),
            (UnknownLoginId, 401, "INVALID_REQUEST", Some((rule::ERR_LOGIN, "/FlinksCode"))),
            (DetailWithoutRequestId, 401, "INVALID_REQUEST", None),
            (DetailWithoutRequestId, 400, "SESSION_NONEXISTENT", Some((rule::ERR_NO_REQUEST, "/FlinksCode"))),
            (UnknownRequestId, 400, "SESSION_NONEXISTENT", None),
            (UnknownRequestId, 401, "SESSION_EXPIRED", None),
            (UnknownRequestId, 202, "OPERATION_PENDING", Some((rule::ERR_REQUEST, "status"))),
            (UnknownRequestId, 401, "INVALID_REQUEST", Some((rule::ERR_REQUEST, "/FlinksCode"))),
            (AsyncUnknownRequestId, 400, "SESSION_NONEXISTENT", None),
            (AsyncUnknownRequestId, 202, "OPERATION_PENDING", Some((rule::ERR_ASYNC_REQUEST, "status"))),
            (AsyncUnknownRequestId, 404, "", Some((rule::ERR_ASYNC_REQUEST, "/FlinksCode"))),
            (UsedUpRequestId, 401, "SESSION_EXPIRED", None),
            (UsedUpRequestId, 200, "", Some((rule::ERR_USED_UP, "status"))),
            (UsedUpRequestId, 401, "UNAUTHORIZED", Some((rule::ERR_USED_UP, "/FlinksCode"))),
            (ForeignRequestId, 400, "SESSION_NONEXISTENT", None),
            (ForeignRequestId, 200, "", Some((rule::ERR_FOREIGN, "status"))),
            (ForeignRequestId, 202, "OPERATION_PENDING", Some((rule::ERR_FOREIGN, "status"))),
            (ForeignRequestId, 403, "", Some((rule::ERR_FOREIGN_CODE, "/FlinksCode"))),
            (DetailByGet, 404, "", None),
            (DetailByGet, 405, "METHOD_NOT_AVAILABLE", None),
            (DetailByGet, 200, "", Some((rule::ERR_DETAIL_METHOD, "status"))),
            (DetailByGet, 401, "INVALID_REQUEST", Some((rule::ERR_DETAIL_METHOD, "status"))),
            (AsyncByPost, 405, "", None),
            (AsyncByPost, 404, "", None),
            (AsyncByPost, 200, "", None),
            (AsyncByPost, 202, "OPERATION_PENDING", None),
            (AsyncByPost, 200, "METHOD_NOT_AVAILABLE", Some((rule::ERR_ASYNC_METHOD, "status"))),
            (AsyncByPost, 500, "AGGREGATION_ERROR", Some((rule::ERR_ASYNC_METHOD, "status"))),
            (UnknownLoginId, 429, "TOO_MANY_REQUESTS", None),
            (UnknownLoginId, 401, "TOO_MANY_REQUESTS", None),
        ];
        for (probe, status, code, expected) in table {
            let mut record = sample::both();
            let reply = sample::reply(sample::find(&mut record, Role::Probe(*probe)));
            (reply.status, reply.json) = (*status, Ok(json!({ "FlinksCode": code })));
            let expected: Vec<_> =
                expected.iter().map(|(rule, place)| (*rule, (*place).to_owned())).collect();
            assert_eq!(sample::all_broken(check, &record), expected, "{probe:?} {status} {code}");
        }
    }

    #[test]
    fn a_refusal_with_data_is_none() {
        let mut record = sample::both();
        let probe = sample::find(&mut record, Role::Probe(Probe::ForeignRequestId));
        sample::body(probe)["Accounts"] = json!([]);
        let found = sample::all_broken(check, &record);
        assert_eq!(found, [(rule::ERR_FOREIGN, "/Accounts".to_owned())]);
    }

    #[test]
    fn every_probe_has_a_rule() {
        for probe in Probe::ALL {
            let mut record = sample::both();
            record.exchanges.retain(|exchange| exchange.role == Role::Probe(probe));
            let sheet = sample::sheet(check, &record);
            let reached = flinks_contract::rule::RULES.iter();
            let reached = reached.filter(|rule| sheet.row(rule.id).is_some()).count();
            assert_eq!(reached, 1 + usize::from(probe == Probe::ForeignRequestId), "{probe:?}");
        }
    }

    #[test]
    fn a_rate_limit_is_no_answer_to_a_probe() {
        let mut record = sample::both();
        let reply = sample::reply(sample::find(&mut record, Role::Probe(Probe::UnknownLoginId)));
        reply.json = Ok(json!({ "FlinksCode": "TOO_MANY_REQUESTS" }));
        assert!(sample::sheet(check, &record).row(rule::ERR_LOGIN).is_none());
    }
}
