//! A 200 that stays, in its own session and beside another one.

use flinks_contract::rule;
use flinks_report::Shown;

use crate::difference::differences;
use crate::exchange::{Exchange, Part, Reply, Role};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for part in [Part::Accounts, Part::Investments] {
        stable(record, part, sheet);
    }
    independent(record, sheet);
}

/// The older reading of C9.
const USED_UP: &str = "as older docs have it: a RequestId ends once its data was fetched (C9)";

fn again(record: &Record, part: Part) -> Option<&Exchange> {
    record.of(part).find(|exchange| exchange.role == Role::Again)
}

fn is_over(reply: &Reply) -> bool {
    matches!(reply.flinks_code(), Some("SESSION_NONEXISTENT" | "SESSION_EXPIRED"))
}

/// A 202 that is sent as a 200 stays no longer than it is true.
fn is_data(reply: &&Reply) -> bool {
    reply.status == 200
        && !matches!(reply.flinks_code(), Some("OPERATION_PENDING" | "OPERATION_DISPATCHED"))
}

fn stable(record: &Record, part: Part, sheet: &mut Sheet) {
    let (Some(again), Some(first)) = (again(record, part), record.data(part)) else { return };
    let (Some(second), Some(first)) = (again.reply(), first.reply().filter(is_data)) else {
        return;
    };
    sheet.applied(rule::FLOW_STABLE, 1);
    for found in changes(again, first, second) {
        sheet.broken(rule::FLOW_STABLE, found);
    }
}

fn changes(again: &Exchange, first: &Reply, second: &Reply) -> Vec<Found> {
    if second.status != first.status {
        let (expected, actual) = (first.status.to_string(), Shown::words(second.summary()));
        let found = Found::outside(again, "status", Shown::words(expected), actual);
        return vec![if is_over(second) { found.note(USED_UP) } else { found }];
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

/// Not reached where the data did not stay in the first place: that is not the other session's
/// doing.
fn independent(record: &Record, sheet: &mut Sheet) {
    let back = record.exchanges.iter().find(|exchange| exchange.role == Role::Back);
    let stayed = again(record, Part::Accounts).and_then(Exchange::reply);
    let (Some(back), Some(before)) = (back, stayed.filter(is_data)) else {
        return;
    };
    let Some(now) = back.reply() else { return };
    sheet.applied(rule::FLOW_INDEPENDENT, 1);
    for found in changes(back, before, now) {
        sheet.broken(rule::FLOW_INDEPENDENT, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use serde_json::json;

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
    fn a_session_that_ends_with_its_data_is_told_as_what_it_is() {
        for (code, expected) in [("SESSION_EXPIRED", Some(USED_UP)), ("AGGREGATION_ERROR", None)] {
            let mut record = sample::both();
            let reply = sample::reply(sample::find(&mut record, Role::Again));
            (reply.status, reply.json) = (401, Ok(json!({ "FlinksCode": code })));
            let sheet = sample::sheet(check, &record);
            let found = &sheet.row(rule::FLOW_STABLE).unwrap().found[0];
            assert_eq!(found.finding.note.as_deref(), expected);
            assert!(sheet.row(rule::FLOW_INDEPENDENT).is_none());
        }
    }

    #[test]
    fn what_is_pending_may_become_data() {
        let mut record = sample::both();
        for role in [sample::DATA, Role::Again] {
            let body = sample::body(sample::find(&mut record, role));
            *body = json!({ "FlinksCode": "OPERATION_PENDING" });
        }
        record.exchanges.retain(|exchange| exchange.part != Part::Investments);
        let sheet = sample::sheet(check, &record);
        assert!(sheet.row(rule::FLOW_STABLE).is_none());
        assert!(sheet.row(rule::FLOW_INDEPENDENT).is_none());
    }

    #[test]
    fn a_session_that_another_one_changes() {
        let mut record = sample::both();
        let id = json!(sample::OTHER_REQUEST_ID);
        sample::body(sample::find(&mut record, Role::Back))["RequestId"] = id;
        let found = sample::all_broken(check, &record);
        assert_eq!(found, [(rule::FLOW_INDEPENDENT, "/RequestId".to_owned())]);

        sample::reply(sample::find(&mut record, Role::Back)).status = 400;
        assert_eq!(sample::broken(check, &record, rule::FLOW_INDEPENDENT), ["status"]);
    }
}
