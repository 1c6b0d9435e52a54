//! CLI-MFA-001: a challenge is answered, not asked for again.

use super::*;

const EXPECTED: &str = "Authorize with the RequestId of the 203 and SecurityResponses";

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let mut asked_again: Vec<((&str, &str), &Exchange)> = Vec::new();
    for challenge in challenges(context) {
        rule.applied(1);
        if !challenge.answers.is_empty() {
            continue;
        }
        let asked = challenge.asked.seq;
        let is_again = asked_again.iter().any(|(_, again)| again.seq == asked);
        asked_again.extend(unanswered(context, &challenge, is_again, rule));
    }
    for (_, calls) in grouped(asked_again) {
        let actual = "Authorize from the start, without RequestId and SecurityResponses";
        rule.breaks(repeated("order of calls", EXPECTED, actual, &calls));
    }
}

/// What came instead of an answer. Returns the Authorize that asks for a challenge again, by customer
/// and login, and writes down everything else.
fn unanswered<'c, 'a>(
    context: &Context<'a>,
    challenge: &Challenge<'c, 'a>,
    is_again: bool,
    rule: &mut RuleFindings,
) -> Option<((&'a str, &'c str), &'a Exchange)> {
    let Challenge { session, asked, .. } = challenge;
    let later = || context.of_customer_after(session.customer, asked.seq).iter().copied();
    // Its RequestId was wrong, which is another rule's matter.
    if later().any(|call| context.ids(call).answers_challenge && context.session_of(call).is_none())
    {
        return None;
    }
    if let Some(login) = session.login.as_deref() {
        let is_again = |call: &&Exchange| {
            call.is(Endpoint::Authorize)
                && !context.ids(call).answers_challenge
                && context.ids(call).login.as_deref() == Some(login)
        };
        if let Some(again) = later().find(is_again) {
            // For a push, that is how it is sent again.
            let is_push = analysed(asked, |reply| reply.push);
            return (!is_push).then_some(((session.customer, login), again));
        }
    }
    let data = session.polled().flatten().find(|call| call.seq > asked.seq);
    match data {
        Some(data) => {
            let actual = "a data call, as if the 203 were a session that is ready";
            let found = finding(at(data), "order of calls", EXPECTED, actual, &[data, asked]);
            rule.breaks(found);
        }
        // It was itself asked for instead of an answer: one defect.
        None if is_again => {}
        None if context.is_over(&asked.customer) => {
            let actual = "no answer before the client ended";
            rule.breaks(finding(at(asked), "end", EXPECTED, actual, &[asked]));
        }
        None => rule.open("the client may still answer when the journal ends"),
    }
    None
}
