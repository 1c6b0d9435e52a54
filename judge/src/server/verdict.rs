//! From the outcomes of the rules to one verdict.

use flinks_report::{Check, Outcome, Verdict};
use flinks_trace::{End, Ending, Stop};

use super::{Findings, ParsedRun, reason, rules};

/// The first of: stopped, our own fault, a broken rule, no answer, no data, nothing looked at.
///
/// Whether it is our own fault does not depend on which rules were asked for: with a harness that
/// breaks the contract, no verdict on the server is worth anything.
pub(super) fn of(run: &ParsedRun<'_>, findings: &Findings, checks: &[Check]) -> Verdict {
    let verdict = stopped(&run.end)
        .or_else(|| fault(findings))
        .or_else(|| checks.iter().any(Check::fails).then_some(Verdict::Fail))
        .or_else(|| could_not_test(run))
        .or_else(|| inconclusive(run))
        .or_else(|| nothing_tested(run, checks));
    verdict.unwrap_or(Verdict::Pass)
}

fn stopped(end: &End) -> Option<Verdict> {
    match end {
        End::Stopped(Stop::Interrupt) => Some(Verdict::Interrupted { signal: 2 }),
        End::Stopped(Stop::Terminate) => Some(Verdict::Interrupted { signal: 15 }),
        End::Played | End::NoClient(_) => None,
    }
}

fn fault(findings: &Findings) -> Option<Verdict> {
    let is_broken = findings.of(rules::own::ID).is_some_and(|row| !row.broken.is_empty());
    let reason = "the harness did not keep the client's side of the contract".to_owned();
    is_broken.then_some(Verdict::HarnessFault { reason })
}

fn could_not_test(run: &ParsedRun<'_>) -> Option<Verdict> {
    let mut final_ones =
        run.exchanges.iter().filter(|one| !run.was_repeated(one) && !run.is_farewell(one));
    let unanswered = final_ones.find_map(|exchange| {
        let (reason, _) = exchange.no_reply()?;
        Some(format!("{}: {reason}", exchange.place()))
    });
    let refused = || {
        run.endings.iter().find_map(|(part, ending)| match ending {
            Ending::NoSession(why) => Some(format!("{part}: {why}")),
            _ => None,
        })
    };
    let reason = match &run.end {
        End::NoClient(why) => Some(why.clone()),
        _ => unanswered.or_else(refused),
    };
    Some(Verdict::CouldNotTest { reason: reason? })
}

fn inconclusive(run: &ParsedRun<'_>) -> Option<Verdict> {
    run.endings.iter().find_map(|(part, ending)| {
        let reason = reason::ended(*part, Some(ending));
        let unseen = matches!(ending, Ending::Deadline | Ending::Terminal(_)) || ending.is_final();
        unseen.then_some(Verdict::Inconclusive { reason })
    })
}

/// A run that looked at nothing has not passed.
fn nothing_tested(run: &ParsedRun<'_>, checks: &[Check]) -> Option<Verdict> {
    if checks.iter().any(|check| !matches!(check.outcome, Outcome::NotReached { .. })) {
        return None;
    }
    let reason = match run.exchanges.len() {
        0 => "nothing was tested: no request was sent",
        _ => "nothing was tested: none of the rules that were asked for was reached",
    };
    Some(Verdict::Inconclusive { reason: reason.to_owned() })
}
