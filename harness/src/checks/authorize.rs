//! What Authorize promises.

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use crate::record::Record;
use crate::sheet::{Found, Sheet};

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    login(record, sheet);
    request(record, sheet);
}

fn login(record: &Record, sheet: &mut Sheet) {
    for exchange in record.sessions() {
        let id = exchange.json().and_then(|body| body.pointer("/Login/Id"));
        let Some(Value::String(id)) = id else { continue };
        sheet.applied(rule::AUT_LOGIN, 1);
        if !id.eq_ignore_ascii_case(&record.head.login_id) {
            let expected = Shown::json(&Value::from(&*record.head.login_id));
            let actual = Shown::json(&Value::from(&**id));
            sheet.broken(rule::AUT_LOGIN, Found::in_body(exchange, "/Login/Id", expected, actual));
        }
    }
}

fn request(record: &Record, sheet: &mut Sheet) {
    let mut before: Vec<&str> = Vec::new();
    for exchange in record.sessions() {
        let id = exchange.reply().and_then(|reply| reply.member("RequestId"));
        let Some(Value::String(id)) = id else { continue };
        if !before.is_empty() {
            sheet.applied(rule::AUT_REQUEST, 1);
        }
        if before.contains(&&**id) {
            let expected = Shown::words("a RequestId that was not given before");
            let found =
                Found::in_body(exchange, "/RequestId", expected, Shown::json(&Value::from(&**id)));
            sheet.broken(rule::AUT_REQUEST, found);
        }
        before.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::{Part, Role};
    use serde_json::json;

    #[test]
    fn what_breaks_authorize() {
        let table = [
            (rule::AUT_LOGIN, "/Login/Id", json!("5242ace2-f3b4-4260-1232-08d6f664d244")),
            (rule::AUT_REQUEST, "/RequestId", json!(sample::REQUEST_ID)),
        ];
        for (rule, pointer, value) in table {
            let mut record = sample::both();
            let exchange = sample::find_in(&mut record, Part::Investments, Role::Open);
            *sample::body(exchange).pointer_mut(pointer).unwrap() = value;
            assert_eq!(sample::all_broken(check, &record), [(rule, pointer.to_owned())]);
        }
    }

    #[test]
    fn a_login_id_in_capitals_is_the_same() {
        let mut record = sample::both();
        record.head.login_id = record.head.login_id.to_uppercase();
        assert!(sample::all_broken(check, &record).is_empty());
    }
}
