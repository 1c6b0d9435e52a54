//! CLI-SEQ-005: Investments is polled with the same members.

use flinks_trace::redact::names::is_secret;

use super::*;
use crate::client::conversation::{Members, members};

/// Compares each repeat with the call before it, as long as that one was pending: after an error a
/// client may well correct itself.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for session in &context.sessions {
        let mut changed: Vec<&Exchange> = Vec::new();
        let mut first = None;
        let repeats = session.asked(Endpoint::Investments).windows(2);
        for pair in repeats.filter(|pair| Answer::of(pair[0]).is_pending()) {
            let (Some(before), Some(after)) = (members(pair[0]), members(pair[1])) else {
                continue;
            };
            rule.applied(1);
            if let Some(difference) = difference(&before, &after) {
                changed.push(pair[1]);
                let names: Vec<&str> = before.values().map(|(name, _)| name.as_str()).collect();
                first.get_or_insert((names.join(", "), difference));
            }
        }
        let Some((before, difference)) = first else { continue };
        let expected = format!("the members of the call before: {before}");
        rule.breaks(repeated("body", expected, difference, &changed));
    }
}

/// What is different in the repeat.
fn difference(before: &Members, after: &Members) -> Option<String> {
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let gone = gone.map(|(_, (name, _))| format!("{name} is gone"));
    let others = after.iter().filter_map(|(key, (name, value))| match before.get(key) {
        None => Some(format!("{name} is new")),
        Some((_, old)) if old != value && is_secret(name) => {
            Some(format!("{name} has another value"))
        }
        Some((_, old)) if old != value => Some(format!("{name} is {value} instead of {old}")),
        Some(_) => None,
    });
    let all: Vec<String> = gone.chain(others).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
