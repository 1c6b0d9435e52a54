//! CLI-POLL-003: one poll at a time.

use flinks_contract::rule::client;

use crate::judge::conversation::Conversation;
use crate::judge::evidence::Call;
use crate::judge::gaps::overlaps;
use crate::judge::sheet::{Sheet, at, finding};
use crate::judge::tolerance::blind;
use flinks_trace::Timestamp;

pub(super) fn apply(conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    let calls: Vec<&Call> = conversation.calls.iter().chain(&conversation.after).copied().collect();
    sheet.applied(client::POLL_OVERLAP, calls.len() - 1);
    let pairs = calls.iter().zip(calls.iter().skip(1));
    let overlapping: Vec<_> = pairs.filter(|(before, after)| overlaps(before, after)).collect();
    let Some((before, after)) = overlapping.first() else { return };
    if let Some(reason) = blind(after) {
        return sheet.open(client::POLL_OVERLAP, reason);
    }
    let expected = match &before.outcome {
        Some(outcome) => {
            format!("after {}, when call {} was answered", Timestamp(outcome.at()), before.seq)
        }
        None => format!("after the answer to call {}, which has none yet", before.seq),
    };
    let count = format!("{} of {} calls overlap", overlapping.len(), calls.len());
    let actual = format!("{}; {count}", Timestamp(after.arrived));
    let shown: Vec<&Call> = overlapping.iter().map(|(_, after)| **after).collect();
    sheet.broken(client::POLL_OVERLAP, finding(at(after), "time", expected, actual, &shown));
}
