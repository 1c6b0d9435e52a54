//! One session: its sequence, its timeline as a drawing, then its wire log.

use maud::{Markup, html};

use super::limits::Room;
use super::text::{Text, left_out};
use super::timeline::{self, Answers};
use super::{Part, log, sequence};
use crate::report::{Event, Mark, Run, Unit};

pub(super) const REQUESTS: Unit = Unit { one: "request", many: "requests" };

pub(super) fn all(run: &Run, part: &Part<'_>, answers: &Answers<'_>) -> Markup {
    html! {
        @for room in &part.rooms.parts {
            @let events: Vec<&Event> = room.events.iter().map(|index| &run.timeline[*index]).collect();
            section class="session" { (one(room, &events, part, answers)) }
        }
        (left_out(part.rooms.parts_left_out, "sessions"))
    }
}

fn one(room: &Room, events: &[&Event], part: &Part<'_>, answers: &Answers<'_>) -> Markup {
    let broken = events.iter().filter(|event| event.mark == Mark::Broken).count();
    html! {
        h3 {
            (Text(&room.name))
            small {
                " " (REQUESTS.count(events.len()))
                @if broken > 0 { ", " (broken) " of them broken" }
            }
        }
        (sequence::render(events, part))
        (legend(events, answers))
        (timeline::render(room, events, part, answers))
        (log::render(events, part))
    }
}

fn legend(events: &[&Event], answers: &Answers<'_>) -> Markup {
    let mut seen: Vec<&str> = Vec::new();
    let mut more = 0;
    for event in events {
        if seen.contains(&&*event.answer) {
            continue;
        }
        if seen.len() < ANSWERS {
            seen.push(&event.answer);
        } else {
            more += 1;
        }
    }
    html! {
        ul class="legend answers" {
            @for answer in seen {
                li {
                    span class={ "swatch " (answers.class(answer)) } {}
                    @if answer.is_empty() { " no answer" } @else { " " (Text(answer)) }
                }
            }
            @for (mark, class, meaning) in MARKS {
                @if events.iter().any(|event| event.mark == mark) {
                    li { span class=(class) aria-hidden="true" { "▼" } (meaning) }
                }
            }
            (left_out(more, "requests with other answers"))
        }
    }
}

/// Kinds of answer in one legend.
const ANSWERS: usize = 12;

const MARKS: [(Mark, &str, &str); 2] = [
    (Mark::Broken, "marked broken", " breaks a MUST"),
    (Mark::Warned, "marked warned", " breaks a SHOULD"),
];
