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
        for difference in differences(expected, actual) {
            let pointer = format!("/{name}{}", difference.pointer);
            let has_become_known = pointer == TYPE && difference.expected == Some(&Value::Null);
            let has_moved_on = pointer == LAST_REFRESH;
            // A member on one side alone is the schema's business.
            if has_become_known
                || has_moved_on
                || difference.expected.is_none()
                || difference.actual.is_none()
            {
                continue;
            }
            let (expected, actual) = (difference.expected, difference.actual);
            findings.rule(LOGIN).breaks(exchange.in_body(pointer, expected, actual));
        }
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
            let found = || found().note("expected is that of the first session");
            findings.rule(LOGIN).place((expected != actual).then(found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_session_is_of_the_same_login() {
        for (pointer, value, breaks) in [
            ("/Login/Username", json!("Badday"), true),
            ("/Institution", json!("Other"), true),
            ("/Login/LastRefresh", json!("2026-01-01T00:00:00"), false),
        ] {
            let mut run = sample::both();
            sample::set(sample::find_in(&mut run, Part::Investments, Role::Open), pointer, value);
            assert_eq!(sample::broken(check, &run, LOGIN) == [pointer], breaks, "{pointer}");
        }
    }

    #[test]
    fn a_type_may_become_known_and_a_refresh_may_end() {
        let mut run =
            sample::with(sample::DATA, "/Login/LastRefresh", json!("2026-01-01T00:00:00"));
        assert!(sample::broken(check, &run, LOGIN).is_empty());
        sample::set(sample::find(&mut run, Role::Open), "/Login/Type", Value::Null);
        assert!(sample::broken(check, &run, LOGIN).is_empty());
        sample::set(sample::find(&mut run, sample::DATA), "/Login/Type", Value::Null);
        sample::set(sample::find(&mut run, Role::Open), "/Login/Type", json!("Business"));
        assert_eq!(sample::broken(check, &run, LOGIN), ["/Login/Type"]);
    }

    #[test]
    fn what_investments_repeat_has_to_be_right() {
        let run = |institution, login_id, request_id| {
            let mut run = sample::both();
            let exchange = sample::find_in(&mut run, Part::Investments, Role::Poll(1));
            sample::set(exchange, "/Institution", json!(institution));
            sample::set(exchange, "/LoginId", json!(login_id));
            sample::set(exchange, "/RequestId", json!(request_id));
            run
        };
        let right = run("FlinksCapital", sample::LOGIN_ID, sample::OTHER_REQUEST_ID);
        sample::assert_broken(check, &right, &[]);
        let wrong = run("Other", sample::REQUEST_ID, sample::REQUEST_ID);
        let expected = [(REQUEST, "/RequestId"), (LOGIN, "/LoginId"), (LOGIN, "/Institution")];
        sample::assert_broken(check, &wrong, &expected);
    }

    #[test]
    fn what_breaks_identity() {
        let other = "9022abc2-8a2e-4b06-a06e-c3e5449c4d10";
        for (role, pointer, value, rule) in [
            (Role::First, "/RequestId", other, REQUEST),
            (Role::Poll(1), "/RequestId", other, REQUEST),
            (Role::Poll(2), "/RequestId", sample::OTHER_REQUEST_ID, REQUEST),
            (Role::Poll(2), "/Login/Username", "Badday", LOGIN),
            (Role::Poll(2), "/Login/Id", other, LOGIN),
            (Role::Poll(2), "/Institution", "Other", LOGIN),
        ] {
            let run = sample::with(role, pointer, json!(value));
            sample::assert_broken(check, &run, &[(rule, pointer)]);
        }
    }
}
