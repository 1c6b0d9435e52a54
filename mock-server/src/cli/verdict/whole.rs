//! One verdict and one exit code of all runs together.

use flinks_contract::coverage::Item;
use flinks_report::{Report, Run, Unit, Verdict};

use crate::cli::exit;
use crate::judge::{Evidence, of_what_was_seen};

/// A run, with what the report needs of it beside.
#[derive(Debug)]
pub(in crate::cli) struct Judged {
    pub(super) run: Run,
    /// What the client met of what is documented.
    pub(super) met: Vec<&'static Item>,
    pub(super) requests: usize,
    /// The exit code that the command's failure comes to.
    pub(super) command: Option<u8>,
}

/// How the client of a run came to its end.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(in crate::cli) struct Ended {
    /// The exit code that the command's failure comes to.
    pub(in crate::cli) failed: Option<u8>,
    /// Why it was ended from outside, where it did not end by itself.
    pub(in crate::cli) stopped: Option<String>,
    /// A command that fails is no failure.
    pub(in crate::cli) may_fail: bool,
}

impl Ended {
    /// As the journal has it.
    pub(in crate::cli) fn told_by(evidence: &Evidence) -> Self {
        let end = evidence.end.as_ref();
        Self::of(end.and_then(|end| end.exit), end.and_then(|end| end.signal))
    }

    /// Of a command that ended by itself.
    pub(in crate::cli) fn of(code: Option<i32>, signal: Option<i32>) -> Self {
        let code = code.and_then(|code| u8::try_from(code).ok()).filter(|code| *code != 0);
        Self { failed: code.or_else(|| signal.map(exit::signalled)), ..Self::default() }
    }
}

impl Judged {
    pub(super) fn new(run: Run, ended: Ended, met: Vec<&'static Item>, requests: usize) -> Self {
        let verdict = match (run.verdict, ended.stopped) {
            (verdict @ (Verdict::HarnessFault { .. } | Verdict::Fail), _) => verdict,
            (_, Some(reason)) => Verdict::CommandFailed { reason },
            (Verdict::CommandFailed { .. }, None) if ended.may_fail => {
                of_what_was_seen(&run.checks, requests)
            }
            (verdict, None) => verdict,
        };
        let has_failed = matches!(verdict, Verdict::CommandFailed { .. });
        let command = ended.failed.filter(|_| has_failed);
        Self { run: Run { verdict, ..run }, met, requests, command }
    }
}

/// The worst of all. `is_short`: something beside the runs fails the whole.
pub(super) fn verdict(runs: &[Run], is_short: bool, interrupted: Option<i32>) -> Verdict {
    if interrupted.is_some() {
        return Verdict::Interrupted;
    }
    let worst = runs.iter().map(|run| rank(&run.verdict)).max();
    let first = runs.iter().find(|run| Some(rank(&run.verdict)) == worst);
    let first = first.map(|run| named(run, runs.len() > 1));
    match first {
        Some(fault @ Verdict::HarnessFault { .. }) => fault,
        _ if is_short => Verdict::Fail,
        Some(verdict) => verdict,
        None => Verdict::Inconclusive { reason: "there was no run".to_owned() },
    }
}

fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Inconclusive { .. } => 1,
        Verdict::CouldNotTest { .. } => 2,
        Verdict::CommandFailed { .. } => 3,
        Verdict::Interrupted => 4,
        Verdict::Fail => 5,
        Verdict::HarnessFault { .. } => 6,
    }
}

/// Its verdict, with its name before the reason where there are others.
fn named(run: &Run, is_one_of_many: bool) -> Verdict {
    let mut verdict = run.verdict.clone();
    if let Verdict::Inconclusive { reason }
    | Verdict::CouldNotTest { reason }
    | Verdict::CommandFailed { reason }
    | Verdict::HarnessFault { reason } = &mut verdict
        && is_one_of_many
    {
        *reason = format!("{}: {reason}", run.name);
    }
    verdict
}

/// The exit code where a file could not be written: that hides no broken rule and no fault of ours.
pub(super) fn unwritten(report: &Report) -> u8 {
    match report.verdict {
        Verdict::Fail | Verdict::HarnessFault { .. } | Verdict::Interrupted => report.exit_code,
        _ => exit::USAGE,
    }
}

