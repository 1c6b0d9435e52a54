//! The Async GET repeats the pending body until the 200.

use super::*;

pub const ID: &str = "FLK-FLOW-002";

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    pending(run, rule);
    untaken(run, rule);
}

/// Compared with the first 202 of the same code: a session may go from OPERATION_DISPATCHED to
/// OPERATION_PENDING.
fn pending(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    let mut models: Vec<(Option<&Value>, &Value)> = Vec::new();
    let polls = run.of(Part::Accounts).filter(|exchange| {
        exchange.is_data_call() && exchange.status() == Some(202) && exchange.is_first_of_its_kind()
    });
    for poll in polls {
        let Some(body) = poll.json() else { continue };
        let code = body.get("FlinksCode");
        match models.iter().find(|(of, _)| *of == code) {
            None => models.push((code, body)),
            Some((_, model)) if poll.endpoint == Endpoint::GetAccountsDetailAsync => {
                repeats(poll, model, body, rule);
            }
            Some(_) => {}
        }
    }
}

fn repeats(poll: &Parsed<'_>, model: &Value, body: &Value, rule: &mut RuleFindings) {
    rule.applied(1);
    differences(model, body, |difference| {
        let found = poll.in_body(difference.pointer, difference.expected, difference.actual);
        rule.breaks(found.note("the expected value is from the first 202 of this session"));
    });
}

/// A poll that was refused as a wrong call is, and not by the API: it has codes for its errors.
fn untaken(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for poll in run.of(Part::Accounts).filter(|poll| matches!(poll.role, Role::Poll(_))) {
        let Some(status) = poll.status() else { continue };
        let is_wrong_call = matches!(status, 400 | 404 | 405 | 411 | 415 | 501);
        let has_code = poll.flinks_code().and_then(code::find).is_some();
        if is_wrong_call && !has_code {
            let expected = "200 or 202 to the Async GET, or an error of the API";
            let found = poll.outside("status", expected, status.to_string());
            rule.place(Some(found.note(BY_POST)));
        }
    }
}

/// The other reading of C15, and what gateways make of a GET.
const BY_POST: &str =
    "some servers are polled by POST (C15), some refuse a GET with a Content-Type";
