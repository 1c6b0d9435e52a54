//! Where a reply departs from the contract although nobody asked for it: our own faults.

use flinks_contract::code;
use flinks_contract::endpoint::Endpoint;
use serde_json::Value;

use super::Reply;

/// How many faults of one reply are listed; more add nothing.
const MOST: usize = 5;

pub(super) fn faults(reply: &Reply<'_>, body: &Value, schemas: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if !super::is_json(reply.content_type) {
        faults.push("it is not sent as application/json".to_owned());
    }
    faults.extend(if reply.status >= 400 { code(reply, body) } else { None });
    if schemas {
        faults.extend(status(reply, body));
        faults.extend(request_id(reply, body));
        faults.extend(schema(reply, body));
    }
    faults.truncate(MOST);
    faults
}

fn status(reply: &Reply<'_>, body: &Value) -> Option<String> {
    let told = body.get("HttpStatusCode")?;
    let same = told.as_u64() == Some(reply.status.into());
    (!same).then(|| format!("HttpStatusCode is {told}, and the status line says {}", reply.status))
}

fn request_id(reply: &Reply<'_>, body: &Value) -> Option<String> {
    let (own, told) = (reply.request_id?, body.get("RequestId")?);
    (told != own).then(|| format!("RequestId is {told}, and the session is {own}"))
}

fn code(reply: &Reply<'_>, body: &Value) -> Option<String> {
    let name = body.get("FlinksCode").and_then(Value::as_str).unwrap_or_default();
    match code::find(name) {
        None => Some(format!("FlinksCode is {name:?}, which is not in the catalogue")),
        Some(code) if !code.comes_with(reply.status) => {
            Some(format!("{name} comes with {}, and this is {}", code.status, reply.status))
        }
        Some(_) => None,
    }
}

fn schema(reply: &Reply<'_>, body: &Value) -> Vec<String> {
    let Some(message) = reply.message() else {
        // The token has no schema.
        let has_none = matches!(reply.endpoint, None | Some(Endpoint::GenerateAuthorizeToken));
        let fault = format!("no document has a {} here", reply.status);
        return if has_none { Vec::new() } else { vec![fault] };
    };
    let violations = message.each_violation(body).take(MOST);
    let words = violations.map(|violation| {
        let at = if violation.pointer.is_empty() { "the body" } else { &*violation.pointer };
        format!("{at}: expected {}, and it is {}", violation.expected, violation.actual)
    });
    words.collect()
}
