//! The rules: the broken ones in full, the matrix of rules and runs, and the others as a list.

use maud::{Markup, html};

use super::limits::Room;
use super::text::Text;
use super::{badge, run_anchor};
use crate::check::{Check, Finding, Outcome};
use crate::lines::{self, Kind, Line};
use crate::report::{Report, Run};
use crate::status::{self, Located, Status};

pub(super) fn anchor((run, check): (usize, usize)) -> String {
    format!("case-{}-{}", run + 1, check + 1)
}

pub(super) fn key(status: Status) -> Markup {
    html! { span class={ "key " (status.label().class) } { (symbol(status)) } }
}

fn symbol(status: Status) -> Markup {
    html! { span aria-hidden="true" { (status.label().symbol) } " " (status.word()) }
}

pub(super) fn broken(report: &Report, rooms: &[Room<'_>]) -> Markup {
    let broken = status::broken(report);
    html! {
        @if !broken.is_empty() {
            section id="broken" {
                h2 { "Broken rules" }
                @for located in &broken { (article(located, &rooms[located.at.0])) }
            }
        }
    }
}

fn article(located: &Located<'_>, room: &Room<'_>) -> Markup {
    let Located { at, run, check, status } = located;
    html! {
        article id=(anchor(*at)) class={ "case " (status.label().class) } {
            h3 {
                (title(check, *status))
                small { " in " a href={ "#" (run_anchor(at.0)) } { (Text(&run.name)) } }
            }
            @if let Outcome::Expected { reason, .. } = &check.outcome {
                p class="because" { "Expected: " (Text(reason)) }
            }
            @for found in check.outcome.findings() { (finding(found, room)) }
            dl class="rule" { @for line in lines::of_rule(check) { (labelled(&line)) } }
        }
    }
}

fn title(check: &Check, status: Status) -> Markup {
    html! {
        (key(status)) " "
        code { (Text(&check.rule.id)) } " "
        small class="strength" { (check.rule.strength.word()) } " "
        span class="sentence" { (Text(&check.rule.sentence)) }
    }
}

fn finding(finding: &Finding, room: &Room<'_>) -> Markup {
    html! {
        dl class="finding" {
            @for line in lines::of_finding(finding) { (labelled(&line)) }
            @if !finding.events.is_empty() {
                dt { "requests" }
                // Links to the wire log; a request that has no room there is only named.
                dd { @for (place, number) in finding.events.iter().enumerate() {
                    @if place > 0 { ", " }
                    (room.link(*number, html! { (number) }))
                } }
            }
        }
    }
}

fn labelled(line: &Line<'_>) -> Markup {
    html! {
        dt { (Text(line.label)) }
        @if line.kind == Kind::Command {
            dd { pre class="command" { (Text(&line.value)) } }
        } @else if line.label == "actual" {
            dd class="value actual" { (Text(&line.value)) }
        } @else if line.label == "body" || line.label == "more" {
            dd { code { (Text(&line.value)) } }
        } @else {
            dd class="value" { (Text(&line.value)) }
        }
    }
}

pub(super) fn matrix(report: &Report) -> Markup {
    let longest = report.runs.iter().map(|run| &run.checks).max_by_key(|checks| checks.len());
    html! {
        section id="matrix" {
            h2 { "Rules by scenario" }
            @if report.runs.iter().all(|run| run.checks.is_empty()) {
                p { "No rule was applied." }
            } @else {
                ul class="legend" {
                    @for (status, _) in report.tally().counts() {
                        li { (key(status)) span { " " (status.label().meaning) } }
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
                @let status = Status::of(&run.checks[index]);
                @let title = format!("{} in {}: {}", rule.id, run.name, status.label().meaning);
                td class={ "cell " (status.label().class) } title=(Text(&title)) {
                    a href={ "#" (anchor((number, index))) } { (symbol(status)) }
                }
            } @else { td class="cell" {} }
        }
    }
}

pub(super) fn others(run: &Run, number: usize) -> Markup {
    let counts = run.tally().counts().into_iter();
    let counts = counts.filter(|(status, count)| !status.is_broken() && *count > 0);
    let counts = counts.map(|(status, count)| format!("{count} {}", status.label().counted));
    let counts: Vec<String> = counts.collect();
    html! {
        @if !counts.is_empty() {
            details class="others" {
                summary { "Other rules: " (counts.join(", ")) }
                ul class="cases" {
                    @for status in [Status::Open, Status::NotReached, Status::Passed] {
                        @for (index, check) in run.checks.iter().enumerate() {
                            @if Status::of(check) == status {
                                li id=(anchor((number, index))) class={ "case " (status.label().class) } {
                                    (title(check, status))
                                    span class="why" { (Text(&why(check))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn why(check: &Check) -> String {
    let places = || check.unit.count(check.outcome.places());
    check.outcome.reason().map_or_else(places, str::to_owned)
}
