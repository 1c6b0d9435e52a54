//! CLI-TOL-001: unknown members, unknown values and documented nulls are tolerated.

use super::*;

/// The client counts as many accounts and transactions as there were, although something about them
/// is unusual.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for report in client_reports(context, rule) {
        let Some(unusual) = unusual(report.analysis) else {
            rule.unreached("nothing in the accounts was unusual");
            continue;
        };
        let (accounts, transactions) = (report.data.accounts, report.data.transactions);
        for (name, expected) in [("accounts", accounts), ("transactions", transactions)] {
            let Some(actual) = report.reported(name, rule) else { continue };
            rule.applied(1);
            if !is_count(&actual, expected) {
                let (expected, actual) = (format!("{expected} {name}"), format!("{actual} {name}"));
                let mut found = report.finding(name, &expected, &actual);
                found.details.push(unusual.clone());
                rule.breaks(found);
            }
        }
    }
    failed(context, rule);
}

/// A client that failed right after a reply with something unusual in it has said enough.
fn failed(context: &Context<'_>, rule: &mut RuleFindings) {
    let Some(failure) = context.failure() else { return };
    let last = context.trace.exchanges.last().filter(|last| Answer::of(last) == Answer::Done);
    let Some(last) = last else { return };
    let Some(unusual) = last.analysis.as_ref().and_then(unusual) else { return };
    rule.applied(1);
    let expected = "a client that goes on after an answer with something new in it";
    let actual = format!("{failure} right after it");
    let mut found = finding(at(last), "end", expected, actual, &[last]);
    found.details.push(unusual);
    rule.breaks(found);
}

/// "/Accounts/0/New is new, and 3 more".
fn unusual(analysis: &ReplyAnalysis) -> Option<Fact> {
    let first = analysis.unusual.first()?;
    let more = match analysis.unusual.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    Some(Fact::new("unusual", format!("{first}{more}")))
}
