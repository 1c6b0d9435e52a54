//! The rules: one line for each that held, one for each reason why some were not reached, and a
//! block for each broken one.

use std::io;

use super::finding;
use super::line::{BAD, BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use crate::report::{Check, Finding, Outcome, Unit};

/// Broken places that get one line each, after the first one in full. With them a block has at most
/// 14 lines; the rest is counted.
const IN_SHORT: usize = 3;

/// Ids of lists stand under each other up to this length.
const ID: usize = 12;

const CHECK: Unit = Unit { one: "check", many: "checks" };

pub(super) fn render(checks: &[Check], pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        if let Outcome::Passed { places } = check.outcome {
            passed(check, places, pen)?;
        }
    }
    for check in checks {
        if let Outcome::Inconclusive { reason } = &check.outcome {
            pen.put(WARN, "open")?;
            titled(check, Some(ID), "", pen)?;
            pen.labelled("", reason)?;
        }
    }
    not_reached(checks, pen)?;
    if checks.iter().any(|check| !matches!(check.outcome, Outcome::Failed { .. })) {
        pen.end()?;
    }
    for check in checks {
        if let Outcome::Failed { findings, places } | Outcome::Expected { findings, places, .. } =
            &check.outcome
        {
            failed(check, findings, *places, pen)?;
            pen.end()?;
        }
    }
    Ok(())
}

fn passed(check: &Check, places: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let tail = format!("  {}", check.unit.count(places));
    pen.put(GOOD, "pass")?;
    titled(check, Some(ID), &tail, pen)
}

fn not_reached(checks: &[Check], pen: &mut Pen<'_>) -> io::Result<()> {
    let groups = by_reason(checks);
    let most = groups.iter().map(|(_, checks)| checks.len()).max().unwrap_or_default();
    let width = CHECK.count(most).len();
    for (reason, checks) in groups {
        if pen.look.verbose {
            each(reason, &checks, pen)?;
        } else {
            folded(reason, &checks, width, pen)?;
        }
    }
    Ok(())
}

/// Those of one reason together, the reasons in the order of their first check.
fn by_reason(checks: &[Check]) -> Vec<(&str, Vec<&Check>)> {
    let mut groups: Vec<(&str, Vec<&Check>)> = Vec::new();
    for check in checks {
        let Outcome::NotReached { reason } = &check.outcome else { continue };
        match groups.iter_mut().find(|(other, _)| other == reason) {
            Some((_, checks)) => checks.push(check),
            None => groups.push((reason, vec![check])),
        }
    }
    groups
}

fn each(reason: &str, checks: &[&Check], pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        pen.put(WARN, "skip")?;
        titled(check, Some(ID), "", pen)?;
    }
    pen.labelled("", &format!("not reached: {reason}"))
}

/// The count in a column of `width`, then the reason; the ids below.
fn folded(reason: &str, checks: &[&Check], width: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let front = format!(" {:<width$}  ", CHECK.count(checks.len()));
    let room = pen.look.width - "skip".len() - front.len();
    pen.put(WARN, "skip")?.put(BOLD, &front)?.put(PLAIN, &fit(reason, room))?.end()?;
    let ids: Vec<&str> = checks.iter().map(|check| &*check.rule.id).collect();
    pen.wrapped(&ids)
}

fn failed(check: &Check, findings: &[Finding], places: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    if check.fails() {
        pen.put(BAD, "FAIL")?
    } else {
        pen.put(WARN, "WARN")?
    };
    titled(check, None, "", pen)?;
    if pen.look.verbose {
        findings.iter().try_for_each(|finding| finding::in_full(finding, pen))?;
    } else {
        the_first_ones(findings, pen)?;
    }
    pen.labelled("rule", &check.rule.source)?;
    if let Some(more) = &check.rule.more {
        pen.labelled("more", more)?;
    }
    pen.labelled("spread", &spread(findings.len(), places, check.unit))
}

fn the_first_ones(findings: &[Finding], pen: &mut Pen<'_>) -> io::Result<()> {
    let [first, others @ ..] = findings else { return Ok(()) };
    finding::in_full(first, pen)?;
    for finding in others.iter().take(IN_SHORT) {
        finding::in_short(finding, first, pen)?;
    }
    match others.len().saturating_sub(IN_SHORT) {
        0 => Ok(()),
        more => pen.labelled("and", &format!("{more} more; -v shows them")),
    }
}

/// "3 places in 61 transactions".
fn spread(found: usize, places: usize, unit: Unit) -> String {
    let found = Unit { one: "place", many: "places" }.count(found);
    format!("{found} in {}", unit.count(places))
}

/// ` FLK-TXN-006 MUST  sentence  tail`: what a search in a log finds. In columns where the id has a
/// width.
fn titled(check: &Check, id_width: Option<usize>, tail: &str, pen: &mut Pen<'_>) -> io::Result<()> {
    let rule = &check.rule;
    let (id, strength) = (&rule.id, rule.strength.word());
    let front = match id_width {
        Some(width) => format!(" {id:<width$} {strength:<6}  "),
        None => format!(" {id} {strength}  "),
    };
    let used = "pass".len() + front.chars().count() + tail.chars().count();
    let room = pen.look.width.saturating_sub(used).max(24);
    pen.put(BOLD, &front)?.put(PLAIN, &fit(&rule.sentence, room))?.put(DIM, tail)?.end()
}
