//! The report as one page for a browser.

mod case;
mod closing;
mod kind;
mod limits;
mod log;
mod matrix;
mod page;
mod sequence;
mod session;
mod timeline;

use crate::report::{Fact, Report, Run, Verdict};
use kind::Kind;
use page::Page;

/// The whole report as one HTML file.
///
/// Promises:
/// - It needs no other file, no network and no script: it can be opened from a disk, mailed, kept.
///   A policy in its head forbids the browser to run or load anything but the style sheet inside.
/// - Every text is text: it is [cleaned](crate::clean) and escaped in one place, through which
///   all of the page is written.
/// - Meaning is never in the colour alone.
/// - The same report gives the same bytes.
/// - It stays of a size that a browser opens at once (`limits.rs`). What was left out is counted
///   at its place, and what is broken is left out last.
pub fn render(report: &Report) -> String {
    let answers = timeline::Answers::of(report);
    let mut page = Page::default();
    page.raw("<!doctype html>\n");
    page.element("html", &[("lang", "en")], |page| {
        page.element("head", &[], |page| head(report, page));
        page.element("body", &[], |page| {
            page.leaf("a", &[("class", "skip"), ("href", "#matrix")], "To the matrix");
            page.element("header", &[], |page| summary(report, page));
            page.element("main", &[], |page| {
                matrix::render(report, page);
                closing::stale(report, page);
                let rooms = limits::rooms(report);
                for (number, run) in report.runs.iter().enumerate() {
                    part(report, run, &Part { number, rooms: &rooms[number] }, &answers, page);
                }
                closing::coverage(report, page);
                closing::not_proven(report, page);
            });
            page.element("footer", &[], |page| {
                page.leaf("p", &[], &format!("{} {}", report.tool.name, report.tool.version));
            });
        });
    });
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

fn head(report: &Report, page: &mut Page) {
    page.void("meta", &[("charset", "utf-8")]);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    );
    page.void("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    page.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    page.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    page.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
    page.leaf("title", &[], &format!("{}: {}", report.verdict.word(), report.title));
    page.element("style", &[], |page| page.raw(STYLE));
}

fn summary(report: &Report, page: &mut Page) {
    page.leaf("h1", &[], &report.title);
    page.element("p", &[("class", "verdict")], |page| {
        badge(&report.verdict, page);
        page.leaf("span", &[("class", "effort")], &report.effort);
        page.leaf("span", &[("class", "effort")], &format!("exit {}", report.exit_code()));
    });
    if let Some(reason) = report.verdict.reason() {
        page.leaf("p", &[("class", "because")], reason);
    }
    page.element("ul", &[("class", "tally")], |page| {
        for (kind, count) in Kind::counts(report.tally()) {
            let class = if count == 0 { "none" } else { kind.class() };
            page.element("li", &[("class", class)], |page| {
                page.leaf("b", &[], &count.to_string());
                page.text(&format!(" {}", kind.words()));
            });
        }
    });
    facts(&report.facts, page);
    page.element("nav", &[("aria-label", "Contents")], |page| contents(report, page));
}

fn contents(report: &Report, page: &mut Page) {
    page.leaf("a", &[("href", "#matrix")], "Matrix");
    for (number, run) in report.runs.iter().enumerate() {
        page.leaf("a", &[("href", &format!("#{}", run_anchor(number)))], &run.name);
    }
    if report.coverage.is_some() {
        page.leaf("a", &[("href", "#coverage")], "Coverage");
    }
    page.leaf("a", &[("href", "#not-proven")], "Not proven");
}

fn badge(verdict: &Verdict, page: &mut Page) {
    let (class, symbol) = match verdict {
        Verdict::Pass => ("pass", "✓"),
        Verdict::Inconclusive { .. } | Verdict::Interrupted { .. } => ("open", "?"),
        _ => ("fail", "✗"),
    };
    page.element("strong", &[("class", &format!("badge {class}"))], |page| {
        page.leaf("span", &[("aria-hidden", "true")], symbol);
        page.text(&format!(" {}", verdict.word()));
    });
}

fn facts(facts: &[Fact], page: &mut Page) {
    if facts.is_empty() {
        return;
    }
    page.element("dl", &[], |page| {
        for fact in facts {
            page.leaf("dt", &[], &fact.name);
            page.leaf("dd", &[], &fact.value);
        }
    });
}

fn part(
    report: &Report,
    run: &Run,
    part: &Part<'_>,
    answers: &timeline::Answers<'_>,
    page: &mut Page,
) {
    page.element("section", &[("id", &part.anchor()), ("class", "run")], |page| {
        page.leaf("h2", &[], &run.name);
        // Of a single run they stand at the top of the page already.
        if report.runs.len() > 1 {
            page.element("p", &[("class", "verdict")], |page| {
                badge(&run.verdict, page);
                page.leaf("span", &[("class", "effort")], &run.effort);
            });
            if let Some(reason) = run.verdict.reason() {
                page.leaf("p", &[("class", "because")], reason);
            }
        }
        facts(&run.facts, page);
        case::all(run, part, page);
        session::all(run, part, answers, page);
    });
}

const STYLE: &str = include_str!("html/style.css");

/// Of [`STYLE`], as the policy wants it. A browser that finds another one says in its console which
/// it expects, and the test in `tests/html.rs` shows that line.
const STYLE_HASH: &str = "Che2/12kXuyXdVYGcYyWkmUn9RzXratTnBhfRewDmE0=";
