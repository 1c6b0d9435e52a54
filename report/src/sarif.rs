//! The report as SARIF 2.1.0, for code scanning.

mod place;
mod rules;

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::check::{Finding, Outcome, Strength};
use crate::report::{Report, Stale};
use crate::status::{self, Located, Status};
use crate::verdict::Verdict;
use crate::{clean, fingerprint, lines};
use rules::{Rules, STALE};

/// The findings of all runs as one SARIF log, with one SARIF run in it: GitHub refuses a second one
/// of the same tool.
///
/// - Every result has a physical location, without which GitHub refuses the whole file: the
///   [anchor](Report::anchor), or line 1 of `README.md`; an outdated expectation is at its own line. The
///   logical locations say where in the traffic it is.
/// - Fingerprints stay the same while the same rule is broken in the same run at the same place. Findings
///   that have the same one are one result with an `occurrenceCount`.
/// - An expected failure is suppressed, with the reason, and its level is `note`, because many readers
///   count errors without a look at suppressions. Rules that passed or were not reached have no result,
///   so GitHub closes their alerts.
/// - There are at most 5,000 results, the worst first, and texts of at most 2,000 characters: GitHub shows
///   no more and accepts 10 MB (compressed).
///
/// The category on GitHub is the tool's name. A workflow that judges several programs gives each
/// upload a `category` of its own.
pub fn render(report: &Report) -> String {
    let rules = Rules::of(report);
    let (results, left_out) = results(report, &rules);
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "rules": rules.described,
            } },
            "automationDetails": { "id": format!("{}/", report.tool.name) },
            "invocations": [invocation(report, left_out)],
            "columnKind": "utf16CodeUnits",
            "results": results,
            "properties": properties(report),
        }],
    });
    cleaned(&mut log);
    format!("{log:#}\n")
}

fn results(report: &Report, rules: &Rules) -> (Vec<Value>, usize) {
    let anchor = place::anchor(report);
    let checks = status::by_gravity(report);
    let mut all: Vec<Found> = checks.iter().flat_map(of_check).collect();
    all.extend(report.stale.iter().map(stale));
    all.sort_by_key(|found| found.status);
    // Findings with the same fingerprint are one result, the first of them.
    let mut results: Vec<Value> = Vec::new();
    let mut places = HashMap::new();
    for Found { rule, message, print, places: count, mut value, .. } in all {
        let next = results.len();
        let place = *places.entry(print.clone()).or_insert(next);
        if let Some(first) = results.get_mut(place) {
            let before = first["occurrenceCount"].as_u64().unwrap_or_default();
            first["occurrenceCount"] = json!(before + count as u64);
            continue;
        }
        value["ruleId"] = json!(&rule);
        value["ruleIndex"] = json!(rules.index(&rule));
        value["message"] = self::message(&message);
        value["occurrenceCount"] = json!(count);
        let location = &mut value["locations"][0]["physicalLocation"];
        if location.is_null() {
            *location = place::physical(&anchor);
        }
        // GitHub reads the first name only. Where it is missing, GitHub computes one from the anchor's
        // line, and all results of a rule would be one.
        value["partialFingerprints"]["primaryLocationLineHash"] = json!(format!("{print}:1"));
        results.push(value);
    }
    let left_out = results.len().saturating_sub(MOST);
    results.truncate(MOST);
    (results, left_out)
}

/// What is broken at one place, or at several alike, without the members that all results have.
struct Found {
    rule: String,
    status: Status,
    message: String,
    print: String,
    places: usize,
    value: Value,
}

fn of_check(located: &Located<'_>) -> Vec<Found> {
    let rule = &located.check.rule;
    if located.status == Status::Open {
        let reason = located.check.outcome.reason().unwrap_or_default();
        let message = format!("inconclusive: {}: {reason}", rule.sentence);
        let print = fingerprint::hash(&[&rule.id, &located.run.name, "inconclusive"]);
        return vec![found(located, &message, &print, &print, None)];
    }
    let findings = located.check.outcome.findings().iter();
    let found = findings.map(|finding| {
        let lines = lines::of_finding(finding);
        let facts = lines.iter().filter(|line| !line.label.is_empty());
        let facts: Vec<String> =
            facts.map(|line| format!("{}: {}", line.label, line.value)).collect();
        // GitHub shows the first sentence in its list.
        let message = format!("broken: {}. {}", rule.sentence, facts.join("; "));
        let print = fingerprint::hash(&[&located.run.name, &finding.fingerprint]);
        found(located, &message, &finding.fingerprint, &print, Some(finding))
    });
    found.collect()
}

