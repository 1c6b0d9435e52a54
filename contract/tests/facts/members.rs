//! Every member that the guides show: none may be absent, none may have another type.

use flinks_contract::schema::Message;
use serde_json::{Value, json};

use crate::bodies;

/// Bodies without optional members, and the part of them that is swept.
fn swept() -> Vec<(Message, Value, &'static str)> {
    let mut detail = bodies::accounts_detail_ok();
    detail["Accounts"].as_array_mut().unwrap().truncate(1);
    vec![
        (Message::AuthorizeOk, bodies::authorize_ok(), ""),
        (Message::AuthorizeChallenge, bodies::authorize_challenge(), "/SecurityChallenges/0"),
        (Message::AccountsDetailRequest, bodies::accounts_detail_request(), ""),
        (Message::AccountsDetailOk, detail, ""),
        (Message::Pending, bodies::pending(), ""),
        (Message::InvestmentsRequest, bodies::investments_request(), ""),
        (Message::InvestmentsOk, bodies::investments_ok(), "/Investments"),
        (Message::Error, bodies::error(), ""),
    ]
}

#[test]
fn no_member_may_be_absent() {
    for (message, body, part) in swept() {
        for pointer in members(&body, part) {
            let mut body = body.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            parent.shift_remove(name);
            assert_eq!(pointers(message, &body), [pointer], "{}", message.name());
        }
    }
}

#[test]
fn no_member_may_have_another_type() {
    for (message, body, part) in swept() {
        for pointer in members(&body, part) {
            let mut body = body.clone();
            let member = body.pointer_mut(&pointer).unwrap();
            *member = if member.is_boolean() { json!(0) } else { json!(true) };
            assert_eq!(pointers(message, &body), [pointer], "{}", message.name());
        }
    }
}

fn pointers(message: Message, body: &Value) -> Vec<String> {
    message.violations(body).into_iter().map(|violation| violation.pointer).collect()
}

/// The pointers of all members below `part`. Those of an investment position are not documented.
fn members(body: &Value, part: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(body.pointer(part).unwrap(), part, &mut found);
    found.retain(|pointer| !pointer.contains("/Positions/"));
    found
}

fn collect(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                found.push(format!("{at}/{name}"));
                collect(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}
