//! CLI-POLL-002 and CLI-POLL-007: 10 s between polls, and before the first one too.

use std::time::Duration;

use flinks_contract::rule::client;
use flinks_report::Finding;

use crate::judge::conversation::Conversation;
use crate::judge::gaps::{Gap, effect, list, looks_like, seconds};
use crate::judge::sheet::{Sheet, at, detail, finding};
use crate::judge::stalls::stall;
use crate::judge::tolerance::{blind, tolerance};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, conversation: &Conversation<'_, '_>, sheet: &mut Sheet) {
    let gaps = conversation.gaps();
    let (first, others) = gaps.split_at(gaps.len().min(1));
    if let Some(early) = judged(trace, client::POLL_FIRST, first, sheet).first() {
        sheet.broken(client::POLL_FIRST, too_soon(early));
    }
    let early = judged(trace, client::POLL_INTERVAL, others, sheet);
    if !early.is_empty() {
        sheet.broken(client::POLL_INTERVAL, too_early(others, &early));
    }
}

/// Those that are too early. Where it cannot be said, the sheet has why.
fn judged<'a>(
    trace: &Trace<'_>,
    rule: &'static str,
    gaps: &[Gap<'a>],
    sheet: &mut Sheet,
) -> Vec<Gap<'a>> {
    sheet.applied(rule, gaps.len());
    if let Some(reason) = gaps.iter().find_map(|gap| blind(gap.before).or_else(|| blind(gap.after)))
    {
        sheet.open(rule, reason);
        return Vec::new();
    }
    let mut early = Vec::new();
    for (number, gap) in gaps.iter().enumerate().filter(|(_, gap)| gap.is_early()) {
        let before = number.checked_sub(1).and_then(|before| gaps.get(before));
        if before.is_some_and(|before| gap.makes_up_for(before)) {
            continue;
        }
        match stall(trace, gap.before, gap.after) {
            Some(reason) => sheet.open(rule, reason),
            None => early.push(*gap),
        }
    }
    early
}

fn too_soon(early: &Gap<'_>) -> Finding {
    let expected = format!("at least 10 s after the first 202{}", let_pass(early));
    finding(at(early.after), "time", expected, seconds(early.wait), &[early.after])
}

fn too_early(gaps: &[Gap<'_>], early: &[Gap<'_>]) -> Finding {
    let expected = format!("at least 10 s after the answer before{}", let_pass(&early[0]));
    let waits: Vec<Duration> = gaps.iter().map(|gap| gap.wait).collect();
    let count = format!("{} of {} early", early.len(), gaps.len());
    let count = match early {
        [only] if gaps.len() > 1 => format!("{count}: {}", seconds(only.wait)),
        _ => count,
    };
    let actual = match gaps.len() {
        1 => list(&waits),
        _ => format!("{} ({count})", list(&waits)),
    };
    let mut worst = early.to_vec();
    worst.sort_by_key(|gap| gap.wait);
    let calls: Vec<_> = worst.iter().map(|gap| gap.after).collect();
    let mut found = finding(at(early[0].after), "time", expected, actual, &calls);
    let looks_like = looks_like(gaps).map(|words| detail("looks like", words));
    let effect = effect(gaps).map(|words| detail("effect", words));
    found.details.extend(looks_like.into_iter().chain(effect));
    found
}

fn let_pass(gap: &Gap<'_>) -> String {
    format!(" ({} ms early is let pass)", tolerance(gap.after.clock).as_millis())
}
