//! CLI-ID-002: LoginId and RequestId of one call belong together.

use super::*;

/// One place for each call that carries both ids.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let mut wrong: Vec<(usize, &Exchange)> = Vec::new();
    for call in context.trace.exchanges.iter().filter(|call| call.is_data()) {
        let (Some(id), Some(_)) =
            (context.ids(call).request_id.as_deref(), context.ids(call).login_id.as_ref())
        else {
            continue;
        };
        let Some(session) = context.named(&call.customer, id) else { continue };
        rule.applied(usize::from(session.login_id.is_some()));
        if session.is_mixed(call, context) {
            wrong.push((session.number, call));
        }
    }
    for (number, calls) in grouped(wrong) {
        let session: &Session<'_> = &context.sessions[number - 1];
        let (Some(own), Some(other)) = (&session.login_id, context.ids(calls[0]).login_id.as_ref())
        else {
            continue;
        };
        let expected = format!("LoginId {own}, for which this RequestId was given");
        let mut found = repeated("LoginId", expected, format!("LoginId {other}"), &calls);
        found.at = format!("{}, RequestId {}", at(calls[0]), session.request_id);
        let owner = context.sessions.iter().find(|known| known.login_id.as_ref() == Some(other));
        found.note = owner.map(|owner| {
            let number = owner.number;
            format!("that is the LoginId of session {number}: do sessions share a variable?")
        });
        rule.breaks(found);
    }
}
