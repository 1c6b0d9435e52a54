//! CLI-POLL-003: one poll at a time.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for conversation in &context.conversations {
        let calls = conversation.calls.iter().chain(&conversation.after);
        let calls: Vec<&Exchange> = calls.copied().collect();
        rule.applied(calls.len() - 1);
        let overlapping = calls.windows(2).filter(|pair| overlaps(pair[0], pair[1]));
        let overlapping: Vec<_> = overlapping.collect();
        let Some([before, after]) = overlapping.first().copied() else { continue };
        let expected = match &before.outcome {
            Some(outcome) => {
                format!("after {}, when call {} was answered", Timestamp(outcome.at()), before.seq)
            }
            None => format!("after the answer to call {}, which has none yet", before.seq),
        };
        let count = format!("{} of {} calls overlap", overlapping.len(), calls.len());
        let actual = format!("{}; {count}", Timestamp(after.arrived));
        let shown: Vec<&Exchange> = overlapping.iter().map(|pair| pair[1]).collect();
        rule.breaks_unless(blind(after), finding(at(after), "time", expected, actual, &shown));
    }
}
