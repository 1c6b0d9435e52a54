//! CLI-POLL-005 and CLI-ERR-001: no call after the data, and none after an error that ended the session.

use super::*;

const DATA: &str = "CLI-POLL-005";
const ERROR: &str = "CLI-ERR-001";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for conversation in context.conversations.iter().filter(|one| one.is_answered()) {
        let (end, after) = (conversation.last(), conversation.too_late());
        let (code, at) = (&end.code, Timestamp(end.answered()));
        let (rule, expected) = if conversation.has_data() {
            (DATA, format!("none after the data of {at}"))
        } else {
            (ERROR, format!("no call with this RequestId after {code} of {at}"))
        };
        let found =
            after.first().map(|first| repeated("calls", expected, status_and_code(first), &after));
        findings.rule(rule).place(found);
    }
}
