//! Whose data it is.

use super::*;

/// `RequestId` is the session's, in every reply that carries one.
pub const REQUEST: &str = "FLK-ID-001";
/// `Login` and `Institution` of the data are those of Authorize.
pub const LOGIN: &str = "FLK-ID-002";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for exchange in run.exchanges.iter().filter(|exchange| exchange.is_first_of_its_kind()) {
        request(run, exchange, findings);
    }
    for part in [Part::Accounts, Part::Investments] {
        if let Some(exchange) = run.data(part) {
            login(run, exchange, findings);
        }
    }
    sessions(run, findings);
}

fn request(run: &ParsedRun<'_>, exchange: &Parsed<'_>, findings: &mut Findings) {
    let sent_none = matches!(exchange.role, Role::Open | Role::Probe(_));
    let given = exchange.reply().and_then(|reply| reply.member("RequestId"));
    let (Some(session), Some(given @ Value::String(id)), false) =
        (run.request_id(exchange.part), given, sent_none)
    else {
        return;
    };
    let found = || exchange.in_body("/RequestId", &Value::from(session), given);
    let found = (id != session).then(|| found().note(other_session(run, id)));
    findings.rule(REQUEST).place(found);
}

fn other_session(run: &ParsedRun<'_>, id: &str) -> &'static str {
    let known = run.sessions().filter_map(Parsed::json).any(|body| body["RequestId"] == id);
    if known { "it is the one of the other session" } else { "no session of this run has it" }
}

/// Investments are documented without either; what is there has to be right.
fn login(run: &ParsedRun<'_>, exchange: &Parsed<'_>, findings: &mut Findings) {
    let (Some(session), Some(data)) = (run.session(exchange.part), exchange.json()) else {
        return;
    };
    if let Some(id @ Value::String(text)) = data.get("LoginId") {
        let is_other = !text.eq_ignore_ascii_case(&run.head.login_id);
        let sent = Value::from(&*run.head.login_id);
        findings.rule(LOGIN).place(is_other.then(|| exchange.in_body("/LoginId", &sent, id)));
    }
    for name in ["Login", "Institution"] {
        let (Some(expected), Some(actual)) = (session.get(name), data.get(name)) else { continue };
        // Recorded investments have an object here, with an id and a name of their own.
        if name == "Institution" && actual.is_object() {
            continue;
        }
        findings.rule(LOGIN).applied(1);
        differences(expected, actual, |difference| {
            let pointer = format!("/{name}{}", difference.pointer);
            let has_become_known = pointer == TYPE && difference.expected == Some(&Value::Null);
            let has_moved_on = pointer == LAST_REFRESH;
            // A member on one side alone is the schema's business.
            if has_become_known
                || has_moved_on
                || difference.expected.is_none()
                || difference.actual.is_none()
            {
                return;
            }
            let (expected, actual) = (difference.expected, difference.actual);
            findings.rule(LOGIN).breaks(exchange.in_body(pointer, expected, actual));
        });
    }
}

/// Null in Authorize until data was asked for once: help.flinks.com 43000436170.
const TYPE: &str = "/Login/Type";

/// Moves where the collection of the login ends between the two.
const LAST_REFRESH: &str = "/Login/LastRefresh";

/// Two sessions of one login have one user at one bank. `LastRefresh` may move on between them.
fn sessions(run: &ParsedRun<'_>, findings: &mut Findings) {
    let mut sessions = run.sessions();
    let Some(first) = sessions.next().and_then(Parsed::json) else { return };
    for session in sessions {
        for pointer in ["/Login/Username", "/Institution"] {
            let body = session.json();
            let (Some(expected), Some(actual)) =
                (first.pointer(pointer), body.and_then(|body| body.pointer(pointer)))
            else {
                continue;
            };
            let found = || session.in_body(pointer, expected, actual);
            let found = || found().note("the expected value is from the first session");
            findings.rule(LOGIN).place((expected != actual).then(found));
        }
    }
}
