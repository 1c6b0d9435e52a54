//! CLI-ERR-005: what only the user can put right is not repeated. Each try may cost one at the bank.

use flinks_contract::code::RetryClass;
use flinks_contract::rule::client;

use super::same::repeats;
use super::token::is_about_token;
use crate::judge::answer::Answer;
use crate::judge::evidence::Call;
use crate::judge::group::grouped;
use crate::judge::sheet::{Sheet, at, finding, repeated};

pub(super) fn apply(calls: &[&Call], sheet: &mut Sheet) {
    sheet.applied(client::ERR_USER, calls.iter().filter(|call| is_final(call)).count());
    for (root, again) in grouped(repeats(calls, is_final)) {
        let refused = calls.iter().find(|call| call.seq == root);
        let code = refused.map_or("the refusal", |call| &*call.code);
        let expected = format!("no Authorize with the same credentials after {code}");
        let actual = match again.len() {
            1 => "the same Authorize again".to_owned(),
            many => format!("the same Authorize {many} times more"),
        };
        let mut found = finding(at(again[0]), "credentials", expected, actual, &again);
        found.details = repeated(&again);
        sheet.broken(client::ERR_USER, found);
    }
}

fn is_final(call: &Call) -> bool {
    let Answer::Refused(code) = call.answer() else { return false };
    let is_final = matches!(code.retry, RetryClass::UserMustAct | RetryClass::FixConfiguration);
    is_final && !is_about_token(call)
}
