//! The report as SARIF 2.1.0, for code scanning.

mod place;
mod result;
mod rules;

use serde_json::{Value, json};

use crate::clean;
use crate::matrix;
use crate::report::{Fact, Report, Tally, Verdict};

/// The findings of all runs as one SARIF log, with one SARIF run in it: GitHub refuses a second one
/// of the same tool.
///
/// Promises:
/// - **Every result has a physical location**, because GitHub refuses the whole file for one without.
///   It is [`Report::anchor`], or line 1 of `README.md` where the report has none; a stale
///   expectation stands at its own line of the file of expectations. Where in the traffic it is, is
///   said by the logical locations: run, rule, session.
/// - **Fingerprints stay the same** while the same rule is broken in the same run at the same place.
///   They hold no value, time, id or count, and digits of a place do not matter; findings that have
///   the same one are one result with an `occurrenceCount`.
/// - Levels: a broken MUST is an error, a broken SHOULD a warning, drift and an
///   inconclusive rule a note. A
///   failure that was expected keeps its level and is suppressed, with the reason. What passed and
///   what was not reached has no result, so GitHub closes its alert: read a verdict elsewhere. The
///   latter is in the properties of the run.
/// - At most 5,000 results, the worst first; GitHub shows no more. What is left out is counted in a
///   notification. Texts are [cleaned](crate::clean) and at most 2,000 characters long, so the file
///   stays far below the 10 MB (compressed) that GitHub takes.
/// - The same report gives the same bytes.
///
/// The category on GitHub is the tool's name. A workflow that judges several programs gives each
/// upload a `category` of its own.
pub fn render(report: &Report) -> String {
    let rules = rules::Rules::of(report);
    let results = result::all(report, &rules);
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": text(&report.tool.name),
                "version": text(&report.tool.version),
                "rules": rules.described,
            } },
            "automationDetails": { "id": format!("{}/", text(&report.tool.name)) },
            "invocations": [invocation(report, results.left_out)],
            "columnKind": "utf16CodeUnits",
            "results": results.shown,
            "properties": properties(report),
        }],
    });
    format!("{log:#}\n")
}

fn invocation(report: &Report, left_out: usize) -> Value {
    let broken_off = matches!(
        report.verdict,
        Verdict::HarnessFault { .. } | Verdict::CouldNotTest { .. } | Verdict::Interrupted { .. }
    );
    let mut notes: Vec<Value> = Vec::new();
    for run in &report.runs {
        if let Some(reason) = run.verdict.reason() {
            let word = run.verdict.word().to_lowercase();
            notes.push(notification("error", &format!("{}: {word}: {reason}", run.name)));
        }
    }
    if left_out > 0 {
        notes.push(notification("warning", &format!("{left_out} more results are left out")));
    }
    json!({
        "executionSuccessful": !broken_off,
        "exitCode": report.exit_code(),
        "toolExecutionNotifications": notes,
    })
}

fn notification(level: &str, message: &str) -> Value {
    json!({ "level": level, "message": { "text": message_text(message) } })
}

fn properties(report: &Report) -> Value {
    let runs = report.runs.iter().map(|run| {
        json!({
            "name": text(&run.name),
            "verdict": run.verdict.word(),
            "effort": text(&run.effort),
            "checks": tally(run.tally()),
            "facts": facts(&run.facts),
        })
    });
    json!({
        "title": text(&report.title),
        "verdict": report.verdict.word(),
        "effort": text(&report.effort),
        "checks": tally(report.tally()),
        "facts": facts(&report.facts),
        "runs": runs.collect::<Vec<_>>(),
        "notProven": not_proven(report),
    })
}

/// Rules that no run reached, by their reason, and what the report knows besides.
fn not_proven(report: &Report) -> Value {
    let rules = matrix::never_reached(report).into_iter().map(|(reason, checks)| {
        let ids: Vec<String> = checks.iter().map(|check| text(&check.rule.id)).collect();
        json!({ "what": "rules that no run reached", "items": ids, "why": text(reason) })
    });
    let others = report.unproven.iter().map(|unproven| {
        let items: Vec<String> = unproven.listed().iter().map(|item| text(item)).collect();
        let why = unproven.why.as_deref().map(text);
        json!({ "what": text(&unproven.what), "items": items, "why": why })
    });
    rules.chain(others).collect()
}

fn tally(tally: Tally) -> Value {
    json!({
        "passed": tally.passed,
        "failed": tally.failed,
        "warned": tally.warned,
        "drifted": tally.drifted,
        "expected": tally.expected,
        "inconclusive": tally.inconclusive,
        "notReached": tally.not_reached,
    })
}

fn facts(facts: &[Fact]) -> Value {
    let fact = |fact: &Fact| json!({ "name": text(&fact.name), "value": text(&fact.value) });
    facts.iter().map(fact).collect()
}

/// Cleaned, and cut at [`LONGEST`] characters.
fn text(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// As [`text`], without the one thing that has a meaning in a message: `[text](target)` is a link
/// (SARIF 3.11.6).
fn message_text(message: &str) -> String {
    text(message).replace("](", "] (")
}

const LONGEST: usize = 2_000;
