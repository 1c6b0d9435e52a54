//! From the outcomes of the rules to one verdict.

use flinks_contract::rule;
use flinks_report::{Check, Outcome, Verdict};

use crate::record::{End, Ending, Record, Stop};
use crate::sheet::Sheet;

use super::reason;

/// The first of: stopped, our own fault, a broken rule, no answer, no data, nothing looked at.
///
/// Whether it is our own fault does not depend on which rules were asked for: with a harness that
/// breaks the contract, no verdict on the server is worth anything.
pub(super) fn of(record: &Record, sheet: &Sheet, checks: &[Check]) -> Verdict {
    let verdict = stopped(&record.end)
        .or_else(|| fault(sheet))
        .or_else(|| checks.iter().any(Check::fails).then_some(Verdict::Fail))
        .or_else(|| could_not_test(record))
        .or_else(|| inconclusive(record))
        .or_else(|| nothing_tested(record, checks));
    verdict.unwrap_or(Verdict::Pass)
}

fn stopped(end: &End) -> Option<Verdict> {
    match end {
        End::Stopped(Stop::Interrupt) => Some(Verdict::Interrupted { signal: 2 }),
        End::Stopped(Stop::Terminate) => Some(Verdict::Interrupted { signal: 15 }),
        End::Played | End::NoClient(_) => None,
    }
}

fn fault(sheet: &Sheet) -> Option<Verdict> {
    let is_broken = sheet.row(rule::CLI_OWN_SIDE).is_some_and(|row| !row.found.is_empty());
    let reason = "the harness did not keep the client's side of the contract".to_owned();
    is_broken.then_some(Verdict::HarnessFault { reason })
}

fn could_not_test(record: &Record) -> Option<Verdict> {
    let mut final_ones =
        record.exchanges.iter().filter(|one| !record.was_repeated(one) && !record.is_farewell(one));
    let unanswered = final_ones.find_map(|exchange| {
        let error = exchange.result.as_ref().err()?;
        Some(format!("{}: {}", exchange.at(), error.why))
    });
    let refused = || {
        record.endings.iter().find_map(|(part, ending)| match ending {
            Ending::NoSession(why) => Some(format!("{part}: {why}")),
            _ => None,
        })
    };
    let reason = match &record.end {
        End::NoClient(why) => Some(why.clone()),
        _ => unanswered.or_else(refused),
    };
    Some(Verdict::CouldNotTest { reason: reason? })
}

fn inconclusive(record: &Record) -> Option<Verdict> {
    record.endings.iter().find_map(|(part, ending)| {
        let reason = reason::ended(*part, Some(ending));
        let unseen = matches!(ending, Ending::Deadline | Ending::Terminal(_)) || ending.is_final();
        unseen.then_some(Verdict::Inconclusive { reason })
    })
}

/// A run that looked at nothing has not passed.
fn nothing_tested(record: &Record, checks: &[Check]) -> Option<Verdict> {
    if checks.iter().any(|check| !matches!(check.outcome, Outcome::NotReached { .. })) {
        return None;
    }
    let reason = match record.exchanges.len() {
        0 => "nothing was tested: no request was sent",
        _ => "nothing was tested: none of the rules that were asked for was reached",
    };
    Some(Verdict::Inconclusive { reason: reason.to_owned() })
}
