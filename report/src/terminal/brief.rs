//! A report on runs in which all is well: what was done and what was checked, on one screen.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::line::{BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use super::{CHECK, Look, coverage, heading, verdict};
use crate::grouped::grouped;
use crate::matrix;
use crate::moment::moment;
use crate::report::{Check, Event, Outcome, Report, Unit, Unproven, Verdict};

/// Facts that the short form shows: what was tested, and what was asked for in particular.
const FACTS: [&str; 9] =
    ["target", "wealth", "scenario", "command", "file", "message", "rules", "fail on", "baseline"];
const REQUEST: Unit = Unit { one: "request", many: "requests" };

/// Whether there is nothing to explain: all runs passed, and every check that was reached held.
pub(crate) fn is_enough(report: &Report) -> bool {
    let is_plain = |check: &Check| {
        matches!(check.outcome, Outcome::Passed { .. } | Outcome::NotReached { .. })
    };
    report.verdict == Verdict::Pass
        && report.stale.is_empty()
        && report.runs.iter().flat_map(|run| &run.checks).all(is_plain)
}

/// Writes the short form of the report.
///
/// # Errors
///
/// Errors of `out`.
pub(crate) fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let pen = &mut Pen::new(out, look);
    pen.put(BOLD, &report.title)?.end()?;
    for fact in report.facts.iter().filter(|fact| FACTS.contains(&&*fact.name)) {
        pen.labelled(&fact.name, &fact.value)?;
    }
    pen.end()?;
    match &*report.runs {
        [run] => flow(&run.timeline, pen)?,
        runs => runs.iter().try_for_each(|run| heading(run, pen))?,
    }
    checks(report, pen)?;
    if let Some(covered) = &report.coverage {
        coverage::head(covered, pen)?;
    }
    not_proven(report, pen)?;
    verdict(report, pen)
}

/// A line for each part of the run.
fn flow(events: &[Event], pen: &mut Pen<'_>) -> io::Result<()> {
    let parts = grouped(events, |event| Some(&*event.part));
    let width = parts.iter().map(|(part, _)| part.chars().count()).max().unwrap_or_default();
    for (part, events) in parts {
        let [first, .., last] = &*events else {
            pen.put(PLAIN, &format!("flow {part:<width$}  1 request"))?.end()?;
            continue;
        };
        let (count, from, to) = (REQUEST.count(events.len()), moment(first.at), moment(last.at));
        pen.put(DIM, "flow ")?
            .put(PLAIN, &format!("{part:<width$}  {count}"))?
            .put(DIM, &format!("  {from} to {to}"))?
            .end()?;
    }
    Ok(())
}

/// A line for each group of checks, which is what their ids begin with.
fn checks(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let checks = report.runs.iter().flat_map(|run| &run.checks);
    let groups = grouped(checks, |check| Some(group(check)));
    let width = groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, checks) in groups {
        let held = |check: &&&Check| matches!(check.outcome, Outcome::Passed { .. });
        let passed = checks.iter().filter(held).count();
        if passed == 0 {
            continue;
        }
        pen.put(GOOD, "pass")?.put(PLAIN, &format!(" {name:<width$}  {}", CHECK.count(passed)))?;
        let rest = checks.len() - passed;
        if rest > 0 {
            pen.put(DIM, &format!(", {rest} not reached"))?;
        }
        pen.end()?;
    }
    Ok(())
}

fn group(check: &Check) -> &str {
    check.rule.id.rsplit_once('-').map_or(&*check.rule.id, |(group, _)| group)
}

/// What a pass does not mean, in at most three lines.
fn not_proven(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let mut never = matrix::never_reached(report);
    never.sort_by_key(|(_, checks)| Reverse(checks.len()));
    let (named, others) = never.split_at(never.len().min(2));
    let reasons = named.iter().map(|(why, checks)| format!("{}  {why}", CHECK.count(checks.len())));
    let mut lines: Vec<String> = reasons.collect();
    let others = others.iter().map(|(_, checks)| checks.len()).sum();
    let mut rest: Vec<String> = report.unproven.iter().map(Unproven::counted).collect();
    rest.extend((others > 0).then(|| format!("{} not reached", CHECK.count(others))));
    if !rest.is_empty() {
        lines.push(rest.join("; "));
    }
    for line in &lines {
        let room = pen.look.width.saturating_sub("skip ".len());
        pen.put(WARN, "skip")?.put(PLAIN, &format!(" {}", fit(line, room)))?.end()?;
    }
    if lines.is_empty() { Ok(()) } else { pen.labelled("", "-v shows more") }
}
