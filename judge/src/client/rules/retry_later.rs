//! CLI-ERR-002: what is refused for now is asked again later, with the same credentials. This is the
//! rule at Authorize; [`giving_up`](super::giving_up) applies it to data calls.

use super::*;
use crate::client::repeats::repeated_by;

pub(super) const ID: &str = "CLI-ERR-002";

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for calls in &context.openings {
        for (number, call) in calls.iter().enumerate() {
            let Answer::Refused(code) = Answer::of(call) else { continue };
            if code.retry != RetryClass::RetryLater {
                continue;
            }
            rule.applied(1);
            let (earlier, later) = (&calls[..number], &calls[number + 1..]);
            let expected = format!("the same Authorize again, some time after {}", code.name);
            match later.iter().find(|later| is_for_the_same(context, call, later)) {
                Some(next) if has_other_credentials(context, call, next, calls) => {
                    let actual = "an Authorize with other credentials";
                    let events = [*next, *call];
                    let found = finding(at(next), "credentials", expected, actual, &events);
                    rule.breaks(found);
                }
                Some(_) => {}
                // It did repeat, and was refused again.
                None if is_again(context, call, earlier) => {}
                None if context.is_over(&call.customer) => {
                    let actual = "no Authorize after it";
                    rule.breaks(finding(at(call), "calls", expected, actual, &[*call]));
                }
                None => rule.open(MAY_GO_ON),
            }
        }
    }
}

/// Where a new token comes with a repeat, nothing but its LoginId shows that the credentials are the
/// same.
fn has_other_credentials(
    context: &Context<'_>,
    call: &Exchange,
    next: &Exchange,
    calls: &[&Exchange],
) -> bool {
    let login = context.ids(call).login_id.as_ref();
    let is_known = repeated_by(context, next, calls).is_some()
        || login.is_some() && login == context.ids(next).login_id.as_ref();
    !is_known && !context.has_token(call, next)
}

fn is_again(context: &Context<'_>, call: &Exchange, earlier: &[&Exchange]) -> bool {
    let is_later = |other: &Exchange| Answer::of(other).retry() == Some(RetryClass::RetryLater);
    earlier.iter().any(|other| is_for_the_same(context, call, other) && is_later(other))
}
