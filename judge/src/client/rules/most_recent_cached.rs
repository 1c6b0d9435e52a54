//! CLI-SEQ-007: whoever wants the data of a login says so with MostRecentCached:true.

use serde_json::Value;

use super::*;

/// One finding for each customer and value. A refresh on purpose is documented too: false, and
/// Save:true or DirectRefresh:true.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = openings(context).into_iter().flatten();
    let calls = calls.filter(|call| call.login_id().is_some() && !is_refresh(call));
    let calls: Vec<&Exchange> = calls.collect();
    rule.applied(calls.len());
    let wrong = calls.into_iter().filter(|call| !says(call, "MostRecentCached", true));
    let key = |call: &Exchange| call.member("MostRecentCached").map(|value| value.to_string());
    for ((_, value), calls) in grouped(wrong.map(|call| ((&call.customer, key(call)), call))) {
        let actual = value.unwrap_or_else(|| "no MostRecentCached".to_owned());
        let expected = "MostRecentCached:true; or false with Save:true, for a refresh";
        rule.breaks(repeated("MostRecentCached", expected, actual, &calls));
    }
}

fn is_refresh(call: &Exchange) -> bool {
    let is_live = says(call, "MostRecentCached", false);
    is_live && ["Save", "DirectRefresh"].iter().any(|name| says(call, name, true))
}

/// Text counts as what it says, as in the service.
fn says(call: &Exchange, name: &str, wanted: bool) -> bool {
    call.member(name).is_some_and(|value| match value {
        Value::String(text) => text.eq_ignore_ascii_case(&wanted.to_string()),
        value => value == wanted,
    })
}
