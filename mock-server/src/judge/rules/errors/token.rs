//! CLI-ERR-007: a refused authorize token is not sent again.

use flinks_contract::code::RetryClass;
use flinks_contract::rule::client;

use super::same::repeats;
use crate::judge::answer::Answer;
use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use crate::judge::trace::Trace;

pub(super) fn apply(trace: &Trace<'_>, calls: &[&Call], sheet: &mut Sheet) {
    sheet.applied(client::ERR_TOKEN, calls.iter().filter(|call| is_about_token(call)).count());
    let same = repeats(calls, is_about_token).into_iter().filter(|(root, call)| {
        // Where a token was made in between, it may stand where the mock does not look.
        let between = trace.of_customer(&call.customer);
        let mut between = between.filter(|other| (*root..call.seq).contains(&other.seq));
        call.repeats.is_some() && !between.any(|other| other.is("GenerateAuthorizeToken"))
    });
    for (root, again) in grouped(same) {
        let refused = calls.iter().find(|call| call.seq == root);
        let code = refused.map_or("the refusal", |call| &*call.code);
        let expected = format!("GenerateAuthorizeToken after {code}, and its token");
        let actual = "Authorize again, with the token as before".to_owned();
        let mut found = finding(at(again[0]), "authorize token", expected, actual, &again);
        found.details = repeated(&again);
        sheet.broken(client::ERR_TOKEN, found);
    }
}

/// The newest code table has ACCESS_DENIED for it, older ones UNAUTHORIZED (C35).
pub(super) fn is_about_token(call: &Call) -> bool {
    let Answer::Refused(code) = call.answer() else { return false };
    code.retry == RetryClass::NewToken || code.name == "ACCESS_DENIED"
}
