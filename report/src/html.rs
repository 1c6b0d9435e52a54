//! The report as one page for a browser.

mod closing;
mod limits;
mod rules;
mod session;
mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::check::Fact;
use crate::report::{Report, Run};
use crate::status::{self, Status};
use crate::verdict::Verdict;
use limits::Room;
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
/// - Each finding is there in full. Of long traffic there is as much as a browser opens at once
///   (`limits.rs`), broken requests first; what was left out is counted at its place.
pub fn render(report: &Report) -> String {
    let rooms = limits::rooms(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { (head(report)) }
            body {
                a class="skip" href="#matrix" { "To the matrix" }
                header { (summary(report)) }
                main {
                    (rules::broken(report, &rooms))
                    (closing::stale(report))
                    (rules::matrix(report))
                    @for (number, (run, room)) in report.runs.iter().zip(&rooms).enumerate() {
                        (section(report, run, number, room))
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
            @for (status, count) in report.tally().counts() {
                li class=(if count == 0 { "none" } else { status.label().class }) {
                    b { (count) } " " (status.label().counted)
                }
            }
        }
        (facts(&report.facts))
        nav aria-label="Contents" {
            @if !status::broken(report).is_empty() { a href="#broken" { "Broken rules" } }
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
    let status = match verdict {
        Verdict::Pass => Status::Passed,
        Verdict::Inconclusive { .. } | Verdict::Interrupted { .. } => Status::Open,
        _ => Status::Failed,
    };
    html! {
        strong class={ "badge " (status.label().class) } {
            span aria-hidden="true" { (status.label().symbol) } " " (verdict.word())
        }
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

fn section(report: &Report, run: &Run, number: usize, room: &Room<'_>) -> Markup {
    html! {
        section id=(run_anchor(number)) class="run" {
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
            (rules::others(run, number))
            @for events in &room.sessions {
                section class="session" { (session::render(events, room)) }
            }
            (text::left_out(room.left_out, "sessions"))
        }
    }
}

const STYLE: &str = include_str!("html/style.css");

/// Hash of [`STYLE`], as the policy wants it. A browser that finds another one says in its console which
/// it expects, and the test in `tests/html.rs` shows that line.
const STYLE_HASH: &str = "rj83tl92JpjL1faxpRm1UX7viz4xLNXTxODSL7RcSwU=";
