//! CLI-POLL-004: 30 min and 181 calls.

use std::time::Duration;

use flinks_contract::polling;
use flinks_contract::rule::client;

use crate::clock::ClockMode;
use crate::judge::conversation::{Conversation, Ending, MAY_GO_ON};
use crate::judge::evidence::Call;
use crate::judge::gaps::Gap;
use crate::judge::sheet::{Sheet, at, detail, finding};
use crate::judge::tolerance::{blind, rounding, tolerance};
use crate::judge::trace::Trace;
use flinks_trace::Timestamp;

const MOST: usize = polling::MOST_CALLS as usize;

/// Applied to what is still pending after 30 min: before, nothing had to stop.
pub(super) fn apply(trace: &Trace<'_>, conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    if conversation.first_pending().is_none() {
        return;
    }
    let calls = &conversation.calls;
    let clock = conversation.first().clock;
    let limit = conversation.deadline().plus(tolerance(clock) + rounding(clock));
    let is_late = |call: &&&Call| call.arrived > limit;
    let mut late: Vec<&Call> = calls.iter().filter(is_late).copied().collect();
    if is_counted(conversation) || is_held_up(conversation, &late) {
        late.clear();
    }
    let is_over = late.is_empty() && conversation.ending(trace) == Ending::Reached;
    let is_crowded = calls.len() > most(conversation) && !is_early(conversation);
    if late.is_empty() && !is_over && !is_crowded {
        return;
    }
    sheet.applied(client::POLL_DEADLINE, 1);
    if let Some(reason) = blind(conversation.last()) {
        return sheet.open(client::POLL_DEADLINE, reason);
    }
    if let Some(first) = late.first() {
        let expected = format!(
            "none after {}, 30 min after the first 202",
            Timestamp(conversation.deadline())
        );
        let last = conversation.last();
        let actual =
            format!("{} after it, the last {}", calls_of(late.len()), Timestamp(last.arrived));
        let mut found = finding(at(first), "time", expected, actual, &late);
        let most = if calls.len() > MOST { format!(", at most {MOST}") } else { String::new() };
        found.details.push(detail("in all", format!("{}{most}", calls_of(calls.len()))));
        sheet.broken(client::POLL_DEADLINE, found);
    } else if is_crowded {
        let extra = &calls[MOST..];
        let actual =
            format!("{} by {}", calls_of(calls.len()), Timestamp(conversation.last().arrived));
        let expected = format!("at most {MOST} in 30 min");
        sheet
            .broken(client::POLL_DEADLINE, finding(at(extra[0]), "calls", expected, actual, extra));
    } else if trace.evidence.end.is_none() {
        sheet.open(client::POLL_DEADLINE, MAY_GO_ON);
    }
}

/// Whether 30 min were counted in polls, each 10 s after the answer before: what is over is the time
/// that the answers took.
fn is_counted(conversation: &Conversation<'_, '_>) -> bool {
    let clock = conversation.first().clock;
    let longest = match clock {
        ClockMode::Scaled(_) => 2 * polling::INTERVAL,
        _ => polling::INTERVAL + tolerance(clock),
    };
    conversation.calls.len() <= MOST && conversation.gaps().iter().all(|gap| gap.wait <= longest)
}

/// Whether the only late call would have been in time, had the client not been held up before it. On a
/// clock that runs faster alone: there a hiccup of the client's machine is as large as a wait.
fn is_held_up(conversation: &Conversation<'_, '_>, late: &[&Call]) -> bool {
    let [only] = late else { return false };
    let mut before = conversation.calls.iter().rev().skip_while(|call| call.seq >= only.seq);
    let due = before.next().map(|before| before.ended().plus(polling::INTERVAL));
    matches!(only.clock, ClockMode::Scaled(_))
        && due.is_some_and(|due| due <= conversation.deadline().plus(tolerance(only.clock)))
}

/// With those that fit in where each is as early as is let pass.
fn most(conversation: &Conversation<'_, '_>) -> usize {
    let shortest = polling::INTERVAL.saturating_sub(tolerance(conversation.first().clock));
    let fit = polling::CEILING.as_millis() / shortest.max(Duration::from_millis(1)).as_millis();
    usize::try_from(fit).unwrap_or(usize::MAX).saturating_add(1).max(MOST)
}

/// The waits say already why there are so many.
fn is_early(conversation: &Conversation<'_, '_>) -> bool {
    conversation.gaps().iter().skip(1).any(Gap::is_early)
}

fn calls_of(number: usize) -> String {
    flinks_report::Unit { one: "call", many: "calls" }.count(number)
}
