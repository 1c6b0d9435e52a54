//! A data call answers 200 or 202, no other 2xx.

use super::*;

pub const ID: &str = "FLK-FLOW-001";

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.data_replies() {
        let found = || {
            let found = reply.outside("status", "200, 202, or an error", reply.status.to_string());
            found.note("the run took it as the end of the poll")
        };
        let is_other = !matches!(reply.status, 200 | 202 | 300..);
        rule.place(is_other.then(found));
    }
}
