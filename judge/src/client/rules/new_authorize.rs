//! CLI-ERR-008: a lost session is followed by a new Authorize.

use super::*;

/// Not where the client polls on instead, which CLI-ERR-001 says; not after 30 min, when it may stop
/// anyway; and once only: a client that lost two sessions of a login need not open a third.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let mut tried: Vec<(&str, &str)> = Vec::new();
    for conversation in context.conversations.iter().filter(|conversation| is_lost(conversation)) {
        let session = &conversation.session;
        let Some(login) = session.login.as_deref() else { continue };
        if tried.contains(&(session.customer, login)) || !conversation.after.is_empty() {
            continue;
        }
        tried.push((session.customer, login));
        rule.applied(1);
        let lost = conversation.last();
        if conversation.is_authorized_again(context) {
            continue;
        }
        if !context.is_over(conversation.session.customer) {
            rule.open(MAY_GO_ON);
            continue;
        }
        let expected = format!("a new Authorize after {}", lost.code);
        let actual = "none until the client ended";
        rule.breaks(finding(at(lost), "calls", expected, actual, &[lost]));
    }
}

/// A session that was open, and a call that even a strict server would have answered: the others end at
/// what was wrong before.
fn is_lost(conversation: &Conversation<'_>) -> bool {
    let is_lost = Answer::of(conversation.last()).retry() == Some(RetryClass::NewAuthorize);
    let opening = conversation.session.authorize.last();
    let was_open = opening.is_some_and(|opening| Answer::of(opening) == Answer::Done);
    let in_turn = !conversation.first().is(Endpoint::GetAccountsDetailAsync);
    is_lost && was_open && in_turn && !conversation.is_to_the_end()
}
