//! CLI-MFA-003: an answer comes within 8 min.

use super::*;
use crate::client::timing::{stall_between, unmeasured};

/// A session may be idle for 8 min, which count from the reply.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for Challenge { asked, answers, .. } in challenges(context) {
        let Some(answer) = answers.first() else { continue };
        rule.applied(1);
        let took = answer.arrived.since(asked.due);
        let is_late = took > polling::IDLE_LIMIT.saturating_add(tolerance(answer.clock));
        let stall = || stall_between(context.trace, &answer.customer, asked.due, answer.arrived);
        if let Some(reason) = unmeasured(answer) {
            rule.open(reason);
        } else if is_late && stall().is_some() {
            rule.open("the machine stood still while the client answered");
        } else if is_late {
            let expected = "an answer within 08:00 of the challenge";
            let actual = format!("after {}", minutes(took));
            let mut found = finding(at(answer), "time", expected, actual, &[answer, asked]);
            found.off_by = Some(minutes(took.saturating_sub(polling::IDLE_LIMIT)));
            rule.breaks(found);
        }
    }
}

/// "08:03.250", cut to milliseconds.
fn minutes(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    format!("{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
}
