//! CLI-ERR-007: a refused authorize token is not sent again.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for calls in &context.openings {
        rule.applied(calls.iter().filter(|call| is_about_token(call)).count());
        for (refused, mut again) in repeats(context, calls, is_about_token) {
            // Where a token was made in between, it may stand where nobody looks.
            again.retain(|call| call.repeats.is_some() && !context.has_token(refused, call));
            if again.is_empty() {
                continue;
            }
            let expected = format!("GenerateAuthorizeToken after {}, and its token", refused.code);
            let actual = "Authorize again, with the token as before";
            rule.breaks(repeated("authorize token", expected, actual, &again));
        }
    }
}

/// The newest code table has ACCESS_DENIED for it, older ones UNAUTHORIZED (C35).
pub(super) fn is_about_token(call: &Exchange) -> bool {
    let Answer::Refused(code) = Answer::of(call) else { return false };
    code.retry == RetryClass::NewToken || code.name == "ACCESS_DENIED"
}
