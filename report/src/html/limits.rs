//! How much traffic has room on the page.

use std::collections::HashSet;

use maud::{Markup, html};

use crate::event::{Event, Mark};
use crate::grouped::grouped;
use crate::report::{Report, Run};

/// Characters of a request, and of a reply.
pub(super) const LONGEST_WIRE: usize = 1_500;

/// Sessions of all runs together that are on the page. Each run has an equal share.
const SESSIONS: usize = 200;

/// Requests of all runs together that are in the wire log. With [`LONGEST_WIRE`] their part of the page
/// stays below some 10 MB.
const REQUESTS: usize = 2_400;

pub(super) struct Room<'a> {
    /// The events of each session that has room.
    pub(super) sessions: Vec<Vec<&'a Event>>,
    pub(super) left_out: usize,
    run: usize,
    /// Numbers of the requests in the wire log.
    logged: HashSet<u64>,
}

impl Room<'_> {
    pub(super) fn logs(&self, number: u64) -> bool {
        self.logged.contains(&number)
    }

    pub(super) fn anchor(&self, number: u64) -> String {
        format!("request-{}-{number}", self.run)
    }

    /// The text, as a link to a request in the wire log if that is there.
    pub(super) fn link(&self, number: u64, inner: Markup) -> Markup {
        html! {
            @if self.logs(number) {
                a href={ "#" (self.anchor(number)) } { (inner) }
            } @else { (inner) }
        }
    }
}

pub(super) fn rooms(report: &Report) -> Vec<Room<'_>> {
    let most = (SESSIONS / report.runs.len().max(1)).max(1);
    let runs = (1..).zip(&report.runs);
    let mut rooms: Vec<Room<'_>> = runs.map(|(number, run)| drawn(run, number, most)).collect();
    // The last request of each session and the broken ones come first, then the first one of each, the
    // second one of each, and so on: short sessions leave room for long ones.
    let mut order: Vec<(u8, usize, usize, u64)> = Vec::new();
    for (index, room) in rooms.iter().enumerate() {
        for events in &room.sessions {
            for (place, event) in events.iter().enumerate() {
                let is_last = place + 1 == events.len();
                let gravity = if is_last { 0 } else { gravity(event) };
                order.push((gravity, place, index, event.number));
            }
        }
    }
    order.sort_unstable();
    for (.., index, number) in order.into_iter().take(REQUESTS) {
        rooms[index].logged.insert(number);
    }
    rooms
}

/// At most `most` sessions in the order of their first request. Those with a broken place come before others
/// when there is not room for all.
fn drawn(run: &Run, number: usize, most: usize) -> Room<'_> {
    let parts = grouped(run.timeline.iter().map(|event| (&event.part, event))).into_iter();
    let mut sessions: Vec<Vec<&Event>> = parts.map(|(_, events)| events).collect();
    let left_out = sessions.len().saturating_sub(most);
    if left_out > 0 {
        sessions.sort_by_key(|events| events.iter().map(|event| gravity(event)).min());
        sessions.truncate(most);
        sessions.sort_by_key(|events| events[0].number);
    }
    Room { sessions, left_out, run: number, logged: HashSet::new() }
}

fn gravity(event: &Event) -> u8 {
    match event.mark {
        Mark::Broken => 0,
        Mark::Warned => 1,
        Mark::Plain => 2,
    }
}
