//! CLI-ERR-006: a client that is told to come later waits.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for conversation in &context.conversations {
        check_pairs(context, conversation.pairs(), rule);
    }
    for calls in &context.openings {
        let told = calls.iter().enumerate().filter(|(_, call)| told_to_wait(call).is_some());
        let pairs = told.filter_map(|(number, call)| {
            let mut later = calls[number + 1..].iter();
            later.find(|later| is_for_the_same(context, call, later)).map(|next| (*call, *next))
        });
        check_pairs(context, pairs, rule);
    }
}

/// One finding for a row of calls, each with the next one.
fn check_pairs<'a>(
    context: &Context<'_>,
    pairs: impl Iterator<Item = (&'a Exchange, &'a Exchange)>,
    rule: &mut RuleFindings,
) {
    let told = pairs.filter_map(|(before, after)| Some((before, after, told_to_wait(before)?)));
    let told: Vec<_> = told.filter(|(before, after, _)| !overlaps(before, after)).collect();
    rule.applied(told.len());
    let mut early = Vec::new();
    for (before, after, least) in told {
        let wait = after.arrived.since(before.answered());
        let shortest = wait.saturating_sub(overhead(before));
        if let Some(reason) = blind(before).or_else(|| blind(after)) {
            rule.open(reason);
        } else if shortest + allowance(after.clock) >= least {
        } else if wait + tolerance(after.clock) >= least {
            rule.open(doubt(after, shortest, least));
        } else if let Some(reason) = stall(context.trace, before, after) {
            rule.open(reason);
        } else {
            early.push((before, after, wait, least));
        }
    }
    let Some((before, after, _, least)) = early.first() else { return };
    let why = match before.retry_after {
        Some(seconds) => format!("Retry-After: {seconds}"),
        None => status_and_code(before),
    };
    let expected = format!("at least {} s after {why}", least.as_secs());
    let waits: Vec<Duration> = early.iter().map(|(.., wait, _)| *wait).collect();
    let calls: Vec<&Exchange> = early.iter().map(|(_, after, ..)| *after).collect();
    let mut found = finding(at(after), "time", expected, list(&waits), &calls);
    let is_same = early.iter().all(|(before, after, ..)| before.body == after.body);
    found.note = is_same.then(|| BY_ITSELF.to_owned());
    rule.breaks(found);
}

const BY_ITSELF: &str = "the program, or its library? HttpClient 5 (disableAutomaticRetries()), got, ky \
    and ofetch (retry: 0) repeat by themselves";

/// How long it was told to wait; the interval of polling where no number was given.
fn told_to_wait(call: &Exchange) -> Option<Duration> {
    let later = matches!(call.status, 429 | 503)
        || matches!(&*call.code, "RETRY_LATER" | "TOO_MANY_REQUESTS");
    let least = call.retry_after.map_or(polling::INTERVAL, Duration::from_secs);
    (later || call.retry_after.is_some()).then_some(least)
}
