//! Where the outcomes in a file differ from those of today's checks.

use flinks_report::{Check, Outcome, Report};

use super::Kept;

/// A check as the file has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Recorded {
    pub(super) rule: String,
    /// The `kind` of the outcome.
    pub(super) kind: String,
    pub(super) findings: usize,
}

impl Kept {
    /// "FLK-TXN-006 was pass, is FAIL under 0.2.0", in the order of the report. Nothing where no
    /// check stands in the file: it breaks off.
    pub fn changes(&self, report: &Report) -> Vec<String> {
        if self.recorded.is_empty() {
            return Vec::new();
        }
        let checks = report.runs.iter().flat_map(|run| &run.checks);
        let version = &report.tool.version;
        checks
            .filter_map(|check| self.change(check))
            .map(|words| format!("{words} under {version}"))
            .collect()
    }

    fn change(&self, check: &Check) -> Option<String> {
        let id = &check.rule.id;
        let (kind, findings) = outcome(&check.outcome);
        let Some(before) = self.recorded.iter().find(|before| before.rule == *id) else {
            // A rule that is new and finds nothing changes no verdict.
            return (findings > 0).then(|| format!("{id} was not checked, is {}", word(kind)));
        };
        if before.kind != kind {
            return Some(format!("{id} was {}, is {}", word(&before.kind), word(kind)));
        }
        (before.findings != findings).then(|| {
            let word = word(kind);
            format!("{id} was {word} at {} places, is {word} at {findings}", before.findings)
        })
    }
}

/// As the file names it, and how many findings it has.
fn outcome(outcome: &Outcome) -> (&'static str, usize) {
    match outcome {
        Outcome::Passed { .. } => ("passed", 0),
        Outcome::Failed { findings, .. } => ("failed", findings.len()),
        Outcome::Expected { findings, .. } => ("expected", findings.len()),
        Outcome::Inconclusive { .. } => ("inconclusive", 0),
        Outcome::NotReached { .. } => ("notReached", 0),
    }
}

fn word(kind: &str) -> &str {
    match kind {
        "passed" => "pass",
        "failed" => "FAIL",
        "expected" => "an expected failure",
        "inconclusive" => "inconclusive",
        "notReached" => "not reached",
        _ => "something else",
    }
}
