//! CLI-SEQ-002: GetAccountsDetailAsync is for what a 202 announced.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for session in &context.sessions {
        check_session(context, session, rule);
    }
}

/// Silent after the data, and after an error that ended the session: other rules say those better.
fn check_session(context: &Context<'_>, session: &Session<'_>, rule: &mut RuleFindings) {
    let is_async = |call: &&Exchange| call.meant() == Some(Endpoint::GetAccountsDetailAsync);
    let Some(position) = session.accounts.iter().position(is_async) else { return };
    rule.applied(1);
    let before = &session.accounts[..position];
    if before.iter().any(|call| announces(call)) {
        return;
    }
    if let Some(reason) = context.headless() {
        return rule.open(reason);
    }
    let calls = &session.accounts[position..];
    let until = calls.iter().position(|call| !is_async(call)).unwrap_or(calls.len());
    let actual = match before.last() {
        Some(post) => format!("GetAccountsDetail was answered {}", status_and_code(post)),
        None => "GetAccountsDetail was never called".to_owned(),
    };
    let expected = "GetAccountsDetailAsync after a 202 of GetAccountsDetail";
    rule.breaks(repeated("order of calls", expected, actual, &calls[..until]));
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
