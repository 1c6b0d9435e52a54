//! CLI-POLL-005: no poll after the data.

use flinks_contract::rule::client;

use crate::judge::conversation::Conversation;
use crate::judge::evidence::Call;
use crate::judge::gaps::overlaps;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use flinks_trace::Timestamp;

/// A call that was under way before the data came is none after it.
pub(super) fn apply(conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    if !conversation.has_data() {
        return;
    }
    sheet.applied(client::POLL_STOP, 1);
    let data = conversation.last();
    let after = conversation.after.iter().filter(|call| !overlaps(data, call));
    let after: Vec<&Call> = after.copied().collect();
    let Some(first) = after.first() else { return };
    let expected = format!("none after the data of {}", Timestamp(data.ended()));
    let actual = format!("{} {}", first.status, first.code);
    let mut found = finding(at(first), "calls", expected, actual.trim_end(), &after);
    found.details = repeated(&after);
    sheet.broken(client::POLL_STOP, found);
}
