//! The outcome of each rule in one run: the broken ones in full, the others as a list.

use maud::{Markup, html};

use super::Part;
use super::kind::key;
use super::limits::FINDINGS;
use super::text::{Text, left_out};
use crate::matrix::Cell;
use crate::report::{Check, Finding, Outcome, Place, Run, Shown, Unit};

/// Where the case of a check stands on the page; both count from 0.
pub(super) fn anchor(run: usize, check: usize) -> String {
    format!("case-{}-{}", run + 1, check + 1)
}

pub(super) fn all(run: &Run, part: &Part<'_>) -> Markup {
    let others = [Cell::Open, Cell::NotReached, Cell::Passed];
    let counts = others.map(|kind| (of_kind(run, kind).count(), kind.words()));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
    html! {
        @for kind in [Cell::Failed, Cell::Warned, Cell::Drifted, Cell::Expected] {
            @for (index, check) in of_kind(run, kind) {
                (broken(check, kind, &anchor(part.number, index), part))
            }
        }
        @if !counts.is_empty() {
            details class="others" {
                summary { "Other rules: " (counts.join(", ")) }
                ul class="cases" {
                    @for kind in others {
                        @for (index, check) in of_kind(run, kind) {
                            li id=(anchor(part.number, index)) class={ "case " (kind.class()) } {
                                (title(check, kind))
                                span class="why" { (Text(&why(check))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_kind(run: &Run, kind: Cell) -> impl Iterator<Item = (usize, &Check)> {
    run.checks.iter().enumerate().filter(move |(_, check)| Cell::of(check) == kind)
}

fn why(check: &Check) -> String {
    match &check.outcome {
        Outcome::Inconclusive { reason } | Outcome::NotReached { reason } => reason.clone(),
        Outcome::Passed { places } => check.unit.count(*places),
        Outcome::Failed { .. } | Outcome::Expected { .. } => String::new(),
    }
}

fn broken(check: &Check, kind: Cell, id: &str, part: &Part<'_>) -> Markup {
    let (findings, places, reason) = match &check.outcome {
        Outcome::Failed { findings, places } => (&**findings, *places, None),
        Outcome::Expected { findings, places, reason } => (&**findings, *places, Some(reason)),
        _ => (&[][..], 0, None),
    };
    let found = Unit { one: "place", many: "places" }.count(findings.len());
    let print = findings.first().map(|first| &first.fingerprint).filter(|print| !print.is_empty());
    html! {
        article id=(id) class={ "case " (kind.class()) } {
            h3 { (title(check, kind)) }
            @if let Some(reason) = reason { p class="because" { "Expected: " (Text(reason)) } }
            @for found in findings.iter().take(FINDINGS) { (finding(found, part)) }
            (left_out(findings.len().saturating_sub(FINDINGS), "places"))
            dl class="rule" {
                (line("rule", &check.rule.source))
                @if let Some(more) = &check.rule.more { dt { "more" } dd { code { (Text(more)) } } }
                (line("spread", &format!("{found} in {}", check.unit.count(places))))
                @if let Some(print) = print { dt { "fingerprint" } dd { code { (Text(print)) } } }
            }
        }
    }
}

fn title(check: &Check, kind: Cell) -> Markup {
    html! {
        (key(kind)) " "
        code { (Text(&check.rule.id)) } " "
        small class="strength" { (check.rule.strength.word()) } " "
        span class="sentence" { (Text(&check.rule.sentence)) }
    }
}

fn finding(finding: &Finding, part: &Part<'_>) -> Markup {
    html! {
        dl class="finding" {
            (line("at", &finding.at))
            @match &finding.place {
                Place::Outside(label) => (line("where", label)),
                Place::Body { pointer, human } => {
                    dt { "body" }
                    dd {
                        code { @if pointer.is_empty() { "the whole body" } @else { (Text(pointer)) } }
                        @if let Some(human) = human { " " (Text(human)) }
                    }
                }
            }
            dt { "expected" }
            dd class="value" {
                (value(&finding.expected))
                @if let Some(sum) = &finding.arithmetic { " = " (Text(sum)) }
            }
            dt { "actual" }
            dd class="value actual" { (value(&finding.actual)) }
            @if let Some(off_by) = &finding.off_by { (line("off by", off_by)) }
            @for detail in &finding.details { (line(&detail.name, &detail.value)) }
            @if let Some(note) = &finding.note { (line("note", note)) }
            @for command in &finding.commands {
                dt { (Text(&command.name)) }
                dd { pre class="command" { (Text(&command.value)) } }
            }
            @if !finding.events.is_empty() { dt { "requests" } dd { (requests(finding, part)) } }
        }
    }
}

/// Links to the wire log; a request that has no room there is only named.
fn requests(finding: &Finding, part: &Part<'_>) -> Markup {
    html! {
        @for (place, number) in finding.events.iter().take(EVENTS).enumerate() {
            @if place > 0 { ", " }
            @if part.rooms.logs(*number) {
                a href={ "#" (part.request_anchor(*number)) } { (number) }
            } @else { (number) }
        }
        (left_out(finding.events.len().saturating_sub(EVENTS), "requests"))
    }
}

fn value(shown: &Shown) -> Markup {
    html! {
        @match shown {
            Shown::Words(text) => (Text(text)),
            Shown::Json { text, kind } => {
                code { (Text(text)) }
                @if text != kind { " " small { (kind) } }
            }
        }
    }
}

fn line(name: &str, value: &str) -> Markup {
    html! { dt { (Text(name)) } dd { (Text(value)) } }
}

/// Numbers of requests behind one finding.
const EVENTS: usize = 40;
