//! A report of runs, and the exit code that goes with its verdict.

use flinks_report::{Report, Run, Tool, Unit, Verdict};

use crate::cli::exit;

/// What is shown where runs are judged by every rule, and nothing else counts.
pub(crate) fn report_of(title: String, runs: Vec<Run>) -> Report {
    let worst = runs.iter().max_by_key(|run| rank(&run.verdict));
    let nothing = || Verdict::Inconclusive { reason: "there was no run".to_owned() };
    let verdict = worst.map_or_else(nothing, |run| run.verdict.clone());
    Report {
        tool: Tool {
            name: "flinks-mock".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        title,
        facts: Vec::new(),
        effort: match &*runs {
            [run] => run.effort.clone(),
            runs => Unit { one: "run", many: "runs" }.count(runs.len()),
        },
        coverage: None,
        stale: Vec::new(),
        exit_code: exit_code(&verdict),
        verdict,
        anchor: None,
        runs,
    }
}

fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Inconclusive { .. } | Verdict::CouldNotTest { .. } => 1,
        Verdict::CommandFailed { .. } | Verdict::Interrupted => 2,
        Verdict::Fail => 3,
        Verdict::HarnessFault { .. } => 4,
    }
}

fn exit_code(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Pass => exit::OK,
        Verdict::Fail | Verdict::CommandFailed { .. } | Verdict::Interrupted => exit::BROKEN,
        Verdict::HarnessFault { .. } => exit::FAULT,
        Verdict::Inconclusive { .. } | Verdict::CouldNotTest { .. } => exit::INCONCLUSIVE,
    }
}

/// A run of which nothing can be said, because of ourselves.
pub(crate) fn fault(reason: String) -> Run {
    Run {
        name: String::new(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks: Vec::new(),
        verdict: Verdict::HarnessFault { reason },
        effort: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_counts() {
        use Verdict::{Fail, Pass};
        let reason = || "x".to_owned();
        let open = || Verdict::Inconclusive { reason: reason() };
        let failed = || Verdict::CommandFailed { reason: reason() };
        let fault_of_ours = || Verdict::HarnessFault { reason: reason() };
        let table = [
            (vec![], "INCONCLUSIVE", 3),
            (vec![Pass], "PASS", 0),
            (vec![Pass, open()], "INCONCLUSIVE", 3),
            (vec![failed(), open()], "COMMAND FAILED", 1),
            (vec![Pass, Fail, failed()], "FAIL", 1),
            (vec![Fail, fault_of_ours(), Pass], "HARNESS FAULT", 4),
        ];
        for (verdicts, word, code) in table {
            let run = |verdict| Run { verdict, ..fault(String::new()) };
            let report = report_of(String::new(), verdicts.into_iter().map(run).collect());
            assert_eq!((report.verdict.word(), report.exit_code), (word, code));
        }
    }
}
