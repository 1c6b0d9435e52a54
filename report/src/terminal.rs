//! The report as text for a person: on a terminal, in a CI log, in a mail.
//!
//! Meaning is never in the colour alone. Everything is [cleaned](crate::clean), because most of the
//! words come from the server under test. Widths are counted in characters, so a line with
//! double-width characters can stand out; nothing breaks by it.

#[cfg(feature = "cli")]
pub(crate) mod brief;
mod broken;
mod checks;
mod command;
mod coverage;
mod finding;
mod line;
mod matrix;
mod stale;
mod timeline;
mod unproven;

use std::io::{self, Write};

use crate::coverage::Coverage;
use crate::report::{Check, Report, Run, Tally, Unit, Verdict};
use anstyle::Style;
use line::{DIM, GOOD, NAME};

pub use line::{BAD, BOLD, PLAIN, Pen, WARN, fit};

/// How the picture is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Characters per line; longer values lose their middle, reasons and commands take more lines. Below 60 it is taken as 60.
    pub width: usize,
    pub colour: bool,
    /// Show each poll instead of one line for a run of them, every broken place in full, and each
    /// check that was not reached with its sentence; of several runs all of this for each one.
    pub verbose: bool,
}

impl Look {
    /// The look of texts inside other reports.
    const QUOTED: Self = Self { width: 100, colour: false, verbose: false };
}

/// Writes the whole report.
///
/// # Errors
///
/// Errors of `out`.
pub fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut pen = Pen::new(out, look);
    head(report, &mut pen)?;
    match &*report.runs {
        [run] => single(run, report, &mut pen)?,
        runs => {
            runs.iter().try_for_each(|run| one_of_many(run, &mut pen))?;
            matrix::render(report, &mut pen)?;
        }
    }
    if let Some(coverage) = &report.coverage {
        coverage::render(coverage, &mut pen)?;
        pen.end()?;
    }
    stale::render(&report.stale, &mut pen)?;
    unproven::render(report, &mut pen)?;
    verdict(report, &mut pen)
}

/// The block of a check that is broken, as it is on a terminal of 100 columns without colour.
pub(crate) fn block(check: &Check) -> String {
    quoted(|pen| broken::render(check, None, pen))
}

pub(crate) fn coverage(coverage: &Coverage) -> String {
    quoted(|pen| coverage::render(coverage, pen))
}

fn quoted(draw: impl FnOnce(&mut Pen<'_>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    // Memory takes everything.
    let _ = draw(&mut Pen::new(&mut out, Look::QUOTED));
    String::from_utf8_lossy(&out).into_owned()
}

/// The head and the last line are those of the run, too.
fn single(run: &Run, report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    timeline::render(&run.timeline, pen)?;
    checks::render(&run.checks, None, pen)?;
    checks::broken(&run.checks, None, pen)?;
    if run.verdict == report.verdict || run.verdict.reason().is_none() {
        return Ok(());
    }
    heading(run, pen)?;
    pen.end()
}

/// What held is in the matrix alone, and so is what was not reached.
fn one_of_many(run: &Run, pen: &mut Pen<'_>) -> io::Result<()> {
    heading(run, pen)?;
    pen.labelled("checks", &counts(run.tally()))?;
    for fact in &run.facts {
        pen.labelled(&fact.name, &fact.value)?;
    }
    pen.end()?;
    if pen.look.verbose {
        timeline::render(&run.timeline, pen)?;
        checks::render(&run.checks, Some(&run.name), pen)?;
        return checks::broken(&run.checks, Some(&run.name), pen);
    }
    if run.verdict != Verdict::Pass {
        timeline::render(&run.timeline, pen)?;
    }
    checks::noticed(&run.checks, &run.name, pen)
}

/// `run  two-polls  FAIL  12 requests`.
fn heading(run: &Run, pen: &mut Pen<'_>) -> io::Result<()> {
    let verdict = run.verdict.word();
    let taken = ["run      ", verdict, &run.effort].map(|text| text.chars().count());
    let room = pen.look.width.saturating_sub(taken.iter().sum());
    pen.put(BOLD, &format!("run  {}  ", fit(&run.name, room.max(NAME))))?
        .put(style(&run.verdict), verdict)?
        .put(DIM, &format!("   {}", run.effort))?
        .end()?;
    match run.verdict.reason() {
        Some(reason) => pen.whole("because", reason),
        None => Ok(()),
    }
}

fn head(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.put(BOLD, &report.title)?.end()?;
    let of_the_run = match &*report.runs {
        [run] => &*run.facts,
        _ => &[],
    };
    let own = format!("{} ", report.tool.name);
    for fact in report.facts.iter().chain(of_the_run) {
        // What somebody pastes has to be whole.
        if fact.value.starts_with(&own) {
            pen.command(&fact.name, &fact.value)?;
        } else {
            pen.labelled(&fact.name, &fact.value)?;
        }
    }
    pen.end()
}

/// The last line, for a search in a log and for those who read no other: what it has no room for is
/// above it.
fn verdict(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    if let Some(reason) = report.verdict.reason() {
        pen.whole("because", reason)?;
    }
    let tally = report.tally();
    let (counts, word) = (counts(tally), report.verdict.word());
    let proven = if tally.not_reached > 0 { " (not proven)" } else { "" };
    let exit = format!("   exit {}", report.exit_code());
    let width = pen.look.width;
    let fits = |texts: &[&str]| {
        let taken = word.len() + 2 + exit.len();
        let texts = texts.iter().map(|text| text.chars().count());
        taken + texts.sum::<usize>() <= width
    };
    let effort = format!("   {}", report.effort);
    // Of several runs there is more to count, and the line would be too long.
    let (counts, proven, effort) = if report.runs.len() == 1 && fits(&[&counts, proven, &effort]) {
        (counts, proven, effort)
    } else if fits(&[&counts]) {
        pen.labelled("in all", &report.effort)?;
        (counts.clone(), if fits(&[&counts, proven]) { proven } else { "" }, String::new())
    } else {
        pen.labelled("in all", &report.effort)?;
        pen.whole("checks", &counts)?;
        let all = CHECK.count(report.runs.iter().map(|run| run.checks.len()).sum());
        (
            format!("{} of {all} failed, {} not reached", tally.failed, tally.not_reached),
            "",
            String::new(),
        )
    };
    pen.put(style(&report.verdict), word)?
        .put(BOLD, &format!("  {counts}{proven}"))?
        .put(DIM, &format!("{effort}{exit}"))?
        .end()
}

fn style(verdict: &Verdict) -> Style {
    match verdict {
        Verdict::Pass => GOOD,
        Verdict::Inconclusive { .. } | Verdict::Interrupted { .. } => WARN,
        _ => BAD,
    }
}

/// "28 checks passed, 0 failed, 1 not reached".
pub(crate) fn counts(tally: Tally) -> String {
    let sometimes = [
        (tally.warned, "warned"),
        (tally.drifted, "drifted"),
        (tally.expected, "failed as expected"),
        (tally.inconclusive, "inconclusive"),
    ];
    let sometimes = sometimes.into_iter().filter(|(count, _)| *count > 0);
    let sometimes: String = sometimes.map(|(count, word)| format!("{count} {word}, ")).collect();
    format!(
        "{} passed, {} failed, {sometimes}{} not reached",
        CHECK.count(tally.passed),
        tally.failed,
        tally.not_reached
    )
}

const CHECK: Unit = Unit { one: "check", many: "checks" };
