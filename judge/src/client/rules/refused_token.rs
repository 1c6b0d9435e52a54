//! CLI-ERR-007: a refused authorize token is not sent again.

use super::*;

const ID: &str = "CLI-ERR-007";

pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for calls in openings(context) {
        findings.applied(ID, calls.iter().filter(|call| is_about_token(call)).count());
        let same = repeats(&calls, is_about_token).into_iter().filter(|(refused, call)| {
            // Where a token was made in between, it may stand where nobody looks.
            let between = context.of_customer(&call.customer);
            let mut between = between.filter(|other| (refused.seq..call.seq).contains(&other.seq));
            let is_made = between.any(|other| other.is(Endpoint::GenerateAuthorizeToken));
            call.repeats.is_some() && !is_made
        });
        for ((_, code), again) in
            grouped(same.map(|(refused, call)| ((refused.seq, &refused.code), call)))
        {
            let expected = format!("GenerateAuthorizeToken after {code}, and its token");
            let actual = "Authorize again, with the token as before";
            findings.broken(ID, repeated("authorize token", expected, actual, &again));
        }
    }
}

/// The newest code table has ACCESS_DENIED for it, older ones UNAUTHORIZED (C35).
pub(super) fn is_about_token(call: &Exchange) -> bool {
    let Answer::Refused(code) = Answer::of(call) else { return false };
    code.retry == RetryClass::NewToken || code.name == "ACCESS_DENIED"
}
