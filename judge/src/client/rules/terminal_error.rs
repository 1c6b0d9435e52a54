//! CLI-ERR-001: an error that ends the session ends its polling.

use super::*;

pub(super) const ID: &str = "CLI-ERR-001";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    let ended = context.conversations.iter().filter(|one| one.is_answered() && !one.has_data());
    for conversation in ended {
        findings.applied(ID, 1);
        let after = conversation.too_late();
        let Some(first) = after.first() else { continue };
        let (code, at) = (&conversation.last().code, conversation.last().answered());
        let expected = format!("no call with this RequestId after {code} of {}", Timestamp(at));
        findings.broken(ID, repeated("calls", expected, status_and_code(first), &after));
    }
}
