//! The report as SARIF 2.1.0, for code scanning.

mod place;
mod rules;

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::report::{Check, Fact, Finding, Outcome, Report, Run, Shown, Stale, Strength, Verdict};
use crate::{clean, fingerprint, matrix};
use rules::{Rules, STALE};

/// The findings of all runs as one SARIF log, with one SARIF run in it: GitHub refuses a second one
/// of the same tool.
///
/// Promises:
/// - **Every result has a physical location**, because GitHub refuses the whole file for one without.
///   It is [`Report::anchor`], or line 1 of `README.md` where the report has none; an outdated
///   expectation is at its own line of the baseline. The logical locations (run, rule, session) say
///   where in the traffic it is.
/// - **Fingerprints stay the same** while the same rule is broken in the same run at the same place.
///   They hold no value, time, id or count, and digits of a place do not matter; findings that have
///   the same one are one result with an `occurrenceCount`.
/// - Levels: a broken MUST is an error, a broken SHOULD a warning, drift and an inconclusive rule a
///   note. An expected failure keeps its level and is suppressed, with the reason. Rules that passed or
///   were not reached have no result, so GitHub closes their alerts; the latter are listed in the
///   properties of the run.
/// - At most 5,000 results, the worst first; GitHub shows no more. A notification counts the others.
///   Texts are [cleaned](crate::clean) and at most 2,000 characters long, so the file stays far below
///   the 10 MB (compressed) that GitHub accepts.
/// - The same report gives the same bytes.
///
/// The category on GitHub is the tool's name. A workflow that judges several programs gives each
/// upload a `category` of its own.
pub fn render(report: &Report) -> String {
    let rules = Rules::of(report);
    let (results, left_out) = results(report, &rules);
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
            "invocations": [invocation(report, left_out)],
            "columnKind": "utf16CodeUnits",
            "results": results,
            "properties": properties(report),
        }],
    });
    format!("{log:#}\n")
}

/// The results, the worst first, and how many are left out.
fn results(report: &Report, rules: &Rules) -> (Vec<Value>, usize) {
    let anchor = place::anchor(report);
    let runs = report.runs.iter().flat_map(|run| run.checks.iter().map(move |check| (run, check)));
    let all =
        runs.flat_map(|(run, check)| of_check(run, check)).chain(report.stale.iter().map(stale));
    // Findings with the same fingerprint are one result, the first of them.
    let mut results: Vec<(Rank, Value)> = Vec::new();
    let mut places = HashMap::new();
    for Found { rule, rank, message, print, mut value } in all {
        let next = results.len();
        let place = *places.entry(print.clone()).or_insert(next);
        if let Some((_, first)) = results.get_mut(place) {
            first["occurrenceCount"] = json!(first["occurrenceCount"].as_u64().unwrap_or(0) + 1);
            continue;
        }
        value["ruleId"] = json!(text(&rule));
        value["ruleIndex"] = json!(rules.index(&rule));
        value["message"] = json!({ "text": message_text(&message) });
        value["occurrenceCount"] = json!(1);
        let location = &mut value["locations"][0]["physicalLocation"];
        if location.is_null() {
            *location = place::physical(&anchor);
        }
        // GitHub reads the first name only. Where it is missing, GitHub computes one from the anchor's
        // line, and all results of a rule would be one.
        value["partialFingerprints"]["primaryLocationLineHash"] = json!(format!("{print}:1"));
        results.push((rank, value));
    }
    results.sort_by_key(|(rank, _)| *rank);
    let left_out = results.len().saturating_sub(MOST);
    (results.into_iter().take(MOST).map(|(_, value)| value).collect(), left_out)
}

/// What is broken at one place, without the members that all results have.
struct Found {
    rule: String,
    rank: Rank,
    message: String,
    print: String,
    value: Value,
}

#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    Error,
    Warning,
    Note,
    /// An expected failure, whatever its level.
    Suppressed,
}

fn of_check(run: &Run, check: &Check) -> Vec<Found> {
    let all = |findings: &[Finding], reason| {
        findings.iter().map(|found| finding(run, check, found, reason)).collect()
    };
    match &check.outcome {
        Outcome::Failed { findings, .. } => all(findings, None),
        Outcome::Expected { findings, reason, .. } => all(findings, Some(reason)),
        Outcome::Inconclusive { reason } => vec![inconclusive(run, check, reason)],
        Outcome::Passed { .. } | Outcome::NotReached { .. } => Vec::new(),
    }
}

