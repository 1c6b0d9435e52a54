//! CLI-ERR-006: who is told to come later waits.

use std::time::Duration;

use flinks_contract::polling;
use flinks_contract::rule::client;

use super::retry::is_for_the_same;
use super::same::opens;
use crate::judge::conversation::Conversation;
use crate::judge::evidence::Call;
use crate::judge::gaps::{list, overlaps};
use crate::judge::sheet::{Sheet, at, finding};
use crate::judge::stalls::stall;
use crate::judge::tolerance::{blind, tolerance};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, conversations: &[Conversation<'_, '_>], sheet: &mut Sheet) {
    for conversation in conversations {
        let pairs = conversation.calls.iter().zip(conversation.calls.iter().skip(1));
        judge(trace, pairs.map(|(before, after)| (*before, *after)), sheet);
    }
    for (_, calls) in trace.customers() {
        let calls: Vec<&Call> = calls.into_iter().filter(|call| opens(call)).collect();
        let pairs = calls.iter().enumerate().filter_map(|(number, call)| {
            let mut later = calls[number + 1..].iter();
            later.find(|later| is_for_the_same(call, later)).map(|next| (*call, *next))
        });
        judge(trace, pairs, sheet);
    }
}

/// One finding for a row of calls.
fn judge<'a>(
    trace: &Trace<'_>,
    pairs: impl Iterator<Item = (&'a Call, &'a Call)>,
    sheet: &mut Sheet,
) {
    let told = pairs.filter_map(|(before, after)| Some((before, after, told(before)?)));
    let told: Vec<_> = told.filter(|(before, after, _)| !overlaps(before, after)).collect();
    sheet.applied(client::ERR_BACK_OFF, told.len());
    let mut early = Vec::new();
    for (before, after, least) in told {
        let wait = after.arrived.since(before.ended());
        if let Some(reason) = blind(before).or_else(|| blind(after)) {
            sheet.open(client::ERR_BACK_OFF, reason);
        } else if wait + tolerance(after.clock) >= least {
        } else if let Some(reason) = stall(trace, before, after) {
            sheet.open(client::ERR_BACK_OFF, reason);
        } else {
            early.push((before, after, wait, least));
        }
    }
    let Some((before, after, _, least)) = early.first() else { return };
    let why = match before.retry_after {
        Some(seconds) => format!("Retry-After: {seconds}"),
        None => format!("{} {}", before.status, before.code).trim_end().to_owned(),
    };
    let expected = format!("at least {} s after {why}", least.as_secs());
    let waits: Vec<Duration> = early.iter().map(|(.., wait, _)| *wait).collect();
    let calls: Vec<&Call> = early.iter().map(|(_, after, ..)| *after).collect();
    sheet.broken(client::ERR_BACK_OFF, finding(at(after), "time", expected, list(&waits), &calls));
}

/// How long it was told to wait; the interval of polling where no number was given.
fn told(call: &Call) -> Option<Duration> {
    let later = matches!(call.status, 429 | 503)
        || matches!(&*call.code, "RETRY_LATER" | "TOO_MANY_REQUESTS");
    let least = call.retry_after.map_or(polling::INTERVAL, Duration::from_secs);
    (later || call.retry_after.is_some()).then_some(least)
}
