//! CLI-POLL-005: no poll after the data.

use super::*;

pub(super) const ID: &str = "CLI-POLL-005";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for conversation in context.conversations.iter().filter(|one| one.has_data()) {
        findings.applied(ID, 1);
        let after = conversation.too_late();
        let Some(first) = after.first() else { continue };
        let data = Timestamp(conversation.last().answered());
        let expected = format!("none after the data of {data}");
        findings.broken(ID, repeated("calls", expected, status_and_code(first), &after));
    }
}
