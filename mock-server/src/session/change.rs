//! What time alone changes in a session: what a clock that is advanced goes past.
//!
//! Nothing waits for these changes. They are worked out when somebody asks, so a million sessions
//! that wait cost no timer and no task.

use uuid::Uuid;

use super::Session;
use crate::clock::Moment;
use crate::script::Part;

/// A change of one session at one moment.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Event {
    pub(crate) at: Moment,
    /// Number of the session: simultaneous changes come in the order in which the sessions opened.
    pub(crate) session: u64,
    pub(crate) id: Uuid,
    pub(crate) change: Change,
}

/// In the order in which simultaneous changes of one session come.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Change {
    /// A step that answers for a time is over.
    Step { part: Part, stage: usize },
    /// The next call gets the code of an ended session.
    Ended,
}

impl Session {
    /// Everything that time changes after `after` and up to `until`, if nobody calls.
    pub(crate) fn changes(&self, after: Moment, until: Moment, events: &mut Vec<Event>) {
        let end = self.ends();
        let mut push = |at: Moment, change| {
            if at > after && at <= until {
                events.push(Event { at, session: self.number, id: self.id, change });
            }
        };
        for part in Part::DATA {
            self.steps(part, |at, stage| {
                // What would pass after the end is seen by nobody.
                if end.is_none_or(|end| at < end) {
                    push(at, Change::Step { part, stage });
                }
            });
        }
        if let Some(end) = end {
            push(end, Change::Ended);
        }
    }

    /// The first change after `after`.
    pub(crate) fn next_change(&self, after: Moment) -> Option<Moment> {
        let mut next = self.ends().filter(|end| *end > after);
        for part in Part::DATA {
            self.steps(part, |at, _| {
                if at > after && next.is_none_or(|known| at < known) {
                    next = Some(at);
                }
            });
        }
        next
    }

    /// The ends of the stage that answers now and of those that follow it, as far as time decides.
    fn steps(&self, part: Part, mut tell: impl FnMut(Moment, usize)) {
        if self.forced.is_some() {
            return;
        }
        let script = self.script(part);
        let mut cursor = *self.cursor(part);
        while let Some(at) = cursor.passes(script) {
            tell(at, cursor.stage);
            cursor.settle(script, at);
        }
    }
}
