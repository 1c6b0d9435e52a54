//! CLI-MFA-003: an answer comes within 8 min.

use super::*;
use crate::client::timing::{stall_between, unmeasured};

const ID: &str = "CLI-MFA-003";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for challenge in challenges(context) {
        if let Some(answer) = challenge.answers.first() {
            check_answer(context, challenge.asked, answer, findings);
        }
    }
}

/// A session may be idle for 8 min, which count from the reply.
fn check_answer(
    context: &Context<'_>,
    asked: &Exchange,
    answer: &Exchange,
    findings: &mut Findings,
) {
    findings.applied(ID, 1);
    if let Some(reason) = unmeasured(answer) {
        return findings.undecided(ID, reason);
    }
    let took = answer.arrived.since(asked.due);
    if took <= polling::IDLE_LIMIT.saturating_add(tolerance(answer.clock)) {
        return;
    }
    if stall_between(context.trace, &answer.customer, asked.due, answer.arrived).is_some() {
        return findings.undecided(ID, "the machine stood still while the client answered");
    }
    let expected = "an answer within 08:00 of the challenge";
    let actual = format!("after {}", minutes(took));
    let mut found = finding(at(answer), "time", expected, actual, &[answer, asked]);
    found.off_by = Some(minutes(took.saturating_sub(polling::IDLE_LIMIT)));
    findings.broken(ID, found);
}

/// "08:03.250", cut to milliseconds.
fn minutes(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    format!("{:02}:{:02}.{millis:03}", seconds / 60, seconds % 60)
}
