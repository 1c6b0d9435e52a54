//! How much has room on the page.

use std::collections::{BTreeSet, HashMap};

use crate::report::{Event, Mark, Report, Run};

/// Characters of a text; those of the wire have a limit of their own.
pub(super) const LONGEST_TEXT: usize = 4_000;

/// Characters of a request, and of a reply.
pub(super) const LONGEST_WIRE: usize = 1_500;

/// Places of one broken rule that are shown in full.
pub(super) const FINDINGS: usize = 10;

/// Sessions of all runs together that are drawn. Each run has an equal share.
const SESSIONS: usize = 200;

/// Requests of all runs together that are in the wire log. With [`LONGEST_WIRE`] the page stays
/// below some 10 MB. What a short session does not need is there for the longer ones.
const REQUESTS: usize = 2_400;

/// Which parts of a run's timeline are shown, each with the numbers of the requests in its log.
pub(super) struct Rooms {
    pub(super) parts: Vec<Room>,
    pub(super) parts_left_out: usize,
    logged: BTreeSet<u64>,
}

/// One part.
pub(super) struct Room {
    pub(super) name: String,
    /// Indexes into the run's timeline, in order: all of the part.
    pub(super) events: Vec<usize>,
}

impl Rooms {
    pub(super) fn logs(&self, number: u64) -> bool {
        self.logged.contains(&number)
    }
}

/// For each run.
pub(super) fn rooms(report: &Report) -> Vec<Rooms> {
    let most = (SESSIONS / report.runs.len().max(1)).max(1);
    let parts: Vec<(Vec<Room>, usize)> = report.runs.iter().map(|run| drawn(run, most)).collect();
    let lengths = parts.iter().flat_map(|(parts, _)| parts).map(|part| part.events.len());
    let share = share(lengths.collect(), REQUESTS);
    let runs = report.runs.iter().zip(parts);
    let rooms = runs.map(|(run, (parts, parts_left_out))| {
        let logged = parts.iter().flat_map(|part| logged(run, part, share)).collect();
        Rooms { parts, parts_left_out, logged }
    });
    rooms.collect()
}

/// The longest that each may be so that all together are at most `room`.
fn share(mut lengths: Vec<usize>, room: usize) -> usize {
    lengths.sort_unstable();
    let (mut room, mut others) = (room, lengths.len());
    for length in lengths {
        if length * others > room {
            return (room / others).max(1);
        }
        room -= length;
        others -= 1;
    }
    usize::MAX
}

/// At most `most` parts in the order of their first request, and how many are left out. Those with a broken
/// place come before others when there is not room for all.
fn drawn(run: &Run, most: usize) -> (Vec<Room>, usize) {
    let mut parts: Vec<Room> = Vec::new();
    let mut places = HashMap::new();
    for (index, event) in run.timeline.iter().enumerate() {
        let place = *places.entry(&event.part).or_insert_with(|| {
            parts.push(Room { name: event.part.clone(), events: Vec::new() });
            parts.len() - 1
        });
        parts[place].events.push(index);
    }
    let left_out = parts.len().saturating_sub(most);
    if left_out > 0 {
        let marked =
            |room: &Room| room.events.iter().map(|index| worst_first(&run.timeline[*index])).min();
        parts.sort_by_key(marked);
        parts.truncate(most);
        parts.sort_by_key(|room| room.events[0]);
    }
    (parts, left_out)
}

/// The broken ones before others, then the earliest; and always the last.
fn logged(run: &Run, part: &Room, share: usize) -> Vec<u64> {
    let mut order = part.events.clone();
    if order.len() > share {
        let last = order.pop();
        order.sort_by_key(|index| (worst_first(&run.timeline[*index]), *index));
        order.truncate(share - 1);
        order.extend(last);
    }
    order.into_iter().map(|index| run.timeline[index].number).collect()
}

fn worst_first(event: &Event) -> u8 {
    match event.mark {
        Mark::Broken => 0,
        Mark::Warned => 1,
        Mark::Plain => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_leave_room_for_long_ones() {
        let table = [
            (vec![], 10, usize::MAX),
            (vec![3, 3], 10, usize::MAX),
            (vec![10], 10, usize::MAX),
            (vec![11], 10, 10),
            (vec![90, 2, 2], 10, 6),
            (vec![90, 90, 2], 10, 4),
            (vec![9; 20], 10, 1),
        ];
        for (lengths, room, expected) in table {
            assert_eq!(share(lengths.clone(), room), expected, "{lengths:?}");
        }
    }
}
