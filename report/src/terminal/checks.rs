//! The rules: one line for each that held, one for each reason why some were not reached, and a
//! block for each broken one.

use std::io;

use anstyle::Style;

use super::broken;
use super::line::{BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use crate::grouped::grouped;
use crate::report::{Check, Outcome, Unit};

/// Ids of lists stand under each other up to this length.
const ID: usize = 12;

/// A sentence is never shortened below this.
const SENTENCE: usize = 16;

const CHECK: Unit = Unit { one: "check", many: "checks" };

/// `run` is the name of the run where there are others.
pub(super) fn render(checks: &[Check], run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        if let Outcome::Passed { places } = check.outcome {
            passed(check, places, pen)?;
        }
    }
    open(checks, pen)?;
    not_reached(by_reason(checks), pen)?;
    if checks.iter().any(|check| !is_broken(check)) {
        pen.end()?;
    }
    all_broken(checks, run, pen)
}

/// Without those that passed or were not reached.
pub(super) fn noticed(checks: &[Check], run: &str, pen: &mut Pen<'_>) -> io::Result<()> {
    open(checks, pen)?;
    if checks.iter().any(|check| matches!(check.outcome, Outcome::Inconclusive { .. })) {
        pen.end()?;
    }
    all_broken(checks, Some(run), pen)
}

fn is_broken(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Failed { .. } | Outcome::Expected { .. })
}

fn all_broken(checks: &[Check], run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks.iter().filter(|check| is_broken(check)) {
        match check.outcome {
            Outcome::Expected { .. } if !pen.look.verbose => broken::known(check, run, pen)?,
            _ => broken::render(check, run, pen)?,
        }
        pen.end()?;
    }
    Ok(())
}

fn open(checks: &[Check], pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        if let Outcome::Inconclusive { reason } = &check.outcome {
            titled((WARN, "open"), check, Some(ID), "", pen)?;
            pen.labelled("", reason)?;
        }
    }
    Ok(())
}

fn passed(check: &Check, places: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let tail = format!("  {}", check.unit.count(places));
    titled((GOOD, "pass"), check, Some(ID), &tail, pen)
}

pub(super) fn not_reached(groups: Vec<(&str, Vec<&Check>)>, pen: &mut Pen<'_>) -> io::Result<()> {
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
    grouped(checks, |check| match &check.outcome {
        Outcome::NotReached { reason } => Some(&**reason),
        _ => None,
    })
}

fn each(reason: &str, checks: &[&Check], pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        titled((WARN, "skip"), check, Some(ID), "", pen)?;
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

/// `FAIL FLK-TXN-006 MUST  sentence  tail`: what a search in a log finds. In columns where the id has a
/// width.
pub(super) fn titled(
    (style, word): (Style, &str),
    check: &Check,
    id_width: Option<usize>,
    tail: &str,
    pen: &mut Pen<'_>,
) -> io::Result<()> {
    let rule = &check.rule;
    let (id, strength) = (&rule.id, rule.strength.word());
    let front = match id_width {
        Some(width) => format!(" {id:<width$} {strength:<6}  "),
        None => format!(" {id} {strength}  "),
    };
    let used = word.len() + front.chars().count() + tail.chars().count();
    let room = pen.look.width.saturating_sub(used).max(SENTENCE);
    pen.put(style, word)?
        .put(BOLD, &front)?
        .put(PLAIN, &fit(&rule.sentence, room))?
        .put(DIM, tail)?
        .end()
}
