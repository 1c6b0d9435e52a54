//! What Authorize promises.

use super::*;

/// `Login.Id` of Authorize 200 is the LoginId that was sent.
pub const LOGIN: &str = "FLK-AUT-001";
/// Each Authorize starts a session of its own.
pub const REQUEST: &str = "FLK-AUT-002";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    login(run, findings);
    request(run, findings);
}

fn login(run: &ParsedRun<'_>, findings: &mut Findings) {
    for exchange in run.sessions() {
        let id = exchange.json().and_then(|body| body.pointer("/Login/Id"));
        let Some(id @ Value::String(text)) = id else { continue };
        let is_other = !text.eq_ignore_ascii_case(&run.head.login_id);
        let sent = Value::from(&*run.head.login_id);
        findings.rule(LOGIN).place(is_other.then(|| exchange.in_body("/Login/Id", &sent, id)));
    }
}

fn request(run: &ParsedRun<'_>, findings: &mut Findings) {
    let mut before: Vec<&Value> = Vec::new();
    for exchange in run.sessions() {
        let Some(id) = exchange.member("RequestId").filter(|id| id.is_string()) else { continue };
        if !before.is_empty() {
            let expected = "a RequestId that was not given before";
            let found = || exchange.in_body("/RequestId", expected, id);
            findings.rule(REQUEST).place(before.contains(&id).then(found));
        }
        before.push(id);
    }
}
