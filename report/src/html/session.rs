//! One session: its timeline as a picture, then its wire log.

use super::Part;
use super::limits::Room;
use super::log;
use super::page::Page;
use super::sequence;
use super::timeline::{self, Answers};
use crate::report::{Event, Mark, Run, Unit};

pub(super) const REQUESTS: Unit = Unit { one: "request", many: "requests" };

pub(super) fn all(run: &Run, part: &Part<'_>, answers: &Answers<'_>, page: &mut Page) {
    for room in &part.rooms.parts {
        let events: Vec<&Event> = room.events.iter().map(|index| &run.timeline[*index]).collect();
        page.element("section", &[("class", "session")], |page| {
            one(room, &events, part, answers, page);
        });
    }
    page.left_out(part.rooms.parts_left_out, "sessions");
}

fn one(room: &Room, events: &[&Event], part: &Part<'_>, answers: &Answers<'_>, page: &mut Page) {
    page.element("h3", &[], |page| {
        page.text(&room.name);
        page.leaf("small", &[], &format!(" {}", size(events)));
    });
    sequence::render(events, part, page);
    legend(events, answers, page);
    timeline::render(room, events, part, answers, page);
    log::render(events, part, page);
}

/// "8 requests, 6 of them broken".
fn size(events: &[&Event]) -> String {
    let broken = events.iter().filter(|event| event.mark == Mark::Broken).count();
    let all = REQUESTS.count(events.len());
    if broken == 0 { all } else { format!("{all}, {broken} of them broken") }
}

fn legend(events: &[&Event], answers: &Answers<'_>, page: &mut Page) {
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
    page.element("ul", &[("class", "legend answers")], |page| {
        for answer in seen {
            page.element("li", &[], |page| {
                let swatch = format!("swatch {}", answers.class(answer));
                page.leaf("span", &[("class", &swatch)], "");
                page.text(if answer.is_empty() { " no answer" } else { " " });
                page.text(answer);
            });
        }
        for (mark, class, words) in MARKS {
            if events.iter().any(|event| event.mark == mark) {
                page.element("li", &[], |page| {
                    page.leaf("span", &[("class", class), ("aria-hidden", "true")], "▼");
                    page.text(words);
                });
            }
        }
        page.left_out(more, "requests with other answers");
    });
}

/// Kinds of answer in one legend.
const ANSWERS: usize = 12;

const MARKS: [(Mark, &str, &str); 2] = [
    (Mark::Broken, "marked broken", " breaks a MUST"),
    (Mark::Warned, "marked warned", " breaks a SHOULD"),
];
