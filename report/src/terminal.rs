//! The report as text for a person: on a terminal, in a CI log, in a mail.
//!
//! Meaning is never in the colour alone. Everything is [cleaned](crate::clean), because most of the
//! texts come from the server under test. Widths are counted in characters, so a line with
//! double-width characters can stand out; nothing breaks by it.

#[cfg(feature = "cli")]
pub(crate) mod brief;
mod broken;
mod matrix;
mod pen;
mod rules;
mod timeline;

use anstyle::Style;

use crate::check::Check;
use crate::coverage::{Coverage, Covered};
use crate::report::{Report, Run};
use crate::status::{self, Status};
use crate::verdict::Verdict;
use pen::{DIM, GOOD, NAME};

pub use pen::{BAD, BOLD, PLAIN, Pen, WARN, fit, lines};

/// How the report is formatted.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Characters per line, at least 60. Commands are not cut at it.
    pub width: usize,
    pub colour: bool,
    /// Show each poll instead of one line for a run of them, every broken place, and each check that
    /// was not reached with its sentence; of several runs all of this for each one. Nothing is cut.
    pub verbose: bool,
}

impl Look {
    /// The look of files, and of texts inside other reports.
    pub(crate) const FILE: Self = Self { width: 100, colour: false, verbose: true };
}

/// The whole report: what is broken first, then what was done and what held.
pub fn render(report: &Report, look: Look) -> String {
    let mut pen = Pen::new(look);
    head(report, &mut pen);
    let is_single = report.runs.len() == 1;
    for broken in status::broken(report) {
        broken::render(broken.check, (!is_single).then_some(&*broken.run.name), &mut pen);
        pen.end();
    }
    stale(report, &mut pen);
    let falls_short = report.coverage.as_ref().filter(|coverage| coverage.falls_short());
    falls_short.inspect(|short| coverage(short, &mut pen));
    if let [run] = &*report.runs {
        single(run, report, &mut pen);
    } else {
        report.runs.iter().for_each(|run| one_of_many(run, &mut pen));
        matrix::render(report, &mut pen);
    }
    if falls_short.is_none() {
        report.coverage.iter().for_each(|met| coverage(met, &mut pen));
    }
    rules::not_proven(report, &mut pen);
    verdict(report, &mut pen);
    pen.into_text()
}

/// The block of a broken check, with nothing cut.
pub(crate) fn block(check: &Check) -> String {
    quoted(|pen| broken::render(check, None, pen))
}

pub(crate) fn coverage_block(met: &Coverage) -> String {
    quoted(|pen| coverage(met, pen))
}

pub(crate) fn not_proven_block(report: &Report) -> String {
    quoted(|pen| rules::not_proven(report, pen))
}

fn quoted(write: impl FnOnce(&mut Pen)) -> String {
    let mut pen = Pen::new(Look::FILE);
    write(&mut pen);
    format!("{}\n", pen.into_text().trim_end())
}

/// A report on one run, which shares its head and its last line.
fn single(run: &Run, report: &Report, pen: &mut Pen) {
    if run.verdict != report.verdict && run.verdict.reason().is_some() {
        heading(run, pen);
        pen.end();
    }
    timeline::render(&run.timeline, pen);
    rules::list(&run.checks, Status::Open, pen);
    rules::list(&run.checks, Status::Passed, pen);
}

/// One run of several. Rules that held or were not reached are only in the matrix.
fn one_of_many(run: &Run, pen: &mut Pen) {
    heading(run, pen);
    pen.labelled("checks", &run.tally().text());
    for fact in &run.facts {
        pen.labelled(&fact.name, &fact.value);
    }
    pen.end();
    if pen.look.verbose || run.verdict != Verdict::Pass {
        timeline::render(&run.timeline, pen);
    }
    rules::list(&run.checks, Status::Open, pen);
    if pen.look.verbose {
        rules::list(&run.checks, Status::Passed, pen);
        rules::not_reached(rules::by_reason(&run.checks), pen);
    }
}

/// `run  two-polls  FAIL  12 requests`.
fn heading(run: &Run, pen: &mut Pen) {
    let verdict = run.verdict.word();
    let taken = ["run      ", verdict, &run.effort].map(|text| text.chars().count());
    let room = pen.look.width.saturating_sub(taken.iter().sum());
    let name = pen.fit(&run.name, room.max(NAME));
    pen.put(BOLD, &format!("run  {name}  "))
        .put(style_of(&run.verdict), verdict)
        .put(DIM, &format!("   {}", run.effort))
        .end();
    run.verdict.reason().inspect(|reason| pen.folded("because", reason));
}

