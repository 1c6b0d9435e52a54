//! The rules: one line for each that held, one for each reason why some were not reached, and a
//! block for each broken one.

use std::io;

use anstyle::Style;

use super::broken;
use super::line::{BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use crate::clean;
use crate::grouped::grouped;
use crate::report::{Check, Outcome, Unit};

/// Ids of lists stand under each other up to this length.
const ID: usize = 12;

/// A sentence is never shortened below this.
const SENTENCE: usize = 16;

const CHECK: Unit = Unit { one: "check", many: "checks" };

/// Checks that held or are undecided and, for one of several runs, those that it did not reach. What no
/// run has reached stands at the end of the report.
pub(super) fn render(checks: &[Check], run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
    for check in checks {
        if let Outcome::Passed { places } = check.outcome {
            passed(check, places, pen)?;
        }
    }
    open(checks, pen)?;
    let is_shown = |check: &Check| match check.outcome {
        Outcome::Passed { .. } | Outcome::Inconclusive { .. } => true,
        Outcome::NotReached { .. } => run.is_some(),
        Outcome::Failed { .. } | Outcome::Expected { .. } => false,
    };
    if run.is_some() {
        not_reached(by_reason(checks), pen)?;
    }
    if checks.iter().any(is_shown) { pen.end() } else { Ok(()) }
}

/// Without those that passed or were not reached.
pub(super) fn noticed(checks: &[Check], run: &str, pen: &mut Pen<'_>) -> io::Result<()> {
    open(checks, pen)?;
    if checks.iter().any(|check| matches!(check.outcome, Outcome::Inconclusive { .. })) {
        pen.end()?;
    }
    broken(checks, Some(run), pen)
}

fn is_broken(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Failed { .. } | Outcome::Expected { .. })
}

/// `run` is the name of the run where there are others.
pub(super) fn broken(checks: &[Check], run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
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
            pen.whole("", reason)?;
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

/// Groups checks by reason, in the order of the first check of each reason.
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
    pen.whole("", &format!("not reached: {reason}"))
}

/// The count in a column of `width`, then the reason, or below where it is long; then the ids.
fn folded(reason: &str, checks: &[&Check], width: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    let count = CHECK.count(checks.len());
    let front = format!(" {count:<width$}  ");
    pen.put(WARN, "skip")?;
    if "skip".len() + front.len() + clean(reason).chars().count() <= pen.look.width {
        pen.put(BOLD, &front)?.put(PLAIN, reason)?.end()?;
    } else {
        pen.put(BOLD, &format!(" {count}"))?.end()?;
        pen.whole("", reason)?;
    }
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
    let id = &rule.id;
    // Drift is the one strength whose broken rules are named as it is.
    let strength = if rule.strength.word() == word { "" } else { rule.strength.word() };
    let front = match id_width {
        Some(width) => format!(" {id:<width$} {strength:<6}  "),
        None if strength.is_empty() => format!(" {id}  "),
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
