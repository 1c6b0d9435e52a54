//! Beside the rules: outdated expectations, coverage, and what was not proven.

use maud::{Markup, html};

use super::case;
use super::kind::key;
use super::text::{Text, left_out};
use crate::coverage::Covered;
use crate::matrix::{self, Cell};
use crate::report::{Outcome, Report};

pub(super) fn stale(report: &Report) -> Markup {
    html! {
        @if !report.stale.is_empty() {
            section id="stale" class="stale" {
                h2 { "Outdated expectations" }
                ul class="cases" {
                    @for entry in &report.stale {
                        li class="case fail" {
                            (key(Cell::Failed))
                            code { (Text(&entry.place)) }
                            span class="sentence" { " " (Text(&entry.entry)) }
                            span class="why" { (Text(&entry.reason)) }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn coverage(report: &Report) -> Markup {
    let Some(coverage) = &report.coverage else { return Markup::default() };
    let (met, all, percent) = (coverage.met(), coverage.items.len(), coverage.percent());
    let least = coverage.least.map(|least| format!("; at least {least} % are required"));
    html! {
        section id="coverage" {
            h2 { "Coverage" }
            p { (met) " of " (all) " " (Text(&coverage.what)) " met (" (percent) " %)" (least.unwrap_or_default()) "." }
            div class="scroll" tabindex="0" {
                table class="coverage" {
                    thead { tr {
                        @for title in ["", "Documented", "Met by"] { th scope="col" { (title) } }
                    } }
                    tbody {
                        @for group in coverage.items.chunk_by(|a, b| a.group == b.group) {
                            @for (place, item) in group.iter().enumerate() {
                                tr { (covered(item, (place == 0).then_some(group.len()))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `rows` is the height of the group, in its first row.
fn covered(item: &Covered, rows: Option<usize>) -> Markup {
    html! {
        @if let Some(rows) = rows { th scope="rowgroup" rowspan=(rows) { (Text(&item.group)) } }
        td { code { (Text(&item.name)) } }
        @if item.is_met() {
            td { "✓ " (Text(&item.runs.join(", "))) }
        } @else { td class="never" { "– never" } }
    }
}

/// What a pass of this report does not mean.
pub(super) fn not_proven(report: &Report) -> Markup {
    let lines = html! {
        (verdicts(report))
        (open(report))
        (never_reached(report))
        (never_met(report))
        (others(report))
    };
    html! {
        section id="not-proven" {
            h2 { "What was not proven" }
            ul class="cases" {
                @if lines.0.is_empty() {
                    li { "Nothing: each rule was reached and decided." }
                } @else { (lines) }
            }
        }
    }
}

fn verdicts(report: &Report) -> Markup {
    html! {
        @for run in &report.runs {
            @if let Some(reason) = run.verdict.reason() {
                li { (Text(&run.name)) ": " (run.verdict.word().to_lowercase()) ": " (Text(reason)) }
            }
        }
    }
}

fn open(report: &Report) -> Markup {
    html! {
        @for (number, run) in report.runs.iter().enumerate() {
            @for (index, check) in run.checks.iter().enumerate() {
                @if let Outcome::Inconclusive { reason } = &check.outcome {
                    li {
                        a href={ "#" (case::anchor(number, index)) } { (Text(&check.rule.id)) }
                        (Text(&format!(" in {}: inconclusive: {reason}", run.name)))
                    }
                }
            }
        }
    }
}

/// Rules that no run reached, with the reason that the first one gives.
fn never_reached(report: &Report) -> Markup {
    let never = matrix::never_reached(report).into_iter().flat_map(|(_, checks)| checks);
    let never: Vec<&str> = never.map(|check| &*check.rule.id).collect();
    let checks = report.runs.first().map(|run| &*run.checks).unwrap_or_default();
    html! {
        @for (index, check) in checks.iter().enumerate() {
            @if let Outcome::NotReached { reason } = &check.outcome {
                @if never.contains(&&*check.rule.id) {
                    li {
                        a href={ "#" (case::anchor(0, index)) } { (Text(&check.rule.id)) }
                        (Text(&format!(" {}: never reached: {reason}", check.rule.sentence)))
                    }
                }
            }
        }
    }
}

fn never_met(report: &Report) -> Markup {
    let items = report.coverage.iter().flat_map(|coverage| &coverage.items);
    let never = items.filter(|item| !item.is_met());
    let never: Vec<String> = never.map(|item| format!("{} {}", item.group, item.name)).collect();
    html! {
        @if !never.is_empty() {
            li { a href="#coverage" { "Never met" } ": " (Text(&never.join(", "))) }
        }
    }
}

fn others(report: &Report) -> Markup {
    html! {
        @for unproven in &report.unproven {
            li {
                (Text(&unproven.counted()))
                @if let Some(why) = &unproven.why { ": " (Text(why)) }
                @if !unproven.items.is_empty() {
                    ul class="items" {
                        @for item in unproven.items.iter().take(ITEMS) { li { code { (Text(item)) } } }
                        @if unproven.items.len() > ITEMS {
                            li { (left_out(unproven.items.len() - ITEMS, "items")) }
                        }
                    }
                }
            }
        }
    }
}

/// Items of one line of what was not proven.
const ITEMS: usize = 200;