/// `everywhere` is the fingerprint that is the same in every run; `print` has the name of the run in it.
fn found(
    located: &Located<'_>,
    message: &str,
    everywhere: &str,
    print: &str,
    finding: Option<&Finding>,
) -> Found {
    let Located { run, check, status, .. } = *located;
    let (level, outcome) = match (status, check.rule.strength) {
        (Status::Open, _) => ("note", "inconclusive"),
        (Status::Expected, _) => ("note", "expected"),
        (_, strength) => (level(strength), "failed"),
    };
    let events = finding.map(|finding| &*finding.events).unwrap_or_default();
    let mut value = json!({
        "level": level,
        "locations": [{ "logicalLocations": place::logical(run, &check.rule.id, events) }],
        "partialFingerprints": { "finding/v1": everywhere },
        "properties": {
            "run": &run.name,
            "verdict": run.verdict.word(),
            "outcome": outcome,
            "strength": check.rule.strength.word(),
        },
    });
    if let Some(finding) = finding {
        value["properties"]["at"] = json!(&finding.at);
        value["properties"]["place"] = json!(finding.place.label());
    }
    if let Outcome::Expected { reason, .. } = &check.outcome {
        value["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    Found {
        rule: check.rule.id.clone(),
        status: if status == Status::Expected { Status::Passed } else { status },
        message: format!("{}: {message}", run.name),
        print: print.to_owned(),
        places: finding.map_or(1, |finding| 1 + finding.alike),
        value,
    }
}

fn level(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "error",
        Strength::Should => "warning",
        Strength::Drift => "note",
    }
}

fn stale(entry: &Stale) -> Found {
    let print = fingerprint::hash(&[STALE, &entry.entry]);
    let mut value = json!({
        "level": "error",
        "partialFingerprints": { "finding/v1": print },
        "locations": [{}],
        "properties": { "outcome": "stale", "place": &entry.place },
    });
    if let Some(line) = place::line(&entry.place) {
        value["locations"][0]["physicalLocation"] = place::physical(&line);
    }
    let message = format!("{}: {}", entry.entry, entry.reason);
    let (rule, status) = (STALE.to_owned(), Status::Failed);
    Found { rule, status, message, print, places: 1, value }
}

fn invocation(report: &Report, left_out: usize) -> Value {
    let is_broken_off = matches!(
        report.verdict,
        Verdict::HarnessFault { .. }
            | Verdict::NotChecked { .. }
            | Verdict::CouldNotTest { .. }
            | Verdict::Interrupted { .. }
    );
    let note = |level: &str, message: String| json!({ "level": level, "message": self::message(&message) });
    let reasons = report.runs.iter().filter_map(|run| {
        let word = run.verdict.word().to_lowercase();
        Some(note("error", format!("{}: {word}: {}", run.name, run.verdict.reason()?)))
    });
    let more =
        (left_out > 0).then(|| note("warning", format!("{left_out} more results are left out")));
    json!({
        "executionSuccessful": !is_broken_off,
        "exitCode": report.exit_code(),
        "toolExecutionNotifications": reasons.chain(more).collect::<Vec<_>>(),
    })
}

fn properties(report: &Report) -> Value {
    let runs = report.runs.iter().map(|run| {
        json!({
            "name": run.name,
            "verdict": run.verdict.word(),
            "effort": run.effort,
            "checks": run.tally(),
            "facts": run.facts,
        })
    });
    let never_reached = status::never_reached(report).into_iter().map(|(why, checks)| {
        let items: Vec<&str> = checks.iter().map(|check| &*check.rule.id).collect();
        json!({ "what": "rules that no run reached", "items": items, "why": why })
    });
    let others = report.unproven.iter().map(|unproven| json!(unproven));
    json!({
        "title": report.title,
        "verdict": report.verdict.word(),
        "effort": report.effort,
        "checks": report.tally(),
        "facts": report.facts,
        "runs": runs.collect::<Vec<_>>(),
        "notProven": never_reached.chain(others).collect::<Vec<_>>(),
    })
}

/// Cleans every text of the log and cuts it at [`LONGEST`] characters.
fn cleaned(value: &mut Value) {
    match value {
        Value::String(text) => *text = self::text(text),
        Value::Array(items) => items.iter_mut().for_each(cleaned),
        Value::Object(members) => members.values_mut().for_each(cleaned),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn text(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// A message without links: `[text](target)` is one there (SARIF 3.11.6).
fn message(text: &str) -> Value {
    json!({ "text": text.replace("](", "] (") })
}

const LONGEST: usize = 2_000;
/// GitHub shows this many results of one upload, by their severity.
const MOST: usize = 5_000;
