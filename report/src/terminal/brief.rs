//! A report on runs in which all is well: what was done and what was checked, in at most 15 lines for
//! a single run.

use std::cmp::Reverse;

use super::pen::{BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use super::{Look, coverage_head, heading, verdict};
use crate::check::{Check, counted};
use crate::grouped::grouped;
use crate::report::{Report, Run, Unproven};
use crate::status::{self, Status};
use crate::verdict::Verdict;

/// Facts in the short form: what was tested, how exactly, and what the user asked for in particular.
const FACTS: [&str; 10] = [
    "target", "wealth", "scenario", "command", "timing", "file", "message", "rules", "fail on",
    "baseline",
];

/// Whether there is nothing to explain: all runs passed, and every check that was reached held.
pub(crate) fn is_enough(report: &Report) -> bool {
    let is_plain = |check: &Check| matches!(Status::of(check), Status::Passed | Status::NotReached);
    report.verdict == Verdict::Pass
        && report.stale.is_empty()
        && report.runs.iter().flat_map(|run| &run.checks).all(is_plain)
}

pub(crate) fn render(report: &Report, look: Look) -> String {
    let mut pen = Pen::new(look);
    pen.put(BOLD, &report.title).end();
    let single = report.runs.iter().filter(|_| report.runs.len() == 1);
    let facts = report.facts.iter().chain(single.flat_map(|run| &run.facts));
    for fact in facts.filter(|fact| FACTS.contains(&&*fact.name)) {
        match &*fact.name {
            "timing" => pen.folded(&fact.name, &fact.value),
            _ => pen.labelled(&fact.name, &fact.value),
        }
    }
    pen.end();
    match &*report.runs {
        [run] => flow(run, &mut pen),
        runs => runs.iter().for_each(|run| heading(run, &mut pen)),
    }
    checks(report, &mut pen);
    report.coverage.iter().for_each(|coverage| coverage_head(coverage, &mut pen));
    not_proven(report, &mut pen);
    verdict(report, &mut pen);
    pen.into_text()
}

fn flow(run: &Run, pen: &mut Pen) {
    let parts = grouped(run.timeline.iter().map(|event| (&*event.part, event))).into_iter();
    let parts = parts.map(|(part, events)| format!("{part} {}", counted("request", events.len())));
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        let text = fit(&parts.join(", "), pen.look.width.saturating_sub("flow ".len()));
        pen.put(DIM, "flow").put(PLAIN, &format!(" {text}")).end();
    }
}

/// The groups of checks that passed, a group being what their ids begin with.
fn checks(report: &Report, pen: &mut Pen) {
    let checks = report.runs.iter().flat_map(|run| &run.checks);
    let passed = checks.filter(|check| Status::of(check) == Status::Passed);
    let group = |id: &'_ str| id.rsplit_once('-').map_or(id.len(), |(group, _)| group.len());
    let groups = grouped(passed.map(|check| (&check.rule.id[..group(&check.rule.id)], check)));
    let names = groups.iter().map(|(name, checks)| format!("{name} {}", checks.len()));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return;
    }
    for (number, line) in pen.folds("", &names.join(", ")).iter().enumerate() {
        let word = if number == 0 { "pass" } else { "" };
        pen.put(GOOD, &format!("{word:<4}")).put(PLAIN, &format!(" {line}")).end();
    }
}

/// What a pass does not mean, the two most frequent reasons for checks that were not reached, then the rest.
fn not_proven(report: &Report, pen: &mut Pen) {
    let mut never = status::never_reached(report);
    if never.is_empty() && report.unproven.is_empty() {
        return;
    }
    never.sort_by_key(|(_, checks)| Reverse(checks.len()));
    let (named, others) = never.split_at(never.len().min(2));
    let reasons =
        named.iter().map(|(why, checks)| format!("{}: {why}", counted("check", checks.len())));
    let room = pen.look.width.saturating_sub("skip ".len());
    let mut lines: Vec<String> = reasons.map(|reason| fit(&reason, room)).collect();
    let others: usize = others.iter().map(|(_, checks)| checks.len()).sum();
    let others = (others > 0).then(|| format!("{} more not reached", counted("check", others)));
    let rest = report.unproven.iter().map(Unproven::counted).chain(others);
    let rest: Vec<String> = rest.chain(["-v shows more".to_owned()]).collect();
    lines.extend(pen.folds("", &rest.join("; ")));
    for line in &lines {
        pen.put(WARN, "skip").put(PLAIN, &format!(" {line}")).end();
    }
}
