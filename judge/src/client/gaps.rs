//! How long a client waits between an answer and its next call, and what that looks like.

mod text;

use std::time::Duration;

use flinks_contract::polling;
use flinks_trace::{Exchange, Outcome};

use super::answer::Answer;
use super::timing::{allowance, is_scaled, overhead, tolerance};

pub(super) use text::{effect, list, looks_like};

#[derive(Clone, Copy)]
pub(super) struct Gap<'a> {
    pub(super) before: &'a Exchange,
    pub(super) after: &'a Exchange,
    /// Time from the answer to the next call, or from call to call if the client did not wait for the
    /// answer.
    pub(super) wait: Duration,
}

pub(super) fn gaps<'a>(calls: &[&'a Exchange]) -> Vec<Gap<'a>> {
    let pairs = calls.iter().zip(calls.iter().skip(1));
    let told = pairs.filter(|(before, _)| Answer::of(before).is_pending());
    told.map(|(before, after)| Gap::between(before, after)).collect()
}

impl<'a> Gap<'a> {
    fn between(before: &'a Exchange, after: &'a Exchange) -> Self {
        let from = if overlaps(before, after) { before.arrived } else { before.answered() };
        Self { before, after, wait: after.arrived.since(from) }
    }

    /// "Every 10 s" is kept by a client that waits 10 s after each answer, and by one that calls at
    /// intervals of 10 s.
    pub(super) fn is_early(&self) -> bool {
        self.kept() + tolerance(self.after.clock) < polling::INTERVAL
    }

    /// Early, or so near to it that the speed of the clock leaves it open.
    pub(super) fn may_be_early(&self) -> bool {
        self.shortest() + allowance(self.after.clock) < polling::INTERVAL
    }

    pub(super) fn shortest(&self) -> Duration {
        self.kept().saturating_sub(overhead(self.before))
    }

    fn kept(&self) -> Duration {
        self.wait.max(self.period())
    }

    /// Whether a client that calls at fixed intervals makes up for the gap before, which was too long.
    ///
    /// On a clock that runs faster alone: there a hiccup of the client's machine is as large as a wait.
    pub(super) fn makes_up_for(&self, before: &Self, tolerance: Duration) -> bool {
        let both = self.period() + before.period() + tolerance;
        is_scaled(self.after.clock) && both >= 2 * polling::INTERVAL
    }

    pub(super) fn period(&self) -> Duration {
        self.after.arrived.since(self.before.arrived)
    }
}

/// Whether the second call came before the last byte of the answer to the first one had gone. A
/// client that gave the first one up waits for no answer to it.
pub(super) fn overlaps(before: &Exchange, after: &Exchange) -> bool {
    match &before.outcome {
        Some(Outcome::Left { .. }) => false,
        Some(outcome) => outcome.at() > after.arrived.plus(tolerance(after.clock)),
        None => true,
    }
}

#[cfg(test)]
mod tests;
