//! The block of a broken rule, in at most 14 lines unless more is asked for.

use std::io;

use super::checks::titled;
use super::finding;
use super::line::{BAD, NAME, Pen, WARN, fit};
use crate::matrix::Cell;
use crate::report::{Check, Fact, Finding, Outcome, Unit};

/// `run` is the name of the run where there are others.
pub(super) fn render(check: &Check, run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
    let Some((findings, places, reason)) = found(check) else { return Ok(()) };
    head(check, reason, run, pen)?;
    let more = check.rule.more.as_deref().map(|more| ("more", more));
    let spread = spread(findings, places, check.unit);
    let foot = [Some(("rule", &*check.rule.source)), more, Some(("spread", &*spread))];
    let foot: Vec<(&str, &str)> = foot.into_iter().flatten().collect();
    let foot =
        |pen: &mut Pen<'_>| foot.iter().try_for_each(|(label, value)| pen.labelled(label, value));
    if pen.look.verbose {
        findings.iter().try_for_each(|finding| in_full(finding, pen))?;
        return foot(pen);
    }
    let around = 1 + usize::from(reason.is_some()) + 2 + usize::from(more.is_some());
    let commands = in_short(findings, LINES - around, pen)?;
    foot(pen)?;
    commands.into_iter().try_for_each(|command| pen.command(&command.name, &command.value))
}

/// Only that it is broken, and why that is expected.
pub(super) fn known(check: &Check, run: Option<&str>, pen: &mut Pen<'_>) -> io::Result<()> {
    let Some((findings, places, reason)) = found(check) else { return Ok(()) };
    head(check, reason, run, pen)?;
    pen.labelled("spread", &spread(findings, places, check.unit))
}

/// The findings, in how many places they were looked for, and why they are expected.
fn found(check: &Check) -> Option<(&[Finding], usize, Option<&str>)> {
    match &check.outcome {
        Outcome::Failed { findings, places } => Some((findings, *places, None)),
        Outcome::Expected { findings, places, reason } => Some((findings, *places, Some(reason))),
        _ => None,
    }
}

fn head(
    check: &Check,
    reason: Option<&str>,
    run: Option<&str>,
    pen: &mut Pen<'_>,
) -> io::Result<()> {
    let name = NAME.min(pen.look.width - TITLE);
    let run = run.map(|run| format!("  in {}", fit(run, name))).unwrap_or_default();
    let style = if check.fails() { BAD } else { WARN };
    titled((style, Cell::of(check).word()), check, None, &run, pen)?;
    reason.map_or(Ok(()), |reason| pen.labelled("because", reason))
}

/// However many lines it takes.
fn in_full(finding: &Finding, pen: &mut Pen<'_>) -> io::Result<()> {
    finding::facts(finding, pen)?;
    let more = finding::more(finding).into_iter();
    more.into_iter().try_for_each(|(label, value)| pen.folded(label, value))?;
    let commands = finding.commands.iter();
    commands.into_iter().try_for_each(|command| pen.command(&command.name, &command.value))
}

/// The first place in full, some others on a line each, and how many there are besides, in `room`
/// lines. Left are the commands of the first that have room after it, which is counted in.
fn in_short<'a>(
    findings: &'a [Finding],
    room: usize,
    pen: &mut Pen<'_>,
) -> io::Result<Vec<&'a Fact>> {
    let [first, others @ ..] = findings else { return Ok(Vec::new()) };
    let lines = finding::more(first);
    let room = room - finding::facts_lines(first);
    let has_more = !lines.is_empty() || !others.is_empty();
    let (commands, room) = commands(first, room, usize::from(has_more), pen);
    let hidden = first.commands.len() - commands.len();
    // Where nothing else is left out, the line that says so is one more.
    let is_last_out = hidden > 0 && lines.len() + others.len() <= room;
    let room = room - usize::from(is_last_out);
    let mut spare = room.saturating_sub(lines.len() + others.len().min(1));
    let mut folds = |label: &str, value: &str| {
        let more = pen.folds(label, value) - 1;
        let fits = more <= spare;
        spare -= if fits { more } else { 0 };
        if fits { 1 + more } else { 1 }
    };
    let heights: Vec<usize> = lines.iter().map(|(label, value)| folds(label, value)).collect();
    let plan = Plan::of(lines.len(), heights.iter().sum(), others.len(), room);
    finding::facts(first, pen)?;
    for ((label, value), height) in lines.iter().zip(heights).take(plan.lines) {
        if height > 1 {
            pen.folded(label, value)?;
        } else {
            pen.labelled(label, value)?;
        }
    }
    for other in others.iter().take(plan.also) {
        finding::in_short(other, first, pen)?;
    }
    match (others.len() - plan.also, lines.len() - plan.lines + hidden) {
        (0, 0) => Ok(()),
        (places, 0) => pen.labelled("and", &format!("{places} more; -v shows them")),
        (0, lines) => pen.labelled("and", &format!("{}; -v shows them", LINE.count(lines))),
        (places, lines) => {
            let lines = LINE.count(lines);
            pen.labelled("and", &format!("{places} more, and {lines} of the first; -v shows them"))
        }
    }?;
    Ok(commands)
}

