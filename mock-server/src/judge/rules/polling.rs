//! CLI-POLL: when a client asks again, and until when.

mod deadline;
mod herd;
mod interval;
mod overlap;
mod stop;

use crate::judge::conversation::Conversation;
use crate::judge::sheet::Sheet;
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    for conversation in conversations {
        interval::apply(trace, conversation, sheet);
        overlap::apply(conversation, sheet);
        deadline::apply(trace, conversation, sheet);
        stop::apply(conversation, sheet);
    }
    herd::apply(conversations, sheet);
}
