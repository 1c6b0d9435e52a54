//! A session as a sequence: who asked what, and what came back. Equal requests are one step.

use maud::{Markup, html};

use super::Part;
use super::text::{Text, left_out};
use crate::moment::moment;
use crate::report::{Event, Mark};
use crate::stretch::{alike, gap};

pub(super) fn render(events: &[&Event], part: &Part<'_>) -> Markup {
    let steps: Vec<&[&Event]> = events.chunk_by(|a, b| alike(a, b)).collect();
    // The end is where it went wrong, or where the data came.
    let hidden = steps.len().saturating_sub(MOST);
    html! {
        ol class="sequence" aria-label="Sequence" {
            li class="who" aria-hidden="true" { span { "client" } span { "server" } }
            @for (number, stretch) in steps.into_iter().enumerate() {
                @if !(HEAD..HEAD + hidden).contains(&number) {
                    (step(stretch, part))
                } @else if number == HEAD {
                    li { (left_out(hidden, "steps")) }
                }
            }
        }
    }
}

fn step(stretch: &[&Event], part: &Part<'_>) -> Markup {
    let first = stretch[0];
    let (class, word) = match first.mark {
        Mark::Plain => ("step", ""),
        Mark::Broken => ("step broken", "✗ FAIL"),
        Mark::Warned => ("step warned", "! warn"),
    };
    let moments: Vec<_> = stretch.iter().map(|event| event.at).collect();
    let is_answered = first.took.is_some();
    html! {
        li class=(class) {
            time { (moment(first.at)) }
            span class="ask" {
                @if part.rooms.logs(first.number) {
                    a href={ "#" (part.request_anchor(first.number)) } { (Text(&first.call)) }
                } @else { (Text(&first.call)) }
            }
            span class=(if is_answered { "reply" } else { "reply none" }) {
                @if !is_answered && first.answer.is_empty() { "no answer" } @else { (Text(&first.answer)) }
            }
            span class="beside" {
                @if let Some(gap) = gap(&moments) { (stretch.len()) " times, " (gap) " " }
                @if !word.is_empty() { strong { (word) } }
                @if let Some(note) = &first.note { small { (Text(note)) } }
            }
        }
    }
}

/// Steps of one session, and how many of them from its start.
const MOST: usize = 40;
const HEAD: usize = 28;
