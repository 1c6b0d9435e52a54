//! A table of rules by runs.

use maud::{Markup, html};

use super::case;
use super::kind::{key, symbol};
use super::text::{Attr, Text};
use super::{badge, run_anchor};
use crate::matrix::Cell;
use crate::report::{Check, Report};

pub(super) fn render(report: &Report) -> Markup {
    let longest = report.runs.iter().map(|run| &run.checks).max_by_key(|checks| checks.len());
    html! {
        section id="matrix" {
            h2 { "Rules by scenario" }
            @if report.runs.iter().all(|run| run.checks.is_empty()) {
                p { "No rule was applied." }
            } @else {
                ul class="legend" {
                    @for (kind, _) in Cell::counts(report.tally()) {
                        li { (key(kind)) span { " " (kind.explanation()) } }
                    }
                }
                div class="scroll" role="region" aria-label="Rules by scenario" tabindex="0" {
                    table class="matrix" {
                        thead { tr {
                            th scope="col" { "Rule" }
                            @for (number, run) in report.runs.iter().enumerate() {
                                th scope="col" {
                                    a href={ "#" (run_anchor(number)) } { (Text(&run.name)) }
                                    (badge(&run.verdict))
                                }
                            }
                        } }
                        tbody {
                            @for check in longest.into_iter().flatten() { tr { (row(report, check)) } }
                        }
                    }
                }
            }
        }
    }
}

fn row(report: &Report, check: &Check) -> Markup {
    let rule = &check.rule;
    html! {
        th scope="row" {
            code { (Text(&rule.id)) }
            small class="strength" { (rule.strength.word()) }
            span class="sentence" { (Text(&rule.sentence)) }
        }
        @for (number, run) in report.runs.iter().enumerate() {
            @if let Some(index) = run.checks.iter().position(|other| other.rule.id == rule.id) {
                @let kind = Cell::of(&run.checks[index]);
                @let title = format!("{} in {}: {}", rule.id, run.name, kind.explanation());
                td class={ "cell " (kind.class()) } title=(Attr(&title)) {
                    a href={ "#" (case::anchor(number, index)) } { (symbol(kind)) }
                }
            } @else { td class="cell" {} }
        }
    }
}
