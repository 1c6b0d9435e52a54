//! CLI-SEQ-002: GetAccountsDetailAsync is for what a 202 announced.

use super::*;

/// Silent after the data, and after an error that ended the session: other rules say those better.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let is_async = |call: &&Exchange| call.meant() == Some(Endpoint::GetAccountsDetailAsync);
    for session in &context.sessions {
        let calls = session.asked(Endpoint::GetAccountsDetail);
        let Some(position) = calls.iter().position(is_async) else { continue };
        rule.applied(1);
        let (before, calls) = calls.split_at(position);
        if before.iter().any(|call| announces(call)) {
            continue;
        }
        let until = calls.iter().position(|call| !is_async(call)).unwrap_or(calls.len());
        let actual = match before.last() {
            Some(post) => format!("GetAccountsDetail was answered {}", status_and_code(post)),
            None => "GetAccountsDetail was never called".to_owned(),
        };
        let expected = "GetAccountsDetailAsync after a 202 of GetAccountsDetail";
        let found = repeated("order of calls", expected, actual, &calls[..until]);
        rule.breaks_unless(context.headless(), found);
    }
}

/// Whether the Async after it is what was announced, or is another rule's matter. An answer that was
/// lost on its way may have been the 202.
fn announces(post: &Exchange) -> bool {
    match Answer::of(post) {
        Answer::Pending | Answer::Dispatched | Answer::Done => true,
        Answer::Lost | Answer::Left | Answer::Open => true,
        refused @ Answer::Refused(_) => refused.ends_session(),
        Answer::Trouble | Answer::Challenge => post.status == 202,
    }
}
