//! CLI-MFA-003: an answer comes within 8 min.

use super::*;
use crate::client::timing::{stall_between, unmeasured};

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for challenge in challenges(context) {
        if let Some(answer) = challenge.answers.first() {
            check_answer(context, challenge.asked, answer, rule);
        }
    }
}

/// A session may be idle for 8 min, which count from the reply.
fn check_answer(
    context: &Context<'_>,
    asked: &Exchange,
    answer: &Exchange,
    rule: &mut RuleFindings,
) {
    rule.applied(1);
    if let Some(reason) = unmeasured(answer) {
        return rule.open(reason);
    }
    let took = answer.arrived.since(asked.due);
    if took <= polling::IDLE_LIMIT.saturating_add(tolerance(answer.clock)) {
        return;
    }
    if stall_between(context.trace, &answer.customer, asked.due, answer.arrived).is_some() {
        return rule.open("the machine stood still while the client answered");
    }
    let expected = "an answer within 08:00 of the challenge";
    let actual = format!("after {}", minutes(took));
    let mut found = finding(at(answer), "time", expected, actual, &[answer, asked]);
    found.off_by = Some(minutes(took.saturating_sub(polling::IDLE_LIMIT)));
    rule.breaks(found);
}

/// "08:03.250", cut to milliseconds.
fn minutes(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    format!("{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
}