/// The commands that have room whole, in their order, and the room that they leave: at least `least`
/// lines, and one more where a command is left out.
fn commands<'a>(
    finding: &'a Finding,
    room: usize,
    least: usize,
    pen: &Pen<'_>,
) -> (Vec<&'a Fact>, usize) {
    let height = |command: &Fact| pen.command_lines(&command.name, &command.value).len();
    let all: usize = finding.commands.iter().map(height).sum();
    if all + least <= room {
        return (finding.commands.iter().collect(), room - all);
    }
    let mut left = room.saturating_sub(1 + least);
    let mut shown = Vec::new();
    for command in &finding.commands {
        let height = height(command);
        if height <= left {
            left -= height;
            shown.push(command);
        }
    }
    (shown, left + least + 1)
}

/// What of a finding and of the others there is room for.
#[derive(Debug, Eq, PartialEq)]
struct Plan {
    /// Optional lines that the first finding may have.
    lines: usize,
    /// Other findings, a line each.
    also: usize,
}

impl Plan {
    /// What the first finding says goes before other findings. What is left out costs a line.
    /// `height` is that of `lines` together, more than their number only where all have room.
    fn of(lines: usize, height: usize, others: usize, room: usize) -> Self {
        if height + others.min(1) > room {
            return Self { lines: room.saturating_sub(1).min(lines), also: 0 };
        }
        let left = room - height;
        let also = others.min(IN_SHORT);
        Self { lines, also: if others <= left.min(IN_SHORT) { also } else { also.min(left - 1) } }
    }
}

/// "3 places in 61 transactions; fingerprint 9c1e40d2a7b3".
fn spread(findings: &[Finding], places: usize, unit: Unit) -> String {
    let found = Unit { one: "place", many: "places" }.count(findings.len());
    let spread = format!("{found} in {}", unit.count(places));
    match findings {
        [first, ..] if !first.fingerprint.is_empty() => {
            format!("{spread}; fingerprint {}", first.fingerprint)
        }
        _ => spread,
    }
}

/// Characters of a title that the name of the run leaves to the rest.
const TITLE: usize = 48;
/// Maximum lines in one failure block.
const LINES: usize = 14;
/// Broken places that get one line each, after the first one in full.
const IN_SHORT: usize = 3;
const LINE: Unit = Unit { one: "more line", many: "more lines" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_room_for() {
        let table = [
            // lines, their height, others, room; lines shown, others shown
            ((0, 0, 0, 5), (0, 0)),
            ((2, 4, 0, 5), (2, 0)),
            ((5, 5, 0, 5), (5, 0)),
            ((6, 6, 0, 5), (4, 0)),
            ((4, 4, 1, 5), (4, 1)),
            ((5, 5, 1, 5), (4, 0)),
            ((2, 2, 3, 5), (2, 3)),
            ((2, 4, 3, 5), (2, 0)),
            ((1, 1, 9, 5), (1, 3)),
            ((2, 2, 9, 5), (2, 2)),
            ((4, 4, 9, 5), (4, 0)),
            ((40, 40, 40, 4), (3, 0)),
        ];
        for ((lines, height, others, room), (shown, also)) in table {
            let plan = Plan::of(lines, height, others, room);
            assert_eq!(plan, Plan { lines: shown, also }, "{lines} {height} {others} {room}");
        }
    }
}
