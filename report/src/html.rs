//! The report as one page for a browser.

mod case;
mod closing;
mod kind;
mod limits;
mod log;
mod matrix;
mod sequence;
mod session;
mod text;
mod timeline;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::matrix::Cell;
use crate::report::{Fact, Report, Run, Verdict};
use text::Text;

/// The whole report as one HTML file.
///
/// Promises:
/// - It needs no other file, no network and no script: it can be opened from a disk, mailed, kept.
///   A policy in its head forbids the browser to run or load anything but the style sheet inside.
/// - Every text is text: the template engine escapes it, and what others wrote is
///   [cleaned](crate::clean) before that.
/// - Meaning is never in the color alone.
/// - The same report gives the same bytes.
/// - It stays of a size that a browser opens at once (`limits.rs`). What was left out is counted
///   at its place, and what is broken is left out last.
pub fn render(report: &Report) -> String {
    let answers = timeline::Answers::of(report);
    let rooms = limits::rooms(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { (head(report)) }
            body {
                a class="skip" href="#matrix" { "To the matrix" }
                header { (summary(report)) }
                main {
                    (matrix::render(report))
                    (closing::stale(report))
                    @for (number, run) in report.runs.iter().enumerate() {
                        (part(report, run, &Part { number, rooms: &rooms[number] }, &answers))
                    }
                    (closing::coverage(report))
                    (closing::not_proven(report))
                }
                footer { p { (Text(&report.tool.name)) " " (Text(&report.tool.version)) } }
            }
        }
    };
    page.into_string()
}

/// A run and what of it has room on the page.
struct Part<'a> {
    /// From 0, in the order of the report.
    number: usize,
    rooms: &'a limits::Rooms,
}

impl Part<'_> {
    fn anchor(&self) -> String {
        run_anchor(self.number)
    }

    fn request_anchor(&self, number: u64) -> String {
        format!("request-{}-{number}", self.number + 1)
    }
}

fn run_anchor(number: usize) -> String {
    format!("run-{}", number + 1)
}

fn head(report: &Report) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    );
    html! {
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(policy);
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        meta name="referrer" content="no-referrer";
        title { (Text(&format!("{}: {}", report.verdict.word(), report.title))) }
        style { (PreEscaped(STYLE)) }
    }
}

fn summary(report: &Report) -> Markup {
    html! {
        h1 { (Text(&report.title)) }
        p class="verdict" {
            (badge(&report.verdict))
            span class="effort" { (Text(&report.effort)) }
            span class="effort" { "exit " (report.exit_code()) }
        }
        (because(&report.verdict))
        ul class="tally" {
            @for (kind, count) in Cell::counts(report.tally()) {
                li class=(if count == 0 { "none" } else { kind.class() }) { b { (count) } " " (kind.words()) }
            }
        }
        (facts(&report.facts))
        nav aria-label="Contents" {
            a href="#matrix" { "Matrix" }
            @for (number, run) in report.runs.iter().enumerate() {
                a href={ "#" (run_anchor(number)) } { (Text(&run.name)) }
            }
            @if report.coverage.is_some() { a href="#coverage" { "Coverage" } }
            a href="#not-proven" { "Not proven" }
        }
    }
}

fn badge(verdict: &Verdict) -> Markup {
    let (class, symbol) = match verdict {
        Verdict::Pass => ("pass", "✓"),
        Verdict::Inconclusive { .. } | Verdict::Interrupted { .. } => ("open", "?"),
        _ => ("fail", "✗"),
    };
    html! {
        strong class={ "badge " (class) } { span aria-hidden="true" { (symbol) } " " (verdict.word()) }
    }
}

fn because(verdict: &Verdict) -> Markup {
    html! { @if let Some(reason) = verdict.reason() { p class="because" { (Text(reason)) } } }
}

fn facts(facts: &[Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            dl {
                @for fact in facts { dt { (Text(&fact.name)) } dd { (Text(&fact.value)) } }
            }
        }
    }
}

fn part(report: &Report, run: &Run, part: &Part<'_>, answers: &timeline::Answers<'_>) -> Markup {
    html! {
        section id=(part.anchor()) class="run" {
            h2 { (Text(&run.name)) }
            // For a single run they stand at the top of the page already.
            @if report.runs.len() > 1 {
                p class="verdict" {
                    (badge(&run.verdict))
                    span class="effort" { (Text(&run.effort)) }
                }
                (because(&run.verdict))
            }
            (facts(&run.facts))
            (case::all(run, part))
            (session::all(run, part, answers))
        }
    }
}

const STYLE: &str = include_str!("html/style.css");

/// Hash of [`STYLE`], as the policy wants it. A browser that finds another one says in its console which
/// it expects, and the test in `tests/html.rs` shows that line.
const STYLE_HASH: &str = "Che2/12kXuyXdVYGcYyWkmUn9RzXratTnBhfRewDmE0=";
