//! CLI-SEQ-004: after a 202 comes GetAccountsDetailAsync, not the POST again.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for session in &context.sessions {
        let calls = session.asked(Endpoint::GetAccountsDetail);
        let repeats = calls.windows(2).filter(|pair| knows_pending(pair[0], pair[1]));
        let repeats: Vec<&Exchange> = repeats.map(|pair| pair[1]).collect();
        rule.applied(repeats.len());
        let is_post = |call: &&Exchange| call.is(Endpoint::GetAccountsDetail);
        let again: Vec<&Exchange> = repeats.iter().copied().filter(is_post).collect();
        if again.is_empty() {
            continue;
        }
        let expected = "GET GetAccountsDetailAsync after a 202";
        let count = (again.len(), repeats.len());
        let actual = format!("POST GetAccountsDetail again, in {} of {} polls", count.0, count.1);
        rule.breaks(repeated("order of calls", expected, actual, &again));
    }
}

/// Whether the client had the answer to `before`, and it was pending, when it sent `after`.
fn knows_pending(before: &Exchange, after: &Exchange) -> bool {
    let had_it = before.outcome.as_ref().is_some_and(|outcome| outcome.at() <= after.arrived);
    had_it && Answer::of(before).is_pending()
}
