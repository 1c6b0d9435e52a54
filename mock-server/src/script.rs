//! What an endpoint answers, in order, and where one session stands in it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use flinks_contract::code::Code;
use flinks_contract::scenario::{Delay, Fault, FaultRule};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Message};
use crate::clock::{Moment, nanos};
use crate::rng::CallRng;

/// Names a script: what a scenario scripts, and the endpoints that it answers.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Part {
    Authorize,
    Accounts,
    Investments,
}

impl Part {
    /// In the order of their declaration, so that what there is for each can be an array indexed by
    /// `part as usize`.
    pub(crate) const ALL: [Self; 3] = [Self::Authorize, Self::Accounts, Self::Investments];

    /// Those in which each session stands for itself.
    pub(crate) const DATA: [Self; 2] = [Self::Accounts, Self::Investments];

    /// The endpoints it answers, as the API names them.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Authorize => "Authorize",
            Self::Accounts => "GetAccountsDetail(Async)",
            Self::Investments => "Investments",
        }
    }

    /// As scenarios name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Accounts => "accounts",
            Self::Investments => "investments",
        }
    }
}

/// The answers of one endpoint. Never changes once it is loaded.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) stages: Vec<Stage>,
    /// What comes after the last stage, for good.
    pub(crate) normal: Answer,
    /// Laid over the stages; the first that strikes is played.
    pub(crate) faults: Vec<FaultRule>,
}

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) until: Until,
    pub(crate) delay: Delay,
    pub(crate) body_delay: Delay,
    pub(crate) answer: Answer,
    pub(crate) fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Until {
    /// Until this many calls have been answered.
    Calls(NonZeroU32),
    /// So much time has passed since the stage was reached.
    Passed(Duration),
    Never,
}

/// Where one session stands in one script.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Cursor {
    pub(crate) stage: usize,
    pub(crate) answered: u32,
    #[serde(with = "nanos::option")]
    pub(crate) since: Option<Moment>,
    /// Calls that came at all, those that did not count among them.
    pub(crate) calls: u32,
    /// Whether a call has brought what it asked for.
    #[serde(default)]
    pub(crate) delivered: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) answer: Answer,
    /// Before the head.
    pub(crate) delay: Duration,
    /// Between head and body.
    pub(crate) body_delay: Duration,
    pub(crate) fault: Option<Fault>,
    /// The stage that answers, or none after the last one.
    pub(crate) stage: Option<usize>,
}

/// A fault laid over the call, and whether the call counts.
#[derive(Debug)]
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) commit: bool,
    /// Position among the faults of the scenario's endpoint, from 0.
    pub(crate) rule: usize,
}

impl Stage {
    /// Whether a time alone decides when it is over.
    pub(crate) fn ends_by_time(&self) -> bool {
        matches!(self.until, Until::Passed(_))
    }
}

impl Script {
    /// The stages in which data is being collected.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.answer.is_pending())
    }

    /// The answer of one stage, or the normal one past the last.
    pub(crate) fn answer(&self, stage: usize) -> &Answer {
        self.stages.get(stage).map_or(&self.normal, |stored| &stored.answer)
    }

    /// One call that `stage` answers.
    pub(crate) fn turn(&self, stage: usize, rng: &mut CallRng<'_>) -> Turn {
        match self.stages.get(stage) {
            Some(stored) => Turn {
                answer: stored.answer.clone(),
                delay: rng.delay(&stored.delay),
                body_delay: rng.delay(&stored.body_delay),
                fault: stored.fault.clone(),
                stage: Some(stage),
            },
            None => Turn::plain(self.normal.clone()),
        }
    }

    /// The first fault that strikes the call `number` (from 1) at `now`.
    pub(crate) fn strike(&self, number: u32, now: Moment, rng: &mut CallRng<'_>) -> Option<Strike> {
        self.faults.iter().enumerate().find_map(|(rule, fault)| {
            // Drawn for every rule, so that one rule's window does not shift another's luck.
            let drawn = fault.probability.is_none_or(|probability| rng.strikes(probability));
            let now = now.as_duration();
            let strikes = drawn
                && fault.first.is_none_or(|first| number <= first.get())
                && now >= fault.from
                && fault.until.is_none_or(|until| now < until);
            strikes.then(|| Strike { fault: fault.play.clone(), commit: fault.commit, rule })
        })
    }
}

impl Turn {
    pub(crate) fn plain(answer: Answer) -> Self {
        let at_once = Duration::ZERO;
        Self { answer, delay: at_once, body_delay: at_once, fault: None, stage: None }
    }

    /// With the catalogue's status and text.
    pub(crate) fn error(code: &'static Code) -> Self {
        Self::plain(Answer::Message(Arc::new(Message::of(code))))
    }
}

impl Strike {
    /// Whether a call counts that this has struck, or nothing has.
    pub(crate) fn counts(strike: Option<&Self>) -> bool {
        strike.is_none_or(|strike| strike.commit)
    }
}

impl Cursor {
    pub(crate) fn next(&mut self, script: &Script, now: Moment, rng: &mut CallRng<'_>) -> Turn {
        self.settle(script, now);
        if self.stage < script.stages.len() {
            self.answered = self.answered.saturating_add(1);
        }
        script.turn(self.stage, rng)
    }

    /// Goes past the stages that are over by `now`. A stage begins with the first call it could take.
    pub(crate) fn settle(&mut self, script: &Script, now: Moment) {
        while let Some(stage) = script.stages.get(self.stage) {
            let since = *self.since.get_or_insert(now);
            match stage.until {
                Until::Calls(calls) if self.answered >= calls.get() => self.leave(now),
                Until::Passed(duration) if now >= since.plus(duration) => {
                    self.leave(since.plus(duration));
                }
                _ => return,
            }
        }
    }

    /// When time alone ends the current stage.
    pub(crate) fn passes(&self, script: &Script) -> Option<Moment> {
        match script.stages.get(self.stage)?.until {
            Until::Passed(duration) => Some(self.since?.plus(duration)),
            _ => None,
        }
    }

    /// Where the collection stands at `now`, if one began here. It is over once it has brought its
    /// data or an error.
    pub(crate) fn collecting(mut self, script: &Script, now: Moment) -> Option<Self> {
        self.since?;
        self.settle(script, now);
        let began =
            script.stages.iter().take(self.stage + 1).any(|stage| stage.answer.is_pending());
        let failed = script.stages.get(self.stage).is_some_and(|stage| {
            !stage.answer.is_pending() && !stage.answer.is_success() && self.answered > 0
        });
        (began && !failed && !self.delivered).then_some(self)
    }

    /// When the collection ended, if it has data by `now`.
    pub(crate) fn collected(mut self, script: &Script, now: Moment) -> Option<Moment> {
        self.since?;
        self.settle(script, now);
        let began = script.stages.iter().take(self.stage).any(|stage| stage.answer.is_pending());
        let stage = script.stages.get(self.stage);
        let has_data = stage.is_none_or(|stage| stage.answer.is_success());
        self.since.filter(|_| began && has_data)
    }

    fn leave(&mut self, at: Moment) {
        *self = Self { stage: self.stage + 1, answered: 0, since: Some(at), ..*self };
    }
}

#[cfg(test)]
mod tests;
