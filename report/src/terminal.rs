//! The report as text for a person: on a terminal, in a CI log, in a mail.
//!
//! Meaning is never in the colour alone. Everything is [cleaned](crate::clean), because most of the
//! words come from the server under test. Widths are counted in characters, so a line with
//! double-width characters can stand out; nothing breaks by it.

mod checks;
mod finding;
mod line;
mod timeline;

use std::io::{self, Write};

use crate::report::{Report, Run, Tally, Unit, Verdict};
use line::{BAD, BOLD, DIM, GOOD, Pen, WARN};

/// How the picture is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Characters per line; longer values lose their middle. Below 60 it is taken as 60.
    pub width: usize,
    pub colour: bool,
    /// Show each poll instead of one line for a run of them, every broken place in full, and each
    /// check that was not reached with its sentence.
    pub verbose: bool,
}

/// Writes the whole report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut pen = Pen::new(out, look);
    head(report, &mut pen)?;
    for run in &report.runs {
        part(run, report.runs.len() > 1, &mut pen)?;
    }
    verdict(report, &mut pen)
}

fn part(run: &Run, is_one_of_many: bool, pen: &mut Pen<'_>) -> io::Result<()> {
    if is_one_of_many {
        pen.put(BOLD, &run.name)?.end()?;
    }
    for fact in &run.facts {
        pen.labelled(&fact.name, &fact.value)?;
    }
    timeline::render(&run.timeline, pen)?;
    checks::render(&run.checks, pen)
}

fn head(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.put(BOLD, &report.title)?.end()?;
    for fact in &report.facts {
        pen.labelled(&fact.name, &fact.value)?;
    }
    pen.end()
}

fn verdict(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let counts = counts(report.tally());
    if let Some(reason) = report.verdict.reason() {
        pen.labelled("because", reason)?;
    }
    let style = match report.verdict {
        Verdict::Pass => GOOD,
        Verdict::Inconclusive { .. } | Verdict::Interrupted => WARN,
        _ => BAD,
    };
    pen.put(style, report.verdict.word())?
        .put(BOLD, &format!("  {counts}"))?
        .put(DIM, &format!("   {}   exit {}", report.effort, report.exit_code))?
        .end()
}

/// "28 checks passed, 0 failed, 1 not reached".
fn counts(tally: Tally) -> String {
    let sometimes = [
        (tally.warned, "warned"),
        (tally.expected, "failed as expected"),
        (tally.inconclusive, "inconclusive"),
    ];
    let sometimes = sometimes.into_iter().filter(|(count, _)| *count > 0);
    let sometimes: String = sometimes.map(|(count, word)| format!("{count} {word}, ")).collect();
    format!(
        "{} passed, {} failed, {sometimes}{} not reached",
        Unit { one: "check", many: "checks" }.count(tally.passed),
        tally.failed,
        tally.not_reached
    )
}
