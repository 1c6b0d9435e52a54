//! CLI-POLL-003: one poll at a time.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for conversation in &context.conversations {
        let calls = conversation.calls.iter().chain(&conversation.after);
        check_calls(&calls.copied().collect::<Vec<_>>(), rule);
    }
}

fn check_calls(calls: &[&Exchange], rule: &mut RuleFindings) {
    rule.applied(calls.len() - 1);
    let overlapping = calls.windows(2).filter(|pair| overlaps(pair[0], pair[1]));
    let overlapping: Vec<_> = overlapping.collect();
    let Some([before, after]) = overlapping.first().copied() else { return };
    if let Some(reason) = blind(after) {
        return rule.open(reason);
    }
    let expected = match &before.outcome {
        Some(outcome) => {
            format!("after {}, when call {} was answered", Timestamp(outcome.at()), before.seq)
        }
        None => format!("after the answer to call {}, which has none yet", before.seq),
    };
    let count = format!("{} of {} calls overlap", overlapping.len(), calls.len());
    let actual = format!("{}; {count}", Timestamp(after.arrived));
    let shown: Vec<&Exchange> = overlapping.iter().map(|pair| pair[1]).collect();
    rule.breaks(finding(at(after), "time", expected, actual, &shown));
}