fn head(report: &Report, pen: &mut Pen) {
    pen.put(BOLD, &report.title).end();
    let of_the_run = match &*report.runs {
        [run] => &*run.facts,
        _ => &[],
    };
    let own = format!("{} ", report.tool.name);
    for fact in report.facts.iter().chain(of_the_run) {
        // What somebody pastes has to be whole.
        if fact.value.starts_with(&own) {
            pen.row(&fact.name, &fact.value);
        } else {
            pen.labelled(&fact.name, &fact.value);
        }
    }
    pen.end();
}

fn stale(report: &Report, pen: &mut Pen) {
    for stale in &report.stale {
        pen.put(BAD, "FAIL")
            .put(BOLD, &format!(" {}  ", stale.place))
            .put(PLAIN, &format!("expected failure: {}", stale.entry))
            .end();
        pen.folded("", &stale.reason);
        pen.end();
    }
}

fn coverage(coverage: &Coverage, pen: &mut Pen) {
    coverage_head(coverage, pen);
    let groups = coverage.groups();
    let width = groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, items) in groups {
        let never: Vec<&str> =
            items.iter().filter(|item| !item.is_met()).map(|item| &*item.name).collect();
        let met = items.iter().filter(|item: &&&Covered| item.is_met()).count();
        let front = format!("  {name:<width$}  {:>6}", format!("{met}/{}", items.len()));
        pen.put(DIM, &front);
        if !never.is_empty() {
            let room = pen.look.width.saturating_sub(front.chars().count() + "  never: ".len());
            let names = pen.fit(&pen.listed(&never, room), room);
            pen.put(PLAIN, &format!("  never: {names}"));
        }
        pen.end();
    }
    pen.end();
}

/// `coverage  31 of 64 documented states and codes, 48 % (at least 60 % are required)`.
fn coverage_head(coverage: &Coverage, pen: &mut Pen) {
    if coverage.falls_short() {
        pen.put(BAD, "FAIL ");
    }
    pen.put(BOLD, "coverage").put(PLAIN, &format!("  {}", coverage.summary())).end();
}

/// The last line, for a search in a log and for those who read no other. It names the broken rules.
fn verdict(report: &Report, pen: &mut Pen) {
    report.verdict.reason().inspect(|reason| pen.folded("because", reason));
    let tally = report.tally();
    let proven = if tally.not_reached > 0 { " (not proven)" } else { "" };
    let counts = format!("{}{proven}", tally.text());
    let word = report.verdict.word();
    let exit = format!("   exit {}", report.exit_code());
    let room = pen.look.width.saturating_sub(word.len() + 2 + exit.len());
    let names = failing(report);
    let (text, effort) = if names.is_empty() {
        let short = [counts, tally.text()].into_iter().find(|text| text.chars().count() <= room);
        let short = short.unwrap_or_else(|| {
            pen.folded("checks", &tally.text());
            format!("{} failed", tally.failed)
        });
        (short, format!("   {}", report.effort))
    } else {
        pen.folded("checks", &counts);
        let names = pen.listed(&names, room.saturating_sub("broken: ".len()));
        (format!("broken: {names}"), String::new())
    };
    let effort_fits = text.chars().count() + effort.chars().count() <= room;
    if effort.is_empty() || !effort_fits {
        pen.labelled("in all", &report.effort);
    }
    let effort = if effort_fits { &*effort } else { "" };
    pen.put(style_of(&report.verdict), word)
        .put(BOLD, &format!("  {text}"))
        .put(DIM, &format!("{effort}{exit}"))
        .end();
}

/// What fails the whole: the broken rules, each once, and what is not a rule.
fn failing(report: &Report) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for failed in status::broken(report).iter().filter(|broken| broken.status == Status::Failed) {
        if !names.contains(&&*failed.check.rule.id) {
            names.push(&failed.check.rule.id);
        }
    }
    let falls_short = report.coverage.as_ref().is_some_and(Coverage::falls_short);
    names.extend(falls_short.then_some("coverage"));
    names.extend((!report.stale.is_empty()).then_some("baseline"));
    names
}

fn style_of(verdict: &Verdict) -> Style {
    match verdict {
        Verdict::Pass => GOOD,
        Verdict::Inconclusive { .. } | Verdict::Interrupted { .. } => WARN,
        _ => BAD,
    }
}

fn style(status: Status) -> Style {
    match status {
        Status::Passed => GOOD,
        Status::Failed => BAD,
        Status::Warned | Status::Drifted | Status::Expected | Status::Open => WARN,
        Status::NotReached => DIM,
    }
}
