//! What a 202 has in it.

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::difference::escaped;
use crate::exchange::Exchange;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

/// All of a 202, as the guides print it.
const MEMBERS: [&str; 5] = ["FlinksCode", "Links", "HttpStatusCode", "Message", "RequestId"];

/// The older reading of C14.
const PARTIAL: &str = "older docs claim partial data in a 202; no sample shows any (C14)";

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    for exchange in record.exchanges.iter().filter(|exchange| exchange.is_data_call()) {
        if exchange.status() == Some(202)
            && let Some(Value::Object(body)) = exchange.json()
        {
            sheet.applied(rule::PEN_MEMBERS, 1);
            for name in MEMBERS.iter().filter(|name| !body.contains_key(**name)) {
                sheet.broken(rule::PEN_MEMBERS, missing(exchange, name));
            }
            for (name, value) in body.iter().filter(|(name, _)| !MEMBERS.contains(&&***name)) {
                sheet.broken(rule::PEN_MEMBERS, extra(exchange, name, value));
            }
        }
    }
}

fn missing(exchange: &Exchange, name: &str) -> Found {
    let expected = Shown::words("this member");
    Found::in_body(exchange, format!("/{name}"), expected, Shown::member(None))
}

fn extra(exchange: &Exchange, name: &str, value: &Value) -> Found {
    let expected = Shown::words(format!("no member beside {}", MEMBERS.join(", ")));
    let found =
        Found::in_body(exchange, format!("/{}", escaped(name)), expected, Shown::json(value));
    match MEMBERS.iter().find(|member| member.eq_ignore_ascii_case(name)) {
        Some(member) => found.note(format!("only its case differs from {member}")),
        None if matches!(name, "Accounts" | "Investments") => found.note(PARTIAL),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::Role;
    use serde_json::json;

    #[test]
    fn data_in_a_202_is_told_as_what_it_is() {
        for (name, expected) in [("Accounts", Some(PARTIAL)), ("Other", None)] {
            let mut record = sample::accounts();
            sample::body(sample::find(&mut record, Role::Poll(1)))[name] = json!([]);
            let sheet = sample::sheet(check, &record);
            let found = &sheet.row(rule::PEN_MEMBERS).unwrap().found[0];
            assert_eq!(found.finding.note.as_deref(), expected);
        }
    }

    #[test]
    fn what_breaks_a_202() {
        let table: [(Value, &[&str]); 4] = [
            (
                json!({"FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1}),
                &["/RequestId"],
            ),
            (
                json!({"FlinksCode": 1, "links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1}),
                &["/Links", "/links"],
            ),
            (
                json!({"FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1, "RequestId": 1, "a/b": 1}),
                &["/a~1b"],
            ),
            (
                json!({"RequestId": 1, "FlinksCode": 1, "Links": 1, "HttpStatusCode": 1, "Message": 1}),
                &[],
            ),
        ];
        for (body, expected) in table {
            let mut record = sample::accounts();
            *sample::body(sample::find(&mut record, Role::Poll(1))) = body.clone();
            assert_eq!(sample::broken(check, &record, rule::PEN_MEMBERS), expected, "{body}");
        }
    }
}
