//! CLI-ERR-002 at Authorize: what is refused for now is asked again later, with the same credentials.

use flinks_contract::code::RetryClass;
use flinks_contract::rule::client;

use super::same::before;
use crate::judge::answer::Answer;
use crate::judge::conversation::MAY_GO_ON;
use crate::judge::evidence::Call;
use crate::judge::sheet::{Sheet, at, finding};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, calls: &[&Call], sheet: &mut Sheet) {
    for (number, call) in calls.iter().enumerate() {
        let Answer::Refused(code) = call.answer() else { continue };
        if code.retry != RetryClass::RetryLater {
            continue;
        }
        sheet.applied(client::ERR_RETRY, 1);
        let later = &calls[number + 1..];
        let expected = format!("the same Authorize again, some time after {}", code.name);
        match later.iter().find(|later| is_for_the_same(call, later)) {
            Some(next) if is_with_others(trace, call, next, calls) => {
                let actual = "an Authorize with other credentials";
                let found = finding(at(next), "credentials", expected, actual, &[*next, *call]);
                sheet.broken(client::ERR_RETRY, found);
            }
            Some(_) => {}
            // It did repeat, and was refused again.
            None if is_again(call, &calls[..number]) => {}
            None if trace.evidence.end.is_some() => {
                let found = finding(at(call), "calls", expected, "no Authorize after it", &[*call]);
                sheet.broken(client::ERR_RETRY, found);
            }
            None => sheet.open(client::ERR_RETRY, MAY_GO_ON),
        }
    }
}

/// Of one login; or by LoginId and by user name, where the scenario tells that they are one.
pub(super) fn is_for_the_same(call: &Call, other: &Call) -> bool {
    let by_id = |call: &Call| call.text("LoginId").is_some();
    call.login() == other.login()
        || by_id(call) != by_id(other) && call.scenario.is_some() && call.scenario == other.scenario
}

/// With a token of its own a repeat cannot be told from other credentials, but by its LoginId.
fn is_with_others(trace: &Trace<'_>, call: &Call, next: &Call, calls: &[&Call]) -> bool {
    let login = call.text("LoginId");
    let is_known =
        before(next, calls).is_some() || login.is_some() && login == next.text("LoginId");
    let between = trace.of_customer(&call.customer);
    let mut between = between.filter(|other| (call.seq..next.seq).contains(&other.seq));
    !is_known && !between.any(|other| other.is("GenerateAuthorizeToken"))
}

fn is_again(call: &Call, earlier: &[&Call]) -> bool {
    let is_later =
        |answer| matches!(answer, Answer::Refused(code) if code.retry == RetryClass::RetryLater);
    earlier.iter().any(|other| is_for_the_same(call, other) && is_later(other.answer()))
}
