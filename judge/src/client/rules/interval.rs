//! CLI-POLL-002 and CLI-POLL-007: 10 s between polls, and before the first poll. Both look at the
//! same waits in the same way.

use std::time::Duration;

use flinks_report::Finding;

use crate::Findings;
use crate::client::context::Context;
use crate::client::finding::{at, detail, finding};
use crate::client::gaps::{Gap, effect, list, looks_like, seconds};
use crate::client::timing::{blind, stall, tolerance};

pub(super) const INTERVAL: &str = "CLI-POLL-002";
pub(super) const FIRST: &str = "CLI-POLL-007";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for conversation in &context.conversations {
        let gaps = conversation.gaps();
        let (first, others) = gaps.split_at(gaps.len().min(1));
        if let Some(early) = early(context, FIRST, first, findings).first() {
            findings.broken(FIRST, too_soon(early));
        }
        let early = early(context, INTERVAL, others, findings);
        if !early.is_empty() {
            findings.broken(INTERVAL, too_early(others, &early));
        }
    }
}

/// The waits that are too short. Where nobody can say, the findings have the reason.
fn early<'a>(
    context: &Context<'_>,
    rule: &'static str,
    gaps: &[Gap<'a>],
    findings: &mut Findings,
) -> Vec<Gap<'a>> {
    findings.applied(rule, gaps.len());
    if let Some(reason) = gaps.iter().find_map(|gap| blind(gap.before).or_else(|| blind(gap.after)))
    {
        findings.undecided(rule, reason);
        return Vec::new();
    }
    let mut early = Vec::new();
    for (number, gap) in gaps.iter().enumerate().filter(|(_, gap)| gap.is_early()) {
        let before = number.checked_sub(1).and_then(|before| gaps.get(before));
        if before.is_some_and(|before| gap.makes_up_for(before)) {
            continue;
        }
        match stall(context.trace, gap.before, gap.after) {
            Some(reason) => findings.undecided(rule, reason),
            None => early.push(*gap),
        }
    }
    early
}

fn too_soon(early: &Gap<'_>) -> Finding {
    let expected = format!("at least 10 s after the first 202{}", allowance(early));
    finding(at(early.after), "time", expected, seconds(early.wait), &[early.after])
}

fn too_early(gaps: &[Gap<'_>], early: &[Gap<'_>]) -> Finding {
    let expected = format!("at least 10 s after the answer before{}", allowance(&early[0]));
    let waits: Vec<Duration> = gaps.iter().map(|gap| gap.wait).collect();
    let count = format!("{} of {} early", early.len(), gaps.len());
    let actual = match early {
        _ if gaps.len() == 1 => list(&waits),
        [only] => format!("{} ({count}: {})", list(&waits), seconds(only.wait)),
        _ => format!("{} ({count})", list(&waits)),
    };
    let mut worst = early.to_vec();
    worst.sort_by_key(|gap| gap.wait);
    let calls: Vec<_> = worst.iter().map(|gap| gap.after).collect();
    let mut found = finding(at(early[0].after), "time", expected, actual, &calls);
    let looks_like = looks_like(gaps).map(|text| detail("looks like", text));
    let effect = effect(gaps).map(|text| detail("effect", text));
    found.details.extend(looks_like.into_iter().chain(effect));
    found
}

fn allowance(gap: &Gap<'_>) -> String {
    format!(" (tolerance {} ms)", tolerance(gap.after.clock).as_millis())
}
