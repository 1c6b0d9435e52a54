//! What time alone changes in a session: what a clock that is advanced goes past.
//!
//! Nothing waits for these changes. They are worked out when somebody asks, so a million sessions
//! that wait cost no timer and no task.

use uuid::Uuid;

use super::Session;
use crate::clock::Moment;
use crate::script::Part;

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
    Step { part: Part, step: usize },
    /// The next call gets the code of an ended session.
    Ended,
}

impl Session {
    /// Everything that time changes after `after`, if nobody calls.
    pub(crate) fn changes(&self, after: Moment) -> impl Iterator<Item = Event> {
        let end = self.ends();
        let steps = Part::DATA.into_iter().flat_map(|part| self.steps(part));
        // What would pass after the end is seen by nobody.
        let steps = steps.filter(move |(at, _)| end.is_none_or(|end| *at < end));
        let changes = steps.chain(end.map(|end| (end, Change::Ended)));
        changes.filter(move |(at, _)| *at > after).map(|(at, change)| Event {
            at,
            session: self.number,
            id: self.id,
            change,
        })
    }

    /// The ends of the step that answers now and of those that follow it, as far as time decides.
    fn steps(&self, part: Part) -> impl Iterator<Item = (Moment, Change)> {
        let (script, mut cursor) = (self.script(part), *self.cursor(part));
        std::iter::from_fn(move || {
            let at = cursor.passes(script).filter(|_| self.forced.is_none())?;
            let step = cursor.step();
            cursor.settle(script, at);
            Some((at, Change::Step { part, step }))
        })
    }
}
