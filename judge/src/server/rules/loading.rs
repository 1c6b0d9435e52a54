//! A call while the session is loading may fail, and works afterwards.

use super::*;

pub const ID: &str = "FLK-FLOW-005";

/// The session was loading when the first data call was refused and a later one was not.
pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for part in [Part::Accounts, Part::Investments] {
        let last = run.of(part).rfind(|exchange| matches!(exchange.role, Role::Retry(_)));
        let Some(reply) = last.and_then(|last| last.reply()) else { continue };
        // A server that refuses the harness's key says so as often as it is asked.
        if reply.flinks_code() == Some("UNAUTHORIZED") {
            continue;
        }
        let actual = format!("{} after every retry", reply.answer());
        let found = || reply.outside("status", "an answer once the session is loaded", actual);
        rule.place((reply.status >= 300).then(found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinks_trace::Purpose;

    #[test]
    fn a_session_that_never_loads() {
        let role = Role::Retry(3);
        let purpose = Some(Purpose { part: Part::Accounts, role });
        let mut run = sample::edited(Role::Poll(1), |poll| poll.purpose = purpose);
        assert!(sample::places(check, &run).is_empty());

        sample::find(&mut run, role).status = 401;
        assert_eq!(sample::places(check, &run), ["status"]);

        sample::body(sample::find(&mut run, role))["FlinksCode"] = json!("UNAUTHORIZED");
        assert!(sample::found(check, &run).is_silent());
    }
}
