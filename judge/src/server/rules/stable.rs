//! A 200 that stays, in its own session and beside another one.

use super::*;

/// The 200 stays. Some pages say that a RequestId is consumed by its first 200 (C9).
pub const STABLE: &str = "FLK-FLOW-003";
/// The data of a session is what it was after another session was opened and used.
pub const INDEPENDENT: &str = "FLK-FLOW-006";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    for part in [Part::Accounts, Part::Investments] {
        stable(run, part, findings);
    }
    independent(run, findings);
}

/// The older reading of C9.
const USED_UP: &str = "as older docs have it: a RequestId ends once its data was fetched (C9)";

fn again<'a>(run: &'a ParsedRun<'_>, part: Part) -> Option<&'a Parsed<'a>> {
    run.of(part).find(|exchange| exchange.role == Role::Again)
}

fn is_over(reply: &Parsed<'_>) -> bool {
    matches!(reply.flinks_code(), Some("SESSION_NONEXISTENT" | "SESSION_EXPIRED"))
}

/// A 202 that is sent as a 200 stays no longer than it is true.
fn is_data(reply: &&Parsed<'_>) -> bool {
    reply.status == 200
        && !matches!(reply.flinks_code(), Some("OPERATION_PENDING" | "OPERATION_DISPATCHED"))
}

fn stable(run: &ParsedRun<'_>, part: Part, findings: &mut Findings) {
    let (Some(again), Some(first)) = (again(run, part), run.data(part)) else { return };
    let (Some(second), Some(first)) = (again.reply(), first.reply().filter(is_data)) else {
        return;
    };
    changes(first, second, findings.rule(STABLE));
}

fn changes(first: &Parsed<'_>, second: &Parsed<'_>, rule: &mut RuleFindings) {
    rule.applied(1);
    if second.status != first.status {
        let found = second.outside("status", first.status.to_string(), second.answer());
        rule.breaks(if is_over(second) { found.note(USED_UP) } else { found });
        return;
    }
    match (first.parsed(), second.parsed()) {
        (Ok(one), Ok(other)) => differences(one, other, |one| {
            rule.breaks(second.in_body(one.pointer, one.expected, one.actual));
        }),
        _ if first.text() == second.text() => {}
        _ => rule.breaks(second.in_body("", "the same bytes as before", "other bytes")),
    }
}

/// Not reached where the data did not stay in the first place: that is not the other session's
/// doing.
fn independent(run: &ParsedRun<'_>, findings: &mut Findings) {
    let back = run.exchanges.iter().find(|exchange| exchange.role == Role::Back);
    let stayed = again(run, Part::Accounts).and_then(|again| again.reply());
    let (Some(back), Some(before)) = (back, stayed.filter(is_data)) else {
        return;
    };
    let Some(now) = back.reply() else { return };
    changes(before, now, findings.rule(INDEPENDENT));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_ends_with_its_data_is_told_as_what_it_is() {
        for (code, expected) in [("SESSION_EXPIRED", Some(USED_UP)), ("AGGREGATION_ERROR", None)] {
            let body = json!({ "FlinksCode": code });
            let run = sample::edited(Role::Again, |again| sample::reply(again, 401, &body));
            let findings = sample::findings(check, &run);
            assert_eq!(findings.of(STABLE).unwrap().broken[0].note.as_deref(), expected);
            assert!(findings.of(INDEPENDENT).is_none());
        }
    }

    #[test]
    fn what_is_pending_may_become_data() {
        let mut run = sample::both();
        for role in [sample::DATA, Role::Again] {
            let pending = json!({ "FlinksCode": "OPERATION_PENDING" });
            sample::set(sample::find(&mut run, role), "", pending);
        }
        run.trace.exchanges.retain(|exchange| exchange.part() != Some(Part::Investments));
        let findings = sample::findings(check, &run);
        assert!(findings.of(STABLE).is_none());
        assert!(findings.of(INDEPENDENT).is_none());
    }
}