fn finding(run: &Run, check: &Check, finding: &Finding, expected: Option<&String>) -> Found {
    let rule = &check.rule;
    let (rank, level) = match rule.strength {
        Strength::Must => (Rank::Error, "error"),
        Strength::Should => (Rank::Warning, "warning"),
        Strength::Drift => (Rank::Note, "note"),
    };
    let mut value = json!({
        "level": level,
        "locations": [{ "logicalLocations": place::logical(run, &rule.id, &finding.events) }],
        // The same in every run; the primary one has the name of the run in it.
        "partialFingerprints": { "finding/v1": finding.fingerprint },
        "properties": {
            "run": text(&run.name),
            "verdict": run.verdict.word(),
            "outcome": if expected.is_some() { "expected" } else { "failed" },
            "strength": rule.strength.word(),
            "at": text(&finding.at),
            "place": text(place::label(&finding.place)),
        },
    });
    if let Some(reason) = expected {
        value["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": text(reason) }]);
    }
    Found {
        rule: rule.id.clone(),
        rank: if expected.is_some() { Rank::Suppressed } else { rank },
        message: message(run, check, finding),
        print: fingerprint::hash(&[&run.name, &finding.fingerprint]),
        value,
    }
}

fn inconclusive(run: &Run, check: &Check, reason: &str) -> Found {
    let rule = &check.rule;
    let print = fingerprint::hash(&[&rule.id, &run.name, "inconclusive"]);
    let value = json!({
        "level": "note",
        "locations": [{ "logicalLocations": place::logical(run, &rule.id, &[]) }],
        "partialFingerprints": { "finding/v1": print },
        "properties": {
            "run": text(&run.name),
            "verdict": run.verdict.word(),
            "outcome": "inconclusive",
            "strength": rule.strength.word(),
        },
    });
    let message = format!("{}: inconclusive: {}: {reason}", run.name, rule.sentence);
    Found { rule: rule.id.clone(), rank: Rank::Note, message, print, value }
}

fn stale(entry: &Stale) -> Found {
    let print = fingerprint::hash(&[STALE, &entry.entry]);
    let mut value = json!({
        "level": "error",
        "partialFingerprints": { "finding/v1": print },
        "locations": [{}],
        "properties": { "outcome": "stale", "place": text(&entry.place) },
    });
    if let Some(line) = place::line(&entry.place) {
        value["locations"][0]["physicalLocation"] = place::physical(&line);
    }
    let message = format!("{}: {}", entry.entry, entry.reason);
    Found { rule: STALE.to_owned(), rank: Rank::Error, message, print, value }
}

/// GitHub shows the first sentence in its list.
fn message(run: &Run, check: &Check, finding: &Finding) -> String {
    let shown = |shown: &Shown| match shown {
        Shown::Words(words) => words.clone(),
        Shown::Json { text, kind } if text == kind => text.clone(),
        Shown::Json { text, kind } => format!("{text} ({kind})"),
    };
    let facts = finding.details.iter().chain(&finding.commands);
    let facts = facts.map(|fact| (&*fact.name, Some(&fact.value)));
    let others = [("off by", finding.off_by.as_ref()), ("note", finding.note.as_ref())];
    let more =
        facts.chain(others).filter_map(|(name, value)| Some(format!("; {name}: {}", value?)));
    format!(
        "{}: broken: {}. Expected: {}; found: {}; where: {}, {}{}",
        run.name,
        check.rule.sentence,
        shown(&finding.expected),
        shown(&finding.actual),
        finding.at,
        place::label(&finding.place),
        more.collect::<String>(),
    )
}

fn invocation(report: &Report, left_out: usize) -> Value {
    let is_broken_off = matches!(
        report.verdict,
        Verdict::HarnessFault { .. } | Verdict::CouldNotTest { .. } | Verdict::Interrupted { .. }
    );
    let note = |level: &str, message: String| json!({ "level": level, "message": { "text": message_text(&message) } });
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
            "name": text(&run.name),
            "verdict": run.verdict.word(),
            "effort": text(&run.effort),
            "checks": run.tally(),
            "facts": facts(&run.facts),
        })
    });
    let never_reached = matrix::never_reached(report).into_iter().map(|(reason, checks)| {
        let ids: Vec<String> = checks.iter().map(|check| text(&check.rule.id)).collect();
        json!({ "what": "rules that no run reached", "items": ids, "why": text(reason) })
    });
    let others = report.unproven.iter().map(|unproven| {
        let items: Vec<String> = unproven.listed().iter().map(|item| text(item)).collect();
        let why = unproven.why.as_deref().map(text);
        json!({ "what": text(&unproven.what), "items": items, "why": why })
    });
    json!({
        "title": text(&report.title),
        "verdict": report.verdict.word(),
        "effort": text(&report.effort),
        "checks": report.tally(),
        "facts": facts(&report.facts),
        "runs": runs.collect::<Vec<_>>(),
        "notProven": never_reached.chain(others).collect::<Vec<_>>(),
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

/// As [`text`], without links: `[text](target)` is one in a message (SARIF 3.11.6).
fn message_text(message: &str) -> String {
    text(message).replace("](", "] (")
}

const LONGEST: usize = 2_000;
/// GitHub shows this many results of one upload, by their severity.
const MOST: usize = 5_000;