/// "2 runs, 24 requests".
pub(super) fn effort(runs: usize, requests: usize) -> String {
    let runs = Unit { one: "run", many: "runs" }.count(runs);
    format!("{runs}, {}", Unit { one: "request", many: "requests" }.count(requests))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        text.to_owned()
    }

    fn run(name: &str, verdict: Verdict) -> Run {
        Run {
            name: name.to_owned(),
            facts: Vec::new(),
            timeline: Vec::new(),
            checks: Vec::new(),
            verdict,
            effort: String::new(),
        }
    }

    fn open() -> Verdict {
        Verdict::Inconclusive { reason: reason("open") }
    }

    fn failed() -> Verdict {
        Verdict::CommandFailed { reason: reason("code 7") }
    }

    fn fault() -> Verdict {
        Verdict::HarnessFault { reason: reason("ours") }
    }

    #[test]
    fn the_worst_run_decides_and_the_first_of_equals_is_named() {
        let two = |a, b| vec![run("a", a), run("b", b)];
        let table = [
            (vec![run("a", Verdict::Pass)], false, Verdict::Pass, 0),
            (vec![run("a", open())], false, open(), 3),
            (vec![run("a", failed())], false, failed(), 7),
            (vec![run("a", Verdict::Fail)], false, Verdict::Fail, 1),
            (vec![run("a", fault())], false, fault(), 4),
            (
                two(Verdict::Pass, open()),
                false,
                Verdict::Inconclusive { reason: reason("b: open") },
                3,
            ),
            (
                two(open(), failed()),
                false,
                Verdict::CommandFailed { reason: reason("b: code 7") },
                7,
            ),
            (
                two(failed(), failed()),
                false,
                Verdict::CommandFailed { reason: reason("a: code 7") },
                7,
            ),
            (two(failed(), Verdict::Fail), false, Verdict::Fail, 1),
            (
                two(fault(), Verdict::Fail),
                false,
                Verdict::HarnessFault { reason: reason("a: ours") },
                4,
            ),
            (vec![run("a", Verdict::Pass)], true, Verdict::Fail, 1),
            (vec![run("a", failed())], true, Verdict::Fail, 1),
            (vec![run("a", fault())], true, fault(), 4),
            (vec![], false, Verdict::Inconclusive { reason: reason("there was no run") }, 3),
        ];
        for (runs, is_short, expected, code) in table {
            let whole = verdict(&runs, is_short, None);
            assert_eq!(whole, expected, "{runs:?}");
            assert_eq!(exit::of_verdict(&whole, Some(7), None), code, "{runs:?}");
        }
    }

    #[test]
    fn who_was_interrupted_says_so_whatever_was_found() {
        for (signal, code) in [(2, 130), (15, 143), (1, 129)] {
            let whole = verdict(&[run("a", Verdict::Fail)], true, Some(signal));
            assert_eq!(whole, Verdict::Interrupted);
            assert_eq!(exit::of_verdict(&whole, None, Some(signal)), code);
        }
    }

    #[test]
    fn how_a_command_ended_as_an_exit_code() {
        let table = [
            (Some(0), None, None),
            (Some(7), None, Some(7)),
            (None, Some(9), Some(137)),
            (Some(256), None, None),
            (None, None, None),
        ];
        for (code, signal, failed) in table {
            assert_eq!(Ended::of(code, signal).failed, failed, "{code:?} {signal:?}");
        }
    }

    #[test]
    fn the_command_counts_where_no_rule_is_broken() {
        let by_itself = Ended { failed: Some(7), ..Ended::default() };
        let may_fail = Ended { may_fail: true, ..by_itself.clone() };
        let stopped = Ended { failed: Some(124), stopped: Some(reason("late")), may_fail: true };
        let late = Verdict::CommandFailed { reason: reason("late") };
        let table = [
            (failed(), &by_itself, failed(), Some(7)),
            (failed(), &may_fail, Verdict::Pass, None),
            (Verdict::Fail, &by_itself, Verdict::Fail, None),
            (Verdict::Fail, &stopped, Verdict::Fail, None),
            (Verdict::Pass, &stopped, late.clone(), Some(124)),
            (open(), &stopped, late, Some(124)),
            (fault(), &stopped, fault(), None),
        ];
        for (verdict, ended, expected, code) in table {
            let judged = Judged::new(run("a", verdict.clone()), ended.clone(), Vec::new(), 1);
            assert_eq!(
                (judged.run.verdict, judged.command),
                (expected, code),
                "{verdict:?} {ended:?}"
            );
        }
        let silent = Judged::new(run("a", failed()), may_fail, Vec::new(), 0);
        let reason = reason(
            "the client sent no request to the mock; docs/clients.md says how it gets there",
        );
        assert_eq!(silent.run.verdict, Verdict::Inconclusive { reason });
    }
}
