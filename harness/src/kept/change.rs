//! Where the outcomes in a file differ from those of today's checks.

use flinks_contract::rule::server::about_values;
use flinks_judge::server::{self, ParsedRun};
use flinks_report::{Check, Finding, Outcome, Report};
use serde::Deserialize;
use serde_json::Value;

use super::Kept;
use crate::run::judge_by;
use crate::summary;

/// A check as the file has it.
#[derive(Debug, Deserialize)]
pub(super) struct Recorded {
    rule: RecordedRule,
    outcome: RecordedOutcome,
}

#[derive(Debug, Deserialize)]
struct RecordedRule {
    id: String,
}

#[derive(Debug, Deserialize)]
struct RecordedOutcome {
    kind: String,
    #[serde(default)]
    findings: Vec<Value>,
    #[serde(default)]
    places: usize,
}

impl Kept {
    /// Judges the record again. What a file with hidden values cannot prove is as it was recorded.
    pub(crate) fn judge(&self, mut view: impl FnMut(Check) -> Option<Check>) -> Report {
        if !self.record.is_hidden() {
            return judge_by(&self.record, view);
        }
        let run = ParsedRun::from(&self.record);
        let mut findings = server::check(&run);
        about_values().for_each(|rule| findings.forget(rule));
        summary::report(&run, &findings, |mut check| {
            if about_values().any(|rule| rule == check.rule.id) {
                check.outcome = self.recorded(&check.rule.id);
            }
            view(check)
        })
    }

    fn before(&self, rule: &str) -> Option<&RecordedOutcome> {
        let before = self.recorded.iter().find(|before| before.rule.id == rule)?;
        Some(&before.outcome)
    }

    fn recorded(&self, rule: &str) -> Outcome {
        match self.before(rule) {
            Some(RecordedOutcome { kind, findings, places })
                if matches!(&**kind, "failed" | "expected") =>
            {
                // One of another version may have other members.
                let read =
                    |finding: &Value| serde_json::from_value::<Finding>(finding.clone()).ok();
                Outcome::Failed {
                    findings: findings.iter().filter_map(read).collect(),
                    places: *places,
                }
            }
            Some(RecordedOutcome { kind, places, .. }) if kind == "passed" => {
                Outcome::Passed { places: *places }
            }
            _ => Outcome::NotReached { reason: "the values are hidden in this file".to_owned() },
        }
    }

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
        let is = serde_json::to_value(&check.outcome).ok()?;
        let is: RecordedOutcome = serde_json::from_value(is).ok()?;
        let (word, found) = (word(&is.kind), is.findings.len());
        match self.before(id) {
            // A rule that is new and finds nothing changes no verdict.
            None => (found > 0).then(|| format!("{id} was not checked, is {word}")),
            Some(before) if before.kind != is.kind => {
                Some(format!("{id} was {}, is {word}", self::word(&before.kind)))
            }
            Some(RecordedOutcome { findings, .. }) if findings.len() != found => {
                let before = findings.len();
                Some(format!("{id} was {word} at {before} places, is {word} at {found}"))
            }
            Some(_) => None,
        }
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
