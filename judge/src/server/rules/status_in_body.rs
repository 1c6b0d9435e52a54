//! The body's `HttpStatusCode` equals the HTTP status. node-flinks routes on the member alone.

use super::*;

pub const ID: &str = "FLK-ENV-001";

/// A missing member is the schema's business: Investments 200 is documented without it.
pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.replies() {
        let Some(told @ Value::Number(_)) = reply.member("HttpStatusCode") else { continue };
        let found = || {
            let taken = taken(reply);
            let note = format!("the run believed the HTTP status and took this as {taken}");
            reply.in_body("/HttpStatusCode", &Value::from(reply.status), told).note(note)
        };
        rule.place((told.as_u64() != Some(reply.status.into())).then(found));
    }
}

fn taken(reply: &Parsed<'_>) -> &'static str {
    match reply.status {
        200 => "the 200",
        202 => "pending",
        _ => "an error",
    }
}
