//! CLI-ERR-008: a lost session is followed by a new Authorize.

use flinks_contract::code::RetryClass;
use flinks_contract::rule::client;

use crate::judge::answer::Answer;
use crate::judge::conversation::{Conversation, MAY_GO_ON};
use crate::judge::sheet::{Sheet, at, finding};
use crate::judge::trace::Trace;

/// Not where the client polls on instead, which CLI-ERR-001 says; not after 30 min, when it may stop
/// anyway; and once only: who lost two sessions of a login need not open a third.
pub(super) fn apply(trace: &Trace<'_>, conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    let mut tried: Vec<(&str, &str)> = Vec::new();
    for conversation in conversations.iter().filter(|conversation| is_lost(conversation)) {
        let session = conversation.session;
        let Some(login) = session.login.as_deref() else { continue };
        if tried.contains(&(session.customer, login)) || !conversation.after.is_empty() {
            continue;
        }
        tried.push((session.customer, login));
        sheet.applied(client::ERR_ANEW, 1);
        let lost = conversation.last();
        if conversation.is_authorized_again(trace) {
            continue;
        }
        if trace.evidence.end.is_none() {
            sheet.open(client::ERR_ANEW, MAY_GO_ON);
            continue;
        }
        let expected = format!("a new Authorize after {}", lost.code);
        let found = finding(at(lost), "calls", expected, "none until the client ended", &[lost]);
        sheet.broken(client::ERR_ANEW, found);
    }
}

/// A session that was open, and a call that a mock which is strict would have answered: the other
/// ones end at what was wrong before.
fn is_lost(conversation: &Conversation<'_, '_>) -> bool {
    let last = conversation.last();
    let answer = last.answer();
    let is_lost = matches!(answer, Answer::Refused(code) if code.retry == RetryClass::NewAuthorize);
    let opening = conversation.session.authorize.last();
    let was_open = opening.is_some_and(|opening| opening.answer() == Answer::Done);
    let in_turn = !conversation.first().is("GetAccountsDetailAsync");
    is_lost && was_open && in_turn && !conversation.is_to_the_end()
}
