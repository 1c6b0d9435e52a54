//! Every member: none that the guides show may be absent, none at all may have another type.

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

/// What recorded bodies and today's samples leave out.
const OPTIONAL: [&str; 6] = [
    "/Login",
    "/Accounts/0/OverdraftLimit",
    "/Accounts/0/Holder/Name",
    "/Accounts/0/Holder/Address",
    "/Accounts/0/Holder/Email",
    "/Accounts/0/Holder/PhoneNumber",
];

#[test]
fn no_member_may_be_absent() {
    for (message, body, part) in swept() {
        for pointer in members(&body, part) {
            let mut body = body.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let Some(members) = body.pointer_mut(parent).unwrap().as_object_mut() else {
                continue;
            };
            members.shift_remove(name);
            let missing = pointers(message, &body);
            if OPTIONAL.contains(&&*pointer) {
                assert_eq!(missing, [""; 0], "{message:?} {pointer}");
            } else {
                assert_eq!(missing, [pointer], "{message:?}");
            }
        }
    }
}

#[test]
fn no_member_may_have_another_type() {
    for (message, body) in full() {
        for pointer in [String::new()].into_iter().chain(members(&body, "")) {
            let mut body = body.clone();
            let member = body.pointer_mut(&pointer).unwrap();
            // A request may give a boolean as text, but not as a number.
            let scalar = member.is_boolean() || member.is_string();
            *member = if scalar { json!(0) } else { json!(true) };
            assert_eq!(pointers(message, &body), [pointer], "{message:?}");
        }
    }
}

/// With every optional member.
fn full() -> Vec<(Message, Value)> {
    let institution =
        json!({ "InstitutionName": "FlinksCapital", "InstitutionId": 14, "Tag": "a" });
    let links = json!({ "Links": bodies::authorize_ok()["Links"] });
    let challenges =
        json!({ "SecurityChallenges": bodies::authorize_challenge()["SecurityChallenges"] });
    let error = json!({
        "RequestId": "1243c283-e0ca-4fda-a5e4-343068430190",
        "ValidationDetails": { "RequestId": ["missing"] }
    });
    let legacy = json!({ "Tag": "a", "ScheduleRefresh": false, "WithMfaQuestions": false });
    vec![
        (Message::AuthorizeRequest, with(bodies::credentials_request(), &[&legacy])),
        (Message::AuthorizeRequest, bodies::answer_request()),
        (Message::AuthorizeOk, with(bodies::authorize_ok(), &[&institution])),
        (Message::AuthorizeChallenge, with(bodies::authorize_challenge(), &[&institution])),
        (Message::AccountsDetailRequest, bodies::full_accounts_detail_request()),
        (Message::AccountsDetailOk, with(bodies::accounts_detail_ok(), &[&institution, &links])),
        (Message::Pending, bodies::pending()),
        (Message::InvestmentsRequest, bodies::investments_request()),
        (Message::InvestmentsOk, bodies::investments_ok()),
        (Message::Error, with(bodies::error(), &[&error, &links, &challenges])),
    ]
}

fn with(mut body: Value, more: &[&Value]) -> Value {
    let members = more.iter().flat_map(|more| more.as_object().unwrap().clone());
    body.as_object_mut().unwrap().extend(members);
    body
}

fn pointers(message: Message, body: &Value) -> Vec<String> {
    message.violations(body).into_iter().map(|violation| violation.pointer).collect()
}

/// The pointers of all members and items below `part`. Those of an investment position are not documented.
fn members(body: &Value, part: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(body.pointer(part).unwrap(), part, &mut found);
    found.retain(|pointer| !pointer.contains("/Positions/0/"));
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
                found.push(format!("{at}/{index}"));
                collect(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}
