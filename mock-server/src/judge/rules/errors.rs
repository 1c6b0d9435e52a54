//! CLI-ERR: what a client does about an error. Those at which it gives up are in
//! [`giving_up`](super::giving_up).

mod anew;
mod back_off;
mod retry;
mod same;
mod terminal;
mod token;
mod user;

use crate::judge::conversation::Conversation;
use crate::judge::sheet::Sheet;
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    terminal::apply(conversations, sheet);
    anew::apply(trace, conversations, sheet);
    back_off::apply(trace, conversations, sheet);
    for (_, calls) in trace.customers() {
        let calls: Vec<_> = calls.into_iter().filter(|call| same::opens(call)).collect();
        retry::apply(trace, &calls, sheet);
        user::apply(&calls, sheet);
        token::apply(trace, &calls, sheet);
    }
}
