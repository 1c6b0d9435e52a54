//! Beside the rules: outdated expectations, coverage, and what was not proven.

use maud::{Markup, html};

use super::rules::key;
use super::text::{Text, lines};
use crate::report::Report;
use crate::status::Status;
use crate::terminal;

pub(super) fn stale(report: &Report) -> Markup {
    html! {
        @if !report.stale.is_empty() {
            section id="stale" class="stale" {
                h2 { "Outdated expectations" }
                ul class="cases" {
                    @for entry in &report.stale {
                        li class="case fail" {
                            (key(Status::Failed))
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
    html! {
        section id="coverage" {
            h2 { "Coverage" }
            p { (Text(&coverage.summary())) }
            div class="scroll" tabindex="0" {
                table class="coverage" {
                    thead { tr {
                        @for title in ["", "Documented", "Met by"] { th scope="col" { (title) } }
                    } }
                    tbody {
                        @for item in &coverage.items { tr {
                            th scope="row" { (Text(&item.group)) }
                            td { code { (Text(&item.name)) } }
                            @if item.is_met() {
                                td { "✓ " (Text(&item.runs.join(", "))) }
                            } @else { td class="never" { "– never" } }
                        } }
                    }
                }
            }
        }
    }
}

pub(super) fn not_proven(report: &Report) -> Markup {
    let text = terminal::not_proven_block(report);
    html! {
        section id="not-proven" {
            h2 { "What was not proven" }
            @if text.trim().is_empty() {
                p { "Nothing: each rule was reached." }
            } @else { pre tabindex="0" { (lines(&text, usize::MAX)) } }
        }
    }
}
