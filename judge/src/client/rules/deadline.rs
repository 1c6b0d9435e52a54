//! CLI-POLL-004: at most 30 min and 182 calls.

use super::*;
use crate::client::timing::{rounding, speed};
use flinks_trace::ClockMode;

const MOST: usize = polling::MOST_CALLS as usize;

/// How many polls 30 min are.
const POLLS: usize = MOST - 2;

/// Applied to what is still pending after 30 min: before, nothing had to stop.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let pending = context.conversations.iter().filter(|one| one.first_pending().is_some());
    for conversation in pending {
        let calls = &conversation.calls;
        let clock = conversation.first().clock;
        let late_by = tolerance(clock) + rounding(clock);
        let limit = conversation.deadline().plus(late_by);
        let is_late = |call: &&&Exchange| call.arrived > limit;
        let mut late: Vec<&Exchange> = calls.iter().filter(is_late).copied().collect();
        if is_counted(conversation) {
            late.clear();
        }
        let is_over = late.is_empty() && conversation.ending(context) == Ending::Reached;
        let is_crowded = calls.len() > most(conversation) && !is_early(conversation);
        if late.is_empty() && !is_over && !is_crowded {
            continue;
        }
        rule.applied(1);
        let last = Timestamp(conversation.last().arrived);
        if let Some(reason) = blind(conversation.last()) {
            rule.open(reason);
        } else if !late.is_empty() && !is_crowded && is_open(conversation, &late) {
            let reason = format!(
                "at {} times real a last poll at {last} cannot be told from one at 30 min: go slower",
                speed(clock)
            );
            rule.open(reason);
        } else if let Some(first) = late.first() {
            let (limit, late_by) = (Timestamp(limit), late_by.as_millis());
            let expected =
                format!("none after {limit}, 30 min after the first 202 (tolerance {late_by} ms)");
            let actual = format!("{} after it, the last {last}", counted("call", late.len()));
            let mut found = finding(at(first), "time", expected, actual, &late);
            let most = if calls.len() > MOST { format!(", at most {MOST}") } else { String::new() };
            found
                .details
                .push(Fact::new("in all", format!("{}{most}", counted("call", calls.len()))));
            rule.breaks(found);
        } else if is_crowded {
            let extra = &calls[MOST..];
            let actual = format!("{} by {last}", counted("call", calls.len()));
            let expected = format!("at most {MOST} in 30 min");
            rule.breaks(finding(at(extra[0]), "calls", expected, actual, extra));
        } else if !context.is_over(conversation.session.customer) {
            rule.open(MAY_GO_ON);
        }
    }
}

/// Whether the client counted polls instead of minutes, each 10 s after the answer before: it is over
/// the limit only by the time that the answers took.
fn is_counted(conversation: &Conversation<'_>) -> bool {
    let clock = conversation.first().clock;
    let longest = longest_interval(clock);
    // A hiccup of the client's machine is as large as a wait; who made all the polls has counted them.
    let has_all = is_scaled(clock) && conversation.calls.len() >= POLLS;
    let waits = waits(conversation);
    let is_steady = waits.last().is_none_or(|wait| *wait <= longest);
    may_be_counted(conversation) && (is_steady || has_all && median(&waits) <= longest)
}

/// Whether a clock that runs faster leaves it open: the polls may have been counted with hiccups, or the
/// machine may have held up the last one.
fn is_open(conversation: &Conversation<'_>, late: &[&Exchange]) -> bool {
    let clock = conversation.first().clock;
    let waits = waits(conversation);
    let usual = median(&waits);
    let is_near = usual <= longest_interval(clock) + tolerance(clock);
    is_scaled(clock)
        && (may_be_counted(conversation) && is_near || is_held_up(conversation, late, usual))
}

/// Whether the only late call would have been in time, had it come as long after the one before as usual.
fn is_held_up(conversation: &Conversation<'_>, late: &[&Exchange], usual: Duration) -> bool {
    let [only] = late else { return false };
    let mut before = conversation.calls.iter().rev().skip_while(|call| call.seq >= only.seq);
    let wait = usual.max(polling::INTERVAL);
    let due = before.next().map(|before| before.answered().plus(wait));
    due.is_some_and(|due| due <= conversation.deadline().plus(tolerance(only.clock)))
}

/// Whether there are no more calls than somebody makes who counts them.
fn may_be_counted(conversation: &Conversation<'_>) -> bool {
    // Without a poll right after the 202 there is one call less.
    let gaps = conversation.gaps();
    let most = MOST - usize::from(!gaps.first().is_some_and(Gap::is_early));
    conversation.calls.len() <= most && gaps.iter().all(|gap| gap.wait <= 2 * polling::INTERVAL)
}

/// How long a wait of 10 s may look, with its part of what [`rounding`] adds.
fn longest_interval(clock: ClockMode) -> Duration {
    polling::INTERVAL + rounding(clock) / POLLS as u32 + tolerance(clock)
}

/// The shortest first.
fn waits(conversation: &Conversation<'_>) -> Vec<Duration> {
    let mut waits: Vec<Duration> = conversation.gaps().iter().map(|gap| gap.wait).collect();
    waits.sort_unstable();
    waits
}

fn median(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// How many calls fit in where each is as early as the tolerance allows.
fn most(conversation: &Conversation<'_>) -> usize {
    let shortest = polling::INTERVAL.saturating_sub(tolerance(conversation.first().clock));
    let fit = polling::CEILING.as_millis() / shortest.max(Duration::from_millis(1)).as_millis();
    usize::try_from(fit).unwrap_or(usize::MAX).saturating_add(2).max(MOST)
}

/// The waits already say why there are so many.
fn is_early(conversation: &Conversation<'_>) -> bool {
    conversation.gaps().iter().skip(1).any(Gap::is_early)
}
