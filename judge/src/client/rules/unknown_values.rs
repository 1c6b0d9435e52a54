//! CLI-TOL-001: unknown members, unknown values and documented nulls are tolerated.

use flinks_report::Fact;

use super::*;

const ID: &str = "CLI-TOL-001";

/// The client counts as many accounts and transactions as there were, although something about them
/// is unusual.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    for report in client_reports(ID, context, findings) {
        let Some(unusual) = unusual(report.analysis) else {
            findings.not_reached(ID, "nothing in the accounts was unusual");
            continue;
        };
        let (accounts, transactions) = (report.data.accounts, report.data.transactions);
        for (name, expected) in [("accounts", accounts), ("transactions", transactions)] {
            let Some(actual) = report.reported(ID, name, findings) else { continue };
            findings.applied(ID, 1);
            if !is_count(&actual, expected) {
                let (expected, actual) = (format!("{expected} {name}"), format!("{actual} {name}"));
                let mut found = report.finding(name, &expected, &actual);
                found.details.push(unusual.clone());
                findings.broken(ID, found);
            }
        }
    }
    failed(context, findings);
}

/// A client that failed right after a reply with something unusual in it has said enough.
fn failed(context: &Context<'_>, findings: &mut Findings) {
    let Some(failure) = context.failure() else { return };
    let last = context.trace.exchanges.last().filter(|last| Answer::of(last) == Answer::Done);
    let Some(last) = last else { return };
    let Some(unusual) = last.analysis.as_ref().and_then(unusual) else { return };
    findings.applied(ID, 1);
    let expected = "a client that goes on after an answer with something new in it";
    let actual = format!("{failure} right after it");
    let mut found = finding(at(last), "end", expected, actual, &[last]);
    found.details.push(unusual);
    findings.broken(ID, found);
}

/// "/Accounts/0/New is new, and 3 more".
fn unusual(analysis: &ReplyAnalysis) -> Option<Fact> {
    let first = analysis.unusual.first()?;
    let more = match analysis.unusual.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    Some(detail("unusual", format!("{first}{more}")))
}
