//! One session: its sequence, then its wire log.

use maud::{Markup, html};

use super::limits::{LONGEST_WIRE, Room};
use super::text::{Text, left_out, lines};
use crate::check::counted;
use crate::event::{Event, Mark, alike, gap, moment};

pub(super) fn render(events: &[&Event], room: &Room<'_>) -> Markup {
    let broken = events.iter().filter(|event| event.mark == Mark::Broken).count();
    html! {
        h3 {
            (Text(&events[0].part))
            small {
                " " (counted("request", events.len()))
                @if broken > 0 { ", " (broken) " of them broken" }
            }
        }
        (sequence(events, room))
        (log(events, room))
    }
}

fn mark(event: &Event) -> (&'static str, &'static str) {
    match event.mark {
        Mark::Plain => ("", ""),
        Mark::Broken => (" broken", "✗ FAIL"),
        Mark::Warned => (" warned", "! WARN"),
    }
}

/// Who asked what, and what came back. Equal requests are one step.
fn sequence(events: &[&Event], room: &Room<'_>) -> Markup {
    let steps: Vec<&[&Event]> = events.chunk_by(|a, b| alike(a, b)).collect();
    // The end is where it went wrong, or where the data came.
    let hidden = steps.len().saturating_sub(MOST);
    html! {
        ol class="sequence" aria-label="Sequence" {
            li class="who" aria-hidden="true" { span { "client" } span { "server" } }
            @for (number, equal) in steps.into_iter().enumerate() {
                @if !(HEAD..HEAD + hidden).contains(&number) {
                    (step(equal, room))
                } @else if number == HEAD {
                    li { (left_out(hidden, "steps")) }
                }
            }
        }
    }
}

fn step(equal: &[&Event], room: &Room<'_>) -> Markup {
    let first = equal[0];
    let (class, word) = mark(first);
    let reply = if first.took.is_some() { "reply" } else { "reply none" };
    html! {
        li class={ "step" (class) } {
            time { (moment(first.at)) }
            span class="ask" { (room.link(first.number, html! { (Text(&first.call)) })) }
            span class=(reply) { (answer(first)) }
            span class="beside" {
                @if let Some(gap) = gap(equal) { (equal.len()) " times, " (gap) " " }
                @if !word.is_empty() { strong { (word) } }
                @if let Some(note) = &first.note { small { (Text(note)) } }
            }
        }
    }
}

fn answer(event: &Event) -> Markup {
    html! { @if event.answer.is_empty() { "no answer" } @else { (Text(&event.answer)) } }
}

fn log(events: &[&Event], room: &Room<'_>) -> Markup {
    let is_logged = |event: &Event| room.logs(event.number);
    html! {
        details class="log" open[events.len() <= OPEN] {
            summary { "Wire log: " (counted("request", events.len())) }
            ol class="wire" {
                @for stretch in events.chunk_by(|a, b| is_logged(a) == is_logged(b)) {
                    @if is_logged(stretch[0]) {
                        @for event in stretch { (entry(event, room)) }
                    } @else { li { (left_out(stretch.len(), "requests")) } }
                }
            }
        }
    }
}

fn entry(event: &Event, room: &Room<'_>) -> Markup {
    html! {
        li id=(room.anchor(event.number)) class={ "request" (mark(event).0) } {
            @if let Some(wire) = &event.wire {
                details {
                    summary { (line(event)) }
                    div class="both" {
                        @for (title, text) in [("Request", &wire.request), ("Reply", &wire.reply)] {
                            figure {
                                figcaption { (title) }
                                pre tabindex="0" { (lines(text, LONGEST_WIRE)) }
                            }
                        }
                    }
                }
            } @else { div { (line(event)) } }
        }
    }
}

fn line(event: &Event) -> Markup {
    let took = event.took.map_or("no answer".to_owned(), |took| format!("{} ms", took.as_millis()));
    let (_, word) = mark(event);
    html! {
        b { (event.number) }
        time { (moment(event.at)) }
        span class="call" { (Text(&event.call)) }
        span class="answer" { (Text(&event.answer)) }
        span class="took" { (took) }
        @if !word.is_empty() { strong { (word) } }
        @if let Some(note) = &event.note { em { (Text(note)) } }
    }
}

/// Steps of one session, and how many of them from its start.
const MOST: usize = 40;
const HEAD: usize = 28;
/// A log of at most this many requests is open when the page is.
const OPEN: usize = 16;
