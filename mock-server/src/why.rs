//! Why a reply is what it is. Kept as data; text is made when somebody asks.

use std::fmt;
use std::sync::Arc;

use crate::scenario::{Chosen, CompiledScenario};
use crate::script::{Part, Script, ScriptPosition, Strike, Until};
use flinks_trace::Timestamp;

/// What made one reply.
#[derive(Clone, Debug)]
pub(crate) struct Why {
    pub(crate) story: Arc<CompiledScenario>,
    pub(crate) chosen: Chosen,
    pub(crate) part: Part,
    pub(crate) cause: Cause,
    /// The fault that struck, by its position among those of the part, from 0.
    pub(crate) strike: Option<usize>,
    /// Whether the call counts: a fault can undo it.
    pub(crate) counts: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// A step answered; the cursor as it stands after the call.
    Step(ScriptPosition),
    /// No step is left.
    Normal,
    /// An admin has forced the session.
    Forced,
    /// A rule of the API, which no step can change.
    Rule(&'static str),
}

impl Why {
    pub(crate) fn new(
        story: &Arc<CompiledScenario>,
        chosen: Chosen,
        part: Part,
        cause: Cause,
        strike: Option<&Strike>,
    ) -> Self {
        let counts = Strike::counts(strike);
        let strike = strike.map(|strike| strike.rule);
        Self { story: Arc::clone(story), chosen, part, cause, strike, counts }
    }

    /// Whether the scenario or an admin asked for the reply, and not a rule of the API.
    pub(crate) fn is_scripted(&self) -> bool {
        self.strike.is_some() || matches!(self.cause, Cause::Step(_) | Cause::Forced)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.story.script(self.part);
        write!(formatter, "scenario {} ({}): ", self.story.name, self.chosen.reason())?;
        match self.cause {
            Cause::Step(cursor) => step(formatter, script, self.part, cursor)?,
            Cause::Normal => {
                let none = script.steps.is_empty();
                let place = if none { "no step" } else { "after the last step" };
                write!(formatter, "{place} for {}: the normal answer", self.part.name())?;
            }
            Cause::Forced => formatter.write_str("an admin call has forced this session")?,
            Cause::Rule(rule) => formatter.write_str(rule)?,
        }
        if let Some(strike) = self.strike {
            write!(formatter, "; fault {} of {} strikes", strike + 1, script.faults.len())?;
        }
        if !self.counts {
            formatter.write_str("; the call does not count")?;
        }
        Ok(())
    }
}

fn step(
    formatter: &mut fmt::Formatter<'_>,
    script: &Script,
    part: Part,
    cursor: ScriptPosition,
) -> fmt::Result {
    let (number, count) = (cursor.step() + 1, script.steps.len());
    write!(formatter, "step {number} of {count} for {}, ", part.name())?;
    let Some(step) = script.steps.get(cursor.step()) else { return Ok(()) };
    match (step.until, cursor.since) {
        (Until::Calls(calls), _) => write!(formatter, "call {} of {calls}", cursor.answered),
        (Until::Passed(lasts), Some(since)) => {
            write!(formatter, "until {}", Timestamp(since.plus(lasts)))
        }
        _ => write!(formatter, "for good"),
    }
}
