//! CLI-ERR-001: an error that ends the session ends its polling.

use flinks_contract::rule::client;

use crate::judge::conversation::Conversation;
use crate::judge::evidence::Call;
use crate::judge::gaps::overlaps;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use flinks_trace::Timestamp;

pub(super) fn apply(conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    for conversation in conversations {
        if conversation.has_data() || !conversation.is_answered() {
            continue;
        }
        sheet.applied(client::ERR_TERMINAL, 1);
        let error = conversation.last();
        let after = conversation.after.iter().filter(|call| !overlaps(error, call));
        let after: Vec<&Call> = after.copied().collect();
        let Some(first) = after.first() else { continue };
        let expected = format!(
            "no call with this RequestId after {} of {}",
            error.code,
            Timestamp(error.ended())
        );
        let actual = format!("{} {}", first.status, first.code);
        let mut found = finding(at(first), "calls", expected, actual.trim_end(), &after);
        found.details = repeated(&after);
        sheet.broken(client::ERR_TERMINAL, found);
    }
}
