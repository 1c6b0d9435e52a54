//! CLI-SEQ-007: whoever wants the data of a login says so with MostRecentCached:true.

use serde_json::Value;

use super::*;

/// One finding for each customer and value. A refresh on purpose is documented too: false, and
/// Save:true or DirectRefresh:true.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = context.openings.iter().flatten().copied();
    let calls = calls.filter(|call| context.ids(call).login_id.is_some());
    let mut wrong = Vec::new();
    for call in calls {
        let value = call.member("MostRecentCached");
        if !value.as_ref().is_some_and(|value| is(value, false)) || !is_refresh(call) {
            rule.applied(1);
            let is_right = value.as_ref().is_some_and(|value| is(value, true));
            let key = || (&call.customer, value.map(|value| value.to_string()));
            wrong.extend((!is_right).then(|| (key(), call)));
        }
    }
    for ((_, value), calls) in grouped(wrong) {
        let actual = value.unwrap_or_else(|| "no MostRecentCached".to_owned());
        let expected = "MostRecentCached:true; or false with Save:true, for a refresh";
        rule.breaks(repeated("MostRecentCached", expected, actual, &calls));
    }
}

fn is_refresh(call: &Exchange) -> bool {
    let says = |name: &&str| call.member(name).is_some_and(|value| is(&value, true));
    ["Save", "DirectRefresh"].iter().any(says)
}

/// Text counts as what it says, as in the service.
fn is(value: &Value, wanted: bool) -> bool {
    match value {
        Value::String(text) => text.eq_ignore_ascii_case(&wanted.to_string()),
        value => *value == wanted,
    }
}
