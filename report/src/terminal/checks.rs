//! The rules: one line for each that held or was not reached, and a block for each broken one.

use std::io;

use super::line::{BAD, BOLD, DIM, GOOD, PLAIN, Pen, WARN, fit};
use crate::report::{Check, Finding, Outcome, Place, Shown, Unit};

/// Broken places of one rule that are shown in full; the rest is counted.
const IN_FULL: usize = 5;

/// Ids of lists stand under each other up to this length.
const ID: usize = 12;

pub(super) fn render(checks: &[Check], pen: &mut Pen<'_>) -> io::Result<()> {
    let mut reasons = Vec::new();
    for check in checks {
        match &check.outcome {
            Outcome::Passed { places } => passed(check, *places, pen)?,
            Outcome::NotReached { reason } => reasons.push((check, &**reason)),
            Outcome::Failed { .. } => {}
        }
    }
    not_reached(&reasons, pen)?;
    if checks.iter().any(|check| !matches!(check.outcome, Outcome::Failed { .. })) {
        pen.end()?;
    }
    for check in checks {
        if let Outcome::Failed { findings, places } = &check.outcome {
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

/// Those of one reason together, and the reason once.
fn not_reached(checks: &[(&Check, &str)], pen: &mut Pen<'_>) -> io::Result<()> {
    for group in checks.chunk_by(|(_, a), (_, b)| a == b) {
        for (check, _) in group {
            pen.put(WARN, "skip")?;
            titled(check, Some(ID), "", pen)?;
        }
        let [(_, reason), ..] = group else { continue };
        pen.labelled("", &format!("not reached: {reason}"))?;
    }
    Ok(())
}

fn failed(check: &Check, findings: &[Finding], places: usize, pen: &mut Pen<'_>) -> io::Result<()> {
    if check.fails() {
        pen.put(BAD, "FAIL")?
    } else {
        pen.put(WARN, "WARN")?
    };
    titled(check, None, "", pen)?;
    let shown = if pen.look.verbose { findings.len() } else { findings.len().min(IN_FULL) };
    for finding in &findings[..shown] {
        one(finding, pen)?;
    }
    if shown < findings.len() {
        pen.labelled("and", &format!("{} more like these; -v shows them", findings.len() - shown))?;
    }
    pen.labelled("rule", &check.rule.source)?;
    pen.labelled("spread", &spread(findings.len(), places, check.unit))
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

fn one(finding: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.labelled("at", &finding.at)?;
    place(&finding.place, pen)?;
    shown("expected", &finding.expected, finding.arithmetic.as_deref(), pen)?;
    shown("actual", &finding.actual, None, pen)?;
    if let Some(off_by) = &finding.off_by {
        pen.labelled("off by", off_by)?;
    }
    if let Some(note) = &finding.note {
        pen.labelled("note", note)?;
    }
    Ok(())
}

fn place(place: &Place, pen: &mut Pen<'_>) -> io::Result<()> {
    match place {
        Place::Outside(words) => pen.labelled("where", words),
        Place::Body { pointer, human } => {
            let pointer = if pointer.is_empty() { "the whole body" } else { pointer };
            pen.labelled("body", pointer)?;
            human.as_ref().map_or(Ok(()), |human| pen.labelled("", human))
        }
    }
}

fn shown(
    label: &str,
    shown: &Shown,
    arithmetic: Option<&str>,
    pen: &mut Pen<'_>,
) -> io::Result<()> {
    let tail = arithmetic.map(|text| format!("  = {text}")).unwrap_or_default();
    match shown {
        Shown::Words(words) => pen.labelled_tail(label, words, &tail),
        // null says its type itself.
        Shown::Json { text, kind } if text == kind => pen.labelled_tail(label, text, &tail),
        Shown::Json { text, kind } => pen.labelled_tail(label, text, &format!(" {kind}{tail}")),
    }
}
