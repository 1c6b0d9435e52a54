//! CLI-SEQ-003: each endpoint by its method.

use flinks_contract::endpoint::OTHERS;

use super::*;
use crate::client::finding::moments;

/// One finding for each endpoint of a session: a client uses the same method every time.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let calls = context.trace.exchanges.iter().filter_map(|call| {
        let session = context.session_of(call).map(|session| session.number);
        Some(((session, documented(call)?), call))
    });
    for ((_, (name, method)), calls) in grouped(calls) {
        rule.applied(calls.len());
        let is_wrong = |call: &&Exchange| call.method != method;
        let wrong: Vec<&Exchange> = calls.iter().copied().filter(is_wrong).collect();
        let Some(first) = wrong.first() else { continue };
        let expected = format!("{method} {name}");
        let actual = format!("{} {name}", first.method);
        let mut found = finding(at(first), "method", expected, actual, &wrong);
        let share = format!("{} of {}: {}", wrong.len(), calls.len(), moments(&wrong));
        found.details.push(Fact::new("calls", share));
        rule.breaks(found);
    }
}

/// Name and method of the endpoint, as its page has them. Those that only clients know have none.
fn documented(call: &Exchange) -> Option<(&'static str, &'static str)> {
    let (source, name, method) = match call.meant() {
        Some(endpoint) => (endpoint.source(), endpoint.name(), endpoint.method()),
        None => {
            let Err(NoRoute::NotServed { name }) = call.routed()? else { return None };
            let other = OTHERS.iter().find(|other| other.name == name)?;
            (other.source, name, other.method)
        }
    };
    let is_documented = ["docs.flinks.com", "this project"].iter().any(|by| source.starts_with(by));
    is_documented.then_some((name, method))
}
