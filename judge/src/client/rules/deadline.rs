//! CLI-POLL-004: at most 30 min and 182 calls.

use super::*;
use crate::client::timing::rounding;

const ID: &str = "CLI-POLL-004";

const MOST: usize = polling::MOST_CALLS as usize;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    let pending = context.conversations.iter().filter(|one| one.first_pending().is_some());
    for conversation in pending {
        check_conversation(context, conversation, findings);
    }
}

/// Applied to what is still pending after 30 min: before, nothing had to stop.
fn check_conversation<'a>(
    context: &Context<'a>,
    conversation: &Conversation<'a>,
    findings: &mut Findings,
) {
    let calls = &conversation.calls;
    let clock = conversation.first().clock;
    let limit = conversation.deadline().plus(tolerance(clock) + rounding(clock));
    let is_late = |call: &&&Exchange| call.arrived > limit;
    let mut late: Vec<&Exchange> = calls.iter().filter(is_late).copied().collect();
    if is_counted(conversation) || is_held_up(conversation, &late) {
        late.clear();
    }
    let is_over = late.is_empty() && conversation.ending(context) == Ending::Reached;
    let is_crowded = calls.len() > most(conversation) && !is_early(conversation);
    if late.is_empty() && !is_over && !is_crowded {
        return;
    }
    findings.applied(ID, 1);
    if let Some(reason) = blind(conversation.last()) {
        return findings.undecided(ID, reason);
    }
    if let Some(first) = late.first() {
        let deadline = Timestamp(conversation.deadline());
        let expected = format!("none after {deadline}, 30 min after the first 202");
        let last = Timestamp(conversation.last().arrived);
        let actual = format!("{} after it, the last {last}", calls_of(late.len()));
        let mut found = finding(at(first), "time", expected, actual, &late);
        let most = if calls.len() > MOST { format!(", at most {MOST}") } else { String::new() };
        found.details.push(detail("in all", format!("{}{most}", calls_of(calls.len()))));
        findings.broken(ID, found);
    } else if is_crowded {
        let extra = &calls[MOST..];
        let last = Timestamp(conversation.last().arrived);
        let actual = format!("{} by {last}", calls_of(calls.len()));
        let expected = format!("at most {MOST} in 30 min");
        findings.broken(ID, finding(at(extra[0]), "calls", expected, actual, extra));
    } else if context.trace.end.is_none() {
        findings.undecided(ID, MAY_GO_ON);
    }
}

/// Whether the client counted polls instead of minutes, each 10 s after the answer before: it is over
/// the limit only by the time that the answers took.
fn is_counted(conversation: &Conversation<'_>) -> bool {
    let clock = conversation.first().clock;
    let longest =
        if is_scaled(clock) { 2 * polling::INTERVAL } else { polling::INTERVAL + tolerance(clock) };
    let gaps = conversation.gaps();
    // Without a poll right after the 202 there is one call less.
    let most = MOST - usize::from(!gaps.first().is_some_and(Gap::is_early));
    conversation.calls.len() <= most && gaps.iter().all(|gap| gap.wait <= longest)
}

/// Whether the only late call would have been in time, had the client's machine not held it up before,
/// which counts on a scaled clock alone.
fn is_held_up(conversation: &Conversation<'_>, late: &[&Exchange]) -> bool {
    let [only] = late else { return false };
    let mut before = conversation.calls.iter().rev().skip_while(|call| call.seq >= only.seq);
    let due = before.next().map(|before| before.answered().plus(polling::INTERVAL));
    is_scaled(only.clock)
        && due.is_some_and(|due| due <= conversation.deadline().plus(tolerance(only.clock)))
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

fn calls_of(number: usize) -> String {
    flinks_report::Unit { one: "call", many: "calls" }.count(number)
}
