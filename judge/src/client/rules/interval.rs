//! CLI-POLL-002 and CLI-POLL-009: every 10 s, so neither sooner nor much later. Both look at the same
//! waits in the same way.

use flinks_trace::ClockMode;

use super::*;
use crate::client::gaps::{effect, looks_like};

const EARLY: &str = "CLI-POLL-002";
const LATE: &str = "CLI-POLL-009";

const LONGEST: Duration = Duration::from_secs(60);

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for conversation in &context.conversations {
        let all = conversation.gaps();
        // The newest guide prints the first Async right after the 202 of the POST.
        let repeats: Vec<Gap<'_>> =
            all.iter().filter(|gap| gap.before.endpoint == gap.after.endpoint).copied().collect();
        for (rule, gaps, wrong) in
            [(EARLY, &repeats, early(&repeats, Gap::is_early, tolerance)), (LATE, &all, late(&all))]
        {
            let wrong = decided(context, rule, gaps, wrong, findings);
            if !wrong.is_empty() {
                findings.rule(rule).breaks(found(rule, gaps, &wrong));
            }
        }
        let doubtful = early(&repeats, Gap::may_be_early, allowance);
        if let Some(gap) = doubtful.iter().min_by_key(|gap| gap.shortest()) {
            findings.rule(EARLY).open(doubt(gap.after, gap.shortest(), polling::INTERVAL));
        }
    }
}

fn early<'a>(
    gaps: &[Gap<'a>],
    is_early: fn(&Gap<'a>) -> bool,
    let_pass: fn(ClockMode) -> Duration,
) -> Vec<Gap<'a>> {
    let early = gaps.iter().enumerate().filter(|(number, gap)| {
        let before = number.checked_sub(1).and_then(|before| gaps.get(before));
        let time = let_pass(gap.after.clock);
        is_early(gap) && !before.is_some_and(|before| gap.makes_up_for(before, time))
    });
    early.map(|(_, gap)| *gap).collect()
}

/// On a clock that runs faster a pause of the client's machine is as long as a wait: one long wait
/// among others is let pass there, unless it outlives the session.
fn late<'a>(gaps: &[Gap<'a>]) -> Vec<Gap<'a>> {
    let is_late = |gap: &&Gap<'_>| {
        gap.wait > LONGEST + tolerance(gap.after.clock) && gap.before.retry_after.is_none()
    };
    let late: Vec<Gap<'_>> = gaps.iter().filter(is_late).copied().collect();
    match *late {
        [only] if gaps.len() > 1 && is_scaled(only.after.clock) && only.wait < polling::CEILING => {
            Vec::new()
        }
        _ => late,
    }
}

/// The wrong waits of which one can be sure. Where nobody can say, the findings have the reason.
fn decided<'a>(
    context: &Context<'_>,
    rule: &'static str,
    gaps: &[Gap<'a>],
    mut wrong: Vec<Gap<'a>>,
    findings: &mut Findings,
) -> Vec<Gap<'a>> {
    findings.rule(rule).applied(gaps.len());
    if let Some(reason) = gaps.iter().find_map(|gap| blind(gap.before).or_else(|| blind(gap.after)))
    {
        findings.rule(rule).open(reason);
        return Vec::new();
    }
    wrong.retain(|gap| match stall(context.trace, gap.before, gap.after) {
        Some(reason) => {
            findings.rule(rule).open(reason);
            false
        }
        None => true,
    });
    wrong
}

fn found(rule: &str, gaps: &[Gap<'_>], wrong: &[Gap<'_>]) -> Finding {
    let (limit, word) = match rule {
        EARLY => ("at least 10 s after the previous answer".to_owned(), "early"),
        _ => (format!("at most {} s after the 202", LONGEST.as_secs()), "late"),
    };
    let allowed = tolerance(wrong[0].after.clock).as_millis();
    let expected = format!("{limit} (tolerance {allowed} ms)");
    let waits: Vec<Duration> = gaps.iter().map(|gap| gap.wait).collect();
    let count = format!("{} of {} {word}", wrong.len(), gaps.len());
    let actual = match wrong {
        _ if gaps.len() == 1 => list(&waits),
        [only] => format!("{} ({count}: {})", list(&waits), list(&[only.wait])),
        _ => format!("{} ({count})", list(&waits)),
    };
    let mut worst = wrong.to_vec();
    worst.sort_by_key(|gap| gap.wait);
    if rule == LATE {
        worst.reverse();
    }
    let calls: Vec<_> = worst.iter().map(|gap| gap.after).collect();
    let mut found = finding(at(wrong[0].after), "time", expected, actual, &calls);
    let looks_like = looks_like(gaps).map(|text| Fact::new("looks like", text));
    let effect = effect(gaps).map(|text| Fact::new("effect", text));
    found.details.extend(looks_like.into_iter().chain(effect));
    found
}
