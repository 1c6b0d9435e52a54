//! Calls that have to be refused, one for each probe.

use super::*;

/// What asks for one code, and the codes. No source shows how a call is refused that leaves something
/// out. A code that is not in the catalogue is not the one that is asked for either.
pub(super) const OF_ONE_CODE: [(Probe, &str, &[&str]); 10] = [
    (Probe::WithoutRequestId, "FLK-INV-001", REQUEST),
    (Probe::WithoutLoginId, "FLK-INV-002", REQUEST),
    (Probe::WithoutMostRecentCached, "FLK-INV-003", REQUEST),
    (Probe::UnknownLoginId, "FLK-ERR-001", LOGIN),
    (Probe::AuthorizeWithoutLoginId, "FLK-ERR-002", REQUEST),
    (Probe::DetailWithoutRequestId, "FLK-ERR-003", REQUEST),
    (Probe::UnknownRequestId, "FLK-ERR-004", SESSION),
    (Probe::AsyncUnknownRequestId, "FLK-ERR-005", SESSION),
    (Probe::ForeignRequestId, ERR_FOREIGN_CODE, SESSION),
    (Probe::UsedUpRequestId, "FLK-ERR-008", SESSION),
];

/// A RequestId under another customer: whatever it is answered, no data.
const ERR_FOREIGN: &str = "FLK-ERR-006";
/// The refusal does not tell that the RequestId exists.
const ERR_FOREIGN_CODE: &str = "FLK-ERR-007";
/// GET of GetAccountsDetail. No source shows the refusal.
const ERR_DETAIL_METHOD: &str = "FLK-ERR-009";
/// POST of the Async call. One client sends nothing else (C15).
const ERR_ASYNC_METHOD: &str = "FLK-ERR-010";

/// The codes of a refusal, the usual one first. INVALID_LOGIN comes with 401 or 400 (C5).
const REQUEST: &[&str] = &["INVALID_REQUEST"];
const LOGIN: &[&str] = &["INVALID_LOGIN"];
/// The documents disagree on an id that is over (C11), and on when that is (C9, C10).
const SESSION: &[&str] = &["SESSION_NONEXISTENT", "SESSION_EXPIRED"];

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for exchange in &run.exchanges {
        if let (Role::Probe(probe), Some(reply)) = (exchange.role, exchange.reply())
            && !is_throttled(reply)
            && !is_locked_out(run, reply)
        {
            refusal(probe, reply, findings);
        }
    }
}

/// A rate limit says nothing about the call that it met.
fn is_throttled(reply: &Parsed<'_>) -> bool {
    reply.status == 429 || reply.flinks_code() == Some("TOO_MANY_REQUESTS")
}

/// A server that took none of the run's data calls has not looked at what is wrong with this one.
fn is_locked_out(run: &ParsedRun<'_>, reply: &Parsed<'_>) -> bool {
    let is_lock = matches!(reply.flinks_code(), Some("UNAUTHORIZED" | "ACCESS_DENIED"));
    let is_taken = |call: &Parsed<'_>| matches!(call.status(), Some(200 | 202));
    let mut data_calls = run.exchanges.iter().filter(|call| call.is_data_call());
    is_lock && reply.endpoint != Endpoint::Authorize && !data_calls.any(is_taken)
}

fn refusal(probe: Probe, reply: &Parsed<'_>, findings: &mut Findings) {
    match probe {
        Probe::ForeignRequestId => foreign(reply, findings),
        Probe::DetailByGet => method(ERR_DETAIL_METHOD, reply, findings),
        Probe::AsyncByPost if reply.status < 300 && !refuses(reply) => {
            findings.rule(ERR_ASYNC_METHOD).place(None);
        }
        Probe::AsyncByPost => method(ERR_ASYNC_METHOD, reply, findings),
        _ => {
            for (_, rule, codes) in OF_ONE_CODE.iter().filter(|(one, ..)| *one == probe) {
                findings.rule(rule).place(accepted(reply, codes).or_else(|| other(reply, codes)));
            }
        }
    }
}

/// Data under another customer is told apart from an answer that only has the wrong words.
fn foreign(reply: &Parsed<'_>, findings: &mut Findings) {
    if let found @ Some(_) = accepted(reply, SESSION) {
        return findings.rule(ERR_FOREIGN).place(found);
    }
    let data = reply.member("Accounts").map(|_| {
        let actual = format!("Accounts, with {}", reply.answer());
        reply.in_body("/Accounts", "no data beside the refusal", actual)
    });
    findings.rule(ERR_FOREIGN).place(data);
    findings.rule(ERR_FOREIGN_CODE).place(other(reply, SESSION));
}

fn method(rule: &'static str, reply: &Parsed<'_>, findings: &mut Findings) {
    let is_other = !matches!(reply.status, 404 | 405);
    findings
        .rule(rule)
        .place(is_other.then(|| reply.outside("status", "404 or 405", reply.answer())));
}

/// Whether the code is that of an error, whatever the status is.
pub(crate) fn refuses(reply: &Parsed<'_>) -> bool {
    let code = reply.flinks_code().and_then(flinks_contract::code::find);
    code.is_some_and(|code| code.status >= 400)
}

fn accepted(reply: &Parsed<'_>, codes: &[&str]) -> Option<Finding> {
    let actual = format!("accepted: {}", reply.answer());
    let found = || reply.outside("status", expected(codes), actual);
    (reply.status < 400).then(found)
}

fn other(reply: &Parsed<'_>, codes: &[&str]) -> Option<Finding> {
    let is_right = reply.flinks_code().is_some_and(|code| codes.contains(&code));
    let actual = reply.member("FlinksCode");
    let found = || reply.in_body("/FlinksCode", expected(codes), actual);
    (!is_right).then(found)
}

fn expected(codes: &[&str]) -> String {
    format!("refused with {}", codes.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_takes_no_data_call_is_not_probed() {
        let body = json!({ "FlinksCode": "UNAUTHORIZED" });
        let mut run = sample::with(Role::Probe(Probe::UnknownRequestId), "", body);
        assert_eq!(sample::broken(check, &run, "FLK-ERR-004"), ["/FlinksCode"]);
        for exchange in run.trace.exchanges.iter_mut().filter(|one| one.is_data_call()) {
            exchange.status = 401;
        }
        assert!(sample::findings(check, &run).of("FLK-ERR-004").is_none());
    }

    #[test]
    fn every_probe_has_a_rule() {
        for probe in Probe::ALL {
            let mut run = sample::both();
            run.trace.exchanges.retain(|exchange| exchange.role() == Some(Role::Probe(probe)));
            let findings = sample::findings(check, &run);
            let reached = flinks_contract::rule::RULES.iter();
            let reached = reached.filter(|rule| findings.of(rule.id).is_some()).count();
            assert_eq!(reached, 1 + usize::from(probe == Probe::ForeignRequestId), "{probe:?}");
        }
    }

    #[test]
    fn a_rate_limit_is_no_answer_to_a_probe() {
        let body = json!({ "FlinksCode": "TOO_MANY_REQUESTS" });
        let run = sample::with(Role::Probe(Probe::UnknownLoginId), "", body);
        assert!(sample::findings(check, &run).of("FLK-ERR-001").is_none());
    }
}
