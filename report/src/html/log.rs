//! The wire log: each request with its moment, and its text folded behind it.

use maud::{Markup, html};

use super::Part;
use super::limits::LONGEST_WIRE;
use super::session::REQUESTS;
use super::text::{Text, left_out, lines};
use crate::moment::moment;
use crate::report::{Event, Mark};

pub(super) fn render(events: &[&Event], part: &Part<'_>) -> Markup {
    let is_logged = |event: &Event| part.rooms.logs(event.number);
    html! {
        details class="log" open[events.len() <= OPEN] {
            summary { "Wire log: " (REQUESTS.count(events.len())) }
            ol class="wire" {
                @for stretch in events.chunk_by(|a, b| is_logged(a) == is_logged(b)) {
                    @if is_logged(stretch[0]) {
                        @for event in stretch { (entry(event, part)) }
                    } @else { li { (left_out(stretch.len(), "requests")) } }
                }
            }
        }
    }
}

fn entry(event: &Event, part: &Part<'_>) -> Markup {
    let class = match event.mark {
        Mark::Plain => "request",
        Mark::Broken => "request broken",
        Mark::Warned => "request warned",
    };
    html! {
        li id=(part.request_anchor(event.number)) class=(class) {
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
    html! {
        b { (event.number) }
        time { (moment(event.at)) }
        span class="call" { (Text(&event.call)) }
        span class="answer" { (Text(&event.answer)) }
        span class="took" { (took) }
        @match event.mark {
            Mark::Plain => {},
            Mark::Broken => { strong { "✗ FAIL" } },
            Mark::Warned => { strong { "! warn" } },
        }
        @if let Some(note) = &event.note { em { (Text(note)) } }
    }
}

/// A log of at most this many requests is open when the page is.
const OPEN: usize = 16;
