//! The report as Markdown.

use std::fmt::Write as _;

use crate::check::{Check, Fact};
use crate::clean;
use crate::report::{Report, Unproven};
use crate::status::{self, Status};
use crate::terminal;
use crate::verdict::Verdict;

/// Largest summary in bytes. Over 1 MiB GitHub shows nothing, and near it sometimes nothing and no
/// message.
const MOST: usize = 900 * 1024;

/// The report for the summary of a step: as [`markdown`], without what does not fit into 900 KiB. The text
/// says how much that is.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    let mut left_out = 0;
    for part in parts(report) {
        if text.len() + part.len() + NOTE > MOST {
            left_out += 1;
        } else {
            text.push_str(&part);
        }
    }
    if left_out > 0 {
        _ = writeln!(
            text,
            "**{left_out} parts of this summary do not fit here; the other reports have them.**"
        );
    }
    text
}

/// The whole report: the verdict, a fold for each broken rule, the gravest first, and then what was done and
/// what held.
pub fn markdown(report: &Report) -> String {
    parts(report).concat()
}

fn parts(report: &Report) -> Vec<String> {
    let mut parts = vec![head(report), stale(report)];
    let broken = status::broken(report);
    parts.extend(broken.iter().map(|broken| fold_of(broken.check, &broken.run.name)));
    parts.extend([
        facts(&report.facts),
        runs(report),
        table(report),
        coverage(report),
        not_proven(report),
    ]);
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| format!("{part}\n")).collect()
}

fn head(report: &Report) -> String {
    let because = report.verdict.reason().map(|reason| format!("\n{}\n", text(reason)));
    format!(
        "## {}: {}\n{}\n{}, {}, exit {}\n",
        report.verdict.word(),
        text(&report.title),
        because.unwrap_or_default(),
        report.tally().text(),
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
            run.tally().text(),
            text(&run.effort),
            text(&notes.join("; ")),
        ])
    });
    let rows: String = rows.collect();
    format!("| run | verdict | checks | effort | |\n|---|---|---|---|---|\n{rows}")
}

fn table(report: &Report) -> String {
    let rows = status::rows(report);
    if rows.is_empty() {
        return String::new();
    }
    let names = report.runs.iter().map(|run| text(&run.name));
    let head = row(["rule".to_owned(), "strength".to_owned()].into_iter().chain(names));
    let line = "|---".repeat(report.runs.len() + 2) + "|\n";
    let body = rows.iter().map(|of| {
        let name = text(&format!("{} {}", of.rule.id, of.rule.sentence));
        let cells = of.cells.iter().map(|cell| strong(cell.cell(), *cell == Status::Failed));
        row([name, of.rule.strength.word().to_owned()].into_iter().chain(cells))
    });
    let body: String = body.collect();
    format!("### Rules by run\n\n{head}{line}{body}\n{}\n", status::legend(&rows))
}

fn stale(report: &Report) -> String {
    let lines = report.stale.iter().map(|stale| {
        let (place, entry, reason) = (text(&stale.place), text(&stale.entry), text(&stale.reason));
        format!("- **expected failure {place}**, {entry}: {reason}\n")
    });
    lines.collect()
}

fn fold_of(check: &Check, run: &str) -> String {
    let (word, rule) = (Status::of(check).word(), &check.rule);
    let title = format!("{word} {} in {run}: {}", rule.id, rule.sentence);
    fold(&title, &terminal::block(check))
}

fn coverage(report: &Report) -> String {
    let Some(coverage) = &report.coverage else { return String::new() };
    fold(&format!("coverage: {}", coverage.summary()), &terminal::coverage_block(coverage))
}

fn not_proven(report: &Report) -> String {
    let never = status::never_reached(report);
    let rules: usize = never.iter().map(|(_, checks)| checks.len()).sum();
    let rules = (rules > 0).then(|| format!("{rules} rules that no run reached"));
    let others = report.unproven.iter().map(Unproven::counted);
    let all: Vec<String> = rules.into_iter().chain(others).collect();
    if all.is_empty() {
        return String::new();
    }
    fold(&format!("not proven: {}", all.join("; ")), &terminal::not_proven_block(report))
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
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in clean(text).chars() {
        if ACTS.contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Characters that Markdown acts on inside a line.
const ACTS: &str = r"\`*_[]<>&|~#!@$";
const NOTE: usize = 200;
