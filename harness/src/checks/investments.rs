//! What Investments demands of a request: three members, none of which may be missing.

use flinks_contract::rule;
use flinks_report::Shown;

use crate::exchange::{Exchange, Role};
use crate::probe::Probe;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

/// The code of a refusal.
const REFUSED: &str = "INVALID_REQUEST";

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in &record.exchanges {
        let rule = match exchange.role {
            Role::Probe(Probe::WithoutRequestId) => rule::INV_REQUEST_ID,
            Role::Probe(Probe::WithoutLoginId) => rule::INV_LOGIN_ID,
            Role::Probe(Probe::WithoutMostRecentCached) => rule::INV_CACHED,
            _ => continue,
        };
        probe(exchange, rule, sheet);
    }
}

fn probe(exchange: &Exchange, rule: &'static str, sheet: &mut Sheet) {
    let Some(reply) = exchange.reply() else { return };
    sheet.applied(rule, 1);
    let expected = || Shown::words(format!("refused with {REFUSED}"));
    if reply.status < 400 {
        let actual = Shown::words(format!("accepted: {}", reply.summary()));
        sheet.broken(rule, Found::outside(exchange, "status", expected(), actual));
    } else if reply.flinks_code() != Some(REFUSED) {
        let actual = Shown::member(reply.member("FlinksCode"));
        sheet.broken(rule, Found::in_body(exchange, "/FlinksCode", expected(), actual));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use serde_json::json;

    #[test]
    fn what_is_no_refusal() {
        let table = [
            (
                Probe::WithoutRequestId,
                202,
                json!({"FlinksCode": "OPERATION_PENDING"}),
                rule::INV_REQUEST_ID,
                "status",
            ),
            (Probe::WithoutLoginId, 200, json!({}), rule::INV_LOGIN_ID, "status"),
            (
                Probe::WithoutMostRecentCached,
                401,
                json!({"FlinksCode": "INVALID_LOGIN"}),
                rule::INV_CACHED,
                "/FlinksCode",
            ),
        ];
        for (member, status, body, rule, place) in table {
            let mut record = sample::both();
            let reply = sample::reply(sample::find(&mut record, Role::Probe(member)));
            (reply.status, reply.json) = (status, Ok(body));
            assert_eq!(sample::all_broken(check, &record), [(rule, place.to_owned())]);
        }
    }

    #[test]
    fn either_documented_status_is_a_refusal() {
        for status in [400, 401] {
            let mut record = sample::both();
            sample::reply(sample::find(&mut record, Role::Probe(Probe::WithoutLoginId))).status =
                status;
            assert!(sample::all_broken(check, &record).is_empty(), "{status}");
        }
    }
}
