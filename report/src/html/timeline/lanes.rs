//! The rows of the picture: one for each call, more where requests overlap.

use std::time::Duration;

use super::end;
use crate::report::Event;

/// The rows of the picture: a lane has more than one where its requests overlap.
pub(super) struct Lanes<'a> {
    pub(super) lanes: Vec<Lane<'a>>,
    /// For each event, from 0.
    pub(super) row_of: Vec<usize>,
}

pub(super) struct Lane<'a> {
    pub(super) call: &'a str,
    pub(super) first_row: usize,
    /// When the last request of each row ends.
    ends: Vec<Duration>,
}

impl<'a> Lanes<'a> {
    pub(super) fn of(events: &[&'a Event]) -> Self {
        let mut lanes: Vec<Lane<'a>> = Vec::new();
        let mut places = Vec::with_capacity(events.len());
        for event in events {
            let found = lanes.iter().position(|lane| lane.call == event.call);
            let lane = match found {
                Some(lane) => lane,
                None if lanes.len() < LANES => {
                    lanes.push(Lane { call: &event.call, first_row: 0, ends: Vec::new() });
                    lanes.len() - 1
                }
                // The last lane takes what has none.
                None => {
                    lanes[LANES - 1].call = "other calls";
                    LANES - 1
                }
            };
            places.push((lane, lanes[lane].take(event)));
        }
        let mut first_row = 0;
        for lane in &mut lanes {
            lane.first_row = first_row;
            first_row += lane.ends.len();
        }
        let row_of = places.iter().map(|(lane, row)| lanes[*lane].first_row + row).collect();
        Self { lanes, row_of }
    }

    pub(super) fn rows(&self) -> usize {
        self.lanes.iter().map(|lane| lane.ends.len()).sum()
    }
}

impl Lane<'_> {
    /// The first row that is free; beyond [`ROWS`] the last one.
    fn take(&mut self, event: &Event) -> usize {
        let free = self.ends.iter().position(|end| *end <= event.at);
        match free {
            Some(row) => self.ends[row] = end(event),
            None if self.ends.len() < ROWS => self.ends.push(end(event)),
            None => return ROWS - 1,
        }
        free.unwrap_or(self.ends.len() - 1)
    }
}

/// Different calls with a lane of their own.
const LANES: usize = 10;
/// Rows of a lane.
const ROWS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::event;

    #[test]
    fn what_overlaps_has_rows_of_its_own() {
        let table = [
            // Starts and lengths; the row of each.
            (vec![(0, 1), (10, 1), (20, 1)], vec![0, 0, 0]),
            (vec![(0, 15), (10, 1), (20, 1)], vec![0, 1, 0]),
            (vec![(0, 99), (1, 99), (2, 99), (3, 99), (4, 99)], vec![0, 1, 2, 3, 3]),
            (vec![(0, 10), (10, 1)], vec![0, 0]),
        ];
        for (events, expected) in table {
            let events: Vec<Event> = events.into_iter().map(|(at, took)| event(at, took)).collect();
            let events: Vec<&Event> = events.iter().collect();
            assert_eq!(Lanes::of(&events).row_of, expected);
        }
    }

    #[test]
    fn calls_beyond_the_last_lane_share_it() {
        let named = |number| Event { call: format!("call {number}"), ..event(number, 1) };
        let events: Vec<Event> = (0..30).map(named).collect();
        let events: Vec<&Event> = events.iter().collect();
        let lanes = Lanes::of(&events);
        let calls: Vec<&str> = lanes.lanes.iter().map(|lane| lane.call).collect();
        assert_eq!((calls.len(), calls[0], calls[9]), (10, "call 0", "other calls"));
        assert_eq!(lanes.row_of[29], 9);
    }
}
