//! Whose data it is.

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::difference::differences;
use crate::exchange::{Exchange, Part, Role};
use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| exchange.is_first_of_its_kind()) {
        request(record, exchange, sheet);
    }
    for part in [Part::Accounts, Part::Investments] {
        if let Some(exchange) = record.data(part) {
            login(record, exchange, sheet);
        }
    }
    sessions(record, sheet);
}

fn request(record: &Record, exchange: &Exchange, sheet: &mut Sheet) {
    let sent_none = matches!(exchange.role, Role::Open | Role::Probe(_));
    let given = exchange.reply().and_then(|reply| reply.member("RequestId"));
    let (Some(session), Some(given @ Value::String(id)), false) =
        (record.request_id(exchange.part), given, sent_none)
    else {
        return;
    };
    sheet.applied(rule::ID_REQUEST, 1);
    if id != session {
        let expected = Shown::json(&Value::from(session));
        let found = Found::in_body(exchange, "/RequestId", expected, Shown::json(given));
        sheet.broken(rule::ID_REQUEST, found.note(other_session(record, id)));
    }
}

fn other_session(record: &Record, id: &str) -> &'static str {
    let known = record.sessions().filter_map(Exchange::json).any(|body| body["RequestId"] == id);
    if known { "it is the one of the other session" } else { "no session of this run has it" }
}

/// Investments are documented without either; what is there has to be right.
fn login(record: &Record, exchange: &Exchange, sheet: &mut Sheet) {
    let (Some(session), Some(data)) = (record.session(exchange.part), exchange.json()) else {
        return;
    };
    if let Some(id @ Value::String(text)) = data.get("LoginId") {
        sheet.applied(rule::ID_LOGIN, 1);
        if !text.eq_ignore_ascii_case(&record.head.login_id) {
            let expected = Shown::json(&Value::from(&*record.head.login_id));
            let found = Found::in_body(exchange, "/LoginId", expected, Shown::json(id));
            sheet.broken(rule::ID_LOGIN, found);
        }
    }
    for name in ["Login", "Institution"] {
        let (Some(expected), Some(actual)) = (session.get(name), data.get(name)) else { continue };
        sheet.applied(rule::ID_LOGIN, 1);
        for difference in differences(expected, actual) {
            let pointer = format!("/{name}{}", difference.pointer);
            let has_become_known = pointer == TYPE && difference.expected == Some(&Value::Null);
            // A member on one side alone is the schema's business.
            if has_become_known || difference.expected.is_none() || difference.actual.is_none() {
                continue;
            }
            let (expected, actual) =
                (Shown::member(difference.expected), Shown::member(difference.actual));
            sheet.broken(rule::ID_LOGIN, Found::in_body(exchange, pointer, expected, actual));
        }
    }
}

/// Null in Authorize until data was asked for once: help.flinks.com 43000436170.
const TYPE: &str = "/Login/Type";

/// Two sessions of one login have one user at one bank. `LastRefresh` may move on between them.
fn sessions(record: &Record, sheet: &mut Sheet) {
    let mut sessions = record.sessions();
    let Some(first) = sessions.next().and_then(Exchange::json) else { return };
    for session in sessions {
        for pointer in ["/Login/Username", "/Institution"] {
            let body = session.json();
            let (Some(expected), Some(actual)) =
                (first.pointer(pointer), body.and_then(|body| body.pointer(pointer)))
            else {
                continue;
            };
            sheet.applied(rule::ID_LOGIN, 1);
            if expected != actual {
                let (expected, actual) = (Shown::json(expected), Shown::json(actual));
                let found = Found::in_body(session, pointer, expected, actual);
                sheet.broken(rule::ID_LOGIN, found.note("expected is that of the first session"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;

    #[test]
    fn a_second_session_is_of_the_same_login() {
        let table = [
            ("/Login/Username", json!("Badday"), vec!["/Login/Username"]),
            ("/Institution", json!("Other"), vec!["/Institution"]),
            ("/Login/LastRefresh", json!("2026-01-01T00:00:00"), vec![]),
        ];
        for (pointer, value, expected) in table {
            let mut record = sample::both();
            let second = sample::find_in(&mut record, Part::Investments, Role::Open);
            *sample::body(second).pointer_mut(pointer).unwrap() = value;
            assert_eq!(sample::broken(check, &record, rule::ID_LOGIN), expected, "{pointer}");
        }
    }

    #[test]
    fn a_type_may_become_known() {
        let mut record = sample::accounts();
        let session = sample::find(&mut record, Role::Open);
        sample::body(session)["Login"]["Type"] = Value::Null;
        assert!(sample::broken(check, &record, rule::ID_LOGIN).is_empty());
        let data = sample::find(&mut record, sample::DATA);
        sample::body(data)["Login"]["Type"] = Value::Null;
        let session = sample::find(&mut record, Role::Open);
        sample::body(session)["Login"]["Type"] = json!("Business");
        assert_eq!(sample::broken(check, &record, rule::ID_LOGIN), ["/Login/Type"]);
    }

    #[test]
    fn what_investments_repeat_has_to_be_right() {
        let mut record = sample::both();
        let body = |record: &mut Record, name: &str, value| {
            let exchange = sample::find_in(record, Part::Investments, Role::Poll(1));
            sample::body(exchange)[name] = value;
        };
        body(&mut record, "Institution", json!("FlinksCapital"));
        body(&mut record, "LoginId", json!(sample::LOGIN_ID));
        body(&mut record, "RequestId", json!(sample::OTHER_REQUEST_ID));
        assert_eq!(sample::all_broken(check, &record), []);

        body(&mut record, "Institution", json!("Other"));
        body(&mut record, "LoginId", json!(sample::REQUEST_ID));
        body(&mut record, "RequestId", json!(sample::REQUEST_ID));
        let expected = [
            (rule::ID_REQUEST, "/RequestId"),
            (rule::ID_LOGIN, "/LoginId"),
            (rule::ID_LOGIN, "/Institution"),
        ];
        let expected = expected.map(|(rule, place)| (rule, place.to_owned()));
        assert_eq!(sample::all_broken(check, &record), expected);
    }
    use serde_json::json;

    #[test]
    fn what_breaks_identity() {
        let other = "9022abc2-8a2e-4b06-a06e-c3e5449c4d10";
        let table = [
            (Role::First, "/RequestId", json!(other), rule::ID_REQUEST),
            (Role::Poll(1), "/RequestId", json!(other), rule::ID_REQUEST),
            (Role::Poll(2), "/RequestId", json!(sample::OTHER_REQUEST_ID), rule::ID_REQUEST),
            (Role::Poll(2), "/Login/Username", json!("Badday"), rule::ID_LOGIN),
            (Role::Poll(2), "/Login/Id", json!(other), rule::ID_LOGIN),
            (Role::Poll(2), "/Institution", json!("Other"), rule::ID_LOGIN),
        ];
        for (role, pointer, value, rule) in table {
            let mut record = sample::both();
            let body = sample::body(sample::find(&mut record, role));
            *body.pointer_mut(pointer).unwrap() = value;
            assert_eq!(sample::all_broken(check, &record), [(rule, pointer.to_owned())]);
        }
    }
}
