//! CLI-ERR-005: what only the user can put right is not repeated. Each try may cost one at the bank.

use super::refused_token::is_about_token;
use super::*;
use crate::client::repeats::may_repeat;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for calls in &context.openings {
        rule.applied(calls.iter().filter(|call| is_final(call)).count());
        if may_repeat(context, calls, is_final) {
            let reason = "the trace file hides whether the password of an Authorize is another one";
            rule.open(reason);
        }
        for (refused, again) in repeats(context, calls, is_final) {
            let expected = format!("no Authorize with the same credentials after {}", refused.code);
            let actual = match again.len() {
                1 => "the same Authorize again".to_owned(),
                many => format!("the same Authorize {many} times more"),
            };
            rule.breaks(repeated("credentials", expected, actual, &again));
        }
    }
}

fn is_final(call: &Exchange) -> bool {
    let retry = Answer::of(call).retry();
    let is_final = matches!(retry, Some(RetryClass::UserMustAct | RetryClass::FixConfiguration));
    is_final && !is_about_token(call)
}
