//! CLI-ID-001 and CLI-ID-004: the RequestId of Authorize for the whole flow, as it was given.

use super::*;

const ALTERED: &str = "CLI-ID-001";
const ANEW: &str = "CLI-ID-004";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    unknown(context, findings);
    replaced(context, findings);
}

/// RequestIds that nobody was given. Silent before the first session of a customer, where the order of
/// calls is what is wrong, and about what another customer was given.
fn unknown(context: &Context<'_>, findings: &mut Findings) {
    for (customer, calls) in context.customers() {
        let mut has_begun = false;
        let mut lost = Vec::new();
        for call in calls.iter().copied() {
            has_begun |= gives_id(call) || context.session_of(call).is_some();
            let is_asked = call.is_data() || context.ids(call).answers_challenge;
            if !is_asked || !has_begun {
                continue;
            }
            let is_own = |id| context.named(customer, id).is_some();
            if context.ids(call).request_id.as_deref().is_some_and(is_own) {
                findings.rule(ALTERED).applied(1);
            } else if !is_opaque(call) && context.owner(call).is_none() {
                findings.rule(ALTERED).applied(1);
                lost.push(call);
            }
        }
        if !lost.is_empty() {
            let found = given_to_nobody(context, customer, &lost);
            findings.rule(ALTERED).breaks_unless(context.headless(), found);
        }
    }
}

/// Its body cannot be read, so nobody can say which id it has.
fn is_opaque(call: &Exchange) -> bool {
    let has_body = !call.is(Endpoint::GetAccountsDetailAsync) && !call.body.trim().is_empty();
    has_body && call.members().is_none()
}

fn given_to_nobody(context: &Context<'_>, customer: &str, calls: &[&Exchange]) -> Finding {
    let sessions = context.sessions.iter().filter(|session| session.customer == customer);
    let given: Vec<&str> = sessions.map(|session| session.request_id).collect();
    let expected = match *given {
        [one] => format!("the RequestId of Authorize: {one}"),
        _ => format!("a RequestId of Authorize: one of {}", given.len()),
    };
    let sent = calls[0].sent_request_id();
    let actual = sent.as_ref().map_or_else(|| "no RequestId".to_owned(), |id| id.to_string());
    let mut found = repeated("RequestId", expected, actual, calls);
    let near = sent.and_then(|id| nearest(&id, given.iter().copied()));
    found.note = near.map(|near| format!("{near} was given: was it changed on the way?"));
    found
}

/// One finding for each login: every further session is the same defect.
fn replaced(context: &Context<'_>, findings: &mut Findings) {
    let is_tried = |session: &Session<'_>| {
        session.first_pending().is_some() || context.in_replaced.contains(&session.number)
    };
    let applied = context.sessions.iter().filter(|session| is_tried(session));
    findings.rule(ANEW).applied(applied.count());
    let dropped = context.replaced.iter().filter_map(|[session, next]| {
        let open = next.authorize.first()?;
        Some(((session.customer, session.login.as_deref()), *open))
    });
    for (_, opens) in grouped(dropped) {
        let expected =
            "calls with the RequestId that Authorize gave, until the data or an error comes";
        let actual = match opens.len() {
            1 => "a new Authorize, and polls with its RequestId".to_owned(),
            many => format!("a new Authorize {many} times, each time for a poll or a few"),
        };
        let mut found = finding(at(opens[0]), "RequestId", expected, actual, &opens);
        let sessions = format!("{} sessions of one login", opens.len() + 1);
        found.details.push(Fact::new("sessions", sessions));
        findings.rule(ANEW).breaks(found);
    }
}
