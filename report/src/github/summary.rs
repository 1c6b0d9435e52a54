//! The summary of a step, as Markdown.

use std::fmt::Write;

use crate::clean;
use crate::matrix::{self, Cell, Row};
use crate::report::{Check, Fact, Outcome, Report, Unproven, Verdict};
use crate::terminal;

/// In bytes. Over 1 MiB GitHub shows nothing, and near it sometimes nothing and no word about it.
const MOST: usize = 900 * 1024;

/// The verdict, the matrix, and a fold for each broken rule. What does not fit into 900 KiB is left
/// out, and that is said.
pub fn summary(report: &Report) -> String {
    let mut page = Page::default();
    page.add(head(report));
    page.add(facts(&report.facts));
    page.add(runs(report));
    page.add(table(report));
    page.add(stale(report));
    for run in &report.runs {
        for check in &run.checks {
            let shown = matches!(check.outcome, Outcome::Failed { .. } | Outcome::Expected { .. });
            if shown {
                page.add(broken(check, &run.name));
            }
        }
    }
    page.add(coverage(report));
    page.add(not_proven(report));
    page.end()
}

#[derive(Default)]
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    fn add(&mut self, part: String) {
        if self.text.len() + part.len() + NOTE > MOST {
            self.left_out += 1;
        } else if !part.is_empty() {
            self.text.push_str(&part);
            self.text.push('\n');
        }
    }

    fn end(mut self) -> String {
        if self.left_out > 0 {
            let parts = self.left_out;
            // Writing to a String cannot fail.
            let _ = writeln!(
                self.text,
                "**{parts} parts of this summary do not fit here; the other reports have them.**"
            );
        }
        self.text
    }
}

fn head(report: &Report) -> String {
    let because = report.verdict.reason().map(|reason| format!("\n{}\n", text(reason)));
    format!(
        "## {}: {}\n{}\n{}, {}, exit {}\n",
        report.verdict.word(),
        text(&report.title),
        because.unwrap_or_default(),
        terminal::counts(report.tally()),
        text(&report.effort),
        report.exit_code()
    )
}

fn facts(facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let rows = facts.iter().map(|fact| row([text(&fact.name), text(&fact.value)]));
    format!("| | |\n|---|---|\n{}", rows.collect::<String>())
}

fn runs(report: &Report) -> String {
    let rows = report.runs.iter().map(|run| {
        let facts = run.facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value));
        let reason = run.verdict.reason().map(str::to_owned);
        let notes: Vec<String> = reason.into_iter().chain(facts).collect();
        row([
            text(&run.name),
            strong(run.verdict.word(), run.verdict != Verdict::Pass),
            terminal::counts(run.tally()),
            text(&run.effort),
            text(&notes.join("; ")),
        ])
    });
    let rows: String = rows.collect();
    format!("| run | verdict | checks | effort | |\n|---|---|---|---|---|\n{rows}")
}

fn table(report: &Report) -> String {
    let rows = matrix::rows(report);
    if rows.is_empty() {
        return String::new();
    }
    let names = report.runs.iter().map(|run| text(&run.name));
    let head = row(["rule".to_owned(), "strength".to_owned()].into_iter().chain(names));
    let line = "|---".repeat(report.runs.len() + 2) + "|\n";
    let body: String = rows.iter().map(rule).collect();
    let legend = matrix::used(&rows).into_iter();
    let legend: Vec<String> =
        legend.map(|cell| format!("{} = {}", cell.word(), cell.meaning())).collect();
    format!("### Rules by run\n\n{head}{line}{body}\n{}\n", legend.join(", "))
}

fn rule(of: &Row<'_>) -> String {
    let name = format!("{} {}", of.rule.id, of.rule.sentence);
    let cells = of.cells.iter().map(|cell| strong(cell.word(), *cell == Cell::Failed));
    row([text(&name), of.rule.strength.word().to_owned()].into_iter().chain(cells))
}

fn stale(report: &Report) -> String {
    let lines = report.stale.iter().map(|stale| {
        let (place, entry, reason) = (text(&stale.place), text(&stale.entry), text(&stale.reason));
        format!("- **expected failure {place}**, {entry}: {reason}\n")
    });
    lines.collect()
}

fn broken(check: &Check, run: &str) -> String {
    let (word, rule) = (Cell::of(check).word(), &check.rule);
    let title = format!("{word} {} in {run}: {}", rule.id, rule.sentence);
    fold(&title, &terminal::block(check))
}

fn coverage(report: &Report) -> String {
    let Some(coverage) = &report.coverage else { return String::new() };
    let (met, all, percent) = (coverage.met(), coverage.items.len(), coverage.percent());
    let title = format!("coverage: {met} of {all} {}, {percent} %", coverage.what);
    fold(&title, &terminal::coverage(coverage))
}

fn not_proven(report: &Report) -> String {
    let mut lines = String::new();
    let mut count = 0;
    for (reason, checks) in matrix::never_reached(report) {
        let ids: Vec<&str> = checks.iter().map(|check| &*check.rule.id).collect();
        count += ids.len();
        let _ = writeln!(lines, "{}\n    {}", clean(reason), clean(&ids.join(" ")));
    }
    for unproven in &report.unproven {
        let why = unproven.why.iter().map(|why| format!(": {why}")).collect::<String>();
        let _ = writeln!(lines, "{}", clean(&format!("{}{why}", unproven.counted())));
        for item in &unproven.listed() {
            let _ = writeln!(lines, "    {}", clean(item));
        }
    }
    let rules = (count > 0).then(|| format!("{count} rules that no run reached"));
    let others = report.unproven.iter().map(Unproven::counted);
    let all: Vec<String> = rules.into_iter().chain(others).collect();
    match &*all {
        [] => String::new(),
        all => fold(&format!("not proven: {}", all.join("; ")), &lines),
    }
}

/// The text is cleaned already and has its own lines. The empty line before it ends the block of
/// HTML, so that the text is a block of its own and an empty line in it ends nothing.
fn fold(title: &str, lines: &str) -> String {
    let (title, lines) = (html(&clean(title)), html(lines));
    format!("<details><summary>{title}</summary>\n\n<pre>\n{lines}</pre>\n\n</details>\n")
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().collect();
    format!("| {} |\n", cells.join(" | "))
}

fn strong(word: &str, is: bool) -> String {
    if is { format!("**{word}**") } else { word.to_owned() }
}

/// Cleaned, and each character that Markdown would act on with a backslash.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in clean(text).chars() {
        if matches!(
            character,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '&'
                | '|'
                | '~'
                | '#'
                | '!'
                | '@'
                | '$'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Room for the last line.
const NOTE: usize = 200;
